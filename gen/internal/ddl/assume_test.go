package ddl_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// codes lists the findings of a replay as their codes.
func codes(found source.Diagnostics) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Code)
	}
	return out
}

// TestMissingExtensionsAreAssumed uses what extensions bring before, or without,
// creating them.
func TestMissingExtensionsAreAssumed(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"CREATE TABLE t (a hstore, b hstore[], c public.hstore)":                                         "hstore",
		"CREATE TABLE t (a text); CREATE INDEX ON t USING gin (a gin_trgm_ops)":                          "pg_trgm",
		"CREATE TABLE t (a uuid DEFAULT uuid_generate_v4(), b uuid DEFAULT uuid_generate_v1())":          "uuid-ossp",
		"CREATE TABLE t (a text, EXCLUDE USING gist (a gist_text_ops WITH =))":                           "btree_gist",
		"CREATE TABLE t (a text, b date); CREATE VIEW v AS SELECT * FROM t WHERE 'x'::citext = a":        "citext",
		"CREATE TABLE t (a date); CREATE TRIGGER m BEFORE UPDATE ON t EXECUTE FUNCTION moddatetime('a')": "moddatetime",
		"CREATE TABLE t (a earth)": "cube,earthdistance",
		"CREATE TABLE t (a text); CREATE VIEW v AS SELECT * FROM t WHERE a % 'x'":                                            "pg_trgm",
		"CREATE TABLE t (a varchar(20), CHECK (a <-> 'x' < 0.5))":                                                            "pg_trgm",
		"CREATE TABLE t (p point); CREATE VIEW v AS SELECT p <@> point(1, 2) FROM t":                                         "cube,earthdistance",
		"CREATE TABLE t (a int[]); CREATE VIEW v AS SELECT a # 3 AS i FROM t":                                                "intarray",
		"CREATE TABLE t (a int[], b int, c jsonb); CREATE VIEW v AS SELECT a && '{1}' AS x, b % 2 AS y, c - 'x' AS z FROM t": "",
	} {
		r := ddl.New(ddl.Options{})
		found := r.Apply(file(t, sql))
		var installed []string
		for x := range schema.AllOf[schema.Extension](r.Database()) {
			installed = append(installed, x.ID.Name)
			if x.Schema != "public" {
				t.Errorf("%s: %s is in schema %q", sql, x.ID, x.Schema)
			}
		}
		warned := slices.Repeat([]string{"assumed-extension"}, len(installed))
		if got := strings.Join(installed, ","); got != want || !slices.Equal(codes(found), warned) {
			t.Errorf("%s: installed %s, found %v, want %s", sql, got, found, want)
		}
	}
}

// TestAssumedExtensionMayBeCreatedLater keeps a history valid whose later files
// create the extension after all.
func TestAssumedExtensionMayBeCreatedLater(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	found := r.Apply(file(t, "CREATE TABLE t (a hstore); CREATE SCHEMA x; CREATE EXTENSION hstore; CREATE TABLE u (a nothing)"))
	if got := codes(found); !slices.Equal(got, []string{"assumed-extension", "undefined-object"}) {
		t.Errorf("found %v", found)
	}
}

// TestTablesOfRunnersAreThere alters the tables that migration tools make
// themselves; they work but are not in the result.
func TestTablesOfRunnersAreThere(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	found := r.Apply(file(t, `ALTER TABLE schema_migrations ADD COLUMN note text; COMMENT ON COLUMN schema_migrations.dirty IS 'x';
		ALTER TABLE goose_db_version DROP COLUMN tstamp; ALTER TABLE schema_migrations ADD COLUMN version int; CREATE TABLE own (a int)`))
	if got := codes(found); !slices.Equal(got, []string{"runner-table", "runner-table", "duplicate-column"}) {
		t.Errorf("found %v", found)
	}
	var left []string
	for o := range r.Database().All() {
		if o.Address().Kind != schema.KindSchema {
			left = append(left, o.Address().String())
		}
	}
	if !slices.Equal(left, []string{"table public.own", "column public.own.a"}) {
		t.Errorf("the result has %v", left)
	}
}

// TestCreatedTablesOfRunnersStay keeps a table of such a name that a statement creates.
func TestCreatedTablesOfRunnersStay(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	found := r.Apply(file(t, "DROP TABLE IF EXISTS schema_migrations; CREATE TABLE schema_migrations (v text); ALTER TABLE schema_migrations ADD w text"))
	if err := found.Err(); err != nil {
		t.Error(err)
	}
	if n := len(r.Database().Columns(schema.NewTable("public", "schema_migrations"))); n != 2 {
		t.Errorf("the table has %d columns", n)
	}
}
