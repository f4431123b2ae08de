-- case: a view that reads itself
CREATE TABLE t (id int, name text COLLATE "C");
-- new
CREATE TABLE t (id int, name text COLLATE "C");
CREATE VIEW v AS TABLE t;
CREATE OR REPLACE VIEW v AS TABLE v;
CREATE VIEW w AS SELECT name FROM v;
