-- case: added and dropped
CREATE FUNCTION lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE OPERATOR <<! (FUNCTION = lt, LEFTARG = int4, RIGHTARG = numeric);
-- new
CREATE FUNCTION lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE FUNCTION cmp(int4, numeric) RETURNS int4 LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR <<! (FUNCTION = lt, LEFTARG = int4, RIGHTARG = numeric);
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 1 <<! (int4, numeric), FUNCTION 1 (int4, numeric) cmp(int4, numeric);

-- case: altered
CREATE FUNCTION lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE FUNCTION gt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric > $2';
CREATE OPERATOR <<! (FUNCTION = lt, LEFTARG = int4, RIGHTARG = numeric);
CREATE OPERATOR !>> (FUNCTION = gt, LEFTARG = int4, RIGHTARG = numeric);
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 1 <<! (int4, numeric), OPERATOR 5 !>> (int4, numeric);
-- new
CREATE FUNCTION lt(int4, numeric) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric < $2';
CREATE OPERATOR <<! (FUNCTION = lt, LEFTARG = int4, RIGHTARG = numeric);
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 2 <<! (int4, numeric);
