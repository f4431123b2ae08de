package canon_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

const batterySetup = `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION unaccent; CREATE EXTENSION pgcrypto; CREATE EXTENSION "uuid-ossp";
CREATE TYPE mood AS ENUM ('ok','sad'); CREATE DOMAIN email AS text; CREATE DOMAIN short AS varchar(10); CREATE TYPE pair AS (a int, b text); CREATE SEQUENCE s;
CREATE TYPE span AS RANGE (subtype = int4);
CREATE TABLE t (id int, small int2, big bigint, n numeric(10,2), r real, f8 double precision, name text, code varchar(20), c char(3), ok bool, m mood, mail email, sh short,
 ci citext, h hstore, l ltree, at timestamptz, ts timestamp, d date, tm time, iv interval, doc jsonb, j json, tags text[], codes varchar(5)[], nums int[], u uuid, b bytea, p pair, rg int4range, sp span, ip inet, moods mood[], x "char", v tsvector, bits bit(3));
CREATE TABLE o (id int, t_id int, name varchar(10), big bigint);
CREATE FUNCTION fi(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE FUNCTION fi(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint';
CREATE FUNCTION ft(a text, k int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a'; CREATE FUNCTION fv(VARIADIC a text[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a[1]';
CREATE FUNCTION fp(anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE FUNCTION fset() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, ''x''::text';
CREATE FUNCTION fm(mood) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';`

// battery are targets of a SELECT from t.
var battery = []string{
	"id + 1", "id + 1.5", "id + big", "small + 1", "n * 2", "r * 2", "f8 / 3", "id::text || 'x'", "-id", "id % 2", "big - 1", "2 ^ id", "@ id", "id & 1", "~ id",
	"name || code", "name || id", "code || c", "code = name", "c = 'a'", "c = name", "code LIKE name", "x = 'a'", "sh = 'a'", "sh || 'x'", "lower(sh)", "mail LIKE '%@%'", "length(mail)",
	"m = 'ok'", "m IN ('ok')", "m = ANY ('{ok,sad}')", "m = ANY (ARRAY['ok','sad']::mood[])", "m::text || 'x'", "fm('ok')", "moods @> ARRAY['ok']::mood[]", "moods = '{}'", "'ok' = ANY (moods)", "COALESCE(m, 'ok')", "CASE WHEN ok THEN 'ok'::mood ELSE m END",
	"ci = 'a'", "ci = name", "ci LIKE 'a%'", "ci ~* 'x'", "lower(ci)", "ci || 'x'", "ci IN ('a','b')", "ci::text = 'x'", "length(ci)", "md5(ci)", "COALESCE(ci, '')", "regexp_replace(ci, 'a', 'b')", "replace(ci, 'a', 'b')", "split_part(ci, ',', 1)",
	"h -> 'a'", "h ? 'a'", "h @> 'a=>1'", "h || 'b=>2'", "hstore('a', name)", "l <@ 'a.b'", "l ~ '*.b'", "nlevel(l)", "subpath(l, 0, 1)", "similarity(name, 'x')", "name % 'x'", "code % 'x'", "name <-> 'x'", "word_similarity(code, name)", "unaccent(code)", "crypt(code, gen_salt('bf'))", "uuid_generate_v5(uuid_ns_url(), code)", "digest(name, 'sha256')", "encode(digest(code, 'sha1'), 'hex')",
	"at + '1 day'", "at - interval '2 hours'", "ts - at::timestamp", "at > '2020-01-01'", "d + 1", "d - d", "d > '2020-02-03'", "at::date", "date_trunc('day', at)", "date_trunc('day', at, 'UTC')", "at AT TIME ZONE 'utc'", "ts AT TIME ZONE code", "extract(epoch FROM at - ts)", "extract(dow FROM d)", "date_part('year', d)", "iv * 2", "iv = '1 month'", "iv > '36:00'", "age(at)", "tm + '1:30'", "tm > '8:00'", "now() - at", "to_char(at, 'YYYY')", "make_interval(days => id)", "make_date(2020, 1, id)", "(at, ts) OVERLAPS (at, ts)", "d BETWEEN '2020-01-01' AND '2020-12-31'", "ts = 'epoch'", "at < 'infinity'", "greatest(at, ts)", "interval '1 year 2 months 3 days 4:05:06.7'", "interval '1-2'", "interval '90' second", "interval '1' day", "interval(3) '1.23456 s'", "timestamp '2020-01-01 10:00'", "time '10:00'", "date '2020-1-5'", "CURRENT_DATE + 1", "LOCALTIMESTAMP(0)", "CURRENT_TIMESTAMP(3)",
	"doc -> 'a' ->> 'b'", "doc #>> '{a,b}'", "doc @> '{\"a\": [1, 2.50, \"x\"]}'", "doc ? 'k'", "doc ?| ARRAY['a','b']", "doc - 'a'", "doc || '{}'", "(doc ->> 'n')::int", "doc['a']['b']", "jsonb_build_object('a', id, 'b', name)", "to_jsonb(code)", "jsonb_typeof(doc)", "jsonb_path_exists(doc, '$.a')", "j ->> 'a'", "doc::text", "doc = 'null'", "jsonb_set(doc, '{a}', '1')", "doc @? '$.a[*]'", "json_build_array(1, 'x', NULL)", "row_to_json(t)", "to_jsonb(t.*)", "jsonb_array_length(doc -> 'x')",
	"tags @> ARRAY['a']", "tags && '{a,b}'", "tags || ARRAY['b']", "'a' = ANY (tags)", "tags[1]", "tags[1:2]", "array_length(tags, 1)", "cardinality(codes)", "codes @> ARRAY['a']::varchar[]", "codes = '{a}'", "code = ANY (codes)", "name = ANY (codes)", "nums[1] + 1", "id = ANY (nums)", "array_append(nums, 1)", "array_position(tags, 'x')", "array_to_string(tags, ',')", "unnest(tags)", "string_to_array(code, ',')", "ARRAY[1, 2.5]", "ARRAY[code, 'x']", "ARRAY[[1,2],[3,4]]", "ARRAY[]::int[]", "'{1,2}'::int[]", "id <> ALL (nums)", "ARRAY[id, big]", "array_agg(id) OVER ()",
	"u = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "u::text", "gen_random_uuid()", "b = '\\x00'", "b = 'abc'", "octet_length(b)", "encode(b, 'hex')", "p = ROW(1, 'x')", "(p).a", "p = ROW(1, 'x')::pair", "p IS NULL", "rg @> 5", "rg && '[1,5)'", "sp @> 3", "lower(rg)", "int4range(1, 5)", "isempty(rg)", "ip << '10.0.0.0/8'", "host(ip)", "ip = '10.0.0.1'", "bits = B'101'", "bits | B'1'", "v @@ 'a & b'", "to_tsvector('english', coalesce(name, '') || ' ' || coalesce(code, ''))", "v @@ to_tsquery('x')", "setweight(to_tsvector(code), 'A')", "ts_rank(v, plainto_tsquery('english', 'x'))",
	"fi(id)", "fi(big)", "fi(1)", "ft(code)", "ft(name, 2)", "ft('x')", "fv(name, code)", "fv(VARIADIC tags)", "fp(id)", "fp('x'::text)", "fp(m)", "ft(a => 'x')",
	"COALESCE(n, 0)", "COALESCE(id, big)", "COALESCE(code, name)", "COALESCE(d, ts)", "NULLIF(id, 0)", "NULLIF(code, '')", "NULLIF(n, 0)", "GREATEST(id, 1.5)", "LEAST(code, 'x')", "CASE WHEN ok THEN 1 ELSE n END", "CASE WHEN ok THEN id END", "CASE id WHEN 1 THEN 'a' WHEN 2 THEN code END", "CASE code WHEN 'a' THEN m END", "CASE WHEN ok THEN NULL ELSE 'x' END", "CASE WHEN ok THEN '{}' ELSE tags END",
	"ok IS TRUE", "ok IS NOT FALSE", "ok = 'yes'", "NOT ok", "ok AND (id > 1 OR NOT (n < 2 AND ok))", "id IS DISTINCT FROM big", "code IS NOT DISTINCT FROM 'a'", "name IS DISTINCT FROM NULL", "(id, name) IN ((1,'a'),(2,'b'))", "(id, name) NOT IN ((1,'a'))", "ROW(id, code) < ROW(1, 'b')", "(id, big) = (1, 2)", "id NOT BETWEEN 1 AND 5", "id BETWEEN SYMMETRIC 5 AND 1", "name SIMILAR TO 'a|b'", "name NOT SIMILAR TO 'a' ESCAPE '#'", "code LIKE 'a!%' ESCAPE '!'", "code ~ '^a' OR code !~ 'b'", "name ^@ 'a'", "id IN (1, 2, NULL)", "n IN (1, 2.5)", "big IN (1, 2)", "code IN (name, 'x', 'y')", "d IN ('2020-01-01', '2020-1-2')", "id IN (SELECT t_id FROM o)", "name NOT IN (SELECT name FROM o)", "big = ANY (SELECT id FROM o)", "EXISTS (SELECT * FROM o WHERE o.t_id = t.id)", "(SELECT max(big) FROM o WHERE t_id = t.id)", "ARRAY(SELECT name FROM o ORDER BY 1)", "(id, big) IN (SELECT id, big FROM o)",
	"CAST(code AS text)", "code::text", "name::varchar", "name::varchar(5)", "code::varchar(20)", "code::varchar(30)", "code::varchar", "id::numeric(8,2)", "n::numeric(10,2)", "n::int", "name::int", "'5'::int", "5::text", "id::bool", "'2020-01-01'::date", "at::timestamp(0)", "c::text", "'abc'::char(3)", "'abc'::varchar(2)", "name::mood", "name::email", "'x'::email", "'x'::short", "code::short", "1::bigint", "'1'::numeric(4,1)", "NULL::int", "NULL", "'x'", "1.50", "-1", "- 1.5", "+ id", "10000000000", "1e3", "TRUE", "'t'::boolean", "E'a\\tb'", "U&'\\0061'", "B'101'", "X'1F'", "'abc'::\"char\"", "'s'::regclass", "nextval('s')", "'t'::regclass::oid", "id::regclass", "'{\"b\": 1, \"a\": [true, null]}'::jsonb", "'[1, 2]'::json", "'(1,2)'::point", "'1 2'::int2vector", "$$it's$$",
	"position('a' IN name)", "position(code IN name)", "substring(code FROM 2 FOR 3)", "substring(name FROM 'a.c')", "substr(code, 1, 2)", "trim(code)", "trim(LEADING 'x' FROM name)", "ltrim(code, 'x')", "overlay(name PLACING 'x' FROM 2 FOR 1)", "normalize(name, NFC)", "name IS NFC NORMALIZED", "upper(left(code, 1)) || right(name, 2)", "lpad(id::text, 5, '0')", "concat(name, 1, code)", "concat_ws(',', name, code)", "format('%s-%s', name, id)", "md5(code)", "char_length(code)", "length(c)", "ascii(code)", "initcap(code)", "regexp_replace(code, 'a', 'b', 'g')", "regexp_match(name, 'a')", "round(n, 1)", "round(f8)", "abs(id)", "floor(n)", "ceil(f8)::int", "mod(id, 2)", "power(id, 2)", "sqrt(n)", "random()", "width_bucket(n, 0, 10, 5)", "to_number(code, '99')", "num_nonnulls(id, name, code)", "pg_typeof(id)", "hashtext(code)", "current_setting('x.y', true)", "txid_current()", "pg_column_size(t.*)", "name COLLATE \"C\"", "(code COLLATE \"C\") < 'a'", "CURRENT_USER", "SESSION_USER = name", "current_schema()", "quote_ident(code)", "coalesce(lower(code), '')", "count(*) OVER (PARTITION BY code ORDER BY id)", "row_number() OVER (ORDER BY id DESC NULLS LAST)", "lag(id, 1, 0) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)", "sum(n) OVER (ORDER BY id RANGE UNBOUNDED PRECEDING)", "first_value(code) OVER (PARTITION BY name)", "xmlelement(name foo, code)", "t", "t.*::text", "o IS NULL",
}

// TestBatteryAgainstServer makes a view of each expression and compares the key of
// the text, and the type of its column, with what the server has.
func TestBatteryAgainstServer(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	counts := map[string]*tally{}
	if !applied(t, conn, batterySetup, nil, func() {
		db := readModel(t, conn)
		for _, text := range battery {
			query := "SELECT " + text + " AS c FROM public.t"
			if text == "o IS NULL" {
				query = "SELECT " + text + " AS c FROM public.t, public.o"
			}
			compareView(t, conn, db, query, counts)
		}
		for _, query := range batteryQueries {
			compareView(t, conn, db, query, counts)
		}
	}) {
		t.Fatal("the setup does not apply")
	}
	report(t, counts, 990)
}

func viewKey(text string, db *schema.Database, path []string) (string, []schema.Attribute, error) {
	tree, err := pg.Parse(text)
	if err != nil {
		return "", nil, err
	}
	e, columns, err := canon.Query(tree.Stmts[0].Stmt, text, canon.Scope{DB: db, SearchPath: path})
	return e.Key, columns, err
}

func compareView(t *testing.T, conn *pgx.Conn, db *schema.Database, query string, counts map[string]*tally) {
	t.Helper()
	ctx := context.Background()
	exec := func(sql string) error { return conn.PgConn().Exec(ctx, sql).Close() }
	if err := exec("SAVEPOINT v; SET LOCAL search_path = public; CREATE VIEW public.the_view AS " + query + "; SET LOCAL search_path = ''"); err != nil {
		t.Errorf("not a view: %s: %v", query, err)
		exec("ROLLBACK TO v")
		return
	}
	defer exec("ROLLBACK TO v")
	var printed string
	var types []string
	const read = `SELECT pg_get_viewdef('public.the_view'::regclass), array_agg(format_type(atttypid, atttypmod) ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'public.the_view'::regclass AND attnum > 0`
	if err := conn.QueryRow(ctx, read).Scan(&printed, &types); err != nil {
		t.Fatal(err)
	}
	server, _, err := viewKey(printed, db, nil)
	if err != nil {
		t.Errorf("%s: %v", printed, err)
	}
	author, columns, err := viewKey(query, db, []string{"public"})
	if !count(counts, "key", err == nil && author == server) {
		t.Logf("%s\n server %s\n author key %s\n server key %s\n err %v", query, printed, author, server, err)
	}
	for i, want := range types {
		tree, err := pg.Parse("SELECT NULL::" + want)
		if err != nil {
			continue
		}
		typ, err := canon.TypeName(tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val.GetTypeCast().TypeName, db, nil)
		got := schema.Type{}
		if i < len(columns) {
			got = columns[i].Type
		}
		if !count(counts, "type", err == nil && got == typ) {
			t.Logf("%s: type %v, want %s (%v)", query, got, want, err)
		}
	}
}

// batteryQueries are whole queries.
var batteryQueries = []string{
	"SELECT * FROM public.o", "SELECT o.*, t.name AS tn FROM o JOIN t ON t.id = o.t_id", "SELECT a.name AS n, b.* FROM o a LEFT JOIN o b USING (id)", "SELECT id, big FROM o FULL JOIN (SELECT id FROM t) x USING (id)",
	"SELECT id FROM o NATURAL JOIN (SELECT id FROM t) x", "SELECT code, count(*) FROM t GROUP BY code HAVING count(*) > 1 ORDER BY 2 DESC, code", "SELECT lower(code) AS k, sum(n) AS total FROM t GROUP BY k ORDER BY total", "SELECT code AS id2, max(id) FROM t GROUP BY 1",
	"SELECT DISTINCT ON (code) code, id FROM t ORDER BY code, id DESC", "SELECT DISTINCT name FROM t", "SELECT 'a' AS kind, id FROM t UNION ALL SELECT 'b', big FROM o", "SELECT id, NULL AS x FROM t UNION SELECT id, name FROM o ORDER BY 1", "(SELECT id FROM t LIMIT 3) UNION (SELECT id FROM o ORDER BY id) ORDER BY id LIMIT 5",
	"WITH a AS (SELECT id, name FROM o), b AS (SELECT * FROM a WHERE id > 1) SELECT b.id, a.name FROM b JOIN a ON a.id = b.id", "WITH RECURSIVE r(n, path) AS (SELECT id, ARRAY[name::text] FROM o UNION ALL SELECT r.n + 1, r.path || o.name::text FROM r JOIN o ON o.t_id = r.n) SELECT * FROM r", "WITH x AS MATERIALIZED (SELECT 1 AS one) SELECT one FROM x",
	"SELECT x.a, x.b FROM (VALUES (1, 'a'), (2, 'b')) AS x(a, b)", "VALUES (1, 'a'), (2.5, 'b')", "SELECT g FROM generate_series(1, 3) g", "SELECT g.day FROM generate_series(now(), now() + '1 day', '1 hour') AS g(day)", "SELECT e.key, e.value FROM t, jsonb_each_text(t.doc) e", "SELECT t.id, x.* FROM t CROSS JOIN LATERAL (SELECT o.name FROM o WHERE o.t_id = t.id LIMIT 1) x",
	"SELECT u.tag, u.ord FROM t, unnest(t.tags) WITH ORDINALITY AS u(tag, ord)", "SELECT * FROM public.fset()", "SELECT f.b FROM fset() f WHERE f.a > 0", "SELECT (p).* FROM t", "SELECT * FROM jsonb_to_recordset('[]') AS x(a int, b text)", "SELECT t.id FROM ONLY t", "SELECT o1.id FROM o o1, o o2 WHERE o1.id = o2.t_id", "SELECT (SELECT count(*) FROM o WHERE o.t_id = t.id) AS c, t.m FROM t WHERE t.m = 'ok'",
	"SELECT id, CASE WHEN id IN (SELECT t_id FROM o) THEN 'y' ELSE 'n' END FROM t", "SELECT count(*) FILTER (WHERE ok), array_agg(DISTINCT name ORDER BY name), string_agg(code, ',' ORDER BY id DESC), percentile_cont(0.5) WITHIN GROUP (ORDER BY f8) FROM t", "SELECT code, grouping(code), count(*) FROM t GROUP BY ROLLUP (code, name)", "SELECT id, rank() OVER w FROM t WINDOW w AS (PARTITION BY code ORDER BY id)", "SELECT relname FROM pg_class WHERE relkind = 'r'",
	"SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", `SELECT id AS "Weird Name", name "select" FROM o`, "SELECT t.id FROM t WHERE EXISTS (SELECT FROM o WHERE o.t_id = t.id AND o.name = t.code)", "SELECT z.id FROM (SELECT id, name FROM o WHERE name = 'a') z WHERE z.name IS NOT NULL", "SELECT a.x FROM (SELECT id AS x FROM o UNION SELECT big FROM o) a",
	"SELECT j.one, j.m FROM (o JOIN t ON t.id = o.t_id) AS j(one)", "SELECT 1", "SELECT id FROM o FETCH FIRST 2 ROWS ONLY", "SELECT id FROM o ORDER BY id OFFSET 2", "SELECT max(at) AS last, min(d), avg(n) AS a1, avg(id) AS a2, sum(id) AS s1, sum(big), bool_or(ok), count(DISTINCT code) FROM t", "SELECT id FROM t TABLESAMPLE system (10)", "SELECT o.name, t.code FROM o RIGHT JOIN t USING (id) WHERE id > 0",
}
