package ddl_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func TestVirtualColumnsAreReadBeyondTheGrammar(t *testing.T) {
	t.Parallel()
	db, found := applied(t, `CREATE TABLE virtual (virtual int, a text);
CREATE TABLE t (a int, "virtual" int GENERATED ALWAYS AS ((a + 1)) VIRTUAL, c int generated always as (a * 2) /* so */ virtual not null,
	d int GENERATED ALWAYS AS (a) STORED);
ALTER TABLE t ADD e text GENERATED ALWAYS AS ('VIRTUAL') VIRTUAL;
CREATE VIEW v AS SELECT virtual FROM virtual;
ALTER TABLE t RENAME COLUMN a TO b;
ALTER TABLE t ALTER COLUMN e DROP EXPRESSION;`)
	if len(found) != 1 || found[0].SQLState != "0A000" || found[0].Hint == "" {
		t.Fatalf("found %v", found)
	}
	table := schema.NewTable("public", "t")
	for name, virtual := range map[string]bool{"b": false, "virtual": true, "c": true, "d": false, "e": true} {
		c, ok := schema.Get[schema.Column](db, table.In(schema.KindColumn, name))
		if !ok || c.Virtual != virtual || c.Generated.IsZero() != (name == "b") {
			t.Errorf("%s is %+v", name, c)
		}
	}
	if c, _ := schema.Get[schema.Column](db, table.In(schema.KindColumn, "c")); c.Generated.SQL != "b * 2" || !c.NotNull {
		t.Errorf("c is %+v", c)
	}
}

func TestKindOfGeneratedColumnHasToBeWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a), c int);", "ALTER TABLE t ADD b int GENERATED ALWAYS AS ((1)) ;"} {
		_, found := applied(t, text)
		if len(found) != 1 || found[0].SQLState != "42601" || !strings.Contains(found[0].Hint, "VIRTUAL or STORED") {
			t.Errorf("%s: found %v", text, found)
		}
	}
	// The word elsewhere is the parser's business.
	_, found := applied(t, "SELECT 1 AS (a) VIRTUAL;")
	if len(found) != 1 || found[0].SQLState != "42601" || found[0].Hint != "" {
		t.Errorf("found %v", found)
	}
}
