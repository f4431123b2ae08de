-- case: shells and full types
CREATE TYPE shell;
CREATE TYPE num;
CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION num_recv(internal) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION num_send(num) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, RECEIVE = num_recv, SEND = num_send, LIKE = int4, CATEGORY = 'N', DEFAULT = '7');
CREATE FUNCTION num_eq(num, num) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE OPERATOR = (FUNCTION = num_eq, LEFTARG = num, RIGHTARG = num, COMMUTATOR = =);
CREATE TABLE t (a num, b num[] NOT NULL, c int, CHECK (a = '1'));
CREATE VIEW v AS SELECT a, a = '2'::num AS two FROM t;
COMMENT ON TYPE num IS 'number';
CREATE CAST (num AS int) WITHOUT FUNCTION AS IMPLICIT;

-- case: variable length
CREATE TYPE word;
CREATE FUNCTION word_in(cstring, oid, int4) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended,
	TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout, COLLATABLE = true, DELIMITER = ';', PREFERRED = false);
CREATE TABLE t (a word, b word[]);
ALTER TYPE word SET (STORAGE = external, ANALYZE = array_typanalyze);
ALTER TYPE word SET (ANALYZE = NONE);
CREATE SCHEMA s;
ALTER TYPE word SET SCHEMA s;
ALTER TYPE s.word RENAME TO term;

-- case: types dropped
CREATE TYPE num;
CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
CREATE FUNCTION num_twice(num) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE TABLE t (a num, b int);
DROP TYPE num CASCADE;

-- case: a range with functions of its own
CREATE TYPE days;
CREATE FUNCTION days_canonical(days) RETURNS days LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical';
CREATE FUNCTION days_diff(date, date) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE days AS RANGE (SUBTYPE = date, CANONICAL = days_canonical, SUBTYPE_DIFF = days_diff, MULTIRANGE_TYPE_NAME = many_days);
CREATE TYPE plain AS RANGE (SUBTYPE = date, SUBTYPE_OPCLASS = date_ops, SUBTYPE_DIFF = daterange_subdiff);
CREATE TYPE words AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C");
CREATE TABLE t (a plain, b words, c plain_multirange);
