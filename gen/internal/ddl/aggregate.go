package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createAggregate runs CREATE [OR REPLACE] AGGREGATE, also in its old form, in
// which the argument stands among the definitions.
func (s *stmt) createAggregate(n *pg.DefineStmt) error {
	schemaName, name := qualified(n.Defnames)
	target, err := s.target(schemaName, 0)
	if err != nil {
		return err
	}
	a := schema.Aggregate{}
	if err := s.aggregateArguments(&a, n); err != nil {
		return err
	}
	a.Header = s.header(schema.ID{Kind: schema.KindAggregate, Schema: target, Name: name, Args: schema.FormatArgs(a.Arguments)})
	// Which functions are meant depends on the other definitions.
	for _, read := range []func(*schema.Aggregate, *pg.DefElem) error{s.aggregateDefinition, s.aggregateFunction} {
		for _, o := range n.Definition {
			if err := read(&a, o.GetDefElem()); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(a.Functions, func(x, y schema.AggregateFunction) int { return strings.Compare(x.Option, y.Option) })
	slices.Sort(a.Options)
	if !slices.ContainsFunc(a.Functions, func(f schema.AggregateFunction) bool { return f.Option == "sfunc" }) {
		return s.fault(0, "42P13", "aggregate sfunc must be specified")
	}
	return s.putAggregate(a, n.Replace)
}

// putAggregate adds the aggregate or replaces the one with the same arguments.
func (s *stmt) putAggregate(a schema.Aggregate, replace bool) error {
	other, ok := s.routineLike(a.ID)
	if ok && other.Kind != a.ID.Kind {
		return s.nameFault(a.ID.Name, wrongObjectType, "cannot change routine kind: %q is a %s", a.ID.Name, other.Kind)
	}
	if ok && !replace {
		return s.nameFault(a.ID.Name, duplicateFunction, "function %q already exists with same argument types", a.ID.Name)
	}
	s.put(a)
	return nil
}

// aggregateArguments reads the arguments in front of the definitions, or the
// base type among them.
func (s *stmt) aggregateArguments(a *schema.Aggregate, n *pg.DefineStmt) error {
	if !n.Oldstyle {
		if direct := n.Args[1].GetInteger().GetIval(); direct >= 0 {
			a.OrderedSet, a.Direct = true, int(direct)
		}
		r := schema.Routine{}
		err := s.readArguments(&r, n.Args[0].GetList().GetItems())
		a.Arguments = r.Arguments
		return err
	}
	for _, o := range n.Definition {
		d := o.GetDefElem()
		if d.Defname != "basetype" || strings.EqualFold(constantText(d.Arg), "any") {
			continue
		}
		t, err := s.typeOf(d.Arg.GetTypeName())
		if err != nil {
			return err
		}
		t.Modifier = ""
		a.Arguments = []schema.Argument{{Mode: 'i', Type: t}}
	}
	return nil
}

// aggregateDefinition reads one "name = value"; defaults are left out.
func (s *stmt) aggregateDefinition(a *schema.Aggregate, d *pg.DefElem) error {
	name := strings.TrimSuffix(d.Defname, "1")
	value := constantText(d.Arg)
	switch name {
	case "stype", "mstype":
		t, err := s.typeOf(d.Arg.GetTypeName())
		if t.Modifier = ""; name == "stype" {
			a.State = t
		} else {
			a.MState = t
		}
		return err
	case "hypothetical":
		a.Hypothetical = isOn(d)
		return nil
	case "basetype", "sfunc", "msfunc", "minvfunc", "finalfunc", "mfinalfunc", "combinefunc", "serialfunc", "deserialfunc":
		return nil
	case "finalfunc_extra", "mfinalfunc_extra":
		if !isOn(d) {
			return nil
		}
		value = "true"
	case "finalfunc_modify", "mfinalfunc_modify":
		standard := "read_only"
		if a.OrderedSet {
			standard = "read_write"
		}
		if value = strings.ToLower(value); value == standard {
			return nil
		}
	case "parallel":
		if value = strings.ToLower(value); value == "unsafe" {
			return nil
		}
	case "sspace", "msspace":
		if value == "0" {
			return nil
		}
	case "sortop":
		if names := d.Arg.GetList().GetItems(); len(names) > 0 {
			value = operatorName(d.Arg)
			if len(a.Arguments) == 1 {
				value, a.SortOperator = s.ownOperator(d.Arg, a.Arguments[0].Type)
			}
		}
	case "initcond", "minitcond":
	default:
		s.warn(d.Location, "aggregate attribute %q not recognized; PostgreSQL ignores it", d.Defname)
		return nil
	}
	a.Options = append(a.Options, name+"="+value)
	return nil
}

// aggregateFunction reads one support function.
func (s *stmt) aggregateFunction(a *schema.Aggregate, d *pg.DefElem) error {
	name := strings.TrimSuffix(d.Defname, "1")
	if !strings.HasSuffix(name, "func") {
		return nil
	}
	fn, err := s.supportFunction(*a, name, d)
	a.Functions = append(a.Functions, schema.AggregateFunction{Option: name, Function: fn})
	return err
}

// isOn reports whether a switch is set; without a value it is.
func isOn(d *pg.DefElem) bool {
	return d.Arg == nil || slices.Contains([]string{"true", "on", "1"}, strings.ToLower(constantText(d.Arg)))
}

// supportFunction finds the function that the aggregate uses for the option.
func (s *stmt) supportFunction(a schema.Aggregate, option string, d *pg.DefElem) (schema.ID, error) {
	names := d.Arg.GetTypeName().GetNames()
	if len(names) == 0 {
		names = []*pg.Node{d.Arg} // a name that is a keyword or quoted
	}
	schemaName, name := qualified(names)
	builtin := schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name}
	path := []string{schemaName}
	if schemaName == "" {
		path = s.path
		if canon.BuiltinFunction(name) {
			return builtin, nil
		}
	}
	wanted := supportArguments(a, option)
	for _, p := range path {
		if p == "pg_catalog" && canon.BuiltinFunction(name) {
			return builtin, nil
		}
		found := s.routinesNamed(p, name, []schema.Kind{schema.KindFunction})
		if id, ok := s.bestSupport(found, wanted); ok {
			return id, nil
		}
	}
	if strings.Contains(","+wanted+",", ",internal,") {
		return builtin, nil // only the server's own functions take its inner types
	}
	for _, p := range path {
		if s.hasExtensionIn(p) {
			return schema.ID{Kind: schema.KindFunction, Schema: p, Name: name}, nil
		}
	}
	return schema.ID{}, s.fault(d.Location, undefinedFunction, "function %s(%s) does not exist", dotted(schemaName, name), wanted)
}

// bestSupport chooses among the functions of a name: the one with just the wanted
// types, else the only one that takes as many arguments.
func (s *stmt) bestSupport(found []schema.ID, wanted string) (schema.ID, bool) {
	var fit []schema.ID
	for _, id := range found {
		if id.Args == wanted {
			return id, true
		}
		if strings.Count(id.Args, ",") == strings.Count(wanted, ",") && (id.Args == "") == (wanted == "") {
			fit = append(fit, id)
		}
	}
	if len(fit) == 0 {
		fit = found // variadic ones
	}
	if len(fit) == 0 {
		return schema.ID{}, false
	}
	return fit[0], true
}

func (s *stmt) hasExtensionIn(schemaName string) bool {
	return slices.ContainsFunc(s.db.Users(schema.NewSchema(schemaName)), func(id schema.ID) bool { return id.Kind == schema.KindExtension })
}

// supportArguments formats the argument types that a support function gets.
func supportArguments(a schema.Aggregate, option string) string {
	in := func(t schema.Type) schema.Argument { return schema.Argument{Mode: 'i', Type: t} }
	state := a.State
	if strings.HasPrefix(option, "m") {
		state = a.MState
	}
	aggregated, direct := a.Arguments, a.Arguments[:a.Direct]
	if a.OrderedSet && a.Direct < len(a.Arguments) {
		aggregated = a.Arguments[a.Direct:]
	}
	args := []schema.Argument{in(state)}
	switch option {
	case "sfunc", "msfunc", "minvfunc":
		args = append(args, aggregated...)
	case "finalfunc", "mfinalfunc":
		if args = append(args, direct...); slices.Contains(a.Options, option+"_extra=true") {
			args = append([]schema.Argument{in(state)}, a.Arguments...)
		}
	case "combinefunc":
		args = append(args, in(state))
	case "deserialfunc":
		args = []schema.Argument{in(schema.Type{Schema: "pg_catalog", Name: "bytea"}), in(schema.Type{Schema: "pg_catalog", Name: "internal"})}
	}
	return schema.FormatArgs(args)
}
