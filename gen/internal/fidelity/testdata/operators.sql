-- case: pairs and shells
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

-- case: used in expressions
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

-- case: moved and dropped
CREATE SCHEMA o;
CREATE SCHEMA z;
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION far(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR ~=~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text, NEGATOR = !=~);
CREATE OPERATOR !=~ (FUNCTION = far, LEFTARG = text, RIGHTARG = text, NEGATOR = ~=~);
CREATE OPERATOR ~~=~~ (FUNCTION = far, LEFTARG = text, RIGHTARG = text, COMMUTATOR = =~~~=);
CREATE TABLE t (a text, b text, CHECK (a ~=~ b));
CREATE VIEW v AS SELECT a ~=~ b AS x, a OPERATOR(public.~=~) ANY (ARRAY[b]) AS y FROM t;
CREATE VIEW w AS SELECT a !=~ b AS x FROM t;
ALTER OPERATOR ~=~ (text, text) SET SCHEMA o;
ALTER OPERATOR o.~=~ (text, text) SET (RESTRICT = eqsel, JOIN = eqjoinsel);
ALTER OPERATOR o.~=~ (text, text) SET (JOIN = NONE);
ALTER SCHEMA o RENAME TO ops;
DROP OPERATOR IF EXISTS !!! (NONE, int), nope.+ (int, int), ~=~ (int, nosuch);
DROP OPERATOR !=~ (text, text) CASCADE;
DROP OPERATOR =~~~= (text, text);

-- case: exclusion with an own operator
CREATE EXTENSION btree_gist;
CREATE FUNCTION clash(int4range, int4range) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'range_overlaps';
CREATE OPERATOR &&& (FUNCTION = clash, LEFTARG = int4range, RIGHTARG = int4range, COMMUTATOR = &&&);
CREATE TABLE t (id int, r int4range, EXCLUDE USING gist (id WITH =, r WITH &&));
CREATE VIEW v AS SELECT a.id FROM t a JOIN t b ON a.r &&& b.r;

-- case: a built in name for own types
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE pt AS (x int, y int);
CREATE FUNCTION add(pt, pt) RETURNS pt LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1.x + $2.x, $1.y + $2.y)::pt';
CREATE FUNCTION eq(mood, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR + (FUNCTION = add, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = +);
CREATE OPERATOR = (FUNCTION = eq, LEFTARG = mood, RIGHTARG = text);
CREATE TABLE t (p pt, m mood, i int, CHECK (i + 1 > 0), CHECK (m = 'a'));
CREATE VIEW v AS SELECT p + p AS sum, m = 'a'::text AS t, m = 'a' AS u, CASE m WHEN 'a' THEN 1 END AS c, m IN ('a', 'b') AS i FROM t;

-- case: an operator class needs nothing but its family
CREATE OPERATOR FAMILY f USING btree;
CREATE OPERATOR FAMILY g USING hash;
COMMENT ON OPERATOR FAMILY f USING btree IS 'one';
CREATE SCHEMA s;
ALTER OPERATOR FAMILY f USING btree RENAME TO ff;
ALTER OPERATOR FAMILY ff USING btree SET SCHEMA s;
ALTER OPERATOR FAMILY s.ff USING btree ADD OPERATOR 1 < (int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8), OPERATOR 3 = (int4, int4);
ALTER OPERATOR FAMILY s.ff USING btree DROP OPERATOR 3 (int4);
DROP OPERATOR FAMILY g USING hash;

-- case: classes of every method
CREATE FUNCTION mycmp(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT CASE WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 ELSE 0 END';
CREATE FUNCTION lt(text, text) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT length($1) < length($2)';
CREATE OPERATOR <<< (FUNCTION = lt, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >>>);
CREATE OPERATOR CLASS text_len FOR TYPE text USING btree AS OPERATOR 1 <<<, OPERATOR 3 =, FUNCTION 1 mycmp(text, text);
CREATE OPERATOR FAMILY ints USING btree;
CREATE OPERATOR CLASS ints8 FOR TYPE int8 USING btree FAMILY ints AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint8cmp(int8, int8), FUNCTION 2 btint8sortsupport(internal);
CREATE OPERATOR CLASS ints4 FOR TYPE int4 USING btree FAMILY ints AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int4, int4), OPERATOR 1 < (int4, int8);
CREATE OPERATOR CLASS h FOR TYPE int4 USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int4), FUNCTION 2 hashint4extended(int4, int8);
CREATE OPERATOR CLASS g FOR TYPE point USING gist AS STORAGE box, OPERATOR 1 <<, OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
	FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE OPERATOR CLASS gi FOR TYPE int4[] USING gin AS STORAGE int4, OPERATOR 1 && (anyarray, anyarray), FUNCTION 1 btint4cmp(int4, int4),
	FUNCTION 2 ginarrayextract(anyarray, internal, internal), FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
	FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal);
CREATE TABLE t (a text, b int, c point, d int[], e bigint);
CREATE INDEX ON t (a text_len, e ints8 DESC);
CREATE INDEX ON t USING gist (c g);
CREATE INDEX ON t USING gin (d gi);
CREATE INDEX ON t USING hash (b public.h);
COMMENT ON OPERATOR CLASS text_len USING btree IS 'length';
CREATE SCHEMA s;
ALTER OPERATOR CLASS text_len USING btree SET SCHEMA s;
ALTER OPERATOR CLASS s.text_len USING btree RENAME TO by_length;
ALTER OPERATOR FAMILY ints USING btree ADD FUNCTION 1 (int8, int4) btint84cmp(int8, int4), OPERATOR 2 <= (int4, int8);

-- case: classes dropped
CREATE FUNCTION mycmp(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR CLASS one FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 mycmp(text, text);
CREATE OPERATOR CLASS two FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 bttextcmp(text, text);
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS three FOR TYPE text USING btree FAMILY fam AS OPERATOR 1 <, FUNCTION 1 mycmp(text, text);
CREATE OPERATOR CLASS four FOR TYPE int USING btree FAMILY fam AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int);
CREATE TABLE t (a text);
CREATE INDEX i ON t (a one);
CREATE INDEX j ON t (a two);
DROP OPERATOR CLASS two USING btree CASCADE;
DROP OPERATOR FAMILY two USING btree;
DROP OPERATOR CLASS IF EXISTS two USING btree;
DROP FUNCTION mycmp CASCADE;
DROP OPERATOR FAMILY fam USING btree CASCADE;

-- case: a default class of an own type
CREATE TYPE pt AS (x int, y int);
CREATE FUNCTION pt_cmp(pt, pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x - $2.x';
CREATE FUNCTION pt_lt(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x < $2.x';
CREATE FUNCTION pt_eq(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x = $2.x';
CREATE OPERATOR < (FUNCTION = pt_lt, LEFTARG = pt, RIGHTARG = pt);
CREATE OPERATOR = (FUNCTION = pt_eq, LEFTARG = pt, RIGHTARG = pt, COMMUTATOR = =);
CREATE OPERATOR CLASS pt_ops DEFAULT FOR TYPE pt USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 pt_cmp(pt, pt);
CREATE TABLE t (p pt, q pt);
CREATE INDEX ON t (p);
CREATE INDEX ON t (q pt_ops, p DESC);
CREATE VIEW v AS SELECT p < q AS x FROM t WHERE p = q;
CREATE TYPE ptr AS RANGE (subtype = pt, subtype_opclass = pt_ops);
CREATE SCHEMA n;
ALTER TYPE pt SET SCHEMA n;
ALTER TYPE n.pt RENAME TO spot;

-- case: sorting, excluding, partitioning and aggregating by own operators
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
-- case: partition keys follow renames
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

-- case: comments on shells
CREATE SCHEMA o;
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR o.~~=~~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(o.=~~~=), NEGATOR = !~!);
COMMENT ON OPERATOR o.=~~~= (text, text) IS 'shell';
COMMENT ON OPERATOR !~! (text, text) IS 'becomes one';
CREATE OPERATOR !~! (FUNCTION = near, LEFTARG = text, RIGHTARG = text, NEGATOR = OPERATOR(o.~~=~~));
CREATE OPERATOR <~> (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >~<);
COMMENT ON OPERATOR >~< (text, text) IS 'goes';
DROP OPERATOR >~< (text, text);
CREATE OPERATOR <~~> (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >~~<);
COMMENT ON OPERATOR >~~< (text, text) IS 'goes, too';
DROP OPERATOR <~~> (text, text);
CREATE TYPE shelly;
COMMENT ON TYPE shelly IS 'only a name';
ALTER SCHEMA o RENAME TO oo;
