-- case: a role passes on what it has
CREATE TABLE t (a int, b text);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT SELECT, INSERT, UPDATE ON t TO pgen_writer WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION f() TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_reader;
GRANT SELECT, INSERT ON t TO pgen_admin WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION f() TO pgen_reader GRANTED BY CURRENT_USER;
GRANT ALL ON t TO PUBLIC;
SET ROLE pgen_admin;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
GRANT DELETE ON t TO pgen_reader;
GRANT SELECT ON t TO pgen_reader GRANTED BY SESSION_USER;

-- case: revoking takes only what the grantor gave
CREATE TABLE t (a int);
GRANT SELECT ON t TO pgen_writer WITH GRANT OPTION;
SET LOCAL ROLE pgen_writer;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
GRANT SELECT ON t TO pgen_reader;
REVOKE SELECT ON t FROM pgen_reader;
REVOKE INSERT ON t FROM pgen_reader CASCADE;

-- case: revoke cascade along a chain
CREATE TABLE t (a int);
CREATE TABLE u (a int);
GRANT SELECT, INSERT ON t, u TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT, INSERT ON t, u TO pgen_admin WITH GRANT OPTION;
SET ROLE pgen_admin;
GRANT SELECT, INSERT ON t, u TO pgen_reader;
RESET ROLE;
REVOKE GRANT OPTION FOR SELECT ON t FROM pgen_writer CASCADE;
REVOKE INSERT ON u FROM pgen_writer CASCADE;
REVOKE SELECT ON u FROM pgen_admin CASCADE;

-- case: two ways to the same right
CREATE TABLE t (a int);
GRANT SELECT ON t TO pgen_writer, pgen_admin WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_admin WITH GRANT OPTION;
SET ROLE pgen_admin;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
REVOKE GRANT OPTION FOR SELECT ON t FROM pgen_writer CASCADE;
REVOKE UPDATE ON t FROM pgen_admin RESTRICT;

-- case: columns passed on
CREATE TABLE t (a int, b int);
GRANT SELECT (a), UPDATE (a, b) ON t TO pgen_writer WITH GRANT OPTION;
GRANT INSERT ON t TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT (a), UPDATE (b) ON t TO pgen_reader;
GRANT INSERT (b) ON t TO pgen_reader;
RESET ROLE;
REVOKE UPDATE (b) ON t FROM pgen_writer CASCADE;

-- case: the grantor becomes the owner
CREATE TABLE t (a int);
GRANT SELECT, INSERT ON t TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
GRANT INSERT ON t TO pgen_reader;
ALTER TABLE t OWNER TO pgen_writer;
GRANT UPDATE ON t TO pgen_admin;

-- case: the owner passes on and is passed on to
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO pgen_admin;
SET ROLE pgen_admin;
GRANT SELECT ON t TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_admin, pgen_reader;
RESET ROLE;
GRANT SELECT ON t TO CURRENT_USER;
ALTER TABLE t OWNER TO pgen_reader;

-- case: sequences, schemas, types and languages
CREATE SCHEMA app;
CREATE SEQUENCE app.s;
CREATE TYPE app.e AS ENUM ('x');
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER sv FOREIGN DATA WRAPPER w;
GRANT USAGE ON SCHEMA app TO pgen_writer WITH GRANT OPTION;
GRANT USAGE, SELECT ON SEQUENCE app.s TO pgen_writer WITH GRANT OPTION;
GRANT USAGE ON TYPE app.e TO pgen_writer WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER sv TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT USAGE ON SCHEMA app TO pgen_reader;
GRANT USAGE ON SEQUENCE app.s TO pgen_reader;
GRANT USAGE ON TYPE app.e TO pgen_reader;
GRANT USAGE ON FOREIGN SERVER sv TO pgen_reader WITH GRANT OPTION;
RESET ROLE;

-- case: default privileges that are passed on
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_writer WITH GRANT OPTION;
CREATE TABLE t (a int);
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR SELECT ON TABLES FROM pgen_writer CASCADE;
CREATE TABLE u (a int);

-- case: drop owned takes what was passed on
CREATE TABLE t (a int);
GRANT SELECT, INSERT ON t TO pgen_writer WITH GRANT OPTION;
SET ROLE pgen_writer;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
GRANT INSERT ON t TO pgen_reader;
DROP OWNED BY pgen_writer;

-- case: a grantor is renamed
CREATE ROLE pgen_grantor_old;
CREATE TABLE t (a int);
GRANT SELECT ON t TO pgen_grantor_old WITH GRANT OPTION;
SET ROLE pgen_grantor_old;
GRANT SELECT ON t TO pgen_reader;
RESET ROLE;
ALTER ROLE pgen_grantor_old RENAME TO pgen_grantor_new;
