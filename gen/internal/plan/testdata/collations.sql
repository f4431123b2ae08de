-- case: added, dropped and replaced
CREATE COLLATION stays (locale = 'C');
CREATE COLLATION gone (locale = 'C');
CREATE COLLATION other (provider = icu, locale = 'de');
COMMENT ON COLLATION other IS 'old';
CREATE TABLE t (a text COLLATE gone, b text COLLATE other, c text, d varchar(10) COLLATE other DEFAULT 'x', CHECK (c > 'a' COLLATE other));
CREATE INDEX t_b ON t (b);
CREATE INDEX t_c ON t (c COLLATE other);
CREATE VIEW v AS SELECT b, c COLLATE other AS c FROM t;
CREATE DOMAIN d AS text COLLATE other;
CREATE TABLE u (x d);
INSERT INTO t VALUES ('a', 'b', 'c');
-- new
CREATE COLLATION stays (locale = 'C');
CREATE COLLATION come (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION other (provider = icu, locale = 'fr');
COMMENT ON COLLATION other IS 'new';
CREATE TABLE t (a text, b text COLLATE other, c text COLLATE come, d varchar(10) COLLATE other DEFAULT 'x', CHECK (c > 'a' COLLATE other));
CREATE INDEX t_b ON t (b);
CREATE INDEX t_c ON t (c COLLATE other);
CREATE VIEW v AS SELECT b, c COLLATE other AS c FROM t;
CREATE DOMAIN d AS text COLLATE other;
CREATE TABLE u (x d);

-- case: in another schema
CREATE SCHEMA s;
CREATE COLLATION s.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (a text, b text);
CREATE TYPE pair AS (a text, b int);
-- new
CREATE SCHEMA s;
CREATE COLLATION s.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (a text COLLATE s.ci, b text);
CREATE INDEX t_b ON t (b COLLATE s.ci);
CREATE TYPE pair AS (a text COLLATE s.ci, b int);
CREATE TYPE tr AS RANGE (subtype = text, collation = s.ci);
