-- case: publications of tables
CREATE SCHEMA app;
CREATE TABLE a (id int PRIMARY KEY, name text, note text);
CREATE TABLE app.b (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY);
CREATE TABLE parent (id int PRIMARY KEY, name text);
CREATE TABLE child (extra int) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION nothing;
CREATE PUBLICATION several FOR TABLE a, app.b, c WITH (publish = 'insert, delete', publish_via_partition_root);
CREATE PUBLICATION heirs FOR TABLE parent;
CREATE PUBLICATION alone FOR TABLE ONLY parent WITH (publish = '');
CREATE PUBLICATION changed FOR TABLE a WITH (publish = 'update,insert , delete,truncate', publish_via_partition_root = true);
ALTER PUBLICATION changed ADD TABLE app.b, c;
ALTER PUBLICATION changed DROP TABLE a;
ALTER PUBLICATION changed SET (publish_via_partition_root = false, publish = 'truncate, insert');
ALTER PUBLICATION nothing ADD TABLE a;
ALTER PUBLICATION nothing SET TABLE c;
COMMENT ON PUBLICATION several IS 'some';
ALTER PUBLICATION several RENAME TO "Some more";
CREATE PUBLICATION gone FOR TABLE a;
DROP PUBLICATION gone;
DROP PUBLICATION IF EXISTS gone;
DROP TABLE c;
ALTER TABLE a RENAME TO aa;
ALTER TABLE aa SET SCHEMA app;
ALTER SCHEMA app RENAME TO store;

-- case: publications with lists and filters, since 15
CREATE SCHEMA app;
CREATE SCHEMA gone;
CREATE TABLE a (id int PRIMARY KEY, name text, note text);
CREATE TABLE b (id int PRIMARY KEY, kind text, "At" date);
CREATE FUNCTION f(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select $1 > 0';
CREATE PUBLICATION p FOR TABLE a (name, id) WHERE (id > 10 AND name <> 'x'), b WHERE (kind IN ('a', 'b'));
CREATE PUBLICATION q FOR TABLES IN SCHEMA app, gone, TABLE b WHERE ("At" > '2020-01-01');
CREATE PUBLICATION r FOR TABLES IN SCHEMA CURRENT_SCHEMA;
CREATE PUBLICATION lost FOR TABLE a (id, note);
ALTER PUBLICATION p SET TABLE a (id, name) WHERE (name LIKE 'n%'), b ("At", id) WHERE (kind IN ('a', 'b') OR "At" IS NULL);
DROP SCHEMA gone;
ALTER TABLE a DROP COLUMN note CASCADE;
ALTER TABLE a RENAME COLUMN name TO title;
ALTER TABLE b RENAME COLUMN kind TO "Sort";
ALTER TABLE b RENAME TO bb;
ALTER SCHEMA app RENAME TO store;

-- case: a publication drops out of a table that goes
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE PUBLICATION p FOR TABLE a, b;
DROP TABLE a;
