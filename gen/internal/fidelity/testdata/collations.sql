-- case: every way to make one
CREATE SCHEMA c;
CREATE COLLATION plain (locale = 'C');
CREATE COLLATION c.split (lc_collate = 'C', lc_ctype = 'C.utf8');
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION copied FROM german;
CREATE COLLATION from_c FROM "C";
CREATE COLLATION from_posix FROM "POSIX";
CREATE COLLATION from_icu FROM "de-x-icu";
CREATE COLLATION IF NOT EXISTS plain (locale = 'POSIX');
COMMENT ON COLLATION german IS 'phone book';
ALTER COLLATION german REFRESH VERSION;

-- case: used everywhere
CREATE SCHEMA s;
CREATE COLLATION s.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION de (provider = icu, locale = 'de-x-icu');
CREATE DOMAIN name_t AS text COLLATE s.ci CHECK (VALUE <> '' COLLATE "C");
CREATE TYPE pair AS (a text COLLATE de, b int);
CREATE TABLE t (a text COLLATE s.ci PRIMARY KEY, b text COLLATE "C", c name_t, d text, CHECK (b COLLATE de > 'a'));
CREATE INDEX ON t (d COLLATE de, lower(b) COLLATE s.ci);
CREATE INDEX ON t (d) WHERE d < 'x' COLLATE de;
CREATE VIEW v AS SELECT a, b COLLATE de AS b, max(d COLLATE s.ci) AS m FROM t GROUP BY 1, 2 ORDER BY d COLLATE de;
CREATE MATERIALIZED VIEW mv AS SELECT d COLLATE de AS d FROM t;
CREATE TABLE g (x text, y text GENERATED ALWAYS AS (x COLLATE de) STORED, z text DEFAULT ('a' COLLATE s.ci));
CREATE TYPE tr AS RANGE (subtype = text, collation = de);
CREATE TABLE p (k text COLLATE de) PARTITION BY RANGE (k);

-- case: renamed and moved
CREATE SCHEMA s;
CREATE COLLATION de (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE de, b text, CHECK (b COLLATE de > 'a'));
CREATE INDEX ON t (b COLLATE de);
CREATE VIEW v AS SELECT b COLLATE public.de AS b FROM t ORDER BY a COLLATE "de";
CREATE DOMAIN d AS text COLLATE de;
ALTER COLLATION de RENAME TO "Deutsch";
ALTER COLLATION "Deutsch" SET SCHEMA s;
ALTER SCHEMA s RENAME TO schemata;

-- case: dropped
CREATE COLLATION one (locale = 'C');
CREATE COLLATION two (locale = 'C');
CREATE COLLATION three (locale = 'C');
CREATE TABLE t (a text COLLATE one, b text, c text);
CREATE INDEX i ON t (b COLLATE two);
CREATE INDEX k ON t (c);
CREATE VIEW v AS SELECT b COLLATE two AS b FROM t;
CREATE DOMAIN d AS text COLLATE one;
CREATE TABLE u (x d, y int);
DROP COLLATION three;
DROP COLLATION IF EXISTS three, four;
DROP COLLATION one, two CASCADE;

-- case: names of locales
CREATE COLLATION a (provider = icu, locale = 'en_US');
CREATE COLLATION b (provider = icu, locale = 'de@collation=phonebook');
CREATE COLLATION c (provider = icu, locale = 'de_DE@colStrength=secondary;colNumeric=yes', deterministic = false);
CREATE COLLATION d (provider = icu, locale = 'zh_Hant_TW');
CREATE COLLATION e (provider = icu, locale = '@colStrength=primary', deterministic = false);
CREATE COLLATION f (provider = icu, locale = 'und-u-ka-shifted-kf-upper');
CREATE COLLATION g (provider = icu, locale = 'de-u-co-phonebk-ks-level2-kc-true');
CREATE COLLATION h (provider = icu, locale = 'fr-CA-u-kb');
CREATE COLLATION i (provider = icu, locale = 'iw');
CREATE COLLATION j (provider = icu, locale = 'sr_RS@latin');
CREATE COLLATION k (provider = icu, locale = 'en_US_POSIX');
CREATE COLLATION l FROM "de-AT-x-icu";
CREATE COLLATION m FROM a;
CREATE COLLATION n (provider = icu, locale = 'EN-us');
CREATE TABLE t (x text COLLATE a, y text COLLATE n);
