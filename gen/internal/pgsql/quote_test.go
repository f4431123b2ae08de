package pgsql_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
)

func TestIdentQuotesOnlyWhatNeedsIt(t *testing.T) {
	t.Parallel()
	var p pgsql.Printer
	for name, want := range map[string]string{
		"users": "users", "user": `"user"`, "Users": `"Users"`, "position": "position", "a b": `"a b"`,
		`a"b`: `"a""b"`, "1st": `"1st"`, "": `""`, "straße": `"straße"`, "_x1": "_x1", "order": `"order"`,
	} {
		if got := p.Ident(name); got != want {
			t.Errorf("Ident(%q) is %s, want %s", name, got, want)
		}
	}
}

func TestNamesAreQualifiedOutsideTheSearchPath(t *testing.T) {
	t.Parallel()
	id := schema.NewTable("App", "user")
	if got := (pgsql.Printer{}).Name(id); got != `"App"."user"` {
		t.Errorf("name is %s", got)
	}
	if got := (pgsql.Printer{SearchPath: []string{"App", "public"}}).Name(id); got != `"user"` {
		t.Errorf("name is %s", got)
	}
}

func TestTypesReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	var p pgsql.Printer
	builtin := func(name, modifier string, array bool) schema.Type {
		return schema.Type{Schema: "pg_catalog", Name: name, Modifier: modifier, Array: array}
	}
	for want, typ := range map[string]schema.Type{
		"integer": builtin("int4", "", false), "varchar(255)": builtin("varchar", "255", false),
		"numeric(10,2)": builtin("numeric", "10,2", false), "text[]": builtin("text", "", true),
		"timestamptz(3)": builtin("timestamptz", "3", false), "interval day to second(3)": builtin("interval", "day to second(3)", false),
		"interval(3)": builtin("interval", "3", false), "char(1)": builtin("bpchar", "1", false), "bpchar": builtin("bpchar", "", false),
		`"char"`: builtin("char", "", false), "double precision": builtin("float8", "", false),
		"mood": {Schema: "public", Name: "mood", Kind: schema.KindEnum}, `app."Mood"[]`: {Schema: "app", Name: "Mood", Kind: schema.KindEnum, Array: true},
		"public.date": {Schema: "public", Name: "date", Kind: schema.KindDomain},
	} {
		if got := p.Type(typ); got != want {
			t.Errorf("type is %s, want %s", got, want)
		}
	}
}

func TestLiteralDoesNotDependOnSettings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a": "'a'", "it's": "'it''s'", `a\b'`: `E'a\\b'''`} {
		if got := pgsql.Literal(text); got != want {
			t.Errorf("literal of %q is %s, want %s", text, got, want)
		}
	}
}

// TestServerReadsNamesBack creates, for every keyword and for odd names, a table, a
// column, a function and a type with that name.
func TestServerReadsNamesBack(t *testing.T) {
	t.Parallel()
	url := scratchtest.Server(t).URL()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "select word from pg_get_keywords()")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, "Upper", "with space", `quo"te`, "dash-ed", "ümlaut", "9lives", "semi;colon", "dollar$", strings.Repeat("x", 63))
	var p pgsql.Printer
	for _, name := range names {
		tx, err := conn.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		home := schema.ID{Schema: "public", Name: name}
		function, enum := home, home
		function.Kind, enum.Kind = schema.KindFunction, schema.KindEnum
		typ := p.Type(schema.Type{Schema: "public", Name: name, Kind: schema.KindEnum})
		for _, sql := range []string{
			"CREATE TABLE " + p.Ident(name) + " (" + p.Ident(name) + " integer)",
			"UPDATE " + p.Ident(name) + " SET " + p.Ident(name) + " = 1 WHERE " + p.Ident(name) + " = 2",
			"SELECT " + p.Ident(name) + ", count(*) FROM " + p.Ident(name) + " GROUP BY " + p.Ident(name) + " ORDER BY " + p.Ident(name),
			"CREATE INDEX ON " + p.Ident(name) + " (" + p.Ident(name) + ")",
			"CREATE FUNCTION " + p.Name(function) + "() RETURNS integer LANGUAGE sql RETURN 1",
			"SELECT " + p.Name(function) + "()",
			"DROP TABLE " + p.Ident(name),
			"CREATE TYPE " + p.Name(enum) + " AS ENUM ('a')",
			"CREATE TABLE pgen_t (x " + typ + ", y " + typ + "[])",
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				t.Errorf("%s: %v", sql, err)
				break
			}
		}
		var found bool
		err = tx.QueryRow(ctx, "select exists (select from pg_type where typname = $1 and typtype = 'e')", name).Scan(&found)
		if err == nil && !found {
			t.Errorf("no type is named %q", name)
		}
		if err := tx.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
}
