package pgsql

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func TestOperandAddsParenthesesWhereTheyAreNeeded(t *testing.T) {
	t.Parallel()
	for sql, plain := range map[string]bool{
		"now()": true, "'a'": true, "'it''s'::text": true, "0": true, "-1.5": true, "ARRAY[]::text[]": true, "E'\\n'": true,
		"CURRENT_TIMESTAMP": true, "'{}'::jsonb": true, "nextval('s'::regclass)": true, "(1 + 2)": true,
		"a AND b": false, "1 + 2": false, "(a) OR (b)": false, "now() + '1 day'::interval": false, "NOT a": false,
		"CASE WHEN a THEN b END": false, "x -- note": false, "'a' || 'b'": false,
	} {
		if got := operand(sql) == sql; got != plain {
			t.Errorf("operand(%s) is %s", sql, operand(sql))
		}
	}
}

func TestCallsStandInAnIndexWithoutParentheses(t *testing.T) {
	t.Parallel()
	for sql, call := range map[string]bool{
		"lower(email)": true, "public.f(a, b)": true, "lower(a) || lower(b)": false, "(a)": false, "ROW(a)": false, "f('(')": true,
		"a": false, "": false,
	} {
		if got := isCall(sql); got != call {
			t.Errorf("isCall(%s) is %v", sql, got)
		}
	}
}

func TestDollarTagIsNotInTheText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a", "$$", "a $$ b $body$ c", "ends with $", "$body$$body_$"} {
		got := dollar(text)
		tag := got[:strings.IndexByte(got[1:], '$')+2]
		if inner := strings.TrimSuffix(strings.TrimPrefix(got, tag), tag); inner != text || strings.Contains(text, tag) {
			t.Errorf("%q became %s", text, got)
		}
	}
}

func TestColumnListOnlyWhereNamesDiffer(t *testing.T) {
	t.Parallel()
	view := func(sql string, names ...string) schema.View {
		v := schema.View{Query: schema.Expr{SQL: sql}}
		for _, name := range names {
			v.Columns = append(v.Columns, schema.Attribute{Name: name})
		}
		return v
	}
	for _, tc := range []struct {
		v    schema.View
		want bool
	}{
		{view("SELECT a, t.b, c AS d FROM t", "a", "b", "d"), false},
		{view("SELECT a, b FROM t", "x", "b"), true},
		{view("SELECT count(*) n, lower(x) FROM t", "n", "lower"), false},
		{view("WITH w AS (SELECT 1 AS z) SELECT z::text FROM w", "z"), false},
		{view("SELECT 1", "?column?"), true},
		{view("SELECT x.* FROM t x", "a"), false},
		{view("VALUES (1)", "column1"), true},
		{view(`SELECT "A" FROM t`, "A"), false},
	} {
		if got := needsColumnList(tc.v); got != tc.want {
			t.Errorf("%s: column list is %v, want %v", tc.v.Query.SQL, got, tc.want)
		}
	}
}

func TestStarsAreWrittenOut(t *testing.T) {
	t.Parallel()
	table := schema.NewTable("public", "t")
	for sql, want := range map[string]string{
		"SELECT * FROM t":                 `SELECT id, "Name" FROM t`,
		"SELECT x.* FROM t x":             `SELECT x.id, x."Name" FROM t x`,
		`SELECT id, "Name" FROM t`:        `SELECT id, "Name" FROM t`,
		"SELECT count(*) AS id, 1 FROM t": "SELECT count(*) AS id, 1 FROM t",
		"SELECT *, now() FROM t":          "SELECT *, now() FROM t",
	} {
		v := schema.View{Query: schema.Expr{SQL: sql, Uses: []schema.ID{table}}, Columns: []schema.Attribute{{Name: "id"}, {Name: "Name"}}}
		if got := expandStar(v); got != want {
			t.Errorf("%s became %s, want %s", sql, got, want)
		}
	}
}
