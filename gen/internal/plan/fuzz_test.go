package plan_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// fuzzBase has something of most kinds for statements to change.
const fuzzBase = `CREATE SCHEMA s;
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TYPE c AS (x int, y text);
CREATE SEQUENCE q;
CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x', c e, d d, CHECK (a > 0));
CREATE TABLE u (id serial PRIMARY KEY, t int REFERENCES t, n numeric(8,2) GENERATED ALWAYS AS (t * 2) STORED);
CREATE TABLE p (id int, at date) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE k () INHERITS (t);
CREATE INDEX i ON t (lower(b)) WHERE a > 1;
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 0;
CREATE FUNCTION fn(x int) RETURNS int LANGUAGE sql AS 'SELECT x';
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trg();
COMMENT ON TABLE t IS 'it''s';
`

// FuzzScript prints the model that any text gives, reads the print, and demands
// the same model.
func FuzzScript(f *testing.F) {
	data, err := os.ReadFile("../ddl/testdata/verdicts.sql")
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range strings.Split(string(data), "\n--- ") {
		f.Add(text)
	}
	for _, c := range kindCases(f) {
		f.Add(c.old)
		f.Add(c.new)
	}
	base, err := model(nil, "base.sql", fuzzBase)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := source.New("fuzz.sql", text)
		if err != nil || len(text) > 20000 {
			return
		}
		r := ddl.New(ddl.Options{Base: base})
		if found := r.Apply(in); len(found.Of(source.Opaque)) > 0 {
			return // the server would know more of the schema than the model
		}
		printedAsIs(t, r.Database())
	})
}

// printedAsIs prints a model and reads it again.
func printedAsIs(t *testing.T, want *schema.Database) {
	t.Helper()
	text := pgsql.Printer{}.Script(want)
	if !want.Has(schema.NewSchema("public")) {
		return // a script starts where this schema exists
	}
	got, err := model(nil, "script.sql", text)
	if err != nil {
		t.Fatalf("the script does not apply: %v\n%s", err, text)
	}
	if rest := meaningful(slices.Clone(diff.Compare(got, want, diff.Hints{}))); len(rest) > 0 {
		t.Fatalf("the script gives another model\n%s%s", describe(rest), text)
	}
}
