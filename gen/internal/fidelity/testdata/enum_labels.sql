-- case: a label is renamed in every expression
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE DOMAIN dm AS mood CHECK (VALUE <> 'ok') DEFAULT 'ok';
CREATE TABLE t (a mood DEFAULT 'ok', b text DEFAULT 'ok', c dm DEFAULT 'ok', d mood[] DEFAULT '{ok,sad}', e mood[] DEFAULT ARRAY['ok'::mood], CHECK (a <> 'ok' AND b <> 'ok'),
	g bool GENERATED ALWAYS AS (a = 'ok') STORED, CONSTRAINT x EXCLUDE (b WITH =) WHERE (a = mood 'ok'));
CREATE INDEX ON t ((CASE WHEN a = 'ok' THEN 1 ELSE 2 END)) WHERE a IN ('ok', 'sad') AND b = 'ok';
CREATE VIEW v AS SELECT b, 'ok' AS lit, 'ok'::mood AS m FROM t WHERE a = 'ok'::mood OR a = ANY ('{ok,sad}') OR a = $$ok$$ OR a BETWEEN 'ok' AND 'it''s';
CREATE MATERIALIZED VIEW mv AS SELECT coalesce(a, 'ok') AS a FROM t;
CREATE POLICY p ON t USING (a = 'ok');
CREATE FUNCTION f(m mood DEFAULT 'ok') RETURNS bool LANGUAGE sql RETURN m = 'ok';
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (new.a = 'ok') EXECUTE FUNCTION trg();
CREATE RULE r AS ON DELETE TO t WHERE old.a = 'ok' DO INSTEAD NOTHING;
ALTER VIEW v ALTER m SET DEFAULT 'ok';
ALTER TYPE mood RENAME VALUE 'ok' TO 'all ''fine''';
ALTER TYPE mood RENAME VALUE 'it''s' TO 'is';
ALTER TYPE mood RENAME VALUE 'sad' TO 'ok';
