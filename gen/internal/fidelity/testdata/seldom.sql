-- case: a check of a domain is validated
CREATE DOMAIN d AS int;
ALTER DOMAIN d ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
ALTER DOMAIN d ADD CONSTRAINT small CHECK (VALUE < 9);
ALTER DOMAIN d VALIDATE CONSTRAINT positive;

-- case: collations of domains and columns that are the default ones
CREATE DOMAIN d AS text COLLATE "C";
CREATE TABLE t (a d, b d COLLATE "C", c d COLLATE "POSIX", d text COLLATE "default", e name COLLATE "default", f name COLLATE "C");
CREATE COLLATION mine FROM "C";
CREATE TABLE u (a text COLLATE mine, b text COLLATE ucs_basic);

-- case: a collation that is no longer of the C library, until 16
CREATE COLLATION basic FROM ucs_basic;
CREATE TABLE u (a text COLLATE basic);

-- case: names of indexes over expressions
CREATE TABLE t (a text, b text, c int, d date, e int[], x xml);
CREATE INDEX ON t ((a COLLATE "C"));
CREATE INDEX ON t ((CASE WHEN c > 0 THEN a ELSE lower(b) END));
CREATE INDEX ON t ((CASE WHEN c > 0 THEN a ELSE b || 'x' END));
CREATE INDEX ON t ((CASE WHEN c > 0 THEN a ELSE b END));
CREATE INDEX ON t (least(c, 1), greatest(c, 2), coalesce(a, b), nullif(a, b));
CREATE INDEX ON t ((e[1]), (c::bigint), ((c + 1)::text), (ARRAY[c]));
CREATE INDEX ON t ((c IS NULL), (NOT (c > 1)), (a = b));
CREATE INDEX ON t ((xmlserialize(CONTENT x AS text)));
CREATE INDEX ON t (extract(year FROM d));
CREATE INDEX ON t ((a || b), (- c), position('x' IN a), substring(a FROM 2), overlay(a PLACING b FROM 2), trim(a));

-- case: names of columns of queries
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT (SELECT count(*) FROM t), (SELECT b FROM t LIMIT 1), (SELECT a AS other FROM t LIMIT 1), EXISTS (SELECT FROM t), ARRAY(SELECT a FROM t), a IN (SELECT a FROM t) AS inside,
    CURRENT_USER, SESSION_USER, CURRENT_DATE, CURRENT_TIMESTAMP(3), LOCALTIME, CURRENT_CATALOG, CURRENT_SCHEMA
  FROM t;
CREATE VIEW x AS SELECT xmlelement(name one), xmlforest(a), xmlconcat('<a/>', '<b/>'), xmlpi(name php), xmlroot('<a/>', VERSION '1.0'), xmlserialize(DOCUMENT '<a/>'::xml AS text), xmlparse(CONTENT 'a') FROM t;
CREATE VIEW g AS SELECT grouping(a), coalesce(b, 'x'), greatest(a, 1), nullif(b, ''), b COLLATE "C", a::text, CASE WHEN true THEN a END, CASE WHEN true THEN 1 ELSE a END AS y FROM t GROUP BY GROUPING SETS ((a, b), (b));

-- case: DISCARD and RESET
CREATE SCHEMA s;
SET search_path = s;
CREATE TABLE in_s (a int);
DISCARD PLANS;
CREATE TABLE in_s_too (a int);
RESET ALL;
CREATE TABLE in_public (a int);
SET search_path = s;
CREATE TEMP TABLE passing (a int);
DISCARD TEMP;
CREATE TABLE passing (a int);

-- case: roles that are renamed and go
CREATE ROLE fid_seldom_one;
CREATE ROLE fid_seldom_two;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR fid_seldom_one SERVER s OPTIONS (app 'x');
CREATE USER MAPPING FOR fid_seldom_two SERVER s;
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO fid_seldom_one;
GRANT SELECT ON t TO fid_seldom_two WITH GRANT OPTION;
GRANT USAGE ON FOREIGN DATA WRAPPER w TO fid_seldom_two;
GRANT USAGE ON FOREIGN SERVER s TO fid_seldom_two;
CREATE POLICY p ON t TO fid_seldom_one, fid_seldom_two;
ALTER DEFAULT PRIVILEGES FOR ROLE fid_seldom_one GRANT SELECT ON TABLES TO fid_seldom_two;
ALTER ROLE fid_seldom_one RENAME TO fid_seldom_first;
DROP OWNED BY fid_seldom_two;
DROP USER MAPPING FOR fid_seldom_first SERVER s;
REASSIGN OWNED BY fid_seldom_first TO fid_seldom_two;
DROP OWNED BY fid_seldom_first;

-- case: rights that end with a superuser
CREATE ROLE fid_seldom_super SUPERUSER;
CREATE ROLE fid_seldom_plain;
SET ROLE fid_seldom_super;
CREATE TABLE t (a int);
GRANT SELECT, UPDATE (a) ON t TO fid_seldom_plain;
RESET ROLE;
ALTER ROLE fid_seldom_super NOSUPERUSER;
REVOKE ALL ON t FROM fid_seldom_super;

-- case: aggregates with all that can be said
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION minus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE FUNCTION done(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE one(int) (SFUNC = plus, STYPE = int, FINALFUNC = done, FINALFUNC_MODIFY = READ_ONLY, INITCOND = '0', MSFUNC = plus, MINVFUNC = minus, MSTYPE = int, MFINALFUNC = done, MINITCOND = '0', PARALLEL = UNSAFE, SSPACE = 0);
CREATE AGGREGATE two(int) (SFUNC = plus, STYPE = int, FINALFUNC = done, FINALFUNC_MODIFY = SHAREABLE, SSPACE = 64, MSFUNC = plus, MINVFUNC = minus, MSTYPE = int, MSSPACE = 32, MFINALFUNC = done, MFINALFUNC_EXTRA = false, MFINALFUNC_MODIFY = READ_WRITE, PARALLEL = SAFE, COMBINEFUNC = plus);

-- case: operators of old
CREATE FUNCTION eq(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION eq(text, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (PROCEDURE = eq, LEFTARG = int, RIGHTARG = text, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, SORT1 = <, SORT2 = <, LTCMP = <, GTCMP = >);
CREATE OPERATOR === (PROCEDURE = eq, LEFTARG = text, RIGHTARG = int, COMMUTATOR = ===, RESTRICT = neqsel, JOIN = neqjoinsel, MERGES);
ALTER OPERATOR === (int, text) SET (RESTRICT = NONE, JOIN = NONE);
CREATE FUNCTION ne(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR !== (FUNCTION = ne, LEFTARG = int, RIGHTARG = text, NEGATOR = ===);
CREATE OPERATOR != (FUNCTION = ne, LEFTARG = int, RIGHTARG = text);

-- case: the storage that types have
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN amount AS numeric(8, 2);
CREATE DOMAIN words AS text;
CREATE TABLE t (a numeric, b inet, c cidr, d mood, e amount, f words, g text[], h int4range, i int, j tsvector, k jsonb, l mood[]);
ALTER TABLE t ALTER a SET STORAGE main, ALTER b SET STORAGE main, ALTER c SET STORAGE main, ALTER d SET STORAGE plain, ALTER e SET STORAGE main, ALTER f SET STORAGE extended,
    ALTER g SET STORAGE extended, ALTER h SET STORAGE extended, ALTER i SET STORAGE plain, ALTER j SET STORAGE extended, ALTER k SET STORAGE extended, ALTER l SET STORAGE extended;
CREATE TABLE u (LIKE t INCLUDING STORAGE);

-- case: generated columns of children
CREATE TABLE base (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE heir (c int) INHERITS (base);
CREATE TABLE other (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE twice () INHERITS (heir, other);

-- case: generated columns of children with an expression of their own, since 16
CREATE TABLE base (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE own (b int GENERATED ALWAYS AS (a * 3) STORED) INHERITS (base);
CREATE TABLE same (a int, b int GENERATED ALWAYS AS (a * 2) STORED) INHERITS (base);
CREATE TABLE both_ (b int GENERATED ALWAYS AS (a * 4) STORED) INHERITS (own, same);

-- case: foreign keys of partitions that are there already
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE p (a int REFERENCES other, b int) PARTITION BY LIST (b);
CREATE TABLE p1 (a int, b int, CONSTRAINT p_a_fkey FOREIGN KEY (b) REFERENCES other, FOREIGN KEY (a) REFERENCES other);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);

-- case: a foreign key of a partition whose name is taken, until 17
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE p (a int REFERENCES other, b int) PARTITION BY LIST (b);
CREATE TABLE p2 (a int, b int, CONSTRAINT p_a_fkey FOREIGN KEY (b) REFERENCES other);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2);

-- case: an index that keys of partitions are parts of goes
CREATE TABLE p (a int NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE p1 (a int NOT NULL, b int, CONSTRAINT p1_key PRIMARY KEY (a));
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
CREATE UNIQUE INDEX p_a ON p (a);
COMMENT ON INDEX p_a IS 'of all';
DROP INDEX p_a CASCADE;

-- case: row security on and off
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE t DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;

-- case: serial columns over domains, and identities that lose their types
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (MINVALUE -2147483648), b smallserial, c bigserial);
ALTER TABLE t ALTER a TYPE bigint, ALTER b TYPE int, ALTER c TYPE numeric;
ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS, ALTER b DROP IDENTITY IF EXISTS;
ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY;

-- case: a multirange that is used
CREATE TYPE span AS RANGE (SUBTYPE = int, MULTIRANGE_TYPE_NAME = spans);
CREATE TABLE t (a span, b spans, c spans[]);
CREATE FUNCTION f(spans) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP TYPE span CASCADE;

-- case: constraints of a materialized view and its kin
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
ALTER MATERIALIZED VIEW m ALTER b SET STATISTICS 10, ALTER b SET STORAGE external, CLUSTER ON m_a, SET (fillfactor = 50);
ALTER MATERIALIZED VIEW m RENAME b TO c;
ALTER MATERIALIZED VIEW m SET SCHEMA public;
REFRESH MATERIALIZED VIEW CONCURRENTLY m;

-- case: replica identities
CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int);
CREATE UNIQUE INDEX t_ab ON t (a, b);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_ab;
ALTER INDEX t_ab RENAME TO t_ba;
CREATE TABLE u (a int PRIMARY KEY);
ALTER TABLE u REPLICA IDENTITY USING INDEX u_pkey;
CREATE TABLE v (LIKE u INCLUDING ALL);
ALTER TABLE v REPLICA IDENTITY NOTHING;
CREATE TABLE w (a int NOT NULL UNIQUE, b int);
ALTER TABLE w REPLICA IDENTITY USING INDEX w_a_key;
ALTER TABLE w RENAME CONSTRAINT w_a_key TO w_key;
CREATE TABLE x (a int NOT NULL);
CREATE UNIQUE INDEX x_a ON x (a);
ALTER TABLE x REPLICA IDENTITY USING INDEX x_a;
ALTER TABLE x ADD CONSTRAINT x_key UNIQUE USING INDEX x_a;
ALTER TABLE x RENAME TO y;

-- case: replica identities whose index goes
CREATE TABLE t (a int NOT NULL, b int PRIMARY KEY);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
DROP INDEX t_a;
CREATE UNIQUE INDEX t_a ON t (a);
CREATE TABLE u (a int NOT NULL, b int PRIMARY KEY);
ALTER TABLE u REPLICA IDENTITY USING INDEX u_pkey;
ALTER TABLE u DROP CONSTRAINT u_pkey;
CREATE TABLE v (a int NOT NULL UNIQUE);
ALTER TABLE v REPLICA IDENTITY USING INDEX v_a_key;
ALTER TABLE v DROP COLUMN a;
CREATE TABLE w (a int NOT NULL UNIQUE);
ALTER TABLE w REPLICA IDENTITY USING INDEX w_a_key;
ALTER TABLE w ALTER a TYPE bigint;

-- case: a table of a type with options
CREATE TYPE shape AS (a int, b text, c numeric);
CREATE TABLE t OF shape (a WITH OPTIONS PRIMARY KEY, b WITH OPTIONS DEFAULT 'x' COLLATE "C", CHECK (c > 0));
ALTER TYPE shape ADD ATTRIBUTE d int CASCADE, DROP ATTRIBUTE c CASCADE;
ALTER TYPE shape ALTER ATTRIBUTE d TYPE bigint CASCADE;
ALTER TYPE shape RENAME ATTRIBUTE b TO label CASCADE;

-- case: what is detached
CREATE TABLE p (a int, b int, CHECK (b > 0)) PARTITION BY RANGE (a, b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1, MINVALUE) TO (5, MAXVALUE);
CREATE TABLE p2 PARTITION OF p DEFAULT;
CREATE INDEX ON p (b);
ALTER TABLE p ADD UNIQUE (a, b);
ALTER TABLE p DETACH PARTITION p1;
ALTER TABLE p DETACH PARTITION p2;
ALTER TABLE p1 DROP CONSTRAINT p_b_check;

-- case: languages and what is said of them
COMMENT ON LANGUAGE sql IS NULL;
COMMENT ON LANGUAGE plpgsql IS 'procedures';
COMMENT ON EXTENSION plpgsql IS 'the language';
COMMENT ON SCHEMA public IS 'all';
CREATE ACCESS METHOD rows TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD rows IS 'like heap';
CREATE TABLE t (a int) USING rows;
SET default_table_access_method = rows;
CREATE TABLE u (a int);
CREATE TABLE taken AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
RESET default_table_access_method;
CREATE MATERIALIZED VIEW n USING rows AS SELECT 1 AS a;
BEGIN;
SET LOCAL default_table_access_method = rows;
CREATE TABLE inside (a int);
COMMIT;
CREATE TABLE outside (a int);

-- case: another access method, since 15
CREATE ACCESS METHOD rows TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int);
ALTER TABLE t SET ACCESS METHOD rows;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
ALTER MATERIALIZED VIEW m SET ACCESS METHOD rows;
ALTER TABLE t SET ACCESS METHOD heap;

-- case: a function with arguments in the body of others
CREATE FUNCTION fine(a int, OUT b int, INOUT c text, VARIADIC d int[]) LANGUAGE sql PARALLEL UNSAFE COST 100 AS 'SELECT 1, $2';
CREATE FUNCTION trig() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION rows(n int) RETURNS TABLE (a int, b text) LANGUAGE sql ROWS 10 AS 'SELECT n, null';
CREATE PROCEDURE act(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := a + 1; END';
ALTER FUNCTION fine RENAME TO finer;
ALTER ROUTINE act(int) RENAME TO acted;
ALTER FUNCTION rows(int) ROWS 20 COST 5 STABLE LEAKPROOF PARALLEL RESTRICTED SECURITY DEFINER SET work_mem = '1MB';
ALTER FUNCTION rows(int) RESET ALL;
DROP ROUTINE finer;

-- case: conversions and casts
CREATE DEFAULT CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION cut(pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a';
CREATE FUNCTION cut3(text, int, bool) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT NULL::pair';
CREATE CAST (pair AS int) WITH FUNCTION cut(pair) AS ASSIGNMENT;
CREATE CAST (text AS pair) WITH FUNCTION cut3(text, int, bool);
CREATE CAST (pair AS text) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (pair AS int) IS 'the first';

-- case: text search with all its parts
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
ALTER TEXT SEARCH DICTIONARY words (STOPWORDS, ACCEPT = true);
CREATE TEXT SEARCH CONFIGURATION mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION mine ADD MAPPING FOR asciiword, word WITH words, simple;
ALTER TEXT SEARCH CONFIGURATION mine ALTER MAPPING FOR word WITH simple;
ALTER TEXT SEARCH CONFIGURATION mine ALTER MAPPING REPLACE words WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION mine DROP MAPPING IF EXISTS FOR email, asciiword;
CREATE TEXT SEARCH CONFIGURATION copied (COPY = mine);
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('mine'::regconfig, a)) STORED);
ALTER TEXT SEARCH CONFIGURATION mine RENAME TO yours;
