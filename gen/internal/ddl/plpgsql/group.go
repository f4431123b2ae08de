package plpgsql

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// aggregateNames are the aggregates that are worked out.
var aggregateNames = []string{"count", "max", "min", "bool_or", "bool_and", "every", "array_agg", "string_agg", "sum"}

func isAggregate(list []*pg.Node) bool {
	return slices.ContainsFunc(list, func(n *pg.Node) bool { return hasAggregate(n.GetResTarget().GetVal()) })
}

func hasAggregate(n *pg.Node) bool {
	switch x := n.GetNode().(type) {
	case *pg.Node_FuncCall:
		return slices.Contains(aggregateNames, lastOf(nameList(x.FuncCall.Funcname))) || slices.ContainsFunc(x.FuncCall.Args, hasAggregate)
	case *pg.Node_AExpr:
		return hasAggregate(x.AExpr.Lexpr) || hasAggregate(x.AExpr.Rexpr)
	case *pg.Node_TypeCast:
		return hasAggregate(x.TypeCast.Arg)
	case *pg.Node_CoalesceExpr:
		return slices.ContainsFunc(x.CoalesceExpr.Args, hasAggregate)
	case *pg.Node_MinMaxExpr:
		return slices.ContainsFunc(x.MinMaxExpr.Args, hasAggregate)
	case *pg.Node_BoolExpr:
		return slices.ContainsFunc(x.BoolExpr.Args, hasAggregate)
	case *pg.Node_NullTest:
		return hasAggregate(x.NullTest.Arg)
	case *pg.Node_BooleanTest:
		return hasAggregate(x.BooleanTest.Arg)
	case *pg.Node_CaseExpr:
		return hasAggregate(x.CaseExpr.Arg) || hasAggregate(x.CaseExpr.Defresult) || slices.ContainsFunc(x.CaseExpr.Args, func(n *pg.Node) bool {
			return hasAggregate(n.GetCaseWhen().GetExpr()) || hasAggregate(n.GetCaseWhen().GetResult())
		})
	}
	return false
}

// grouped works out a query with aggregates: a row for each group, or one for all.
func (m *machine) grouped(s *pg.SelectStmt, matches []match, outer *frame) ([]record, string) {
	groups, why := m.groups(s, matches)
	if why != "" {
		return nil, why
	}
	around := m.group
	defer func() { m.group = around }()
	var rows []record
	for _, g := range groups {
		at := outer
		if len(g) > 0 {
			at = g[0].frame
		}
		m.group = &g
		if s.HavingClause != nil {
			having := m.expr(s.HavingClause, at)
			if having.isUnknown() {
				return nil, having.why
			}
			if !having.isTrue() {
				continue
			}
		}
		rows = append(rows, m.targets(s.TargetList, at))
	}
	return m.ordered(s, rows)
}

// groups puts the rows together that GROUP BY has in one.
func (m *machine) groups(s *pg.SelectStmt, matches []match) ([][]match, string) {
	if len(s.GroupClause) == 0 {
		return [][]match{matches}, ""
	}
	var out [][]match
	place := map[string]int{}
	for _, x := range matches {
		if x.maybe != "" {
			return nil, x.maybe
		}
		var key strings.Builder
		for _, n := range s.GroupClause {
			v := m.expr(groupTarget(s, n), x.frame)
			if v.isUnknown() || v.rough || v.kind == valueRecord || v.kind == valueList {
				return nil, firstOf(v.why, "the query groups by what is not followed")
			}
			key.WriteString(strconv.Itoa(int(v.kind)) + strconv.Quote(v.text))
		}
		at, ok := place[key.String()]
		if !ok {
			at = len(out)
			place[key.String()] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], x)
	}
	return out, ""
}

// groupTarget is what an entry of GROUP BY means: the number or the name of an output
// column, or an expression.
func groupTarget(s *pg.SelectStmt, n *pg.Node) *pg.Node {
	if c := n.GetAConst(); c != nil {
		if i := int(c.GetIval().GetIval()) - 1; i >= 0 && i < len(s.TargetList) {
			return s.TargetList[i].GetResTarget().GetVal()
		}
	}
	if parts := nameList(n.GetColumnRef().GetFields()); len(parts) == 1 {
		for _, t := range s.TargetList {
			if t.GetResTarget().GetName() == parts[0] && t.GetResTarget().GetVal().GetColumnRef() == nil {
				return t.GetResTarget().GetVal()
			}
		}
	}
	return n
}

// collected is array_agg and string_agg.
func (m *machine) collected(f *pg.FuncCall, values []value) value {
	if len(values) > 1 && len(f.AggOrder) == 0 {
		return unknown("an aggregate whose order of rows matters")
	}
	if len(values) == 0 {
		return null
	}
	list := value{kind: valueList, list: values}
	if lastOf(nameList(f.Funcname)) == "array_agg" {
		return list
	}
	for i, v := range list.list {
		list.list[i] = m.printed(v)
	}
	return listText([]value{list, m.expr(f.Args[len(f.Args)-1], nil)})
}

func (m *machine) aggregateCall(f *pg.FuncCall, matches []match) value {
	if f.AggDistinct && lastOf(nameList(f.Funcname)) != "count" {
		return unknown("an aggregate with DISTINCT is not followed")
	}
	if len(f.AggOrder) > 0 {
		var ok bool
		if matches, ok = m.sorted(f.AggOrder, matches); !ok {
			return unknown("an aggregate whose order of rows matters")
		}
	}
	var values []value
	for _, x := range matches {
		if x.maybe != "" {
			return unknown(x.maybe)
		}
		if f.AggFilter != nil {
			keep := m.expr(f.AggFilter, x.frame)
			if keep.isUnknown() {
				return keep
			}
			if !keep.isTrue() {
				continue
			}
		}
		v := truth(true)
		if !f.AggStar && len(f.Args) > 0 {
			v = m.expr(f.Args[0], x.frame)
		}
		if v.isUnknown() {
			return v
		}
		same := func(other value) bool { return compare("=", other, v).isTrue() }
		if !v.isNull() && !(f.AggDistinct && slices.ContainsFunc(values, same)) {
			values = append(values, v)
		}
	}
	return m.aggregated(f, values)
}

// aggregated is an aggregate of known values.
func (m *machine) aggregated(f *pg.FuncCall, values []value) value {
	switch lastOf(nameList(f.Funcname)) {
	case "array_agg", "string_agg":
		return m.collected(f, values)
	case "count":
		return number(len(values))
	case "bool_or", "bool_and", "every":
		switch {
		case len(values) == 0:
			return null
		case lastOf(nameList(f.Funcname)) == "bool_or":
			return or(values)
		}
		return and(values)
	case "max", "min":
		if len(values) == 0 {
			return null
		}
		op := map[string]string{"max": ">", "min": "<"}[lastOf(nameList(f.Funcname))]
		best := values[0]
		for _, v := range values[1:] {
			if compare(op, v, best).isTrue() {
				best = v
			}
		}
		return best
	}
	return unknown("an aggregate whose order of rows matters")
}
