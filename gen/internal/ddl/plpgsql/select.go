package plpgsql

import (
	"fmt"
	"slices"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// record is a row of a result: values by output name, in order.
type record struct {
	names  []string
	values []value
}

func (r record) first() value {
	if len(r.values) == 0 {
		return null
	}
	return r.values[0]
}

func (r record) value() value {
	v := value{kind: valueRecord, field: map[string]value{}}
	for i, name := range r.names {
		v.field[name] = r.values[i]
	}
	return v
}

// match is a combination of rows of FROM; maybe is set when a condition on it could
// not be decided.
type match struct {
	frame *frame
	maybe string
}

// query works out a SELECT over catalogs. why says what cannot be known.
func (m *machine) query(s *pg.SelectStmt, outer *frame) (rows []record, why string) {
	if len(s.ValuesLists) > 0 {
		for _, n := range s.ValuesLists {
			rec := record{values: m.exprs(n.GetList().GetItems(), outer)}
			for i := range rec.values {
				rec.names = append(rec.names, fmt.Sprintf("column%d", i+1))
			}
			rows = append(rows, rec)
		}
		return rows, ""
	}
	if s.WithClause != nil {
		return nil, "the query has a WITH"
	}
	if s.Op != pg.SetOperation_SETOP_NONE {
		return m.union(s, outer)
	}
	matches, why := m.matches(s, outer)
	if why != "" {
		return nil, why
	}
	if len(s.GroupClause) > 0 || s.HavingClause != nil {
		return nil, "the query groups"
	}
	if isAggregate(s.TargetList) {
		rec := record{}
		for _, n := range s.TargetList {
			rec.names = append(rec.names, outputName(n.GetResTarget()))
			rec.values = append(rec.values, m.aggregate(n.GetResTarget().GetVal(), matches))
		}
		return []record{rec}, ""
	}
	for _, x := range matches {
		if x.maybe != "" {
			return nil, x.maybe
		}
		if list, ok := m.unnested(s.TargetList, x.frame); ok {
			for _, v := range list.list {
				rows = append(rows, record{names: []string{outputName(s.TargetList[0].GetResTarget())}, values: []value{v}})
			}
			continue
		}
		rows = append(rows, m.targets(s.TargetList, x.frame))
	}
	return m.ordered(s, rows)
}

// ordered applies DISTINCT, ORDER BY an output and LIMIT.
func (m *machine) ordered(s *pg.SelectStmt, rows []record) ([]record, string) {
	if len(rows) > 1 && len(s.SortClause) > 0 {
		sort := s.SortClause[0].GetSortBy()
		name := lastOf(nameList(sort.GetNode().GetColumnRef().GetFields()))
		i := slices.Index(rows[0].names, name)
		if i < 0 {
			i = int(sort.GetNode().GetAConst().GetIval().GetIval()) - 1
		}
		if i < 0 || i >= len(rows[0].values) || len(s.SortClause) > 1 {
			return nil, "the order of the rows is not followed"
		}
		slices.SortStableFunc(rows, func(x, y record) int {
			order := 0
			if compare("<", x.values[i], y.values[i]).isTrue() {
				order = -1
			} else if compare(">", x.values[i], y.values[i]).isTrue() {
				order = 1
			}
			if sort.SortbyDir == pg.SortByDir_SORTBY_DESC {
				order = -order
			}
			return order
		})
	}
	if s.LimitCount != nil {
		if n, err := strconv.Atoi(m.expr(s.LimitCount, nil).text); err == nil && n < len(rows) {
			rows = rows[:n]
		}
	}
	return rows, ""
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

func (m *machine) targets(list []*pg.Node, f *frame) record {
	var rec record
	for _, n := range list {
		t := n.GetResTarget()
		if c := t.GetVal().GetColumnRef(); c != nil && c.Fields[len(c.Fields)-1].GetAStar() != nil {
			for level := f; level != nil; level = level.outer {
				for name, v := range level.row {
					rec.names, rec.values = append(rec.names, name), append(rec.values, v)
				}
			}
			continue
		}
		rec.names = append(rec.names, outputName(t))
		rec.values = append(rec.values, m.expr(t.GetVal(), f))
	}
	return rec
}

func outputName(t *pg.ResTarget) string {
	if t.GetName() != "" {
		return t.GetName()
	}
	if name := lastOf(nameList(t.GetVal().GetColumnRef().GetFields())); name != "" {
		return name
	}
	return lastOf(nameList(t.GetVal().GetFuncCall().GetFuncname()))
}

// matches returns the row combinations that FROM and WHERE leave.
func (m *machine) matches(s *pg.SelectStmt, outer *frame) ([]match, string) {
	out := []match{{frame: outer}}
	for _, n := range s.FromClause {
		var why string
		if out, why = m.from(n, out); why != "" {
			return nil, why
		}
	}
	if s.WhereClause == nil {
		return out, ""
	}
	return m.filter(out, s.WhereClause), ""
}

func (m *machine) filter(in []match, cond *pg.Node) []match {
	var out []match
	for _, x := range in {
		switch v := m.expr(cond, x.frame); {
		case v.isTrue():
			out = append(out, x)
		case v.isUnknown() && x.frame.others():
		case v.isUnknown():
			x.maybe = firstOf(x.maybe, v.why)
			out = append(out, x)
		}
	}
	return out
}

// from crosses what is there with the rows of one more entry.
func (m *machine) from(n *pg.Node, in []match) ([]match, string) {
	switch x := n.GetNode().(type) {
	case *pg.Node_JoinExpr:
		return m.join(x.JoinExpr, in)
	case *pg.Node_RangeVar:
		rows, why := m.relationRows(x.RangeVar)
		alias := x.RangeVar.Relname
		if x.RangeVar.Alias != nil {
			alias = x.RangeVar.Alias.Aliasname
		}
		return cross(in, rows, alias, true), why
	case *pg.Node_RangeSubselect:
		if len(in) == 0 {
			return nil, ""
		}
		found, why := m.query(x.RangeSubselect.Subquery.GetSelectStmt(), in[0].frame)
		rows := make([]map[string]value, len(found))
		names := nameList(x.RangeSubselect.Alias.GetColnames())
		for i, rec := range found {
			for j := range names {
				if j < len(rec.names) {
					rec.names[j] = names[j]
				}
			}
			rows[i] = rec.value().field
		}
		return cross(in, rows, x.RangeSubselect.Alias.GetAliasname(), false), why
	case *pg.Node_RangeFunction:
		return m.fromFunction(x.RangeFunction, in)
	}
	return nil, "an entry of FROM is not followed"
}

// fromFunction knows unnest(list).
func (m *machine) fromFunction(r *pg.RangeFunction, in []match) ([]match, string) {
	f := r.Functions[0].GetList().GetItems()[0].GetFuncCall()
	if lastOf(nameList(f.GetFuncname())) != "unnest" || len(f.GetArgs()) != 1 || len(r.Functions) != 1 || len(in) != 1 {
		return nil, "the rows of a function are asked for"
	}
	list := m.expr(f.Args[0], in[0].frame)
	if list.kind != valueList {
		return nil, firstOf(list.why, "unnest of something that is not a fixed list")
	}
	alias := "unnest"
	if r.Alias != nil {
		alias = r.Alias.Aliasname
	}
	column := alias
	if names := nameList(r.Alias.GetColnames()); len(names) > 0 {
		column = names[0]
	}
	rows := make([]map[string]value, len(list.list))
	for i, v := range list.list {
		rows[i] = map[string]value{column: v}
	}
	return cross(in, rows, alias, false), ""
}

func cross(in []match, rows []map[string]value, alias string, partial bool) []match {
	var out []match
	for _, x := range in {
		for _, row := range rows {
			out = append(out, match{frame: &frame{outer: x.frame, alias: alias, row: row, partial: partial}, maybe: x.maybe})
		}
	}
	return out
}

// join follows inner and left joins.
func (m *machine) join(j *pg.JoinExpr, in []match) ([]match, string) {
	left, why := m.from(j.Larg, in)
	if why != "" {
		return nil, why
	}
	if (j.Jointype != pg.JoinType_JOIN_INNER && j.Jointype != pg.JoinType_JOIN_LEFT) || j.IsNatural {
		return nil, "a join of this kind is not followed"
	}
	var out []match
	for _, l := range left {
		found, why := m.from(j.Rarg, []match{l})
		if why != "" {
			return nil, why
		}
		for _, u := range nameList(j.UsingClause) {
			var kept []match
			for _, x := range found {
				if compare("=", x.frame.row[u], m.lookup(l.frame, u)).isTrue() {
					kept = append(kept, x)
				}
			}
			found = kept
		}
		if j.Quals != nil {
			found = m.filter(found, j.Quals)
		}
		if rv := j.Rarg.GetRangeVar(); len(found) == 0 && j.Jointype == pg.JoinType_JOIN_LEFT {
			if rv == nil {
				return nil, "a left join without a match is not followed"
			}
			found = []match{{frame: &frame{outer: l.frame, alias: firstOf(rv.GetAlias().GetAliasname(), rv.Relname), absent: true}, maybe: l.maybe}}
		}
		out = append(out, found...)
	}
	return out, ""
}

func (m *machine) lookup(f *frame, name string) value {
	for ; f != nil; f = f.outer {
		if v, ok := f.row[name]; ok {
			return v
		}
	}
	return unknown("the column " + name + " is not modelled")
}

// relationRows asks the catalog for the rows of a relation.
func (m *machine) relationRows(rv *pg.RangeVar) ([]map[string]value, string) {
	name := rv.Relname
	if rv.Schemaname == "information_schema" {
		name = "information_schema." + name
	}
	rows, ok := m.cat.Rows(name)
	if !ok || (rv.Schemaname != "" && rv.Schemaname != "pg_catalog" && rv.Schemaname != "information_schema") {
		return nil, "it depends on the rows of " + name
	}
	out := make([]map[string]value, len(rows))
	for i, row := range rows {
		out[i] = make(map[string]value, len(row))
		for column, text := range row {
			if text == Null {
				out[i][column] = null
			} else {
				out[i][column] = known(text)
			}
		}
	}
	return out, ""
}

func isAggregate(list []*pg.Node) bool {
	for _, n := range list {
		if hasAggregate(n.GetResTarget().GetVal()) {
			return true
		}
	}
	return false
}

func hasAggregate(n *pg.Node) bool {
	switch x := n.GetNode().(type) {
	case *pg.Node_FuncCall:
		switch lastOf(nameList(x.FuncCall.Funcname)) {
		case "count", "max", "min", "bool_or", "array_agg", "string_agg", "sum":
			return true
		}
	case *pg.Node_AExpr:
		return hasAggregate(x.AExpr.Lexpr) || hasAggregate(x.AExpr.Rexpr)
	case *pg.Node_TypeCast:
		return hasAggregate(x.TypeCast.Arg)
	case *pg.Node_CoalesceExpr:
		return slices.ContainsFunc(x.CoalesceExpr.Args, hasAggregate)
	}
	return false
}

// aggregate works out a target of a query with aggregates.
func (m *machine) aggregate(n *pg.Node, matches []match) value {
	switch x := n.GetNode().(type) {
	case *pg.Node_AExpr:
		if x.AExpr.Kind == pg.A_Expr_Kind_AEXPR_OP && x.AExpr.Lexpr != nil {
			return binary(lastOf(nameList(x.AExpr.Name)), m.aggregate(x.AExpr.Lexpr, matches), m.aggregate(x.AExpr.Rexpr, matches))
		}
	case *pg.Node_AConst:
		return constantValue(x.AConst)
	case *pg.Node_TypeCast:
		return m.aggregate(x.TypeCast.Arg, matches)
	case *pg.Node_CoalesceExpr:
		for _, arg := range x.CoalesceExpr.Args {
			if v := m.aggregate(arg, matches); !v.isNull() {
				return v
			}
		}
		return null
	case *pg.Node_FuncCall:
		return m.aggregateCall(x.FuncCall, matches)
	}
	return unknown("a calculation with aggregates is not followed")
}

func (m *machine) aggregateCall(f *pg.FuncCall, matches []match) value {
	if f.AggDistinct || f.AggFilter != nil || len(f.AggOrder) > 0 {
		return unknown("an aggregate with DISTINCT, FILTER or ORDER BY is not followed")
	}
	var values []value
	for _, x := range matches {
		if x.maybe != "" {
			return unknown(x.maybe)
		}
		v := truth(true)
		if !f.AggStar && len(f.Args) > 0 {
			v = m.expr(f.Args[0], x.frame)
		}
		if v.isUnknown() {
			return v
		}
		if !v.isNull() {
			values = append(values, v)
		}
	}
	switch lastOf(nameList(f.Funcname)) {
	case "count":
		return number(len(values))
	case "bool_or":
		if len(values) == 0 {
			return null
		}
		return or(values)
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

// subquery works out EXISTS, IN (SELECT ...) and scalar subqueries.
func (m *machine) subquery(s *pg.SubLink, f *frame) value {
	q := s.Subselect.GetSelectStmt()
	if s.SubLinkType == pg.SubLinkType_EXISTS_SUBLINK && len(q.GetGroupClause()) == 0 && q.GetOp() == pg.SetOperation_SETOP_NONE && !isAggregate(q.GetTargetList()) && q.GetWithClause() == nil {
		return m.exists(q, f)
	}
	rows, why := m.query(q, f)
	if why != "" {
		return unknown(why)
	}
	switch s.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return truth(len(rows) > 0)
	case pg.SubLinkType_EXPR_SUBLINK:
		if len(rows) == 0 {
			return null
		}
		return rows[0].first()
	case pg.SubLinkType_ANY_SUBLINK, pg.SubLinkType_ARRAY_SUBLINK:
		list := make([]value, len(rows))
		for i, rec := range rows {
			list[i] = rec.first()
		}
		if s.SubLinkType == pg.SubLinkType_ARRAY_SUBLINK {
			return value{kind: valueList, list: list}
		}
		return m.in("=", m.expr(s.Testexpr, f), list)
	}
	return unknown("a subquery of this kind is not followed")
}

// exists needs one certain row, or none that is possible.
func (m *machine) exists(q *pg.SelectStmt, f *frame) value {
	matches, why := m.matches(q, f)
	if why != "" {
		return unknown(why)
	}
	for _, x := range matches {
		if x.maybe == "" {
			return truth(true)
		}
	}
	if len(matches) > 0 {
		return unknown(matches[0].maybe)
	}
	return truth(false)
}
