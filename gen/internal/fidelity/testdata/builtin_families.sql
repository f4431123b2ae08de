-- case: operators of a user in a built-in family
CREATE TYPE num;
CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, LIKE = int4);
CREATE FUNCTION mixed_lt(num, int4) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION mixed_eq(num, int4) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION mixed_cmp(num, int4) RETURNS int4 LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE OPERATOR < (FUNCTION = mixed_lt, LEFTARG = num, RIGHTARG = int4);
CREATE OPERATOR = (FUNCTION = mixed_eq, LEFTARG = num, RIGHTARG = int4);
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD
 OPERATOR 1 < (num, int4), OPERATOR 3 = (num, int4), FUNCTION 1 (num, int4) mixed_cmp(num, int4);
ALTER OPERATOR FAMILY integer_ops USING hash ADD OPERATOR 1 = (num, int4);

-- case: taken out again
CREATE FUNCTION lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE FUNCTION gt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric > $2';
CREATE OPERATOR <<! (FUNCTION = lt, LEFTARG = int4, RIGHTARG = numeric);
CREATE OPERATOR !>> (FUNCTION = gt, LEFTARG = int4, RIGHTARG = numeric);
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 1 <<! (int4, numeric), OPERATOR 5 !>> (int4, numeric);
ALTER OPERATOR FAMILY integer_ops USING btree DROP OPERATOR 1 (int4, numeric);
ALTER OPERATOR FAMILY numeric_ops USING btree ADD OPERATOR 1 <<! (int4, numeric);
ALTER OPERATOR FAMILY numeric_ops USING btree DROP OPERATOR 1 (int4, numeric);

-- case: gone with the operator
CREATE SCHEMA app;
CREATE FUNCTION app.lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE OPERATOR app.<<! (FUNCTION = app.lt, LEFTARG = int4, RIGHTARG = numeric);
CREATE FUNCTION cmp(int4, numeric) RETURNS int4 LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 1 app.<<! (int4, numeric), FUNCTION 1 (int4, numeric) cmp(int4, numeric);
ALTER FUNCTION cmp(int4, numeric) RENAME TO compare_them;
DROP OPERATOR app.<<! (int4, numeric);
