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

// TestKeysOfAuthorAndServerAreEqual compares what authors wrote with what the
// server made of it, and the columns of views with those that the server has.
func TestKeysOfAuthorAndServerAreEqual(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	counts := map[string]*tally{}
	seen := map[string]bool{}
	for _, c := range cases(t) {
		if !c.valid {
			continue
		}
		for _, sql := range []string{c.old, c.new} {
			if seen[sql] {
				continue
			}
			seen[sql] = true
			applied(t, conn, sql, c.roles, func() { compareAll(t, conn, c.name, []string{sql}, counts) })
		}
	}
	report(t, counts, 995)
}

// compareAll compares every expression in the files with that of the server's
// present state. Of several for one place the last one counts.
func compareAll(t *testing.T, conn *pgx.Conn, name string, files []string, counts map[string]*tally) {
	t.Helper()
	db := readModel(t, conn)
	keys, texts := map[string][]string{}, map[string][]string{}
	for _, e := range serverExprs(t, conn) {
		key, err := keyOf(db, e, nil)
		if err != nil {
			t.Errorf("%s: server's %s: %v", name, e.text, err)
		}
		for _, k := range []string{e.key(), e.kind + " " + e.table + " "} {
			keys[k], texts[k] = append(keys[k], key), append(texts[k], e.text)
		}
	}
	w := &authored{}
	for _, sql := range files {
		if tree, err := pg.Parse(sql); err == nil {
			for _, s := range tree.Stmts {
				w.statement(s.Stmt)
			}
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
