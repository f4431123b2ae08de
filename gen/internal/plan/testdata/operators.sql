-- case: added and dropped with what uses them
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR ~=~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR ==~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text, RESTRICT = eqsel);
CREATE TABLE t (a text, b text, CHECK (a ~=~ b));
CREATE VIEW v AS SELECT a ==~ b AS x FROM t;
CREATE INDEX t_i ON t ((a ~=~ 'x'));
COMMENT ON OPERATOR ==~ (text, text) IS 'one';
-- new
CREATE SCHEMA o;
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION far(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR o.~=~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(o.~=~), NEGATOR = OPERATOR(o.!=~));
CREATE OPERATOR o.!=~ (FUNCTION = far, LEFTARG = text, RIGHTARG = text, NEGATOR = OPERATOR(o.~=~));
CREATE OPERATOR ==~ (FUNCTION = near, LEFTARG = text, RIGHTARG = text, RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE TABLE t (a text, b text, CHECK (a OPERATOR(o.~=~) b));
CREATE VIEW v AS SELECT a ==~ b AS x, b OPERATOR(o.!=~) a AS y FROM t;
COMMENT ON OPERATOR ==~ (text, text) IS 'two';

-- case: made anew with its users
CREATE FUNCTION f(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION g(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (FUNCTION = f, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR !== (FUNCTION = g, LEFTARG = int, RIGHTARG = int);
CREATE TABLE t (a int, b int, CHECK (a === b));
CREATE VIEW v AS SELECT a === b AS x, a !== b AS y FROM t;
-- new
CREATE FUNCTION f(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION g(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (FUNCTION = g, LEFTARG = int, RIGHTARG = int, NEGATOR = !==);
CREATE OPERATOR !== (FUNCTION = f, LEFTARG = int, RIGHTARG = int, NEGATOR = ===);
CREATE TABLE t (a int, b int, CHECK (a === b));
CREATE VIEW v AS SELECT a === b AS x, a !== b AS y FROM t;

-- case: a partner comes
CREATE FUNCTION f(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR <| (FUNCTION = f, LEFTARG = int, RIGHTARG = int);
-- new
CREATE FUNCTION f(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR <| (FUNCTION = f, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = f, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);

-- case: families and classes
CREATE FUNCTION c1(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE FUNCTION c2(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR CLASS a_ops FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 c1(text, text);
CREATE OPERATOR FAMILY f USING btree;
CREATE OPERATOR CLASS b_ops FOR TYPE text USING btree FAMILY f AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 c1(text, text);
ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int4, int8), OPERATOR 2 <= (int4, int8);
CREATE TABLE t (a text, b text);
CREATE INDEX t_a ON t (a a_ops);
CREATE INDEX t_b ON t (b b_ops, a);
CREATE INDEX t_g ON t (a b_ops);
-- new
CREATE FUNCTION c1(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE FUNCTION c2(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR CLASS a_ops FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, FUNCTION 1 c2(text, text);
CREATE OPERATOR FAMILY f USING btree;
CREATE OPERATOR CLASS c_ops FOR TYPE text USING btree FAMILY f AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 c1(text, text);
ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int4, int8), OPERATOR 3 = (int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
CREATE TABLE t (a text, b text);
CREATE INDEX t_a ON t (a a_ops);
CREATE INDEX t_b ON t (b c_ops, a);
COMMENT ON OPERATOR CLASS c_ops USING btree IS 'c';
COMMENT ON OPERATOR FAMILY f USING btree IS 'f';

-- case: a default class of an own type
CREATE TYPE pt AS (x int, y int);
CREATE TABLE t (p pt);
-- new
CREATE TYPE pt AS (x int, y int);
CREATE FUNCTION pt_cmp(pt, pt) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x - $2.x';
CREATE FUNCTION pt_lt(pt, pt) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x < $2.x';
CREATE OPERATOR < (FUNCTION = pt_lt, LEFTARG = pt, RIGHTARG = pt);
CREATE OPERATOR CLASS pt_ops DEFAULT FOR TYPE pt USING btree AS OPERATOR 1 <, FUNCTION 1 pt_cmp(pt, pt);
CREATE TABLE t (p pt);
CREATE INDEX t_p ON t (p);
CREATE TYPE ptr AS RANGE (subtype = pt, subtype_opclass = pt_ops);
CREATE VIEW v AS SELECT p < p AS x FROM t;

-- case: a gist class
CREATE TABLE t (p point);
-- new
CREATE TABLE t (p point);
CREATE OPERATOR CLASS g FOR TYPE point USING gist AS STORAGE box, OPERATOR 1 <<, OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
	FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE INDEX t_p ON t USING gist (p g);

-- case: comments on shells
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR <~> (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >~<);
COMMENT ON OPERATOR >~< (text, text) IS 'shell';
CREATE TYPE shelly;
COMMENT ON TYPE shelly IS 'only a name';
-- new
CREATE FUNCTION near(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR <~> (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >~<);
CREATE OPERATOR <~~> (FUNCTION = near, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >~~<);
COMMENT ON OPERATOR >~< (text, text) IS 'other';
COMMENT ON OPERATOR >~~< (text, text) IS 'shell';
CREATE TYPE shellfish;
COMMENT ON TYPE shellfish IS 'only a name';
