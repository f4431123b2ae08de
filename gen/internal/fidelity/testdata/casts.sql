-- case: all methods
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE pt AS (x int, y int);
CREATE SCHEMA s;
CREATE DOMAIN s.d AS int;
CREATE FUNCTION mood_to_int(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION pt_to_text(pt, int, bool) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.x::text';
CREATE FUNCTION int_to_pt(int) RETURNS pt LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1, $1)::pt';
CREATE CAST (mood AS int) WITH FUNCTION mood_to_int(mood) AS ASSIGNMENT;
CREATE CAST (pt AS text) WITH FUNCTION pt_to_text AS IMPLICIT;
CREATE CAST (int AS pt) WITH FUNCTION int_to_pt(int);
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
CREATE CAST (json AS bytea) WITHOUT FUNCTION;
COMMENT ON CAST (mood AS int) IS 'number';
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE pt SET SCHEMA s;
ALTER FUNCTION mood_to_int(feeling) RENAME TO number_of;
DROP CAST (json AS bytea);
DROP CAST IF EXISTS (json AS bytea);
DROP CAST IF EXISTS (nosuch AS bytea);

-- case: used
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION mood_to_int(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION mood_to_int(mood) AS IMPLICIT;
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
CREATE TABLE t (m mood, n int, v varchar, CHECK (m + 1 > n), CHECK (n = m));
CREATE VIEW w AS SELECT m::int AS i, m + 1 AS j, chr(m) AS k, v::mood AS m FROM t WHERE m > 3;
CREATE INDEX ON t ((m + 1));

-- case: dropped with its function or type
CREATE TYPE a AS ENUM ('x');
CREATE TYPE b AS ENUM ('y');
CREATE FUNCTION f(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION g(b) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (a AS int) WITH FUNCTION f(a);
CREATE CAST (b AS int) WITH FUNCTION g(b);
CREATE CAST (b AS a) WITH INOUT;
CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi);
DROP FUNCTION f CASCADE;
DROP TYPE b CASCADE;
