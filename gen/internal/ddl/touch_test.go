package ddl_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

func TestTouches(t *testing.T) {
	t.Parallel()
	const base = "CREATE TABLE a (x int, y text); CREATE TABLE b (x int); CREATE TYPE mood AS ENUM ('sad'); CREATE VIEW v AS SELECT x FROM a;" +
		"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
	for _, tc := range []struct {
		sql, changed, read string
		rows, unknown      bool
	}{
		{"ALTER TABLE a ADD COLUMN z mood", "column public.a.z", "table public.a, schema public, enum public.mood", false, false},
		{"CREATE INDEX i ON a (y)", "index public.a.i", "table public.a, schema public, column public.a.y", false, false},
		{"DROP VIEW v", "view public.v", "schema public", false, false},
		{"ALTER TABLE b RENAME TO c", "table public.b, table public.c", "schema public", false, false},
		{"UPDATE a SET x = (SELECT max(x) FROM b)", "table public.a", "table public.b", true, false},
		{"INSERT INTO b SELECT x FROM a", "table public.b", "table public.a", true, false},
		{"TRUNCATE a, b", "table public.a, table public.b", "", true, false},
		{"SELECT * FROM v", "", "view public.v", false, false},
		{"DO $$ BEGIN CREATE TABLE n (); END $$", "table public.n", "schema public", false, false},
		{"DO $$ BEGIN DELETE FROM a; END $$", "", "", false, true},
		{"DO $$ BEGIN EXECUTE 'CREATE TABLE ' || version(); END $$", "", "", false, true},
		{"ALTER SYSTEM SET work_mem = '1MB'", "", "", false, false},
		{"SECURITY LABEL FOR p ON TABLE a IS 'x'", "security labels on table public.a", "table public.a, schema public", false, false},
	} {
		replay := ddl.New(ddl.Options{})
		if err := replay.Apply(text(t, base)).Err(); err != nil {
			t.Fatal(err)
		}
		touches, found := replay.Touches([]*source.File{text(t, "SELECT 1;\n"+tc.sql+";")})
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		var got ddl.Touch
		if len(touches) > 0 {
			got = touches[0]
			if pos := got.Span.File.Position(got.Span.Start); pos.Line != 2 || pos.Column != 1 {
				t.Errorf("%s: placed at %s", tc.sql, pos)
			}
		}
		if !sameIDs(got.Changed, tc.changed) || !sameIDs(got.Read, tc.read) || got.Rows != tc.rows || got.Unknown != tc.unknown || len(touches) > 1 {
			t.Errorf("%s:\nchanged %v\nread %v\nrows %t, unknown %t, %d statements", tc.sql, got.Changed, got.Read, got.Rows, got.Unknown, len(touches))
		}
	}
}

func text(t *testing.T, sql string) *source.File {
	t.Helper()
	f, err := source.New("x.sql", sql)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sameIDs compares IDs with their names, in any order.
func sameIDs(ids []schema.ID, names string) bool {
	var got []string
	for _, id := range ids {
		got = append(got, id.String())
	}
	var want []string
	if names != "" {
		want = strings.Split(names, ", ")
	}
	slices.Sort(got)
	slices.Sort(want)
	return slices.Equal(got, want)
}

// TestTouchesEndWithTheCall replays on without watching.
func TestTouchesEndWithTheCall(t *testing.T) {
	t.Parallel()
	replay := ddl.New(ddl.Options{})
	first, _ := replay.Touches([]*source.File{text(t, "CREATE TEMP TABLE x (); CREATE TABLE a ();"), text(t, "CREATE TABLE b ();")})
	if len(first) != 3 || len(first[2].Changed) != 1 {
		t.Errorf("got %v", first)
	}
	replay.Apply(text(t, "CREATE TABLE c ();"))
	second, _ := replay.Touches([]*source.File{text(t, "DROP TABLE c;")})
	if len(second) != 1 || !sameIDs(second[0].Changed, "table public.c") {
		t.Errorf("got %v", second)
	}
}
