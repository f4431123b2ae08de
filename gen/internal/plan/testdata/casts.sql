-- case: added, dropped, changed
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION f(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION g(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2';
CREATE CAST (mood AS int) WITH FUNCTION f(mood);
CREATE CAST (mood AS bigint) WITH INOUT;
COMMENT ON CAST (mood AS int) IS 'x';
-- new
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION g(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2';
CREATE CAST (mood AS int) WITH FUNCTION g(mood) AS ASSIGNMENT;
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (mood AS int) IS 'y';

-- case: with its type
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int);
CREATE TYPE pt AS (x int, y int);
CREATE FUNCTION f(pt) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.x::text';
CREATE CAST (pt AS text) WITH FUNCTION f(pt) AS IMPLICIT;
CREATE TABLE u (p pt);
CREATE VIEW v AS SELECT p::text AS p FROM u;
