-- case: languages, transforms, conversions, access methods
CREATE SCHEMA s;
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION v(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE pla HANDLER h;
CREATE LANGUAGE plgone HANDLER h;
CREATE FUNCTION f() RETURNS int LANGUAGE pla AS 'BEGIN RETURN 1; END';
CREATE CONVERSION one FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE ACCESS METHOD gone TYPE INDEX HANDLER bthandler;
-- new
CREATE SCHEMA s;
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION v(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE pla HANDLER h VALIDATOR v;
CREATE LANGUAGE plcome HANDLER h;
COMMENT ON LANGUAGE plcome IS 'new';
CREATE FUNCTION f() RETURNS int LANGUAGE pla AS 'BEGIN RETURN 1; END';
CREATE FUNCTION g() RETURNS int LANGUAGE plcome AS 'BEGIN RETURN 1; END';
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION fs(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'numeric_support';
CREATE TRANSFORM FOR mood LANGUAGE plcome (FROM SQL WITH FUNCTION fs(internal));
CREATE DEFAULT CONVERSION one FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE CONVERSION s.two FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int) USING pile;

-- case: functions with transforms
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plmine HANDLER h;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION fs(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'numeric_support';
CREATE FUNCTION tos(internal) RETURNS mood LANGUAGE internal STRICT IMMUTABLE AS 'enum_recv';
CREATE FUNCTION tosi(internal) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR mood LANGUAGE plmine (FROM SQL WITH FUNCTION fs(internal), TO SQL WITH FUNCTION tos(internal));
CREATE TRANSFORM FOR int LANGUAGE plmine (TO SQL WITH FUNCTION tosi(internal));
CREATE FUNCTION f(m mood, i int) RETURNS int LANGUAGE plmine TRANSFORM FOR TYPE mood STRICT AS 'begin return 1; end';
CREATE FUNCTION g(m mood) RETURNS int LANGUAGE plmine AS 'begin return 1; end';
-- new
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plmine HANDLER h;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION fs(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'numeric_support';
CREATE FUNCTION tos(internal) RETURNS mood LANGUAGE internal STRICT IMMUTABLE AS 'enum_recv';
CREATE FUNCTION tosi(internal) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR mood LANGUAGE plmine (FROM SQL WITH FUNCTION fs(internal), TO SQL WITH FUNCTION tos(internal));
CREATE TRANSFORM FOR int LANGUAGE plmine (TO SQL WITH FUNCTION tosi(internal));
CREATE FUNCTION f(m mood, i int) RETURNS int LANGUAGE plmine TRANSFORM FOR TYPE mood, FOR TYPE int STRICT AS 'begin return 1; end';
CREATE FUNCTION g(m mood) RETURNS int LANGUAGE plmine AS 'begin return 1; end';
