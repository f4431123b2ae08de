-- Views over the catalogs and functions with several columns, and what C functions and
-- extensions bring along.

-- case: columns of a record function
CREATE TABLE t (id int PRIMARY KEY, doc jsonb NOT NULL, acl aclitem[]);
CREATE VIEW pairs AS SELECT id, (jsonb_each(doc)).* FROM t;
CREATE VIEW named AS SELECT x.id, x.k, x.v FROM (SELECT id, (jsonb_each(doc)).* FROM t) x (id, k, v) WHERE x.k <> 'a';
CREATE VIEW rights AS SELECT g.grantee, g.privilege_type FROM (SELECT (aclexplode(acl)).* FROM t) g;
CREATE FUNCTION split(text, OUT head text, OUT tail text) LANGUAGE sql IMMUTABLE AS $$ SELECT left($1, 1), substr($1, 2) $$;
CREATE VIEW parts AS SELECT p.n, p.h || p.r AS both FROM (SELECT id, (split(doc ->> 'a')).* FROM t) p (n, h, r);

-- case: in a list with a query
CREATE TABLE a (id int, n int); CREATE TABLE b (id int, x int, y int);
CREATE VIEW mixed AS SELECT id FROM a WHERE n IN (-1, (SELECT max(x) FROM b));
CREATE VIEW related AS SELECT id FROM a WHERE n IN (-1, (SELECT max(x) FROM b WHERE b.id = a.id));
CREATE VIEW outward AS SELECT id FROM b WHERE EXISTS (SELECT 1 FROM a WHERE a.n IN (b.x, b.y));
CREATE VIEW inward AS SELECT id FROM b WHERE EXISTS (SELECT 1 FROM a WHERE b.x IN (a.n, a.id) AND b.y NOT IN (1, b.x, 2));
CREATE VIEW joined AS SELECT j.id FROM (a JOIN b USING (id)) AS j WHERE j.x IN (1, j.n, j.y);

-- case: texts of the catalogs have a collation
CREATE VIEW v AS SELECT e.extname, e.extversion, e.extcondition, d.description, p.qual, s.srvoptions FROM pg_extension e, pg_description d, pg_policies p, pg_foreign_server s;
CREATE VIEW w AS SELECT extversion || 'x' AS next, upper(prosrc) AS source FROM pg_extension, pg_proc;
CREATE TABLE made AS SELECT extname, extversion FROM pg_extension;

-- case: vectors are arrays
CREATE VIEW keys AS SELECT i.indrelid, k.n, unnest(i.indkey) AS attnum, unnest(proargtypes) AS arg, array_length(indkey, 1) AS len
FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, n), pg_proc;
CREATE FUNCTION expand(anyarray, OUT x anyelement, OUT n int) RETURNS SETOF record LANGUAGE sql IMMUTABLE AS 'SELECT $1[s], s FROM generate_series(1, 3) s';
CREATE VIEW expanded AS SELECT (e.at).x AS col, (e.at).n FROM (SELECT expand(indkey) AS at FROM pg_index) e;
CREATE VIEW found AS SELECT indexrelid FROM pg_index WHERE 1 = ANY (indkey) AND array_position(indkey, 2::smallint) IS NULL;

-- case: composite types of an extension are its own
CREATE SCHEMA x;
CREATE EXTENSION tablefunc SCHEMA x;
CREATE TYPE x.mine AS (a int, b text);
CREATE FUNCTION x.cross_of(text) RETURNS SETOF x.tablefunc_crosstab_3 AS '$libdir/tablefunc', 'crosstab' LANGUAGE c STABLE STRICT;

-- case: functions in C
CREATE FUNCTION armor(bytea) RETURNS text LANGUAGE c IMMUTABLE STRICT AS '$libdir/pgcrypto', 'pg_armor';
CREATE FUNCTION autoinc() RETURNS trigger AS '$libdir/autoinc' LANGUAGE c;
CREATE FUNCTION seg_in(cstring) RETURNS seg AS '$libdir/seg' LANGUAGE c STRICT IMMUTABLE;
CREATE FUNCTION seg_out(seg) RETURNS cstring AS '$libdir/seg' LANGUAGE c STRICT IMMUTABLE;
CREATE TYPE seg (INTERNALLENGTH = 12, INPUT = seg_in, OUTPUT = seg_out);
CREATE TABLE measured (id int PRIMARY KEY, part seg);

-- case: a view of itself
CREATE TABLE t (id int, name text COLLATE "C");
CREATE VIEW v AS TABLE t;
CREATE OR REPLACE VIEW v AS TABLE v;

-- case: what the key of a catalog decides is not grouped
CREATE VIEW v AS SELECT c.oid, c.relname, count(*) AS n FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid GROUP BY c.oid;
