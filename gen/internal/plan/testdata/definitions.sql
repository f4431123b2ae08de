-- case: operators pairs and shells
SELECT 1;
-- new
CREATE SCHEMA o;
CREATE FUNCTION same(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION same2(text, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2::text';
CREATE FUNCTION differ(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text <> $2';
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = text, COMMUTATOR = OPERATOR(o.===), NEGATOR = <!>, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR o.=== (PROCEDURE = same2, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.===));
CREATE OPERATOR <!> (FUNCTION = differ, LEFTARG = int4, RIGHTARG = text, RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR !!! (FUNCTION = twice, RIGHTARG = int);
CREATE OPERATOR <+> (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <+>, HASHES, MERGES, RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR === (int, text) IS 'as text';
COMMENT ON OPERATOR !!! (NONE, int) IS 'twice';

-- case: operators used in expressions
SELECT 1;
-- new
CREATE SCHEMA o;
CREATE TYPE money2 AS (amount numeric, unit text);
CREATE FUNCTION o.cmp(money2, money2) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.amount > $2.amount';
CREATE FUNCTION o.neg(money2) RETURNS money2 LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR o.>> (FUNCTION = o.cmp, LEFTARG = money2, RIGHTARG = money2);
CREATE OPERATOR o.!- (FUNCTION = o.neg, RIGHTARG = money2);
CREATE OPERATOR ~=~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text);
CREATE TABLE t (a money2, b money2, c text, d varchar(10), e text[], CHECK (a OPERATOR(o.>>) b), CHECK (c ~=~ d));
CREATE INDEX ON t ((c ~=~ 'x')) WHERE c ~=~ d AND c <> '';
CREATE VIEW v AS SELECT a OPERATOR(o.>>) b AS more, OPERATOR(o.!-) a AS neg, c ~=~ ANY (e) AS some, c ~=~ ALL (ARRAY['a', 'b']) AS every FROM t WHERE c ~=~ 'k' OR NOT d ~=~ c;
CREATE POLICY p ON t USING (c ~=~ 'x');
SET search_path = o, public;
CREATE VIEW public.w AS SELECT (a >> b) AND (1 > 2) AS x, !- b AS y FROM t;
CREATE FUNCTION f(x text) RETURNS bool LANGUAGE sql RETURN x ~=~ 'a';

-- case: operators sorting, excluding, partitioning and aggregating by own operators
SELECT 1;
-- new
CREATE SCHEMA o;
CREATE COLLATION o.de (provider = icu, locale = 'de');
CREATE FUNCTION o.lt(text, text) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'text_lt';
CREATE FUNCTION o.cmp(text, text) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'bttextcmp';
CREATE FUNCTION o.clash(box, box) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'box_overlap';
CREATE OPERATOR o.<<< (FUNCTION = o.lt, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(o.>>>), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR o.&&& (FUNCTION = o.clash, LEFTARG = box, RIGHTARG = box, COMMUTATOR = OPERATOR(o.&&&));
CREATE OPERATOR CLASS o.txt FOR TYPE text USING btree AS OPERATOR 1 o.<<<, OPERATOR 3 =, FUNCTION 1 o.cmp(text, text);
CREATE OPERATOR CLASS o.bx FOR TYPE box USING gist AS OPERATOR 3 o.&&&,
	FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
SET search_path = public, o;
CREATE TABLE t (a text, b box, EXCLUDE USING gist (b bx WITH &&&));
CREATE TABLE u (a text, b box, CONSTRAINT x EXCLUDE USING gist (b bx WITH OPERATOR(o.&&&)) WHERE (a <<< 'x'));
CREATE VIEW v AS SELECT a FROM t ORDER BY a USING <<<;
CREATE VIEW w AS SELECT a, b FROM t ORDER BY a USING >, area(b) USING <;
CREATE TABLE p (k text) PARTITION BY RANGE (k COLLATE de txt);
CREATE TABLE q (k text COLLATE "C") PARTITION BY LIST (k COLLATE "C" text_ops);
CREATE AGGREGATE smallest (text) (SFUNC = text_smaller, STYPE = text, SORTOP = <<<);
ALTER OPERATOR CLASS o.bx USING gist RENAME TO boxes;
ALTER SCHEMA o RENAME TO ops;

-- case: operators partition keys follow renames
SELECT 1;
-- new
CREATE SCHEMA s;
CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE COLLATION s.de (provider = icu, locale = 'de');
CREATE TABLE p (k int, "Other" text, t text) PARTITION BY RANGE (k, lower("Other"), (s.f(k) + 1), t COLLATE s.de text_pattern_ops);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1, 'a', 1, 'a') TO (2, 'b', 2, 'b');
ALTER TABLE p RENAME COLUMN k TO key;
ALTER TABLE p RENAME COLUMN "Other" TO other;
ALTER TABLE p RENAME COLUMN t TO "T";
ALTER FUNCTION s.f RENAME TO g;
ALTER COLLATION s.de RENAME TO "Deutsch";
ALTER SCHEMA s RENAME TO z;

-- case: casts used
SELECT 1;
-- new
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION mood_to_int(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION mood_to_int(mood) AS IMPLICIT;
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
CREATE TABLE t (m mood, n int, v varchar, CHECK (m + 1 > n), CHECK (n = m));
CREATE VIEW w AS SELECT m::int AS i, m + 1 AS j, chr(m) AS k, v::mood AS m FROM t WHERE m > 3;
CREATE INDEX ON t ((m + 1));

-- case: languages access methods
SELECT 1;
-- new
CREATE ACCESS METHOD tree TYPE INDEX HANDLER gisthandler;
CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD gone TYPE INDEX HANDLER bthandler;
CREATE OPERATOR CLASS point_ops DEFAULT FOR TYPE point USING tree AS STORAGE box, OPERATOR 1 <<,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
	FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
COMMENT ON ACCESS METHOD tree IS 'a copy';
CREATE TABLE t (a int, b int) USING pile;
CREATE TABLE u (a point);
CREATE INDEX ON u USING tree (a);
CREATE INDEX ON u USING tree (a point_ops);
DROP ACCESS METHOD gone;

-- case: definitions operators everywhere
SELECT 1;
-- new
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

-- case: definitions collations on every way into a table
SELECT 1;
-- new
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

-- case: definitions domains over own types and casts
SELECT 1;
-- new
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
