-- case: schema dropped with everything
CREATE SCHEMA x;
SET search_path = x, public;
CREATE COLLATION de (provider = icu, locale = 'de');
CREATE TYPE pt AS (a int, b int);
CREATE FUNCTION eq(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.a = $2.a';
CREATE FUNCTION c(pt, pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE FUNCTION ti(pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR = (FUNCTION = eq, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = =);
CREATE OPERATOR CLASS p_ops DEFAULT FOR TYPE pt USING btree AS OPERATOR 3 =, FUNCTION 1 c(pt, pt);
CREATE CAST (pt AS int) WITH FUNCTION ti(pt);
CREATE TEXT SEARCH CONFIGURATION conf (COPY = simple);
CREATE TABLE public.keep (t text COLLATE de, n int, p pt, d text, CHECK (n > 1));
CREATE INDEX ON public.keep (p);
CREATE INDEX ON public.keep USING gin (to_tsvector('conf', d));
CREATE VIEW public.v AS SELECT p = p AS e FROM public.keep;
DROP SCHEMA x CASCADE;

-- case: functions behind objects renamed
CREATE SCHEMA m;
CREATE TYPE pt AS (a int, b int);
CREATE FUNCTION eq(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.a = $2.a';
CREATE FUNCTION c(pt, pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE FUNCTION ti(pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE FUNCTION diff(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE OPERATOR = (FUNCTION = eq, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = =);
CREATE OPERATOR CLASS p_ops FOR TYPE pt USING btree AS OPERATOR 3 =, FUNCTION 1 c(pt, pt);
CREATE CAST (pt AS int) WITH FUNCTION ti(pt);
CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = diff);
ALTER FUNCTION eq RENAME TO eq2;
ALTER FUNCTION c SET SCHEMA m;
ALTER FUNCTION ti RENAME TO to_int;
ALTER FUNCTION diff SET SCHEMA m;
ALTER TYPE pt SET SCHEMA m;
ALTER SCHEMA m RENAME TO moved;

-- case: operators everywhere
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'texteq';
CREATE FUNCTION j(text, text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'textcat';
CREATE OPERATOR ~=~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR <+> (FUNCTION = j, LEFTARG = text, RIGHTARG = text);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (a text, b text DEFAULT ('a' <+> 'b'), c text GENERATED ALWAYS AS (a <+> 'x') STORED, d varchar(5), EXCLUDE USING btree (a WITH =) WHERE (a ~=~ 'k'));
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.a ~=~ NEW.b) EXECUTE FUNCTION tf();
CREATE POLICY p ON t FOR INSERT WITH CHECK (a ~=~ current_user);
CREATE RULE r AS ON DELETE TO t WHERE old.a ~=~ 'x' DO INSTEAD UPDATE t SET b = old.a <+> old.b WHERE a ~=~ old.a;
CREATE STATISTICS s ON (a <+> b), d FROM t;
CREATE VIEW v AS SELECT a ~=~ ANY (SELECT b FROM t) AS x, (a, b) = (b, a) AS y, CASE WHEN a ~=~ b THEN a <+> b ELSE d <+> a END AS z,
	count(*) FILTER (WHERE a ~=~ d) OVER (PARTITION BY a <+> b ORDER BY d <+> 'q') AS n FROM t JOIN t u USING (a, b, c, d) WHERE EXISTS (SELECT 1 FROM t w WHERE w.a ~=~ t.a);
CREATE FUNCTION body(x text, y text DEFAULT 'a' <+> 'b') RETURNS SETOF t BEGIN ATOMIC SELECT * FROM t WHERE a ~=~ x; INSERT INTO t (a) VALUES (x <+> y) RETURNING *; END;
CREATE DOMAIN dom AS text CHECK (VALUE ~=~ 'a') DEFAULT 'a' <+> 'b';
CREATE MATERIALIZED VIEW mv AS SELECT a <+> b AS ab FROM t GROUP BY a <+> b HAVING max(a) ~=~ 'x';
CREATE INDEX ON mv ((ab <+> 'x') text_pattern_ops) WHERE ab ~=~ 'y';
CREATE SCHEMA ops;
ALTER OPERATOR ~=~ (text, text) SET SCHEMA ops;
ALTER OPERATOR <+> (text, text) SET SCHEMA ops;

-- case: collations on every way into a table
CREATE COLLATION de (provider = icu, locale = 'de');
CREATE COLLATION fr (provider = icu, locale = 'fr');
CREATE TABLE t (a text COLLATE de, b varchar(10) COLLATE "fr", c text);
CREATE TABLE l (LIKE t INCLUDING ALL);
CREATE TABLE i (d int) INHERITS (t);
CREATE TABLE ct AS SELECT a, b COLLATE de AS b, a || c AS e, coalesce(c, 'x' COLLATE fr) AS f FROM t;
ALTER TABLE t ALTER COLUMN c TYPE varchar(20) COLLATE fr;
ALTER TABLE l ADD COLUMN z text COLLATE de NOT NULL DEFAULT 'x';
ALTER TABLE l ALTER COLUMN a TYPE text;
CREATE TYPE comp AS (a text COLLATE de);
ALTER TYPE comp ADD ATTRIBUTE b text COLLATE fr, ALTER ATTRIBUTE a TYPE varchar COLLATE fr;
CREATE FUNCTION f(t text) RETURNS text LANGUAGE sql RETURN lower(t COLLATE de);
CREATE VIEW v AS SELECT a, (ROW('x', 'y')::comp).b AS b, string_agg(c COLLATE de, ',' ORDER BY c COLLATE fr) AS s, min(a) AS m, a < c COLLATE fr AS x FROM t GROUP BY a, c;
CREATE TABLE k (a text COLLATE de, b text COLLATE fr, PRIMARY KEY (a), UNIQUE (b), EXCLUDE (b COLLATE de WITH =));

-- case: what extensions bring
CREATE EXTENSION pg_trgm;
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TABLE t (a text, b citext, h hstore);
CREATE INDEX ON t USING gist (a gist_trgm_ops);
CREATE INDEX ON t USING gin (h);
CREATE VIEW v AS SELECT a % 'x' AS s, a <-> b::text AS d, b = 'X' AS e, h -> 'k' AS k, h @> 'a=>1' AS c FROM t;
CREATE OPERATOR FAMILY own USING btree;
CREATE FUNCTION sim(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 % $2';
CREATE OPERATOR %%% (FUNCTION = similarity_op, LEFTARG = text, RIGHTARG = text, COMMUTATOR = %%%, RESTRICT = matchingsel, JOIN = matchingjoinsel);
CREATE CAST (hstore AS bytea) WITH INOUT;
CREATE VIEW w AS SELECT a %%% 'x' AS s FROM t;

-- case: domains over own types and casts
CREATE TYPE num;
CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, LIKE = int4);
CREATE FUNCTION plus(num, num) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';
CREATE FUNCTION less(num, num) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE OPERATOR + (FUNCTION = plus, LEFTARG = num, RIGHTARG = num, COMMUTATOR = +);
CREATE OPERATOR < (FUNCTION = less, LEFTARG = num, RIGHTARG = num);
CREATE CAST (int AS num) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (num AS int) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE DOMAIN pos AS num CHECK (VALUE < '100');
CREATE TABLE t (a num DEFAULT 5, b pos DEFAULT '7', c num[], d int, CHECK (a + d < b));
CREATE VIEW v AS SELECT a + 1 AS x, b + b AS y, a::int + 1 AS z, '3'::num AS w, ARRAY[a, b] AS arr, coalesce(a, 1::num) AS co FROM t;
CREATE FUNCTION f(x num DEFAULT 3) RETURNS num LANGUAGE sql RETURN x + 1;
CREATE AGGREGATE total (num) (SFUNC = plus, STYPE = num, INITCOND = '0');
CREATE VIEW w AS SELECT total(a) AS t FROM t;

-- case: dependents of all kinds dropped in turn
CREATE TYPE pt AS (a int, b int);
CREATE FUNCTION eq(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.a = $2.a';
CREATE FUNCTION lt(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.a < $2.a';
CREATE FUNCTION cmp(pt, pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR = (FUNCTION = eq, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = =, NEGATOR = <>);
CREATE OPERATOR < (FUNCTION = lt, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = >);
CREATE OPERATOR CLASS c FOR TYPE pt USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 cmp(pt, pt);
CREATE OPERATOR FAMILY fam USING btree;
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (pt, pt), OPERATOR 3 = (pt, pt), FUNCTION 1 (pt, pt) cmp(pt, pt);
CREATE TABLE t (p pt, q int);
CREATE INDEX ON t (p c);
CREATE VIEW v AS SELECT p < p AS x FROM t;
CREATE VIEW w AS SELECT p = p AS x FROM t;
DROP VIEW v;
DROP OPERATOR < (pt, pt) CASCADE;
DROP FUNCTION eq CASCADE;

-- case: an implicit shell of a function in C
CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4);
CREATE TABLE t (a num);
