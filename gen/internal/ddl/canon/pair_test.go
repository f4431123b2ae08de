package canon_test

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// shop is a small model for pairs of expressions.
func shop() *schema.Database {
	db := schema.New()
	put := func(kind schema.Kind, name string) schema.Header {
		return schema.Header{ID: schema.ID{Kind: kind, Schema: "public", Name: name}}
	}
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("app")}})
	db.Put(schema.Extension{Header: schema.Header{ID: schema.ID{Kind: schema.KindExtension, Name: "citext"}}, Schema: "public"})
	db.Put(schema.Extension{Header: schema.Header{ID: schema.ID{Kind: schema.KindExtension, Name: "uuid-ossp"}}, Schema: "public"})
	db.Put(schema.Enum{Header: put(schema.KindEnum, "mood"), Labels: []string{"ok", "sad"}})
	db.Put(schema.Enum{Header: put(schema.KindEnum, "mood2"), Labels: []string{"ok", "sad"}})
	db.Put(schema.Domain{Header: put(schema.KindDomain, "email"), Base: schema.Type{Schema: "pg_catalog", Name: "text"}})
	db.Put(schema.Sequence{Header: put(schema.KindSequence, "s")})
	text := func(name string) schema.Type { return schema.Type{Schema: "pg_catalog", Name: name} }
	table := func(name string, cols ...schema.Attribute) {
		h := put(schema.KindTable, name)
		db.Put(schema.Table{Header: h})
		for i, c := range cols {
			db.Put(schema.Column{Header: schema.Header{ID: h.ID.In(schema.KindColumn, c.Name)}, Position: i + 1, Type: c.Type})
		}
	}
	varchar := schema.Type{Schema: "pg_catalog", Name: "varchar", Modifier: "20"}
	table("t", schema.Attribute{Name: "id", Type: text("int4")}, schema.Attribute{Name: "big", Type: text("int8")},
		schema.Attribute{Name: "n", Type: text("numeric")}, schema.Attribute{Name: "name", Type: text("text")},
		schema.Attribute{Name: "code", Type: varchar}, schema.Attribute{Name: "c", Type: schema.Type{Schema: "pg_catalog", Name: "bpchar", Modifier: "3"}},
		schema.Attribute{Name: "ok", Type: text("bool")}, schema.Attribute{Name: "m", Type: schema.Type{Schema: "public", Name: "mood", Kind: schema.KindEnum}},
		schema.Attribute{Name: "mail", Type: schema.Type{Schema: "public", Name: "email", Kind: schema.KindDomain}},
		schema.Attribute{Name: "ci", Type: schema.Type{Schema: "public", Name: "citext", Extension: "citext"}},
		schema.Attribute{Name: "at", Type: text("timestamptz")}, schema.Attribute{Name: "ts", Type: text("timestamp")},
		schema.Attribute{Name: "d", Type: text("date")}, schema.Attribute{Name: "doc", Type: text("jsonb")},
		schema.Attribute{Name: "tags", Type: schema.Type{Schema: "pg_catalog", Name: "text", Array: true}})
	table("u", schema.Attribute{Name: "id", Type: text("int4")}, schema.Attribute{Name: "t_id", Type: text("int4")},
		schema.Attribute{Name: "name", Type: varchar})
	for _, arg := range []string{"int4", "int8"} {
		args := []schema.Argument{{Mode: 'i', Name: "x", Type: text(arg)}}
		db.Put(schema.Routine{Header: schema.Header{ID: schema.ID{Kind: schema.KindFunction, Schema: "public", Name: "f", Args: schema.FormatArgs(args)}},
			Arguments: args, Returns: text(arg)})
	}
	return db
}

func scope() canon.Scope {
	return canon.Scope{DB: shop(), SearchPath: []string{"public"}, Relation: schema.NewTable("public", "t")}
}

func parseExpr(t *testing.T, text string) *pg.Node {
	t.Helper()
	tree, err := pg.Parse("SELECT " + text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val
}

func keyFor(t *testing.T, text string, sc canon.Scope) string {
	t.Helper()
	e, err := canon.Expr(parseExpr(t, text), text, sc)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e.Key
}

// pairs has, for each rule, a text that the author writes, one that the server
// prints for it, and one that means something else.
var pairs = []struct{ name, author, server, other string }{
	{"text literal", "name = 'a'", "(name = 'a'::text)", "name = 'A'"},
	{"varchar column", "code = 'a'", "((code)::text = 'a'::text)", "(code)::name = 'a'"},
	{"bpchar literal", "c = 'abc'", "(c = 'abc'::bpchar)", "(c)::text = 'abc'"},
	{"enum literal", "m = 'ok'", "(m = 'ok'::public.mood)", "m::text = 'ok'"},
	{"domain", "mail = 'a'", "((mail)::text = 'a'::text)", "mail <> 'a'"},
	{"numeric constant", "n > 0", "(n > (0)::numeric)", "n > 0.0"},
	{"bigint constant", "big > 0", "(big > 0)", "id > 0"},
	{"bigint division", "n / 2", "(n / (2)::numeric)", "n / 2.0"},
	{"in", "code IN ('a','b')", "((code)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", "code IN ('a','c')"},
	{"in text", "name IN ('a','b')", "(name = ANY (ARRAY['a'::text, 'b'::text]))", "name NOT IN ('a','b')"},
	{"in enum", "m IN ('ok','sad')", "(m = ANY (ARRAY['ok'::public.mood, 'sad'::public.mood]))", "m::text IN ('ok','sad')"},
	{"not in", "id NOT IN (1,2)", "(id <> ALL (ARRAY[1, 2]))", "NOT id IN (1,2)"},
	{"one element in", "id IN (1)", "(id = 1)", "id IN (1,1)"},
	{"in with column", "id IN (1, big)", "((id = 1) OR (id = big))", "id IN (1, 2)"},
	{"between", "id BETWEEN 1 AND 2", "((id >= 1) AND (id <= 2))", "id BETWEEN SYMMETRIC 1 AND 2"},
	{"like", "name LIKE 'a%'", "(name ~~ 'a%'::text)", "name ILIKE 'a%'"},
	{"not ilike", "code NOT ILIKE 'a%'", "((code)::text !~~* 'a%'::text)", "code NOT LIKE 'a%'"},
	{"similar", "name SIMILAR TO 'a'", "(name ~ similar_to_escape('a'::text))", "name ~ 'a'"},
	{"not equal", "id != 1", "(id <> 1)", "id = 1"},
	{"distinct", "id IS NOT DISTINCT FROM 1", "(NOT (id IS DISTINCT FROM 1))", "id IS DISTINCT FROM 1"},
	{"and", "ok AND (id = 1 AND n = 2)", "(ok AND (id = 1) AND (n = (2)::numeric))", "ok OR (id = 1 AND n = 2)"},
	{"not", "NOT id = 1", "(NOT (id = 1))", "id <> 1"},
	{"case", "CASE WHEN ok THEN 'a' END", "CASE WHEN ok THEN 'a'::text ELSE NULL::text END", "CASE WHEN ok THEN 'a' ELSE 'b' END"},
	{"case subject", "CASE code WHEN 'a' THEN 1 END", "CASE code WHEN 'a'::text THEN 1 ELSE NULL::integer END", "CASE name WHEN 'a' THEN 1 END"},
	{"coalesce", "COALESCE(code, 'x')", "COALESCE(code, 'x'::character varying)", "COALESCE(name, 'x')"},
	{"coalesce number", "COALESCE(n, 0)", "COALESCE(n, (0)::numeric)", "COALESCE(n, 1)"},
	{"nullif", "NULLIF(name, '')", "NULLIF(name, ''::text)", "NULLIF(name, ' ')"},
	{"cast", "CAST(id AS bigint)", "(id)::bigint", "id"},
	{"cast numeric", "id::numeric(10,2)", "(id)::numeric(10,2)", "id::numeric(10,3)"},
	{"varchar cast", "name::varchar(5)", "(name)::character varying(5)", "name::varchar(6)"},
	{"same cast", "code::varchar(20)", "code", "code::varchar"},
	{"extract", "extract(year from at)", "EXTRACT(year FROM at)", "date_part('year', at)"},
	{"position", "position('a' in name)", `POSITION(('a'::text) IN (name))`, "position(name in 'a')"},
	{"substring", "substring(name from 1 for 2)", "\"substring\"(name, 1, 2)", "substring(name from 1 for 3)"},
	{"trim", "trim(name)", "TRIM(BOTH FROM name)", "ltrim(name)"},
	{"overlay", "overlay(name placing 'x' from 1)", "OVERLAY(name PLACING 'x'::text FROM 1)", "overlay(name placing 'x' from 2)"},
	{"at time zone", "at AT TIME ZONE 'UTC'", "(at AT TIME ZONE 'UTC'::text)", "ts AT TIME ZONE 'UTC'"},
	{"timezone", "timezone('utc', now())", "timezone('utc'::text, now())", "timezone('utc', CURRENT_TIMESTAMP)"},
	{"nextval", "nextval('s')", "nextval('public.s'::regclass)", "currval('s')"},
	{"interval", "at > now() - interval '1 day'", "(at > (now() - '1 day'::interval))", "at > now() - interval '24 hours'"},
	{"interval hours", "interval '24 hours'", "'24:00:00'::interval", "'1 day'::interval"},
	{"interval field", "interval '3' minute", "'00:03:00'::interval minute", "'3'::interval"},
	{"date", "d > '2020-1-1'", "(d > '2020-01-01'::date)", "d > '2020-01-02'"},
	{"timestamptz", "at > '2020-01-01T00:00:00Z'", "(at > '2020-01-01 00:00:00+00'::timestamp with time zone)", "at > '2020-01-01 01:00+00'"},
	{"bits", "B'101'", "'101'::\"bit\"", "B'1010'"},
	{"escape string", `E'a\nb'`, "'a\nb'::text", "'anb'"},
	{"boolean", "ok = 't'::bool", "(ok = true)", "ok = false"},
	{"negative", "id > -1", "(id > '-1'::integer)", "id > 1"},
	{"alias", "id::int8", "(id)::bigint", "id::int2"},
	{"jsonb", `doc @> '{"b":1, "a":2}'`, `(doc @> '{"a": 2, "b": 1}'::jsonb)`, `doc @> '{"b":1}'`},
	{"jsonb arrow", "doc->>'a' = 'x'", "((doc ->> 'a'::text) = 'x'::text)", "doc->'a' = 'x'"},
	{"array literal", "tags = '{}'", "(tags = '{}'::text[])", "tags = '{a}'"},
	{"any array", "'a' = ANY(tags)", "('a'::text = ANY (tags))", "'a' = ALL(tags)"},
	{"function", "lower(code) = 'a'", "(lower((code)::text) = 'a'::text)", "upper(code) = 'a'"},
	{"overload", "f(id) > 1", "(public.f(id) > 1)", "f(id::bigint) > 1"},
	{"enum change", "m::text = 'ok'", "((m)::text = 'ok'::text)", "m::text::public.mood2 = 'ok'"},
	{"extension function", "uuid_generate_v4()", "public.uuid_generate_v4()", "uuid_generate_v1()"},
	{"extension type", "ci = 'a'", "(ci = 'a'::public.citext)", "(ci)::text = 'a'"},
	{"citext to text", "length(ci)", "length((ci)::text)", "length(name)"},
	{"qualified", "t.id > 0", "(id > 0)", "big > 0"},
	{"row", "(id, name) = (1, 'a')", "((id = 1) AND (name = 'a'::text))", "(id, name) <> (1, 'a')"},
	{"row less", "(id, name) < (1, 'a')", "(ROW(id, name) < ROW(1, 'a'::text))", "(id, name) <= (1, 'a')"},
	{"variadic", "concat(name, ' ', code)", "concat(name, ' ', code)", "concat(name, code)"},
	{"concat operator", "name || ' ' || code", "((name || ' '::text) || (code)::text)", "name || code"},
	{"concat number", "name || id", "(name || id)", "name || id::text"},
	{"regex", "code ~ '^a'", "((code)::text ~ '^a'::text)", "code ~* '^a'"},
	{"is true", "ok IS TRUE", "(ok IS TRUE)", "ok IS NOT FALSE"},
	{"greatest", "GREATEST(n, 1)", "GREATEST(n, (1)::numeric)", "LEAST(n, 1)"},
	{"collate", `name COLLATE "C" = 'a'`, `((name COLLATE "C") = 'a'::text)`, "name = 'a'"},
	{"array cast", "ARRAY['a','b']::varchar[]", "ARRAY['a'::character varying, 'b'::character varying]", "ARRAY['a','b']"},
	{"length", "char_length(code) > 3", "(char_length((code)::text) > 3)", "octet_length(code) > 3"},
	{"to_tsvector", "to_tsvector('english', name)", "to_tsvector('english'::regconfig, name)", "to_tsvector('simple', name)"},
	{"current user", "CURRENT_USER = name", "(CURRENT_USER = name)", "SESSION_USER = name"},
	{"minutes and seconds", "interval '12:34' minute to second", "'00:12:34'::interval minute to second", "interval '12:34'"},
	{"part of a day", "interval '1.5 days'", "'1 day 12:00:00'::interval", "interval '36 hours'"},
	{"part of a month", "interval '1.5 months'", "'1 mon 15 days'::interval", "interval '45 days'"},
	{"infinite number", "'infinity'::numeric", "'Infinity'::numeric", "'-infinity'::numeric"},
	{"time with zone", "'08:00+01'::timetz", "'08:00:00+01'::time with time zone", "'08:00+02'::timetz"},
	{"box", "'((0,0), (1,1))'::box", "'(1,1),(0,0)'::box", "'((0,0),(1,2))'::box"},
	{"money", "'12.5'::money", "'$12.50'::money", "'12.05'::money"},
	{"json path", "doc @@ '$.a > 1'", "(doc @@ '($.\"a\" > 1)'::jsonpath)", "doc @@ '$.a > 2'"},
	{"smallest integer", "abs(-2147483648)", "abs('-2147483648'::integer)", "abs(-2147483649)"},
	{"in with one constant", "id IN (big, 1)", "((id = big) OR (id = 1))", "id IN (big, 2)"},
	{"nullif of texts", "ARRAY[NULLIF('a', ''), name]", "ARRAY[NULLIF('a'::text, ''::text), name]", "ARRAY[NULLIF('a', 'b'), name]"},
	{"all of a literal", "code ILIKE ALL ('{a%}')", "((code)::text ~~* ALL ('{a%}'::text[]))", "code LIKE ALL ('{a%}')"},
	{"any of two literals", "'' = ANY ('{a}')", "(''::text = ANY ('{a}'::text[]))", "'' = ANY ('{b}')"},
	{"overload by category", "bit_length('')", "bit_length(''::text)", "bit_length('a')"},
	{"collated literal", `ci < 'a' COLLATE "C"`, `(ci OPERATOR(public.<) ('a'::public.citext COLLATE "C"))`, "ci < 'a'"},
	{"date minus", "at::date - 1", "((at)::date - 1)", "at::date + 1"},
}

func TestPairs(t *testing.T) {
	t.Parallel()
	for _, tc := range pairs {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sc := scope()
			server := sc
			server.SearchPath = nil
			author, printed, other := keyFor(t, tc.author, sc), keyFor(t, tc.server, server), keyFor(t, tc.other, sc)
			if author != printed {
				t.Errorf("keys differ:\n author %s\n        %s\n server %s\n        %s", tc.author, author, tc.server, printed)
			}
			if author == other {
				t.Errorf("%s and %s have one key: %s", tc.author, tc.other, other)
			}
		})
	}
}
