package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeDefinitions refuses what an aggregate must have and has not, before any of its
// functions is looked for.
func (s *stmt) judgeDefinitions(a schema.Aggregate, n *pg.DefineStmt) error {
	given := map[string]bool{}
	for _, o := range n.Definition {
		d := o.GetDefElem()
		name := strings.TrimSuffix(d.Defname, "1")
		if d.Defname == "parallel" && !slices.Contains([]string{"safe", "restricted", "unsafe"}, constantText(d.Arg)) {
			return s.fault(0, syntaxError, "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE")
		}
		given[name] = true
	}
	if n.Oldstyle && !given["basetype"] {
		return s.fault(0, badFunction, "aggregate input type must be specified")
	}
	for _, name := range []string{"stype", "sfunc"} {
		if !given[name] {
			return s.fault(0, badFunction, "aggregate %s must be specified", name)
		}
	}
	for _, name := range []string{"msfunc", "minvfunc"} {
		if given["mstype"] && !given[name] {
			return s.fault(0, badFunction, "aggregate %s must be specified when mstype is specified", name)
		}
	}
	for _, name := range []string{"msfunc", "minvfunc", "mfinalfunc", "msspace", "minitcond"} {
		if !given["mstype"] && given[name] {
			return s.fault(0, badFunction, "aggregate %s must not be specified without mstype", name)
		}
	}
	internal := a.State.Builtin() && a.State.Name == "internal"
	odd := func(t schema.Type) bool {
		return canon.Pseudo(t) && !canon.Polymorphic(t) && t.Name != "internal"
	}
	switch {
	case odd(a.State):
		return s.fault(0, badFunction, "aggregate transition data type cannot be %s", a.State.Name)
	case (given["serialfunc"] || given["deserialfunc"]) && !internal:
		return s.fault(0, badFunction, "serialization functions may be specified only when the aggregate transition data type is internal")
	case given["serialfunc"] != given["deserialfunc"]:
		return s.fault(0, badFunction, "must specify both or neither of serialization and deserialization functions")
	case odd(a.MState):
		return s.fault(0, badFunction, "aggregate transition data type cannot be %s", a.MState.Name)
	}
	for _, t := range []schema.Type{a.State, a.MState} {
		if err := s.deducible(t, argumentTypes(a.Arguments), "cannot determine transition data type"); err != nil {
			return err
		}
	}
	return nil
}

func argumentTypes(args []schema.Argument) []schema.Type {
	out := make([]schema.Type, len(args))
	for i, a := range args {
		out[i] = a.Type
	}
	return out
}

// supportRules say in which order the server looks at the functions of an aggregate, and
// what they return: "state", "mstate", the name of a type, or "" for anything.
var supportRules = []struct{ option, result, word string }{
	{"sfunc", "state", "transition"}, {"msfunc", "mstate", "transition"}, {"minvfunc", "mstate", "inverse transition"},
	{"finalfunc", "", "final"}, {"combinefunc", "state", "combine"}, {"serialfunc", "bytea", "serialization"},
	{"deserialfunc", "internal", "deserialization"}, {"mfinalfunc", "", "moving-aggregate final"},
}

// aggregateFunctions finds the support functions in the order of the server, and judges
// what they return.
func (s *stmt) aggregateFunctions(a *schema.Aggregate, n *pg.DefineStmt) error {
	final, moving := a.State, a.MState
	for _, rule := range supportRules {
		for _, o := range n.Definition {
			d := o.GetDefElem()
			if strings.TrimSuffix(d.Defname, "1") != rule.option {
				continue
			}
			id, result, err := s.supportFunction(*a, rule.option, d)
			if err != nil {
				return err
			}
			wanted := map[string]schema.Type{"state": a.State, "mstate": a.MState, "bytea": {Schema: "pg_catalog", Name: "bytea"},
				"internal": {Schema: "pg_catalog", Name: "internal"}}[rule.result]
			if !result.IsZero() && !wanted.IsZero() && result != wanted {
				return s.fault(0, datatypeMismatch, "return type of %s function %s is not %s", rule.word, id.Name, schema.FormatTypes(wanted))
			}
			switch rule.option {
			case "finalfunc":
				final = result
			case "mfinalfunc":
				moving = result
			}
			a.Functions = append(a.Functions, schema.AggregateFunction{Option: rule.option, Function: id})
			if err := s.judgeStrict(*a, rule.option, id, n); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(a.Functions, func(x, y schema.AggregateFunction) int { return strings.Compare(x.Option, y.Option) })
	if err := s.deducibleResult(final, argumentTypes(a.Arguments)); err != nil {
		return err
	}
	if !final.IsZero() && !moving.IsZero() && final != moving {
		return hinted(s.fault(0, badFunction, "moving-aggregate implementation returns type %s, but plain implementation returns type %s",
			schema.FormatTypes(moving), schema.FormatTypes(final)), "give finalfunc and mfinalfunc the same result")
	}
	return nil
}

// judgeStrict refuses strict functions where a state may be null. What is built in is
// not known to be strict or not.
func (s *stmt) judgeStrict(a schema.Aggregate, option string, id schema.ID, n *pg.DefineStmt) error {
	r, ok := schema.Get[schema.Routine](s.db, id)
	if !ok || !r.Strict {
		return nil
	}
	has := func(name string) bool {
		return slices.ContainsFunc(n.Definition, func(o *pg.Node) bool { return strings.TrimSuffix(o.GetDefElem().Defname, "1") == name })
	}
	state, initial := a.State, "initcond"
	if strings.HasPrefix(option, "m") {
		state, initial = a.MState, "minitcond"
	}
	aggregated := a.Arguments[min(a.Direct, len(a.Arguments)):]
	switch option {
	case "sfunc", "msfunc":
		if !has(initial) && (len(aggregated) == 0 || !canon.StoredAs(s.db, aggregated[0].Type, state)) {
			return s.fault(0, badFunction, "must not omit initial value when transition function is strict and transition type is not compatible with input type")
		}
	case "finalfunc", "mfinalfunc":
		if slices.Contains(a.Options, option+"_extra=true") {
			return s.fault(0, badFunction, "final function with extra arguments must not be declared STRICT")
		}
	case "combinefunc":
		if state.Builtin() && state.Name == "internal" {
			return s.fault(0, badFunction, "combine function with transition type %s must not be declared STRICT", state.Name)
		}
	}
	return nil
}

// supportFunction finds the function that the aggregate uses for the option.
func (s *stmt) supportFunction(a schema.Aggregate, option string, d *pg.DefElem) (schema.ID, schema.Type, error) {
	names := d.Arg.GetTypeName().GetNames()
	if len(names) == 0 {
		names = []*pg.Node{d.Arg} // a name that is a keyword or quoted
	}
	wanted := supportTypes(a, option)
	parts := strs(names)
	c, found, certain := canon.Choose(parts, wanted, s.canonScope(scope{clause: canon.InQuery}))
	schemaName, name := qualified(names)
	path := s.lookedUp(schemaName)
	switch {
	case found && c.Set:
		return c.ID, c.Result, s.fault(0, datatypeMismatch, "function %s returns a set", name)
	case found && c.Converts:
		return c.ID, c.Result, s.fault(0, datatypeMismatch, "function %s(%s) requires run-time type coercion", name, schema.FormatTypes(wanted...))
	case found && !c.ID.IsZero():
		return c.ID, c.Result, nil
	}
	for _, p := range path {
		if s.hasExtensionIn(p) && (found || !certain) {
			return schema.ID{Kind: schema.KindFunction, Schema: p, Name: name}, c.Result, nil
		}
	}
	if !certain {
		return schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name}, c.Result, nil
	}
	if schemaName != "" && !s.knownSchema(schemaName) {
		return c.ID, c.Result, s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return c.ID, c.Result, s.fault(d.Location, undefinedFunction, "function %s(%s) does not exist", dotted(parts...), schema.FormatTypes(wanted...))
}

// supportTypes are the types that a support function gets.
func supportTypes(a schema.Aggregate, option string) []schema.Type {
	state := a.State
	if strings.HasPrefix(option, "m") {
		state = a.MState
	}
	aggregated, direct := argumentTypes(a.Arguments), argumentTypes(a.Arguments[:a.Direct])
	if a.OrderedSet && a.Direct < len(a.Arguments) {
		aggregated = aggregated[a.Direct:]
	}
	args := []schema.Type{state}
	switch option {
	case "sfunc", "msfunc", "minvfunc":
		args = append(args, aggregated...)
	case "finalfunc", "mfinalfunc":
		if slices.Contains(a.Options, option+"_extra=true") {
			direct = argumentTypes(a.Arguments)
		}
		args = append(args, direct...)
	case "combinefunc":
		args = append(args, state)
	case "deserialfunc":
		args = []schema.Type{{Schema: "pg_catalog", Name: "bytea"}, {Schema: "pg_catalog", Name: "internal"}}
	}
	return args
}

func (s *stmt) hasExtensionIn(schemaName string) bool {
	return slices.ContainsFunc(s.db.Users(schema.NewSchema(schemaName)), func(id schema.ID) bool { return id.Kind == schema.KindExtension })
}

// mayHoldIn reports whether an extension in the schema may bring what is asked for.
func (s *stmt) mayHoldIn(schemaName string, brings func(extension string) bool) bool {
	return slices.ContainsFunc(s.db.Users(schema.NewSchema(schemaName)), func(id schema.ID) bool {
		return id.Kind == schema.KindExtension && brings(id.Name)
	})
}
