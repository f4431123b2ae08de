package ddl

import (
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

func testFile(t *testing.T, text string) *source.File {
	t.Helper()
	f, err := source.New("f.sql", text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestExpressionsKeepTheAuthorsText checks where the text of an expression is cut.
func TestExpressionsKeepTheAuthorsText(t *testing.T) {
	t.Parallel()
	r := New(Options{})
	found := r.Apply(testFile(t, `
		CREATE FUNCTION f(a int DEFAULT (1 + 2), b text = 'x,y') RETURNS int IMMUTABLE RETURN ( a + 1 );
		CREATE TABLE t (
			a int DEFAULT ( (1 + 2) * 3 ) NOT NULL,
			b text COLLATE "C" DEFAULT 'a' || ')' /* c) */ UNIQUE,
			c timestamp with time zone NOT NULL DEFAULT now() CONSTRAINT cc CHECK ((c > '2000-01-01') AND ( c IS NOT NULL )),
			d int CONSTRAINT dd DEFAULT CASE WHEN NULL IS NOT NULL THEN 1 ELSE -2 END NULL,
			e int GENERATED ALWAYS AS ((a) + (d)) STORED,
			f interval DEFAULT interval '1' day,
			g text[] DEFAULT ARRAY['x', 'y']::text[], h varchar(3) DEFAULT 'z'::character varying,
			CHECK ( (a > 1) OR (d < 2) ) NO INHERIT,
			EXCLUDE USING gist ((int4range(a, d)) WITH &&) WHERE ( (a > 0) AND d > 0 )
		);
		CREATE INDEX i ON t (lower(b), (a + d) DESC, (((a))), f(a), (b || 'x') text_pattern_ops, coalesce(a, d)) WHERE (a > 1) AND (d > 2);
		CREATE INDEX j ON t ((a + 1));
		ALTER TABLE t ALTER a SET DEFAULT (1) + (2), ALTER b SET DEFAULT ('q'), ALTER d SET DEFAULT -5;
		CREATE DOMAIN dom AS int DEFAULT 7 CHECK (VALUE > 0) CONSTRAINT k CHECK ((VALUE) < 9);
		CREATE VIEW v (x) AS (SELECT a FROM t) WITH LOCAL CHECK OPTION;
		CREATE MATERIALIZED VIEW m AS SELECT a AS "AS" FROM t WITH NO DATA;
	`))
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	db := r.Database()
	tab := schema.NewTable("public", "t")
	column := func(name string) schema.Column {
		c, _ := schema.Get[schema.Column](db, tab.In(schema.KindColumn, name))
		return c
	}
	check := func(name string) string {
		c, _ := schema.Get[schema.Check](db, tab.In(schema.KindCheck, name))
		return c.Expr.SQL
	}
	index, _ := schema.Get[schema.Index](db, tab.In(schema.KindIndex, "i"))
	index2, _ := schema.Get[schema.Index](db, tab.In(schema.KindIndex, "j"))
	exclusion := schema.PartsOf[schema.Exclusion](db, tab)[0]
	domain, _ := schema.Get[schema.Domain](db, schema.ID{Kind: schema.KindDomain, Schema: "public", Name: "dom"})
	routine, _ := schema.Get[schema.Routine](db, schema.ID{Kind: schema.KindFunction, Schema: "public", Name: "f", Args: "int4,text"})
	view, _ := schema.Get[schema.View](db, schema.ID{Kind: schema.KindView, Schema: "public", Name: "v"})
	mat, _ := schema.Get[schema.View](db, schema.ID{Kind: schema.KindMaterializedView, Schema: "public", Name: "m"})
	for _, tc := range []struct{ what, got, want string }{
		{"a", column("a").Default.SQL, "(1) + (2)"},
		{"b", column("b").Default.SQL, "('q')"},
		{"c", column("c").Default.SQL, "now()"},
		{"cc", check("cc"), "(c > '2000-01-01') AND ( c IS NOT NULL )"},
		{"d", column("d").Default.SQL, "-5"},
		{"e", column("e").Generated.SQL, "(a) + (d)"},
		{"f", column("f").Default.SQL, "interval '1' day"},
		{"g", column("g").Default.SQL, "ARRAY['x', 'y']::text[]"},
		{"h", column("h").Default.SQL, "'z'::character varying"},
		{"check", check("t_check"), "(a > 1) OR (d < 2)"},
		{"exclusion", exclusion.Elements[0].Expr.SQL, "int4range(a, d)"},
		{"exclusion where", exclusion.Where.SQL, "(a > 0) AND d > 0"},
		{"index 0", index.Elements[0].Expr.SQL, "lower(b)"},
		{"index 1", index.Elements[1].Expr.SQL, "a + d"},
		{"index 2", index.Elements[2].Column, "a"},
		{"index 3", index.Elements[3].Expr.SQL, "f(a)"},
		{"index 4", index.Elements[4].Expr.SQL, "b || 'x'"},
		{"index 5", index.Elements[5].Expr.SQL, "coalesce(a, d)"},
		{"index where", index.Where.SQL, "(a > 1) AND (d > 2)"},
		{"index2", index2.Elements[0].Expr.SQL, "a + 1"},
		{"domain", domain.Default.SQL, "7"},
		{"domain check", domain.Checks[0].Expr.SQL, "VALUE > 0"},
		{"domain check 2", domain.Checks[1].Expr.SQL, "(VALUE) < 9"},
		{"argument", routine.Arguments[0].Default.SQL, "(1 + 2)"},
		{"argument 2", routine.Arguments[1].Default.SQL, "'x,y'"},
		{"body", routine.SQLBody.SQL, "RETURN ( a + 1 )"},
		{"view", view.Query.SQL, "SELECT a FROM t"},
		{"materialized view", mat.Query.SQL, `SELECT a AS "AS" FROM t`},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %q, want %q", tc.what, tc.got, tc.want)
		}
	}
}

func TestNamesAreCutAsTheServerDoes(t *testing.T) {
	t.Parallel()
	long := "abcdefghijklmnopqrstuvwxyz0123456789"
	for _, tc := range []struct{ a, b, label, want string }{
		{"t", "c", "idx", "t_c_idx"},
		{"t", "", "pkey", "t_pkey"},
		{long, long, "fkey", "abcdefghijklmnopqrstuvwxyz012_abcdefghijklmnopqrstuvwxyz01_fkey"},
		{long + long, "x", "key", "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstu_x_key"},
		{"ääääääääääääääääääääääääääääääää", "b", "seq", "ääääääääääääääääääääääääääää_b_seq"},
	} {
		if got := objectName(tc.a, tc.b, tc.label); got != tc.want || len(got) > maxName {
			t.Errorf("%s + %s + %s: %s (%d bytes), want %s", tc.a, tc.b, tc.label, got, len(got), tc.want)
		}
	}
}
