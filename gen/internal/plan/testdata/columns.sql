-- case: storage that outlives a change of type
CREATE TABLE t (a text COMPRESSION pglz, b text, c text, d text);
ALTER TABLE t ALTER a SET STORAGE external, ALTER b SET STORAGE main, ALTER c SET STORAGE external;
-- new
CREATE TABLE t (a varchar(10) COMPRESSION pglz, b varchar(10), c varchar(10), d varchar(10));
ALTER TABLE t ALTER a SET STORAGE external, ALTER c SET STORAGE main, ALTER d SET STORAGE external;

-- case: virtual generated columns, since 18
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c int GENERATED ALWAYS AS (a * 2) STORED, d int GENERATED ALWAYS AS (a * 2) VIRTUAL, e int GENERATED ALWAYS AS (a * 2) VIRTUAL);
CREATE VIEW v AS SELECT d FROM t;
-- new
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS (a * 2) VIRTUAL, d int GENERATED ALWAYS AS (a * 3) VIRTUAL, e int, f int GENERATED ALWAYS AS (a * 2) VIRTUAL);
CREATE VIEW v AS SELECT d FROM t;
-- case: an identity column of a child table
CREATE TABLE base (a int NOT NULL);
-- new
CREATE TABLE base (a int NOT NULL);
CREATE TABLE child (a int GENERATED ALWAYS AS IDENTITY) INHERITS (base);
-- case: an identity column that is not logged, since 15
CREATE TABLE kept (a int GENERATED ALWAYS AS IDENTITY);
-- new
CREATE TABLE kept (a int GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE kept_a_seq SET UNLOGGED;
CREATE UNLOGGED TABLE quick (a int GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE quick_a_seq SET LOGGED;
