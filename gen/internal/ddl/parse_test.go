package ddl_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

func file(t testing.TB, text string) *source.File {
	t.Helper()
	f, err := source.New("f.sql", text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestStatementsCutBlanksAndComments(t *testing.T) {
	t.Parallel()
	f := file(t, "-- é\n /* a /* b */ ; */ CREATE TABLE t (a int) -- end ;\n;\n\n-- c\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END ; ; SELECT ';' /* z */")
	got, found := ddl.Statements(f)
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range got {
		texts = append(texts, s.Kind+"|"+s.Span.Text())
	}
	want := []string{"CreateStmt|CREATE TABLE t (a int)", "CreateFunctionStmt|CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", "SelectStmt|SELECT ';'"}
	if !slices.Equal(texts, want) {
		t.Errorf("got  %q\nwant %q", texts, want)
	}
}

func TestSyntaxErrorHidesNothingElse(t *testing.T) {
	t.Parallel()
	f := file(t, "CREATE TABLE a (x int);\nCREATE TABLE ä (x frm int);\nCREATE TABLE b (x int);\nSELEC 1;")
	r := ddl.New(ddl.Options{})
	found := r.Apply(f)
	var at []string
	for _, d := range found {
		at = append(at, d.Span.String()+" "+d.SQLState)
	}
	if want := []string{"f.sql:2:23 42601", "f.sql:4:1 42601"}; !slices.Equal(at, want) {
		t.Errorf("errors at %q, want %q", at, want)
	}
	db := r.Database()
	for _, name := range []string{"a", "b"} {
		if !db.Has(schema.NewTable("public", name)) {
			t.Errorf("table %s is missing", name)
		}
	}
}

func TestPositionsCountInTheWholeFile(t *testing.T) {
	t.Parallel()
	f := file(t, "-- up\nCREATE TABLE ü (a int);\nALTER TABLE ü ADD COLUMN b nope;\n-- down\nDROP ü;")
	part := f.Part(0, strings.Index(f.Text, "-- down"))
	inner := part.Part(strings.Index(part.Text, "CREATE"), len(part.Text))
	found := ddl.New(ddl.Options{}).Apply(inner)
	if len(found) != 1 || found[0].Span.String() != "f.sql:3:28" || found[0].SQLState != "42704" {
		t.Errorf("found %v, want one error 42704 at f.sql:3:28", found)
	}
}

func TestErrorsPointAtTheToken(t *testing.T) {
	t.Parallel()
	const base = "CREATE TABLE t (a int, b int);\nCREATE TABLE p (id int PRIMARY KEY);\n"
	for stmt, want := range map[string]string{
		"ALTER TABLE nope ADD COLUMN x int":                          "13 42P01",
		"ALTER TABLE t ADD COLUMN x nope":                            "28 42704",
		"ALTER TABLE t DROP COLUMN nope":                             "27 42703",
		"CREATE INDEX ON t (a, nope)":                                "23 42703",
		"CREATE TABLE t (z int)":                                     "14 42P07",
		"CREATE TABLE u (z int, z int)":                              "24 42701",
		"CREATE TABLE u (z int CHECK (nope > 0))":                    "30 42703",
		"CREATE TABLE u (z int REFERENCES nope)":                     "34 42P01",
		"DROP TABLE nope":                                            "12 42P01",
		"DROP TABLE IF EXISTS t, \"NoPe\"; DROP TABLE \"NoPe\"":      "44 42P01",
		"ALTER TABLE t RENAME COLUMN a TO b":                         "13 42701",
		"CREATE TABLE s.u (z int)":                                   "14 3F000",
		"CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION nope()": "53 42883",
	} {
		f := file(t, base+stmt)
		found := ddl.New(ddl.Options{}).Apply(f)
		if len(found) != 1 || found[0].Span.String() != "f.sql:3:"+strings.Fields(want)[0] || found[0].SQLState != strings.Fields(want)[1] {
			t.Errorf("%s: want 3:%s, got %v", stmt, want, found)
		}
	}
}

func TestFailedStatementLeavesNoTrace(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	f := file(t, `CREATE TABLE t (a int, b text);
		CREATE INDEX i ON t (b);
		ALTER TABLE t DROP COLUMN b, ADD COLUMN c serial, ADD CONSTRAINT x CHECK (nope > 0);
		CREATE TABLE u (id serial PRIMARY KEY, x int REFERENCES nope);`)
	if found := r.Apply(f); len(found) != 2 {
		t.Fatalf("found %v, want two errors", found)
	}
	var names []string
	for o := range r.Database().All() {
		names = append(names, o.Address().String())
	}
	want := []string{"schema public", "table public.t", "column public.t.a", "column public.t.b", "index public.t.i"}
	if !slices.Equal(names, want) {
		t.Errorf("objects are %q, want %q", names, want)
	}
}

func TestChecksumIgnoresLayout(t *testing.T) {
	t.Parallel()
	sum := func(text string) string {
		s, err := ddl.Checksum(file(t, text))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	base := sum("CREATE TABLE T (a int DEFAULT 'X');")
	for text, same := range map[string]bool{
		"create table t\n\t(A INT default 'X') -- c\n;": true,
		"/* x */ CREATE TABLE t(a int DEFAULT 'X');":    true,
		"CREATE TABLE t (a int DEFAULT 'x');":           false,
		"CREATE TABLE \"T\" (a int DEFAULT 'X');":       false,
		"CREATE TABLE t (a int DEFAULT 'X')":            false,
		"CREATE TABLE t (b int DEFAULT 'X');":           false,
	} {
		if got := sum(text) == base; got != same {
			t.Errorf("%q: equal is %v, want %v", text, got, same)
		}
	}
}

func TestDumpsWithDataAndPsqlCommands(t *testing.T) {
	t.Parallel()
	r := ddl.New(ddl.Options{})
	found := r.Apply(file(t, "\\restrict abc'def\nCREATE TABLE t (a text);\nCOPY t (a) FROM stdin;\nit's; CREATE TABLE x\n\\N\n\\.\n\nCREATE TABLE u (a text DEFAULT E'\\\\n\n\\\\x');\n\\unrestrict abc\n\\i other.sql\n"))
	if len(found) != 1 || found[0].Code != "psql-command" || found[0].Span.String() != "f.sql:11:1" {
		t.Errorf("found %v, want one psql-command at f.sql:11:1", found)
	}
	if db := r.Database(); !db.Has(schema.NewTable("public", "t")) || !db.Has(schema.NewTable("public", "u")) {
		t.Error("tables t and u should be there")
	}
}
