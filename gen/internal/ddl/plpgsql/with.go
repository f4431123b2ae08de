package plpgsql

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// cte is a query of WITH.
type cte struct {
	name string
	rows []map[string]value
}

// with works out the queries of WITH; the caller takes them away again.
func (m *machine) with(w *pg.WithClause, outer *frame) string {
	for _, n := range w.GetCtes() {
		c := n.GetCommonTableExpr()
		s := c.Ctequery.GetSelectStmt()
		if s == nil || w.Recursive {
			return "a WITH that is recursive or changes data"
		}
		found, why := m.query(s, outer)
		if why != "" {
			return why
		}
		m.ctes = append(m.ctes, cte{name: c.Ctename, rows: namedRows(found, nameList(c.Aliascolnames))})
	}
	return ""
}

// cteRows returns the rows of the innermost query of WITH with the name.
func (m *machine) cteRows(rv *pg.RangeVar) ([]map[string]value, bool) {
	for _, c := range slices.Backward(m.ctes) {
		if c.name == rv.Relname && rv.Schemaname == "" {
			return c.rows, true
		}
	}
	return nil, false
}

// namedRows are the rows of a subquery under the column names of its alias.
func namedRows(found []record, names []string) []map[string]value {
	rows := make([]map[string]value, len(found))
	for i, rec := range found {
		rec.names = slices.Clone(rec.names)
		copy(rec.names, names)
		rows[i] = rec.value().field
	}
	return rows
}

// combined works out UNION, INTERSECT and EXCEPT.
func (m *machine) combined(s *pg.SelectStmt, outer *frame) ([]record, string) {
	rows, why := m.query(s.Larg, outer)
	if why != "" {
		return nil, why
	}
	more, why := m.query(s.Rarg, outer)
	if why != "" {
		return nil, why
	}
	if s.Op == pg.SetOperation_SETOP_UNION {
		for _, rec := range more {
			if len(rows) > 0 {
				rec.names = rows[0].names
			}
			rows = append(rows, rec)
		}
	}
	if !s.All {
		if rows, why = distinctRows(rows); why != "" {
			return nil, why
		}
	}
	if s.Op == pg.SetOperation_SETOP_UNION {
		return m.ordered(s, rows)
	}
	if s.All {
		return nil, "the query is an INTERSECT ALL or EXCEPT ALL"
	}
	var kept []record
	for _, rec := range rows {
		among := false
		for _, other := range more {
			switch same := sameRow(rec, other); {
			case same.isUnknown():
				return nil, same.why
			case same.isTrue():
				among = true
			}
		}
		if among == (s.Op == pg.SetOperation_SETOP_INTERSECT) {
			kept = append(kept, rec)
		}
	}
	return m.ordered(s, kept)
}

// distinctRows leaves each row once.
func distinctRows(rows []record) ([]record, string) {
	var out []record
next:
	for _, rec := range rows {
		for _, other := range out {
			switch same := sameRow(rec, other); {
			case same.isUnknown():
				return nil, same.why
			case same.isTrue():
				continue next
			}
		}
		out = append(out, rec)
	}
	return out, ""
}

// sameRow compares rows as DISTINCT does: NULL equals NULL.
func sameRow(a, b record) value {
	tests := make([]value, len(a.values))
	for i, v := range a.values {
		switch {
		case i >= len(b.values):
			return truth(false)
		case v.isNull() || b.values[i].isNull():
			tests[i] = truth(v.isNull() && b.values[i].isNull())
		default:
			tests[i] = binary("=", v, b.values[i])
		}
	}
	return and(tests)
}

// listed works out @>, <@ and && of lists. It reports false for other operators.
func listed(op string, l, r value) (value, bool) {
	if op != "@>" && op != "<@" && op != "&&" {
		return null, false
	}
	for _, v := range []*value{&l, &r} {
		if v.kind == valueText {
			*v = listOf(*v)
		}
		if v.kind != valueList {
			return unknown(firstOf(v.why, "an operator of arrays is used with something else")), true
		}
	}
	if op == "<@" {
		l, r = r, l
	}
	tests := make([]value, len(r.list))
	for i, item := range r.list {
		tests[i] = or(each2("=", item, l.list))
	}
	if op == "&&" {
		return or(tests), true
	}
	return and(tests), true
}
