package gen_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/gen/internal/scratch"
)

// TestCatalogsThroughPooler reads several times through one connection of a pooler,
// which still knows what the readers before prepared.
func TestCatalogsThroughPooler(t *testing.T) {
	t.Parallel()
	address := newDatabase(t, func(conn *pgx.Conn) { execText(t, conn, "CREATE TABLE a (id int)") })
	bouncer, err := scratch.StartBouncer(t.Context(), address, scratch.TransactionPool)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := bouncer.Stop(); err != nil {
			t.Error(err)
		}
	}()
	p := project(t, map[string]string{"pgen.yaml": "", "schema.sql": "CREATE TABLE a (id int);\n"})
	for range 3 {
		drift, err := p.Diff(t.Context(), bouncer.URL(), "schema", gen.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if !drift.Empty() {
			t.Errorf("got %+v", drift)
		}
	}
}
