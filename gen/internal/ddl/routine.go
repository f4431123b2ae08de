package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

var routineKinds = map[pg.ObjectType][]schema.Kind{
	pg.ObjectType_OBJECT_FUNCTION:  {schema.KindFunction},
	pg.ObjectType_OBJECT_PROCEDURE: {schema.KindProcedure},
	pg.ObjectType_OBJECT_AGGREGATE: {schema.KindAggregate},
	pg.ObjectType_OBJECT_ROUTINE:   {schema.KindFunction, schema.KindProcedure, schema.KindAggregate},
}

// findRoutine finds the routine that ALTER, DROP or COMMENT names; without an
// argument list there must be only one of the name. ok is false if there is none.
func (s *stmt) findRoutine(t pg.ObjectType, n *pg.ObjectWithArgs) (id schema.ID, ok bool, err error) {
	schemaName, name := qualified(n.Objname)
	path := []string{schemaName}
	if schemaName == "" {
		path = s.path
	}
	args, known, err := s.argumentTypes(n)
	if err != nil || !known {
		return id, false, err
	}
	for _, p := range path {
		var found []schema.ID
		for _, r := range s.routinesNamed(p, name, routineKinds[t]) {
			if n.ArgsUnspecified || r.Args == args || allArguments(s.db, r) == args {
				found = append(found, r)
			}
		}
		if len(found) > 1 {
			return id, false, s.nameFault(name, ambiguousFunction, "function name %q is not unique; give its argument list", name)
		}
		if len(found) == 1 {
			return found[0], true, nil
		}
	}
	return id, false, nil
}

// argumentTypes formats the written argument types; known is false when one of
// them does not exist, so no routine can have it.
func (s *stmt) argumentTypes(n *pg.ObjectWithArgs) (args string, known bool, err error) {
	var list []schema.Argument
	for _, a := range n.Objargs {
		if a.GetTypeName() == nil {
			continue
		}
		t, err := s.typeOf(a.GetTypeName())
		if err != nil {
			return "", false, nil
		}
		list = append(list, schema.Argument{Mode: 'i', Type: t})
	}
	return schema.FormatArgs(list), true, nil
}

// allArguments formats all arguments of a procedure, OUT ones too: they may stand
// in the list that names it.
func allArguments(db *schema.Database, id schema.ID) string {
	r, _ := schema.Get[schema.Routine](db, id)
	list := make([]schema.Argument, len(r.Arguments))
	for i, a := range r.Arguments {
		list[i] = schema.Argument{Mode: 'i', Type: a.Type}
	}
	return schema.FormatArgs(list)
}

// routinesNamed lists the routines of a schema with the name.
func (r *Replay) routinesNamed(schemaName, name string, kinds []schema.Kind) []schema.ID {
	var out []schema.ID
	for _, k := range kinds {
		for _, id := range r.db.RoutinesNamed(schemaName, name) {
			if id.Kind == k {
				out = append(out, id)
			}
		}
	}
	return out
}

func signature(n *pg.ObjectWithArgs) string {
	var args []string
	for _, a := range n.Objargs {
		args = append(args, strings.Join(strs(a.GetTypeName().GetNames()), "."))
	}
	return dotted(strs(n.Objname)...) + "(" + strings.Join(args, ", ") + ")"
}

// routine is findRoutine with the error 42883 when there is none.
func (s *stmt) routine(t pg.ObjectType, n *pg.ObjectWithArgs) (schema.ID, error) {
	id, ok, err := s.findRoutine(t, n)
	if err == nil && !ok {
		if other, is, _ := s.findRoutine(pg.ObjectType_OBJECT_ROUTINE, n); is {
			return id, s.nameFault(other.Name, wrongObjectType, "%s is not a %s", other, objectWord(t))
		}
		err = s.nameFault(lastOf(n.Objname), undefinedFunction, "function %s does not exist", signature(n))
	}
	return id, err
}

// routineOrAggregate is routine for statements in which FUNCTION stands for aggregates too.
func (s *stmt) routineOrAggregate(t pg.ObjectType, n *pg.ObjectWithArgs) (schema.ID, error) {
	if t == pg.ObjectType_OBJECT_FUNCTION {
		if _, ok, err := s.findRoutine(t, n); err == nil && !ok {
			if id, ok, err := s.findRoutine(pg.ObjectType_OBJECT_AGGREGATE, n); err == nil && ok {
				return id, nil
			}
		}
	}
	return s.routine(t, n)
}

// anyRoutine is routineOrAggregate for statements that also take the routines of the
// system and of extensions: the zero ID, since they have no place in the model.
func (s *stmt) anyRoutine(t pg.ObjectType, n *pg.ObjectWithArgs) (schema.ID, error) {
	id, err := s.routineOrAggregate(t, n)
	if err != nil && s.foreign(n.GetObjname(), true) {
		return schema.ID{}, nil
	}
	return id, err
}

func (s *stmt) dropRoutine(n *pg.DropStmt, o *pg.ObjectWithArgs) (schema.ID, error) {
	id, ok, err := s.findRoutine(n.RemoveType, o)
	if err == nil && !ok {
		if other, is, _ := s.findRoutine(pg.ObjectType_OBJECT_ROUTINE, o); is {
			err = s.fault(0, wrongObjectType, "%s is not a %s", other, objectWord(n.RemoveType))
		}
	}
	if schemaName, _ := qualified(o.Objname); err == nil && !ok && !n.MissingOk {
		if schemaName != "" && !s.knownSchema(schemaName) {
			return id, s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
		}
		err = s.nameFault(lastOf(o.Objname), undefinedFunction, "function %s does not exist", signature(o))
	}
	if !ok {
		return schema.ID{}, err
	}
	return id, err
}

// alterFunction runs ALTER FUNCTION with new attributes.
func (s *stmt) alterFunction(n *pg.AlterFunctionStmt) error {
	id, err := s.routine(n.Objtype, n.Func)
	if err != nil {
		return err
	}
	r, _ := schema.Get[schema.Routine](s.db, id)
	for _, a := range n.Actions {
		if err := s.routineAttribute(&r, a.GetDefElem()); err != nil {
			return err
		}
	}
	s.put(r)
	return nil
}
