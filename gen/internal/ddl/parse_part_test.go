package ddl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestPartsMakeTheFile compares the statements of long files, which are parsed in parts,
// with those that the parser finds in the whole text.
func TestPartsMakeTheFile(t *testing.T) {
	t.Parallel()
	long := 0
	for _, set := range loadSets(t) {
		for _, f := range set.files {
			whole, err := pg.Parse(f.Text)
			if err != nil || len(f.Text) < 5000 {
				continue
			}
			long++
			got, found := ddl.Statements(f)
			if err := found.Err(); err != nil || len(got) != len(whole.Stmts) {
				t.Errorf("%s: %d statements, want %d: %v", f.Name, len(got), len(whole.Stmts), err)
				continue
			}
			for i, raw := range whole.Stmts {
				if span := got[i].Span; span.Start < int(raw.StmtLocation) || raw.StmtLen > 0 && span.End > int(raw.StmtLocation+raw.StmtLen) {
					t.Errorf("%s: statement %d stands at %v", f.Name, i, span)
				}
			}
		}
	}
	if long < 20 {
		t.Errorf("only %d files are long", long)
	}
}

// padded puts a statement behind so much that it belongs to another part of the file.
func padded(statements ...string) string {
	const more = "COMMENT ON SCHEMA public IS 'nothing to see here';\n"
	return strings.Join(statements, ";\n"+strings.Repeat(more, 200))
}

// TestPartsAreOneFile has what begins in one part of a file and goes on in another.
func TestPartsAreOneFile(t *testing.T) {
	t.Parallel()
	f := file(t, padded(
		"CREATE SCHEMA s; SET search_path = s; PREPARE p(int) AS SELECT $1 AS a, 'x'::varchar(3) AS b",
		"CREATE TABLE made AS EXECUTE p(1); CREATE TEMP TABLE passing (id int)",
		"BEGIN; CREATE TABLE undone (id int)",
		"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; CREATE TABLE undone_too (id int)",
		"ROLLBACK; CREATE RULE r AS ON INSERT TO made DO (DELETE FROM made; DELETE FROM passing); DROP TABLE passing CASCADE",
		"CREATE TABLE last (id int DEFAULT -1, n int[] DEFAULT '{0}')"))
	for _, all := range []bool{true, false} {
		r := ddl.New(ddl.Options{})
		found := r.Apply(f)
		if all {
			r = ddl.New(ddl.Options{})
			found = r.ApplyAll([]*source.File{f, file(t, "CREATE TABLE other (id int)")})
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		var tables []string
		for table := range schema.AllOf[schema.Table](r.Database()) {
			tables = append(tables, fmt.Sprint(table.ID.Schema, ".", table.ID.Name))
		}
		slices.Sort(tables)
		want := []string{"s.last", "s.made"}
		if all {
			want = []string{"public.other", "s.last", "s.made"}
		}
		if !slices.Equal(tables, want) {
			t.Errorf("tables %v, want %v", tables, want)
		}
	}
}

// TestFaultsInParts looks for the places of faults behind the first part, of the
// parser's, of the replay's, and of pieces that a wrong cut leaves.
func TestFaultsInParts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		padded("CREATE TABLE ü (id int)", "CREATE TABLE t (id nosuch)"):                    "f.sql:202:20 42704",
		padded("CREATE TABLE ü (id int)", "CREATE TABL t (id int)", "CREATE TABLE v ()"):   "f.sql:202:8 42601",
		padded("CREATE TABLE ü (id int)", "INSERT INTO ü (id, b) VALUES (0, -1)"):          "f.sql:202:20 42703",
		padded("", "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $$ SELECT a $$"):       "f.sql:202:59 42703",
		padded("CREATE SEQUENCE s MINVALUE 0", "CREATE SEQUENCE t MINVALUE 0 MAXVALUE -1"): "f.sql:202:1 22023",
	} {
		var at []string
		for _, d := range ddl.New(ddl.Options{}).Apply(file(t, text)) {
			at = append(at, d.Span.String()+" "+d.SQLState)
		}
		if !slices.Equal(at, []string{want}) {
			t.Errorf("%s: found %q, want %q", text[strings.LastIndexByte(text, '\n')+1:], at, want)
		}
	}
}
