package ddl

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
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
	path := s.lookedUp(schemaName)
	args, known := s.argumentTypes(n)
	if !known {
		return id, false, nil
	}
	for _, p := range path {
		var found []schema.ID
		for _, r := range s.routinesNamed(p, name, routineKinds[t]) {
			if n.ArgsUnspecified || r.Args == args || r.Kind == schema.KindProcedure && !withModes(n) && allArguments(s.db, r) == args {
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
func (s *stmt) argumentTypes(n *pg.ObjectWithArgs) (args string, known bool) {
	var list []schema.Argument
	for _, a := range n.Objargs {
		if a.GetTypeName() == nil {
			continue
		}
		t, err := s.typeOf(a.GetTypeName())
		if err != nil {
			return "", false
		}
		list = append(list, schema.Argument{Mode: 'i', Type: t})
	}
	return schema.FormatArgs(list), true
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

// withModes reports whether one of the arguments says which way it goes.
func withModes(n *pg.ObjectWithArgs) bool {
	return slices.ContainsFunc(n.Objfuncargs, func(a *pg.Node) bool {
		return a.GetFunctionParameter().GetMode() != pg.FunctionParameterMode_FUNC_PARAM_DEFAULT
	})
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
		if other, is, _ := s.findRoutine(pg.ObjectType_OBJECT_ROUTINE, n); is && !n.ArgsUnspecified {
			return id, s.nameFault(other.Name, wrongObjectType, "%s is not a %s", other, objectWord(t))
		}
		if err = s.builtinRoutine(t, n, notSupported, "pgen cannot follow a change of the function %s, which is built in"); err == nil {
			err = s.noRoutine(n)
		}
	}
	return id, err
}

// builtinRoutine gives 42809 for a built-in function of another kind than the statement
// names, and the state for one of the same kind.
func (s *stmt) builtinRoutine(t pg.ObjectType, n *pg.ObjectWithArgs, state, format string) error {
	schemaName, name := qualified(n.Objname)
	args, known := s.argumentTypes(n)
	if n.ArgsUnspecified || !known || schemaName != "" && schemaName != systemSchema {
		return nil
	}
	kind := canon.BuiltinRoutine(name, args)
	switch {
	case kind == 0:
		return nil
	case t == pg.ObjectType_OBJECT_PROCEDURE || t == pg.ObjectType_OBJECT_AGGREGATE && kind != 'a':
		return s.nameFault(name, wrongObjectType, "%s(%s) is not a %s", name, args, objectWord(t))
	case t == pg.ObjectType_OBJECT_FUNCTION && kind == 'a':
		return s.nameFault(name, wrongObjectType, "%s(%s) is an aggregate function", name, args)
	}
	return s.nameFault(name, state, format, name+"("+args+")")
}

// noRoutine gives the error for a routine that does not exist: that of a type of its
// arguments or of its schema if that does not either.
func (s *stmt) noRoutine(n *pg.ObjectWithArgs) error {
	for _, a := range n.Objargs {
		if a.GetTypeName() == nil {
			continue
		}
		if _, err := s.typeOf(a.GetTypeName()); err != nil {
			return err
		}
	}
	schemaName, name := qualified(n.Objname)
	if schemaName != "" && !s.knownSchema(schemaName) {
		return s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return s.nameFault(name, undefinedFunction, "function %s does not exist", signature(n))
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
	var d source.Diagnostic
	if (t == pg.ObjectType_OBJECT_PROCEDURE || t == pg.ObjectType_OBJECT_AGGREGATE) && errors.As(err, &d) && d.SQLState == wrongObjectType {
		return id, err
	}
	if err != nil && s.foreign(n.GetObjname(), true) {
		return schema.ID{}, nil
	}
	return id, err
}

func (s *stmt) dropRoutine(n *pg.DropStmt, o *pg.ObjectWithArgs) (schema.ID, error) {
	id, ok, err := s.findRoutine(n.RemoveType, o)
	if err == nil && !ok {
		if other, is, _ := s.findRoutine(pg.ObjectType_OBJECT_ROUTINE, o); is && !o.ArgsUnspecified {
			err = s.fault(0, wrongObjectType, "%s is not a %s", other, objectWord(n.RemoveType))
		}
	}
	if err == nil && !ok {
		err = s.builtinRoutine(n.RemoveType, o, dependentObjects, "cannot drop function %s because it is required by the database system")
	}
	if err == nil && !ok && !n.MissingOk {
		err = s.noRoutine(o)
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
	if err := s.judgeAttributes(n.Actions, id.Kind == schema.KindProcedure); err != nil {
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
