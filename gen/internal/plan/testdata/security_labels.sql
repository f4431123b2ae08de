-- case: given, changed and taken, static
CREATE TABLE t (id int PRIMARY KEY, name text, gone text);
CREATE VIEW v AS SELECT id AS x FROM t;
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
SECURITY LABEL FOR anon ON COLUMN t.name IS 'MASKED WITH FUNCTION anon.fake_name()';
SECURITY LABEL FOR anon ON COLUMN t.gone IS 'MASKED';
SECURITY LABEL FOR selinux ON TABLE t IS 'system_u:object_r:sepgsql_table_t:s0';
SECURITY LABEL FOR selinux ON FUNCTION f() IS 'x';
SECURITY LABEL FOR anon ON COLUMN v.x IS 'MASKED';
-- new
CREATE TABLE t (id int PRIMARY KEY, name text, gone text);
CREATE VIEW v AS SELECT id AS x FROM t;
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';
SECURITY LABEL FOR anon ON COLUMN t.name IS 'MASKED WITH VALUE ''it''''s''';
SECURITY LABEL FOR anon ON TABLE t IS 'x';
SECURITY LABEL FOR selinux ON TABLE t IS 'system_u:object_r:sepgsql_table_t:s1';
SECURITY LABEL FOR selinux ON FUNCTION f() IS 'x';
SECURITY LABEL FOR anon ON TYPE pair IS 'y';
SECURITY LABEL FOR anon ON SCHEMA public IS 'TRUSTED';

-- case: made and dropped with their objects, static
CREATE TABLE t (id int);
-- new
CREATE TABLE u (id int);
CREATE SEQUENCE s;
SECURITY LABEL FOR anon ON TABLE u IS 'x';
SECURITY LABEL FOR anon ON SEQUENCE s IS 'x';
SECURITY LABEL FOR anon ON COLUMN u.id IS NULL;
