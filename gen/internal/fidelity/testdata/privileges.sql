-- case: grants on tables
CREATE TABLE t (a int, b text, c int);
CREATE TABLE u (a int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
GRANT SELECT ON t, v TO pgen_reader;
GRANT SELECT, INSERT, UPDATE ON t TO pgen_writer WITH GRANT OPTION;
GRANT ALL ON u TO pgen_admin;
GRANT ALL PRIVILEGES ON TABLE m TO pgen_admin, pgen_reader;
REVOKE INSERT ON t FROM pgen_writer;
REVOKE GRANT OPTION FOR SELECT ON t FROM pgen_writer;
GRANT SELECT ON u TO PUBLIC;
REVOKE TRUNCATE, TRIGGER ON u FROM pgen_admin;

-- case: grants that come to nothing
CREATE TABLE t (a int);
GRANT SELECT ON t TO pgen_reader;
REVOKE ALL ON t FROM pgen_reader;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f() TO PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;

-- case: the owner gives up rights
CREATE TABLE t (a int);
REVOKE DELETE, TRUNCATE ON t FROM CURRENT_USER;
CREATE TABLE u (a int);
REVOKE ALL ON u FROM CURRENT_USER;
CREATE TABLE w (a int);
REVOKE ALL ON w FROM SESSION_USER;
GRANT SELECT ON w TO CURRENT_USER WITH GRANT OPTION;

-- case: columns
CREATE TABLE t (a int, b text, c int);
CREATE VIEW v AS SELECT a AS x, b AS y FROM t;
GRANT SELECT (a, b), UPDATE (b) ON t TO pgen_reader;
GRANT ALL (c) ON t TO pgen_writer;
GRANT SELECT (x) ON v TO pgen_reader;
GRANT SELECT (y), INSERT (y) ON v TO pgen_writer WITH GRANT OPTION;
GRANT UPDATE ON t TO pgen_reader;
REVOKE UPDATE ON t FROM pgen_reader;
REVOKE SELECT (b) ON t FROM pgen_reader;
ALTER TABLE t RENAME COLUMN a TO aa;
ALTER VIEW v RENAME COLUMN x TO xx;
ALTER VIEW v RENAME TO vv;
CREATE SCHEMA other;
ALTER VIEW vv SET SCHEMA other;
ALTER TABLE t DROP COLUMN c;

-- case: columns go with the table
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT (a) ON t TO pgen_reader;
GRANT SELECT (a) ON v TO pgen_reader;
REVOKE ALL ON t FROM pgen_reader;
GRANT INSERT (b) ON t TO pgen_reader;
DROP VIEW v;
CREATE VIEW v AS SELECT a FROM t;
DROP TABLE t CASCADE;
CREATE TABLE t (a int, b int);

-- case: all other kinds
CREATE SCHEMA app;
CREATE SEQUENCE s;
CREATE TYPE color AS ENUM ('red');
CREATE TYPE pair AS (a int, b int);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE DOMAIN price AS numeric;
CREATE FUNCTION f(a int, VARIADIC b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
GRANT USAGE ON SCHEMA app TO pgen_reader;
GRANT ALL ON SCHEMA app TO pgen_admin WITH GRANT OPTION;
GRANT USAGE, SELECT ON SEQUENCE s TO pgen_reader;
GRANT ALL ON s TO pgen_writer;
GRANT USAGE ON TYPE color, pair TO pgen_reader;
REVOKE USAGE ON TYPE span FROM PUBLIC;
REVOKE ALL ON DOMAIN price FROM PUBLIC;
REVOKE ALL ON FUNCTION f(int, text[]) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE p TO pgen_reader;
GRANT ALL ON ROUTINE total(int) TO pgen_writer;
REVOKE EXECUTE ON FUNCTION total(int) FROM PUBLIC;

-- case: all in schema
CREATE SCHEMA app;
CREATE TABLE app.t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY);
CREATE VIEW app.v AS SELECT id FROM app.t;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE app.total(int) (sfunc = int4pl, stype = int);
GRANT SELECT ON ALL TABLES IN SCHEMA app, public TO pgen_reader;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA app TO pgen_reader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC;
GRANT EXECUTE ON ALL PROCEDURES IN SCHEMA app TO pgen_writer;
GRANT ALL ON ALL ROUTINES IN SCHEMA app TO pgen_admin;
CREATE TABLE app.later (id int);

-- case: default privileges
CREATE SCHEMA app;
CREATE TABLE before (a int);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT, UPDATE ON TABLES TO pgen_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT ALL ON SEQUENCES TO pgen_writer;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO pgen_reader;
CREATE TABLE t (id serial, n int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE app.t (id serial, n int GENERATED ALWAYS AS IDENTITY);
CREATE VIEW app.v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW app.m AS SELECT 1 AS a;
CREATE TABLE app.copy AS SELECT 1 AS a;
CREATE TABLE app.part (a int) PARTITION BY LIST (a);
CREATE TABLE app.part1 PARTITION OF app.part FOR VALUES IN (1);
CREATE SEQUENCE app.s;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE app.total(int) (sfunc = int4pl, stype = int);
CREATE TYPE app.color AS ENUM ('red');
CREATE TYPE app.pair AS (a int);
CREATE TYPE app.span AS RANGE (subtype = int4);
CREATE DOMAIN app.price AS numeric;
CREATE SCHEMA third;
CREATE OR REPLACE VIEW app.v AS SELECT 1 AS a, 2 AS b;
ALTER TABLE app.copy ADD COLUMN n bigserial;

-- case: default privileges come and go
CREATE SCHEMA app;
CREATE SCHEMA gone;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pgen_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA gone GRANT SELECT ON TABLES TO pgen_reader;
CREATE TABLE app.t (a int);
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM pgen_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE pgen_admin GRANT ALL ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pgen_admin IN SCHEMA app GRANT EXECUTE ON ROUTINES TO pgen_reader, pgen_writer;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM CURRENT_USER;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO CURRENT_USER;
CREATE TABLE u (a int);
CREATE TABLE app.u (a int);
ALTER SCHEMA app RENAME TO application;
DROP SCHEMA gone;

-- case: owners
CREATE SCHEMA app;
CREATE TABLE t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, b text);
CREATE INDEX t_b ON t (b);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE SEQUENCE s;
CREATE TYPE color AS ENUM ('red');
CREATE TYPE pair AS (a int);
CREATE DOMAIN price AS numeric;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
ALTER SCHEMA app OWNER TO pgen_owner;
ALTER TABLE t OWNER TO pgen_owner;
ALTER SEQUENCE t_id_seq OWNER TO pgen_owner;
ALTER INDEX t_b OWNER TO pgen_reader;
ALTER VIEW v OWNER TO pgen_owner;
ALTER TABLE m OWNER TO pgen_owner;
ALTER SEQUENCE s OWNER TO pgen_owner;
ALTER TYPE color OWNER TO pgen_owner;
ALTER TYPE pair OWNER TO pgen_owner;
ALTER DOMAIN price OWNER TO pgen_owner;
ALTER FUNCTION f() OWNER TO pgen_owner;
ALTER PROCEDURE p() OWNER TO pgen_owner;
ALTER AGGREGATE total(int) OWNER TO pgen_owner;
ALTER SCHEMA public OWNER TO pgen_owner;
CREATE TABLE back (a int);
ALTER TABLE back OWNER TO pgen_owner;
ALTER TABLE back OWNER TO CURRENT_USER;

-- case: owners and grants
CREATE TABLE t (id serial, b text);
GRANT SELECT, INSERT ON t TO pgen_owner;
GRANT SELECT ON t TO pgen_reader;
GRANT SELECT (b) ON t TO pgen_owner, pgen_reader;
GRANT USAGE ON SEQUENCE t_id_seq TO pgen_owner;
REVOKE DELETE ON t FROM CURRENT_USER;
ALTER TABLE t OWNER TO pgen_owner;
GRANT UPDATE ON t TO pgen_owner;
REVOKE TRUNCATE ON t FROM pgen_owner;
GRANT TRIGGER ON t TO CURRENT_USER;
ALTER TABLE t OWNER TO pgen_admin;
GRANT DELETE ON t TO pgen_owner;

-- case: sequences follow their table
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO pgen_owner;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO pgen_owner;
ALTER SEQUENCE s OWNED BY t.a;
GRANT USAGE ON SEQUENCE s TO pgen_reader;
ALTER TABLE t ADD COLUMN c serial;
ALTER TABLE t ADD COLUMN d int GENERATED BY DEFAULT AS IDENTITY;
ALTER SEQUENCE t_c_seq OWNED BY NONE;
ALTER TABLE t OWNER TO pgen_admin;

-- case: set role
CREATE ROLE pgen_made;
GRANT ALL ON SCHEMA public TO pgen_made, pgen_owner;
SET ROLE pgen_made;
CREATE TABLE t (id serial);
GRANT SELECT ON t TO CURRENT_USER, SESSION_USER;
GRANT SELECT ON t TO pgen_reader;
CREATE TYPE color AS ENUM ('red');
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_reader;
CREATE TABLE u (id serial);
RESET ROLE;
CREATE TABLE mine (a int);
SET SESSION AUTHORIZATION pgen_owner;
CREATE TABLE v (a int);
SET SESSION AUTHORIZATION DEFAULT;
CREATE TABLE also_mine (a int);
SELECT set_config('role', 'pgen_owner', false);
CREATE TABLE theirs (a int);
SET ROLE NONE;
CREATE TABLE mine_again (a int);

-- case: create schema authorization
CREATE SCHEMA AUTHORIZATION pgen_owner
    CREATE TABLE t (id serial)
    CREATE VIEW v AS SELECT id FROM t
    GRANT SELECT ON t TO pgen_reader;
CREATE SCHEMA app AUTHORIZATION pgen_admin;
CREATE SCHEMA IF NOT EXISTS mine AUTHORIZATION CURRENT_USER;
CREATE TABLE app.t (a int);

-- case: reassign and drop owned
CREATE SCHEMA app AUTHORIZATION pgen_owner;
CREATE TABLE t (id serial);
CREATE TABLE u (id serial);
CREATE TABLE w (a int);
ALTER TABLE t OWNER TO pgen_owner;
ALTER TABLE u OWNER TO pgen_writer;
CREATE VIEW v AS SELECT id FROM u;
REASSIGN OWNED BY pgen_owner TO pgen_admin;
GRANT SELECT ON t, w TO pgen_writer;
GRANT SELECT (a) ON w TO pgen_writer;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE pgen_writer GRANT SELECT ON TABLES TO pgen_reader;
ALTER TABLE w ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON w TO pgen_writer USING (true);
CREATE POLICY two ON w TO pgen_writer, pgen_reader USING (true);
DROP OWNED BY pgen_writer CASCADE;

-- case: reassign to the runner
CREATE TABLE t (id serial);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t OWNER TO pgen_owner;
ALTER FUNCTION f() OWNER TO pgen_admin;
GRANT SELECT ON t TO CURRENT_USER;
REASSIGN OWNED BY pgen_owner, pgen_admin TO CURRENT_USER;
CREATE TABLE u (a int);

-- case: roles come and go
CREATE ROLE pgen_a;
CREATE USER pgen_b WITH PASSWORD 'x' IN ROLE pgen_a;
CREATE GROUP pgen_c;
ALTER ROLE pgen_a NOLOGIN;
ALTER ROLE pgen_a SET search_path TO app;
GRANT pgen_a TO pgen_c;
CREATE TABLE t (a int);
GRANT SELECT ON t TO pgen_a;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t TO pgen_a USING (true);
ALTER ROLE pgen_a RENAME TO pgen_d;
GRANT INSERT ON t TO pgen_d;
REVOKE pgen_d FROM pgen_c;
DROP OWNED BY pgen_d;
DROP ROLE pgen_d, pgen_b;
DROP GROUP IF EXISTS pgen_c;

-- case: guards over roles
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgen_guarded') THEN
        CREATE ROLE pgen_guarded NOLOGIN;
    END IF;
END $$;
DO $$ BEGIN CREATE ROLE pgen_guarded; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$
DECLARE n int;
BEGIN
    SELECT count(*) INTO n FROM pg_user WHERE usename = 'pgen_guarded_user';
    IF n = 0 THEN
        CREATE USER pgen_guarded_user;
    END IF;
END $$;
CREATE TABLE t (a int);
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pgen_guarded') THEN
        GRANT SELECT ON t TO pgen_guarded;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pgen_never_there') THEN
        GRANT INSERT ON t TO pgen_never_there;
    END IF;
END $$;
DO $$
DECLARE r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['pgen_reader', 'pgen_writer'] LOOP
        EXECUTE format('GRANT SELECT ON t TO %I', r);
    END LOOP;
END $$;
DROP OWNED BY pgen_guarded;

-- case: blocks about the server
CREATE TABLE t (a int);
DO $$
BEGIN
    EXECUTE format('GRANT pgen_reader TO %I', current_user);
    EXECUTE format('GRANT %I TO pgen_writer', 'pgen_reader');
    EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET timezone TO ''UTC''';
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO pgen_reader', current_database());
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM pgen_reader', current_database());
    IF current_user = 'pgen_nobody' THEN
        CREATE ROLE pgen_nobody;
        GRANT pgen_reader TO pgen_nobody;
    END IF;
    IF (SELECT count(*) FROM pg_stat_activity) > 1000000 THEN
        ALTER ROLE pgen_reader NOLOGIN;
    END IF;
END $$;
GRANT SELECT ON t TO pgen_reader;

-- case: names that need quotes
CREATE TABLE "T 1" ("a b" int);
GRANT SELECT ON "T 1" TO "pgen Reader-1", "pgen ""q""";
GRANT SELECT ("a b") ON "T 1" TO "pgen Reader-1" WITH GRANT OPTION;
ALTER TABLE "T 1" OWNER TO "pgen ""q""";

-- case: policies of the current user
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON t TO CURRENT_USER USING (true);
CREATE POLICY two ON t TO pgen_reader, SESSION_USER USING (true);

-- case: replacing keeps access
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f() FROM PUBLIC;
ALTER FUNCTION f() OWNER TO pgen_owner;
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION f() RENAME TO g;
CREATE TABLE t (a int, b int);
GRANT SELECT ON t TO pgen_reader;
GRANT SELECT (b) ON t TO pgen_writer;
ALTER TABLE t ALTER COLUMN b TYPE text;
ALTER TABLE t RENAME TO u;
CREATE SCHEMA app;
ALTER TABLE u SET SCHEMA app;
ALTER SCHEMA app RENAME TO application;

-- case: the schema public
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pgen_reader;
GRANT ALL ON SCHEMA public TO pgen_admin;

-- case: the schema public as dumps leave it
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO CURRENT_USER;
GRANT ALL ON SCHEMA public TO PUBLIC;

-- case: access of the system and of extensions
CREATE EXTENSION hstore;
REVOKE ALL ON FUNCTION pg_catalog.pg_reload_conf() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION akeys(hstore) TO pgen_reader;
GRANT SELECT ON pg_catalog.pg_authid TO pgen_reader;
GRANT USAGE ON LANGUAGE plpgsql TO pgen_reader;

-- case: savepoints and failures
CREATE TABLE t (a int);
BEGIN;
SAVEPOINT one;
GRANT SELECT ON t TO pgen_reader;
SET LOCAL ROLE pgen_owner;
ROLLBACK TO one;
GRANT INSERT ON t TO pgen_reader;
COMMIT;
CREATE TABLE u (a int);

-- case: owners and grants of less common kinds
CREATE TABLE t (a int, b int);
CREATE COLLATION german FROM "C";
CREATE STATISTICS st (dependencies) ON a, b FROM t;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER far FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE ft (a int) SERVER far;
CREATE PUBLICATION pub FOR TABLE t;
CREATE FUNCTION tell() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION tell();
ALTER EVENT TRIGGER et DISABLE;
CREATE TEXT SEARCH CONFIGURATION tsc (COPY = pg_catalog.simple);
CREATE TEXT SEARCH DICTIONARY tsd (TEMPLATE = pg_catalog.simple);
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE OPERATOR @+ (FUNCTION = plus, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR FAMILY fam USING btree;
CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
ALTER COLLATION german OWNER TO pgen_owner;
ALTER STATISTICS st OWNER TO pgen_owner;
ALTER SERVER far OWNER TO pgen_owner;
ALTER FOREIGN TABLE ft OWNER TO pgen_owner;
ALTER PUBLICATION pub OWNER TO pgen_owner;
ALTER TEXT SEARCH CONFIGURATION tsc OWNER TO pgen_owner;
ALTER TEXT SEARCH DICTIONARY tsd OWNER TO pgen_owner;
ALTER OPERATOR @+ (int, int) OWNER TO pgen_owner;
ALTER OPERATOR FAMILY fam USING btree OWNER TO pgen_owner;
ALTER CONVERSION conv OWNER TO pgen_owner;
GRANT USAGE ON FOREIGN SERVER far TO pgen_reader;
GRANT USAGE ON FOREIGN DATA WRAPPER w TO pgen_reader WITH GRANT OPTION;
GRANT SELECT ON ft TO pgen_reader;
SET ROLE pgen_owner;
RESET ROLE;
