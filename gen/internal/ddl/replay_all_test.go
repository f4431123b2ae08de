package ddl_test

import (
	"fmt"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestApplyAllIsApplyInOrder demands the same model and findings as file after file.
func TestApplyAllIsApplyInOrder(t *testing.T) {
	t.Parallel()
	var files []*source.File
	for i := range 40 {
		text := fmt.Sprintf("CREATE TABLE t%d (id int PRIMARY KEY);\nALTER TABLE t%d ADD COLUMN n%d int;\nDROP TABLE t%d;\nSELEC;", i, i, i, i-20)
		f, err := source.New(fmt.Sprintf("%02d.sql", i), text)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	one, all := ddl.New(ddl.Options{}), ddl.New(ddl.Options{})
	var want source.Diagnostics
	for _, f := range files {
		want = append(want, one.Apply(f)...)
	}
	if got := all.ApplyAll(files); got.Error() != want.Error() || len(want) == 0 {
		t.Errorf("findings differ:\n%v\nwant\n%v", got, want)
	}
	a, b := one.Database(), all.Database()
	if a.Len() != b.Len() {
		t.Fatalf("%d objects, want %d", b.Len(), a.Len())
	}
	for o := range a.All() {
		other, ok := b.Lookup(o.Address())
		if !ok || !schema.Equal(o, other) {
			t.Errorf("%s differs", o.Address())
		}
	}
}
