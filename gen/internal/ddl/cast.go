package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

var castContexts = map[pg.CoercionContext]string{pg.CoercionContext_COERCION_EXPLICIT: "explicit",
	pg.CoercionContext_COERCION_ASSIGNMENT: "assignment", pg.CoercionContext_COERCION_IMPLICIT: "implicit"}

// createCast runs CREATE CAST.
func (s *stmt) createCast(n *pg.CreateCastStmt) error {
	c := schema.Cast{Method: "binary", Context: castContexts[n.Context]}
	var err error
	if c.Source, err = s.wholeType(n.Sourcetype); err != nil {
		return err
	}
	if c.Target, err = s.wholeType(n.Targettype); err != nil {
		return err
	}
	c.Source.Modifier, c.Target.Modifier = "", ""
	switch {
	case n.Func != nil:
		c.Method = "function"
		if err := s.castFunction(&c, n.Func); err != nil {
			return err
		}
	case n.Inout:
		c.Method = "inout"
	case c.Source == c.Target: // refused below
	case structured(c.Source) || structured(c.Target):
		return s.fault(n.Sourcetype.Location, invalidObject, "composite, array, enum and domain data types are not binary-compatible")
	case storedApart(c.Source, c.Target):
		return s.fault(0, invalidObject, "source and target data types are not physically compatible")
	}
	if c.Source == c.Target && (n.Func == nil || len(n.Func.Objargs) < 2 && !n.Func.ArgsUnspecified) {
		return s.fault(n.Targettype.Location, invalidObject, "source data type and target data type are the same")
	}
	c.Header = s.header(schema.CastID(c.Source, c.Target))
	if s.db.Has(c.ID) || canon.CastExists(c.Source, c.Target) {
		return s.fault(n.Sourcetype.Location, duplicateObject, "cast from type %s to type %s already exists", schema.FormatTypes(c.Source), schema.FormatTypes(c.Target))
	}
	s.put(c)
	return nil
}

// storedApart reports whether values of two built-in types are surely not stored alike.
func storedApart(a, b schema.Type) bool {
	from, known := canon.LayoutOf(a.Name)
	to, both := canon.LayoutOf(b.Name)
	return known && both && a.Builtin() && b.Builtin() && (from.Length != to.Length || from.ByValue != to.ByValue || from.Alignment != to.Alignment)
}

func structured(t schema.Type) bool {
	switch t.Kind {
	case schema.KindComposite, schema.KindTable, schema.KindView, schema.KindEnum, schema.KindDomain:
		return true
	}
	return t.Array
}

// castFunction finds the function of a cast, which takes the source and may take the
// modifier of the target and whether the cast is explicit.
func (s *stmt) castFunction(c *schema.Cast, n *pg.ObjectWithArgs) error {
	id, result, err := s.castRoutine(n)
	if err != nil {
		return err
	}
	c.Function = id
	result.Modifier = ""
	r, ok := schema.Get[schema.Routine](s.db, id)
	if !ok {
		return nil
	}
	in := inputs(r)
	switch {
	case len(in) < 1 || len(in) > 3:
		return s.fault(0, invalidObject, "cast function must take one to three arguments")
	case in[0] != c.Source && !s.binaryTo(c.Source, in[0]):
		return s.fault(0, invalidObject, "argument of cast function must match or be binary-coercible from source data type")
	case result != c.Target && !s.binaryTo(result, c.Target):
		return s.fault(0, invalidObject, "return data type of cast function must match or be binary-coercible to target data type")
	case len(in) > 1 && (!in[1].Builtin() || in[1].Name != "int4"):
		return s.fault(0, invalidObject, "second argument of cast function must be type integer")
	case len(in) > 2 && (!in[2].Builtin() || in[2].Name != "bool"):
		return s.fault(0, invalidObject, "third argument of cast function must be type boolean")
	case r.SetOf:
		return s.fault(0, invalidObject, "cast function must not return a set")
	case r.ID.Kind != schema.KindFunction || r.Window:
		return s.fault(0, invalidObject, "cast function must be a normal function")
	}
	return nil
}

func (s *stmt) castRoutine(n *pg.ObjectWithArgs) (schema.ID, schema.Type, error) {
	if n.ArgsUnspecified {
		id, err := s.routine(pg.ObjectType_OBJECT_FUNCTION, n)
		r, _ := schema.Get[schema.Routine](s.db, id)
		return id, s.resultOf(r), err
	}
	args, known := s.argumentTypes(n)
	if !known {
		for _, a := range n.Objargs {
			if _, bad := s.typeOf(a.GetTypeName()); bad != nil {
				return schema.ID{}, schema.Type{}, bad
			}
		}
	}
	return s.functionFor(n.Objname, args, s.placeOf(lastOf(n.Objname)))
}

// inputs are the types of the arguments that a call gives.
func inputs(r schema.Routine) []schema.Type {
	var out []schema.Type
	for _, a := range r.Arguments {
		if a.Mode != 'o' && a.Mode != 't' {
			out = append(out, a.Type)
		}
	}
	return out
}

// binaryTo reports whether values of the one type are values of the other as they
// stand: a domain's are those of its base.
func (s *stmt) binaryTo(from, to schema.Type) bool {
	for {
		d, ok := schema.Get[schema.Domain](s.db, from.ID())
		if !ok {
			return from == to || canon.BinaryCast(from, to)
		}
		if from = d.Base; from.Modifier != "" {
			from.Modifier = ""
		}
		if from == to {
			return true
		}
	}
}
