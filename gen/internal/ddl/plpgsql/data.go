package plpgsql

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
)

// setting is a call of set_config.
type setting struct {
	name, value string
	local       bool
	why         string
}

// settings returns the settings that SELECT set_config(...) changes, and false if the
// statement is none.
func (m *machine) settings(text string) ([]setting, bool) {
	if !strings.Contains(strings.ToLower(text), "set_config") {
		return nil, false
	}
	tree, err := pg.Parse(text)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	var out []setting
	for _, t := range tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList() {
		f := t.GetResTarget().GetVal().GetFuncCall()
		if lastOf(nameList(f.GetFuncname())) != "set_config" || len(f.GetArgs()) != 3 {
			return nil, false
		}
		args := m.exprs(f.Args, nil)
		out = append(out, setting{name: strings.ToLower(args[0].text), value: args[1].text, local: args[2].isTrue(),
			why: firstOf(args[0].why, args[1].why, args[2].why)})
	}
	return out, len(out) > 0
}

// set runs SET for the settings that matter to what follows.
func (m *machine) set(n *node, settings []setting) error {
	for _, s := range settings {
		if s.why != "" && (s.name == "" || s.name == "search_path" || s.name == "role") {
			return &undecided{why: "a setting is changed: " + s.why, at: n.at}
		}
		if s.name != "search_path" && s.name != "role" {
			continue
		}
		text, word := "''", map[bool]string{true: "SET LOCAL ", false: "SET "}[s.local]
		var names []string
		for part := range strings.SplitSeq(s.value, ",") {
			if name := nameParts(part)[0]; name != "" {
				names = append(names, quoteIdent(name))
			}
		}
		if s.name == "role" {
			names = []string{quoteLiteral(s.value)}
		}
		if len(names) > 0 {
			text = strings.Join(names, ", ")
		}
		if err := m.applied(Statement{Text: word + s.name + " TO " + text, Start: m.at + n.at, End: m.at + n.at + 1}, n.at); err != nil {
			return err
		}
	}
	return nil
}

// values works out the list behind USING.
func (m *machine) values(p piece) []value {
	if strings.TrimSpace(p.text) == "" {
		return nil
	}
	tree, err := pg.Parse("SELECT " + p.text)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	var out []value
	for _, t := range tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList() {
		out = append(out, m.expr(t.GetResTarget().GetVal(), nil))
	}
	return out
}

// touches raises what the server does for a statement on rows of a relation that is not
// there. It matters only where a handler may take the error.
func (m *machine) touches(n *node, text string) error {
	if m.guarded == 0 {
		return nil
	}
	parsed, err := pg.Parse(text)
	if err != nil {
		return nil
	}
	own := map[string]bool{}
	var relations []*pg.RangeVar
	for _, raw := range parsed.Stmts {
		tree.Walk(raw.Stmt, func(x proto.Message) bool {
			switch x := x.(type) {
			case *pg.CommonTableExpr:
				own[x.Ctename] = true
			case *pg.RangeVar:
				relations = append(relations, x)
			}
			return true
		})
	}
	for _, rv := range relations {
		if own[rv.Relname] && rv.Schemaname == "" {
			continue
		}
		parts := []string{rv.Relname}
		if rv.Schemaname != "" {
			parts = []string{rv.Schemaname, rv.Relname}
		}
		if m.objectNamed("regclass", parts).isNull() {
			return &raised{state: "42P01", err: fmt.Errorf("relation %q does not exist", strings.Join(parts, ".")), at: n.at}
		}
	}
	return nil
}

// opaque runs statements that need a server: what they set is not known then. A
// condition of ASSERT is taken as the server does.
func (m *machine) opaque(n *node) error {
	words := strings.Fields(n.text.text)
	if len(words) == 0 {
		return nil
	}
	switch strings.ToLower(words[0]) {
	case "assert":
		cond, _, _ := strings.Cut(strings.TrimSpace(n.text.text)[len("assert"):], ", '")
		if v := m.evaluate(piece{text: cond}); v.isFalse() || v.isNull() {
			return &raised{state: "P0004", err: fmt.Errorf("assertion failed"), at: n.at}
		}
	case "get", "fetch", "move":
		m.assign("found", unknown("it depends on rows"))
		for _, w := range words[1:] {
			for part := range strings.SplitSeq(strings.ToLower(w), ",") {
				if name, _, _ := strings.Cut(part, "="); m.variable(strings.TrimSuffix(name, ":")) != nil {
					m.assign(strings.TrimSuffix(name, ":"), unknown("it depends on rows"))
				}
			}
		}
	}
	return nil
}

// sortKey is a value that rows are ordered by.
type sortKey struct {
	values []value
	down   bool
}

// ordered applies ORDER BY, LIMIT and OFFSET.
func (m *machine) ordered(s *pg.SelectStmt, rows []record) ([]record, string) {
	if len(rows) > 1 && len(s.SortClause) > 0 {
		keys := make([]sortKey, len(s.SortClause))
		for k, n := range s.SortClause {
			sort := n.GetSortBy()
			keys[k].down = sort.SortbyDir == pg.SortByDir_SORTBY_DESC
			for _, rec := range rows {
				v, ok := m.sortValue(sort.Node, rec)
				if !ok || v.isUnknown() {
					return nil, "the order of the rows is not followed"
				}
				keys[k].values = append(keys[k].values, v)
			}
		}
		rows = arranged(rows, keys)
	}
	if s.LimitOffset != nil {
		return nil, "the query has an OFFSET"
	}
	if s.LimitCount != nil && len(rows) > 0 {
		v := m.expr(s.LimitCount, nil)
		n, ok := readNumber(v.text)
		switch {
		case v.isNull():
		case !ok:
			return nil, "a LIMIT that is not known"
		case int(n) < len(rows) && len(s.SortClause) == 0 && n > 0:
			return nil, "which rows come first is not known"
		case int(n) < len(rows):
			rows = rows[:int(n)]
		}
	}
	return rows, ""
}

// sortValue works out what a row is ordered by: an output column, its number, or an
// expression.
func (m *machine) sortValue(n *pg.Node, rec record) (value, bool) {
	if parts := nameList(n.GetColumnRef().GetFields()); len(parts) == 1 {
		if i := slices.Index(rec.names, parts[0]); i >= 0 {
			return rec.values[i], true
		}
	}
	if c := n.GetAConst(); c != nil {
		i := int(c.GetIval().GetIval()) - 1
		if i < 0 || i >= len(rec.values) {
			return null, false
		}
		return rec.values[i], true
	}
	if rec.frame == nil {
		return null, false
	}
	return m.expr(n, rec.frame), true
}

// arranged sorts by keys; NULL comes last, or first when the order is turned round.
func arranged[T any](list []T, keys []sortKey) []T {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		for _, k := range keys {
			x, y := k.values[a], k.values[b]
			sign := 0
			switch {
			case x.isNull() || y.isNull():
				sign = map[bool]int{true: 1}[x.isNull()] - map[bool]int{true: 1}[y.isNull()]
			case compare("<", x, y).isTrue():
				sign = -1
			case compare(">", x, y).isTrue():
				sign = 1
			}
			if k.down {
				sign = -sign
			}
			if sign != 0 {
				return sign
			}
		}
		return 0
	})
	out := make([]T, len(list))
	for i, from := range order {
		out[i] = list[from]
	}
	return out
}

// sorted puts matches in the order of an aggregate.
func (m *machine) sorted(sort []*pg.Node, matches []match) ([]match, bool) {
	keys := make([]sortKey, len(sort))
	for k, n := range sort {
		keys[k].down = n.GetSortBy().GetSortbyDir() == pg.SortByDir_SORTBY_DESC
		for _, x := range matches {
			v := m.expr(n.GetSortBy().GetNode(), x.frame)
			if v.isUnknown() {
				return nil, false
			}
			keys[k].values = append(keys[k].values, v)
		}
	}
	return arranged(matches, keys), true
}
