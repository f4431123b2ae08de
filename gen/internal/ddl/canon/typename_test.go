package canon_test

import (
	"errors"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func typeNode(t *testing.T, text string) *pg.TypeName {
	t.Helper()
	return parseExpr(t, "NULL::"+text).GetTypeCast().TypeName
}

func TestTypeNameResolvesAliases(t *testing.T) {
	t.Parallel()
	catalog := func(name, modifier string, array bool) schema.Type {
		return schema.Type{Schema: "pg_catalog", Name: name, Modifier: modifier, Array: array}
	}
	for text, want := range map[string]schema.Type{
		"int": catalog("int4", "", false), "integer[]": catalog("int4", "", true), "bigint": catalog("int8", "", false), "_text": catalog("text", "", true),
		"decimal(10)": catalog("numeric", "10,0", false), "numeric(10,2)[]": catalog("numeric", "10,2", true), "float(10)": catalog("float4", "", false),
		"double precision": catalog("float8", "", false), "varchar(20)": catalog("varchar", "20", false), "character varying": catalog("varchar", "", false),
		"char": catalog("bpchar", "1", false), "char(3)": catalog("bpchar", "3", false), "bpchar": catalog("bpchar", "", false), `"char"`: catalog("char", "", false),
		"timestamp with time zone": catalog("timestamptz", "", false), "timestamp(0)": catalog("timestamp", "0", false), "time with time zone": catalog("timetz", "", false),
		"interval": catalog("interval", "", false), "interval day to second(3)": catalog("interval", "day to second(3)", false), "interval(2)": catalog("interval", "2", false),
		"bit": catalog("bit", "1", false), "bit varying(5)": catalog("varbit", "5", false), "pg_catalog.int4": catalog("int4", "", false), "boolean": catalog("bool", "", false),
		"mood": {Schema: "public", Name: "mood", Kind: schema.KindEnum}, "public.mood[]": {Schema: "public", Name: "mood", Kind: schema.KindEnum, Array: true},
		"t": {Schema: "public", Name: "t", Kind: schema.KindTable}, "citext": {Schema: "public", Name: "citext", Extension: "citext"},
	} {
		got, err := canon.TypeName(typeNode(t, text), shop(), []string{"public"})
		if err != nil || got != want {
			t.Errorf("%s is %+v (%v), want %+v", text, got, err, want)
		}
	}
}

func TestTypeNameRefusesUnknownAndSerial(t *testing.T) {
	t.Parallel()
	for text, state := range map[string]string{"nothing": "42704", "app.mood": "42704", "serial": "42704", "bigserial[]": "42704", "other.t": "3F000"} {
		_, err := canon.TypeName(typeNode(t, text), shop(), []string{"public"})
		var e *canon.Error
		if !errors.As(err, &e) || e.SQLState != state || e.Hint == "" || e.Location <= 0 {
			t.Errorf("%s gives %#v", text, err)
		}
	}
	if base, ok := canon.Serial(typeNode(t, "bigserial")); !ok || base != "int8" {
		t.Errorf("bigserial is %q, %v", base, ok)
	}
}

func TestUnknownNamesAreErrors(t *testing.T) {
	t.Parallel()
	for text, state := range map[string]string{"nope > 0": "42703", "x.id > 0": "42P01", "id::nope": "42704", "nextval('nope')": "42P01",
		"EXISTS (SELECT FROM nope)": "42P01"} {
		_, err := canon.Expr(parseExpr(t, text), text, canon.Scope{DB: withoutExtensions(), SearchPath: []string{"public"}, Relation: schema.NewTable("public", "t")})
		var e *canon.Error
		if !errors.As(err, &e) || e.SQLState != state || e.Hint == "" {
			t.Errorf("%s gives %#v, want %s", text, err, state)
		}
	}
}

// withoutExtensions is shop with nothing that may bring unknown objects.
func withoutExtensions() *schema.Database {
	db := shop()
	for _, name := range []string{"citext", "uuid-ossp"} {
		db.Delete(schema.ID{Kind: schema.KindExtension, Name: name})
	}
	return db
}

// TestStatementKeys compares bodies of functions that mean the same, and that do not.
func TestStatementKeys(t *testing.T) {
	t.Parallel()
	key := func(body string) string {
		tree, err := pg.Parse("CREATE FUNCTION x(a int) RETURNS int " + body)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		sc := scope()
		sc.Relation = schema.ID{}
		sc.Args = []schema.Argument{{Mode: 'i', Name: "a", Type: schema.Type{Schema: "pg_catalog", Name: "int4"}}}
		key, uses, err := canon.Statement(tree.Stmts[0].Stmt.GetCreateFunctionStmt().SqlBody, sc)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		for i := 1; i < len(uses); i++ {
			if schema.Compare(uses[i-1], uses[i]) >= 0 {
				t.Errorf("%s: uses are not sorted: %v", body, uses)
			}
		}
		return key
	}
	for _, tc := range []struct{ a, b, other string }{
		{"RETURN a + 1", "RETURN (x.a + 1)", "RETURN a + 2"},
		{"RETURN $1", "RETURN a", "RETURN 1"},
		{"BEGIN ATOMIC SELECT id FROM t WHERE code = 'a'; END", "BEGIN ATOMIC SELECT t.id FROM public.t WHERE ((t.code)::text = 'a'::text); END", "BEGIN ATOMIC SELECT big FROM t WHERE code = 'a'; END"},
		{"BEGIN ATOMIC INSERT INTO u (id, name) VALUES (a, 'x'); SELECT 1; END", "BEGIN ATOMIC INSERT INTO public.u (id, name) VALUES (x.a, 'x'::character varying); SELECT 1; END", "BEGIN ATOMIC INSERT INTO u (t_id, name) VALUES (a, 'x'); SELECT 1; END"},
		{"BEGIN ATOMIC UPDATE u SET name = 'x' WHERE id = a; DELETE FROM u WHERE id IN (1); END", "BEGIN ATOMIC UPDATE public.u SET name = 'x'::character varying WHERE (u.id = x.a); DELETE FROM public.u WHERE (u.id = 1); END", "BEGIN ATOMIC UPDATE u SET name = 'x'; DELETE FROM u WHERE id IN (1); END"},
	} {
		if key(tc.a) != key(tc.b) {
			t.Errorf("keys differ:\n %s\n %s\n %s\n %s", tc.a, key(tc.a), tc.b, key(tc.b))
		}
		if key(tc.a) == key(tc.other) {
			t.Errorf("%s and %s have one key", tc.a, tc.other)
		}
	}
}
