package canon_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

type tally struct{ compared, equal int }

// state is what the server made of a schema.
type state struct {
	db    *schema.Database
	exprs []serverExpr
	// keys are those of exprs.
	keys []string
}

// TestKeysOfCases applies every schema of the suites once. What authors wrote has
// the key of what the server made of it, as have the columns of views; and where
// the server's text changes from old to new, so does the key.
func TestKeysOfCases(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	counts, states := map[string]*tally{}, map[string]*state{}
	list := cases(t)
	for _, c := range list {
		for _, sql := range []string{c.old, c.new} {
			if states[sql] != nil || !c.valid {
				continue
			}
			applied(t, conn, sql, c.roles, func() {
				states[sql] = readState(t, conn, c.name)
				compareAll(t, states[sql], c.name, sql, counts)
			})
		}
	}
	report(t, counts, 995)
	compareChanged(t, list, states)
}

func readState(t *testing.T, conn *pgx.Conn, name string) *state {
	t.Helper()
	s := &state{db: readModel(t, conn), exprs: serverExprs(t, conn)}
	for _, e := range s.exprs {
		key, err := keyOf(s.db, e, nil)
		if err != nil {
			t.Errorf("%s: server's %s: %v", name, e.text, err)
		}
		s.keys = append(s.keys, key)
	}
	return s
}

// compareAll compares every expression in the text with that of the server's
// state. Of several for one place the last one counts.
func compareAll(t *testing.T, server *state, name, sql string, counts map[string]*tally) {
	t.Helper()
	db := server.db
	keys, texts := map[string][]string{}, map[string][]string{}
	for i, e := range server.exprs {
		for _, k := range []string{e.key(), e.kind + " " + e.table + " "} {
			keys[k], texts[k] = append(keys[k], server.keys[i]), append(texts[k], e.text)
		}
	}
	w := &authored{}
	if tree, err := pg.Parse(sql); err == nil {
		for _, s := range tree.Stmts {
			w.statement(s.Stmt)
		}
	}
	last := map[string]int{}
	for i, e := range w.list {
		last[e.key()] = i
	}
	for i, e := range w.list {
		want := keys[e.key()]
		if len(want) == 0 || (e.name != "" && e.kind != "index expression" && last[e.key()] != i) || (e.kind == "view" && last[e.key()] != i) {
			continue
		}
		key, err := authorKey(t, db, name, e, counts)
		if count(counts, e.kind, err == nil && slices.Contains(want, key)) {
			continue
		}
		t.Logf("%s: %s\n author %s\n server %s\n author key %s\n server key %s\n err %v", name, e.key(), deparsed(e.node),
			strings.Join(texts[e.key()], " | "), key, strings.Join(want, " | "), err)
	}
}

func count(counts map[string]*tally, kind string, equal bool) bool {
	n := counts[kind]
	if n == nil {
		n = &tally{}
		counts[kind] = n
	}
	n.compared++
	if equal {
		n.equal++
	}
	return equal
}

func authorKey(t *testing.T, db *schema.Database, name string, e authorExpr, counts map[string]*tally) (string, error) {
	t.Helper()
	sc := scopeOf(db, []string{"public"}, e.kind, e.table)
	if e.kind != "view" {
		x, err := canon.ExprAs(e.node, "", sc, target(db, e.serverExpr))
		return x.Key, err
	}
	x, columns, err := canon.Query(e.node, "", sc)
	space, relation, _ := strings.Cut(e.table, ".")
	id, _ := db.Relation(space, relation)
	view, _ := schema.Get[schema.View](db, id)
	for i, c := range view.Columns {
		ok := i < len(columns) && columns[i].Type == c.Type
		if !count(counts, "view column type", ok) && i < len(columns) {
			t.Logf("%s: %s column %s has type %v, want %v", name, e.table, c.Name, columns[i].Type, c.Type)
		}
		if !e.renamed {
			count(counts, "view column name", i < len(columns) && columns[i].Name == c.Name)
		}
	}
	return x.Key, err
}

func deparsed(n *pg.Node) string {
	list := []*pg.Node{{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}}}
	s := &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: &pg.SelectStmt{TargetList: list}}}
	if n.GetSelectStmt() != nil {
		s = n
	}
	text, err := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: s}}})
	if err != nil {
		return err.Error()
	}
	return text
}

func report(t *testing.T, counts map[string]*tally, floor int) {
	t.Helper()
	var lines []string
	all := tally{}
	for kind, n := range counts {
		lines = append(lines, fmt.Sprintf("%-18s %5d compared %5d equal", kind, n.compared, n.equal))
		all.compared += n.compared
		all.equal += n.equal
	}
	sort.Strings(lines)
	t.Logf("\n%s\nall %d compared %d equal", strings.Join(lines, "\n"), all.compared, all.equal)
	if all.compared == 0 || all.equal*1000 < all.compared*floor {
		t.Errorf("only %d of %d expressions have the key of the server's text", all.equal, all.compared)
	}
}
