package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeCalled refuses CALL of a procedure that surely does not exist, or of a function.
func (s *stmt) judgeCalled(call *pg.FuncCall) error {
	schemaName, name := qualified(call.GetFuncname())
	if s.blind || len(s.bodies) > 0 {
		return nil
	}
	path := s.lookedUp(schemaName)
	function := (schemaName == "" || schemaName == systemSchema) && canon.BuiltinFunction(name)
	for _, p := range path {
		if s.mayHoldIn(p, func(extension string) bool { return mayBring(extension, name, true) }) {
			return nil
		}
		for _, id := range s.db.RoutinesNamed(p, name) {
			r, ok := schema.Get[schema.Routine](s.db, id)
			if id.Kind != schema.KindProcedure {
				function = true
			} else if ok && passes(r, call) {
				return nil
			}
		}
	}
	switch {
	case schemaName != "" && !s.knownSchema(schemaName):
		return s.fault(call.Location, undefinedSchema, "schema %q does not exist", schemaName)
	case function:
		return hinted(s.fault(call.Location, wrongObjectType, "%s is not a procedure", dotted(schemaName, name)), "to call a function, use SELECT")
	}
	return s.fault(call.Location, undefinedFunction, "procedure %s does not exist with %d arguments", dotted(schemaName, name), len(call.Args))
}

// passes reports whether a procedure can be called with as many arguments, OUT ones too.
func passes(r schema.Routine, call *pg.FuncCall) bool {
	if slices.ContainsFunc(call.Args, func(n *pg.Node) bool { return n.GetNamedArgExpr() != nil }) {
		return true
	}
	least := 0
	variadic := false
	for _, a := range r.Arguments {
		variadic = variadic || a.Mode == 'v'
		if a.Default.IsZero() && a.Mode != 'v' {
			least++
		}
	}
	return len(call.Args) >= least && (variadic || len(call.Args) <= len(r.Arguments))
}
