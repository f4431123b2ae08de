package canon_test

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

var benchTexts = []string{"0", "'x'", "now()", "name <> ''", "code IN ('a', 'b', 'c')", "id > 0 AND (n < 5 OR ok)", "lower(code) = 'a'", "at > now() - interval '1 day'"}

// BenchmarkParse is what the parser alone takes, to compare with.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		for _, text := range benchTexts {
			if _, err := pg.Parse("SELECT " + text); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkExpr(b *testing.B) {
	sc := scope()
	nodes := make([]*pg.Node, len(benchTexts))
	for i, text := range benchTexts {
		tree, err := pg.Parse("SELECT " + text)
		if err != nil {
			b.Fatal(err)
		}
		nodes[i] = tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val
	}
	for b.Loop() {
		for i, n := range nodes {
			if _, err := canon.Expr(n, benchTexts[i], sc); err != nil {
				b.Fatal(err)
			}
		}
	}
}
