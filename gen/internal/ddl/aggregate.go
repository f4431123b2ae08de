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
	for _, o := range n.Definition {
		if err := s.aggregateDefinition(&a, o.GetDefElem()); err != nil {
			return err
		}
	}
	slices.Sort(a.Options)
	if err := s.judgeDefinitions(a, n); err != nil {
		return err
	}
	// Which functions are meant depends on the other definitions.
	if err := s.aggregateFunctions(&a, n); err != nil {
		return err
	}
	return s.putAggregate(a, n.Replace)
}

// putAggregate adds the aggregate or replaces the one with the same arguments.
func (s *stmt) putAggregate(a schema.Aggregate, replace bool) error {
	other, ok := s.routineLike(a.ID)
	old, _ := schema.Get[schema.Aggregate](s.db, other)
	switch {
	case !ok:
	case !replace:
		return s.nameFault(a.ID.Name, duplicateFunction, "function %q already exists with same argument types", a.ID.Name)
	case other.Kind != a.ID.Kind:
		return s.nameFault(a.ID.Name, wrongObjectType, "cannot change routine kind: %q is a %s", a.ID.Name, other.Kind)
	default:
		before, after := canon.AggregateResult(s.db, old), canon.AggregateResult(s.db, a)
		if !before.IsZero() && !after.IsZero() && before != after {
			return hinted(s.fault(0, badFunction, "cannot change return type of existing function"), "use DROP AGGREGATE "+a.ID.Name+" first")
		}
		if old.OrderedSet != a.OrderedSet || old.Hypothetical != a.Hypothetical {
			return s.nameFault(a.ID.Name, wrongObjectType, "cannot change routine kind: %q is another kind of aggregate", a.ID.Name)
		}
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
		n, err := s.typeParameter(d)
		if err != nil {
			return err
		}
		t, err := s.typeOf(n)
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
		n, err := s.typeParameter(d)
		if err != nil {
			return err
		}
		t, err := s.typeOf(n)
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

// isOn reports whether a switch is set; without a value it is.
func isOn(d *pg.DefElem) bool {
	return d.Arg == nil || slices.Contains([]string{"true", "on", "1"}, strings.ToLower(constantText(d.Arg)))
}
