-- case: a child that is like its parent
CREATE TABLE reading (id serial PRIMARY KEY, taken date NOT NULL, kind text DEFAULT 'plain' CHECK (kind <> ''), value numeric(8,2), CONSTRAINT reading_value CHECK (value > 0) NO INHERIT);
CREATE INDEX ON reading (taken);
CREATE TABLE reading_2024 (LIKE reading INCLUDING ALL) INHERITS (reading);
CREATE TABLE reading_2025 (CHECK (taken >= '2025-01-01'), LIKE reading INCLUDING DEFAULTS INCLUDING CONSTRAINTS, extra int) INHERITS (reading);
CREATE TABLE reading_2026 (LIKE reading) INHERITS (reading);
ALTER TABLE reading_2024 ALTER COLUMN kind SET DEFAULT 'old', ADD COLUMN note text;
ALTER TABLE reading ADD COLUMN source text;
ALTER TABLE reading DROP COLUMN kind;
-- case: refreshed views
CREATE TABLE sale (day date, amount numeric);
CREATE MATERIALIZED VIEW sale_by_day AS SELECT day, sum(amount) AS amount FROM sale GROUP BY day WITH NO DATA;
CREATE MATERIALIZED VIEW sale_by_month AS SELECT date_trunc('month', day) AS month, sum(amount) AS amount FROM sale GROUP BY 1 WITH NO DATA;
CREATE MATERIALIZED VIEW sale_days AS SELECT DISTINCT day FROM sale;
CREATE MATERIALIZED VIEW sale_emptied AS SELECT max(day) FROM sale;
CREATE MATERIALIZED VIEW sale_never AS SELECT min(day) FROM sale WITH NO DATA;
CREATE UNIQUE INDEX ON sale_by_day (day);
REFRESH MATERIALIZED VIEW sale_by_day;
REFRESH MATERIALIZED VIEW CONCURRENTLY sale_by_day;
REFRESH MATERIALIZED VIEW sale_emptied WITH NO DATA;
DO $$ BEGIN REFRESH MATERIALIZED VIEW sale_by_month; END $$;
DO $$ BEGIN EXECUTE 'REFRESH MATERIALIZED VIEW sale_days WITH NO DATA'; CREATE TABLE sale_done (); END $$;
-- case: moments between signs
CREATE TEMPORARY TABLE moments (a timestamptz DEFAULT 'NOW()', b date DEFAULT '(today)', c timestamp DEFAULT '{tomorrow}', d date DEFAULT '-infinity', e time DEFAULT 'allballs');
-- case: functions in sql that need one another
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
CREATE FUNCTION shown(a text, b text, c text) RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN a === b THEN a ELSE b || c END $$;
CREATE FUNCTION shown(a text) RETURNS text LANGUAGE sql AS $$ SELECT shown(a, 'x', 'y') $$;
CREATE FUNCTION shown(a text, b text) RETURNS text LANGUAGE sql AS $$ SELECT shown(upper(a), b, '(') || shown(b) $$;
CREATE FUNCTION a_first() RETURNS text LANGUAGE sql AS $$ SELECT shown('a', 'b') $$;
CREATE OR REPLACE FUNCTION shown(a text) RETURNS text LANGUAGE sql AS $$ SELECT a_first() $$;
