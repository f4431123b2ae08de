package plpgsql

import (
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

// record is a row of a result: values by output name, in order.
type record struct {
	names  []string
	values []value
	// frame is what it was made of, nil in a union.
	frame *frame
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
		before := len(m.ctes)
		defer func() { m.ctes = m.ctes[:before] }()
		if why := m.with(s.WithClause, outer); why != "" {
			return nil, why
		}
	}
	if s.Op != pg.SetOperation_SETOP_NONE {
		return m.combined(s, outer)
	}
	matches, why := m.matches(s, outer)
	if why != "" {
		return nil, why
	}
	if len(s.GroupClause) > 0 || s.HavingClause != nil || isAggregate(s.TargetList) {
		return m.grouped(s, matches, outer)
	}
	for _, x := range matches {
		if x.maybe != "" {
			return nil, x.maybe
		}
		if list, ok := m.unnested(s.TargetList, x.frame); ok {
			for _, v := range list.list {
				rows = append(rows, record{names: []string{outputName(s.TargetList[0].GetResTarget())}, values: []value{v}, frame: x.frame})
			}
			continue
		}
		rec := m.targets(s.TargetList, x.frame)
		rec.frame = x.frame
		rows = append(rows, rec)
	}
	if len(s.DistinctClause) > 0 {
		if s.DistinctClause[0].GetNode() != nil {
			return nil, "the query has DISTINCT ON"
		}
		if rows, why = distinctRows(rows); why != "" {
			return nil, why
		}
	}
	return m.ordered(s, rows)
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
		alias := x.RangeVar.Relname
		if x.RangeVar.Alias != nil {
			alias = x.RangeVar.Alias.Aliasname
		}
		if rows, ok := m.cteRows(x.RangeVar); ok {
			return cross(in, rows, alias, false), ""
		}
		rows, why := m.relationRows(x.RangeVar)
		return cross(in, rows, alias, true), why
	case *pg.Node_RangeSubselect:
		if len(in) == 0 {
			return nil, ""
		}
		found, why := m.query(x.RangeSubselect.Subquery.GetSelectStmt(), in[0].frame)
		rows := namedRows(found, nameList(x.RangeSubselect.Alias.GetColnames()))
		return cross(in, rows, x.RangeSubselect.Alias.GetAliasname(), false), why
	case *pg.Node_RangeFunction:
		return m.fromFunction(x.RangeFunction, in)
	}
	return nil, "an entry of FROM is not followed"
}

func cross(in []match, rows []map[string]value, alias string, partial bool) []match {
	var out []match
	for _, x := range in {
		for _, row := range rows {
			y := match{frame: &frame{outer: x.frame, alias: alias, row: row, partial: partial}, maybe: x.maybe}
			if _, ok := row[ghost]; ok {
				y.maybe = firstOf(y.maybe, systemObjects)
			}
			out = append(out, y)
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

// databaseColumns repeat the name of the database in information_schema.
var databaseColumns = []string{"catalog_name", "table_catalog", "constraint_catalog", "domain_catalog", "udt_catalog", "sequence_catalog", "routine_catalog",
	"specific_catalog", "trigger_catalog", "event_object_catalog"}

// relationRows asks the catalog for the rows of a relation.
func (m *machine) relationRows(rv *pg.RangeVar) ([]map[string]value, string) {
	name := rv.Relname
	if rv.Schemaname == "information_schema" {
		name = "information_schema." + name
	}
	if name == "pg_settings" && (rv.Schemaname == "" || rv.Schemaname == "pg_catalog") {
		return settingRows(), ""
	}
	rows, ok := m.cat.Rows(name)
	if !ok || (rv.Schemaname != "" && rv.Schemaname != "pg_catalog" && rv.Schemaname != "information_schema") {
		return nil, "it depends on the rows of " + name
	}
	out := make([]map[string]value, len(rows))
	for i, row := range rows {
		out[i] = make(map[string]value, len(row)+1)
		for column, text := range row {
			if text == Null {
				out[i][column] = null
			} else if definition, ok := strings.CutPrefix(text, roughMark); ok {
				out[i][column] = roughly(definition)
			} else {
				out[i][column] = known(text)
			}
		}
		if _, ok := row[checkColumn]; ok && name == "pg_indexes" {
			out[i]["indexdef"] = partlyKnown(row)
		}
		if rv.Schemaname == "information_schema" {
			for _, column := range databaseColumns {
				if _, ok := out[i][column]; !ok && canon.SystemColumn("information_schema", rv.Relname, column) {
					out[i][column] = database
				}
			}
		}
	}
	return append(out, m.systemRows(name)...), ""
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
