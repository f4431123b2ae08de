package ddl_test

import (
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// TestStorageAndStatisticsReachChildren demands what the server does: they go down
// to children and partitions without ONLY, compression and options never do.
func TestStorageAndStatisticsReachChildren(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	if err := r.Apply(file(t, `CREATE TABLE t (a text, b text); CREATE TABLE k () INHERITS (t);
ALTER TABLE t ALTER a SET STORAGE external, ALTER a SET STATISTICS 5, ALTER a SET COMPRESSION pglz, ALTER a SET (n_distinct = 3);
ALTER TABLE ONLY t ALTER b SET STORAGE main, ALTER b SET STATISTICS 7;`)).Err(); err != nil {
		t.Fatal(err)
	}
	db := r.Database()
	child := schema.NewTable("public", "k")
	a, _ := schema.Get[schema.Column](db, child.In(schema.KindColumn, "a"))
	b, _ := schema.Get[schema.Column](db, child.In(schema.KindColumn, "b"))
	if a.Storage != "external" || a.Statistics != 5 || a.Compression != "" || len(a.Options) != 0 {
		t.Errorf("a is %+v", a)
	}
	if b.Storage != "" || b.Statistics != -1 {
		t.Errorf("b is %+v", b)
	}
}
