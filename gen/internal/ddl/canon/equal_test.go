package canon_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

type tally struct{ compared, equal int }

// TestKeysOfAuthorAndServerAreEqual compares what authors wrote with what the
// server made of it.
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
			applied(t, conn, sql, c.roles, func() {
				db := readModel(t, conn)
				server := map[string][]string{}
				texts := map[string][]string{}
				for _, e := range serverExprs(t, conn) {
					key, err := keyOf(db, e, nil)
					if err != nil {
						key = "error: " + err.Error()
						t.Logf("%s: server %s: %v", c.name, e.text, err)
					}
					for _, k := range []string{e.key(), e.kind + " " + e.table + " "} {
						server[k] = append(server[k], key)
						texts[k] = append(texts[k], e.text)
					}
				}
				tree, err := pg.Parse(sql)
				if err != nil {
					return
				}
				w := &authored{text: sql}
				for _, s := range tree.Stmts {
					w.statement(s.Stmt)
				}
				last := map[string]int{}
				for i, e := range w.list {
					last[e.key()] = i
				}
				for i, e := range w.list {
					want := server[e.key()]
					if len(want) == 0 || (e.name != "" && !strings.HasPrefix(e.kind, "index exp") && last[e.key()] != i) {
						continue
					}
					sc := scopeOf(db, []string{"public"}, e.kind, e.table)
					var key string
					if e.kind == "view" {
						x, _, qerr := canon.Query(e.node, "", sc)
						key, err = x.Key, qerr
					} else {
						x, xerr := canon.ExprAs(e.node, "", sc, target(db, e.serverExpr))
						key, err = x.Key, xerr
					}
					n := counts[e.kind]
					if n == nil {
						n = &tally{}
						counts[e.kind] = n
					}
					n.compared++
					ok := false
					for _, k := range want {
						ok = ok || k == key
					}
					if ok && err == nil {
						n.equal++
						continue
					}
					text, _ := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: &pg.SelectStmt{
						TargetList: []*pg.Node{{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: e.node}}}}}}}}}})
					t.Logf("%s: %s\n author %s\n server %s\n author key %s\n server key %s\n err %v", c.name, e.key(), text, strings.Join(texts[e.key()], " | "), key, strings.Join(want, " | "), err)
				}
			})
		}
	}
	report(t, counts)
}

func report(t *testing.T, counts map[string]*tally) {
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
	if all.equal*1000 < all.compared*990 {
		t.Errorf("only %d of %d expressions have the key of the server's text", all.equal, all.compared)
	}
}
