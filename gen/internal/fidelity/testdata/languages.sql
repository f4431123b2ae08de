-- case: a language with all that belongs to it
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION i(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION v(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE plmine HANDLER h INLINE i VALIDATOR v;
CREATE LANGUAGE plother HANDLER h;
CREATE OR REPLACE LANGUAGE plother HANDLER h VALIDATOR v;
COMMENT ON LANGUAGE plmine IS 'mine';
CREATE FUNCTION f() RETURNS int LANGUAGE plmine AS 'BEGIN RETURN 1; END';
ALTER LANGUAGE plmine RENAME TO plours;
CREATE OR REPLACE PROCEDURAL LANGUAGE plpgsql;

-- case: transforms
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plmine HANDLER h;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION fs(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'numeric_support';
CREATE FUNCTION tos(internal) RETURNS mood LANGUAGE internal STRICT IMMUTABLE AS 'enum_recv';
CREATE TRANSFORM FOR mood LANGUAGE plmine (FROM SQL WITH FUNCTION fs(internal), TO SQL WITH FUNCTION tos(internal));
CREATE OR REPLACE TRANSFORM FOR mood LANGUAGE plmine (TO SQL WITH FUNCTION tos(internal));
COMMENT ON TRANSFORM FOR mood LANGUAGE plmine IS 'x';
ALTER TYPE mood RENAME TO feeling;
ALTER LANGUAGE plmine RENAME TO plours;
DROP TRANSFORM IF EXISTS FOR int LANGUAGE plours;

-- case: languages dropped
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plmine HANDLER h;
CREATE LANGUAGE plgone HANDLER h;
CREATE FUNCTION f() RETURNS int LANGUAGE plmine AS 'BEGIN RETURN 1; END';
DROP LANGUAGE plgone;
DROP LANGUAGE IF EXISTS plgone;
DROP LANGUAGE plmine CASCADE;

-- case: access methods
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

-- case: access methods dropped
CREATE ACCESS METHOD tree TYPE INDEX HANDLER gisthandler;
CREATE OPERATOR CLASS point_ops DEFAULT FOR TYPE point USING tree AS STORAGE box, OPERATOR 1 <<,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
	FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
CREATE TABLE u (a point);
CREATE INDEX ON u USING tree (a);
DROP ACCESS METHOD tree CASCADE;

-- case: conversions
CREATE SCHEMA s;
CREATE CONVERSION one FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION s.two FOR 'utf8' TO 'iso-8859-1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION one IS 'x';
ALTER CONVERSION one RENAME TO uno;
ALTER CONVERSION uno SET SCHEMA s;
CREATE CONVERSION gone FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
DROP CONVERSION gone;
DROP CONVERSION IF EXISTS gone;

-- case: functions with transforms
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plmine HANDLER h;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION fs(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'numeric_support';
CREATE FUNCTION tos(internal) RETURNS mood LANGUAGE internal STRICT IMMUTABLE AS 'enum_recv';
CREATE FUNCTION tosi(internal) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR mood LANGUAGE plmine (FROM SQL WITH FUNCTION fs(internal), TO SQL WITH FUNCTION tos(internal));
CREATE TRANSFORM FOR int LANGUAGE plmine (TO SQL WITH FUNCTION tosi(internal));
CREATE FUNCTION f(m mood, i int) RETURNS int LANGUAGE plmine TRANSFORM FOR TYPE mood, FOR TYPE integer STRICT AS 'begin return 1; end';
CREATE PROCEDURE p(m mood) TRANSFORM FOR TYPE mood LANGUAGE plmine AS 'begin end';
CREATE FUNCTION gone(m mood) RETURNS int LANGUAGE plmine TRANSFORM FOR TYPE mood AS 'begin return 1; end';
CREATE OR REPLACE FUNCTION gone(m mood) RETURNS int LANGUAGE plmine AS 'begin return 1; end';
CREATE SCHEMA s;
ALTER TYPE mood SET SCHEMA s;
ALTER TYPE s.mood RENAME TO feeling;
ALTER LANGUAGE plmine RENAME TO plours;
