package plan_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestTypedTableKeepsOrderAndNames refuses what no statement can do to a typed table.
func TestTypedTableKeepsOrderAndNames(t *testing.T) {
	t.Parallel()
	table := schema.NewTable("public", "t")
	for _, c := range []struct {
		name, from, to, message string
		renames                 map[schema.ID]schema.ID
	}{
		{"order", `CREATE TYPE a AS (x int, y text); CREATE TABLE t OF a;`, `CREATE TYPE a AS (y text, x int); CREATE TABLE t OF a;`, "order of the attributes", nil},
		{"new in front", `CREATE TABLE t (y text);`, `CREATE TYPE a AS (x int, y text); CREATE TABLE t OF a;`, "order of the attributes", nil},
		{"rename", `CREATE TYPE a AS (x int); CREATE TABLE t OF a;`, `CREATE TYPE a AS (z int); CREATE TABLE t OF a;`, "typed table",
			map[schema.ID]schema.ID{table.In(schema.KindColumn, "x"): table.In(schema.KindColumn, "z")}},
	} {
		from, err := model(nil, c.name, c.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := model(nil, c.name, c.to)
		if err != nil {
			t.Fatal(err)
		}
		_, found := plan.Build(from, to, diff.Compare(from, to, diff.Hints{Renames: c.renames}), plan.Options{AllowDrop: true})
		if errs := found.Of(source.Error); len(errs) == 0 || !strings.Contains(errs[0].Message, c.message) || errs[0].Hint == "" {
			t.Errorf("%s: found %v", c.name, found)
		}
	}
}
