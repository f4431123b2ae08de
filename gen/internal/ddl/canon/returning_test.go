package canon_test

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

// TestReturningOldAndNew reads what PostgreSQL 18 has: the row before and after a change.
func TestReturningOldAndNew(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, text := range []string{"UPDATE t SET id = 2 RETURNING old.id", "UPDATE t SET id = 2 RETURNING new.id", "UPDATE t SET id = 2 RETURNING id",
		"DELETE FROM t RETURNING old.*, id", "INSERT INTO t (id) VALUES (1) RETURNING new.id, *"} {
		tree, err := pg.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		key, _, err := canon.Statement(tree.Stmts[0].Stmt, canon.Scope{DB: shop(), SearchPath: []string{"public"}, Clause: canon.InQuery})
		if err != nil || keys[key] {
			t.Errorf("%s: %v, key %s", text, err, key)
		}
		keys[key] = true
	}
	for text, want := range map[string]bool{"UPDATE t SET id = 2 RETURNING old.nope": false, "UPDATE t SET id = old.id": false} {
		tree, err := pg.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := canon.Judge(tree.Stmts[0].Stmt, canon.Scope{DB: shop(), SearchPath: []string{"public"}, Clause: canon.InQuery}); (err == nil) != want {
			t.Errorf("%s gives %v", text, err)
		}
	}
}
