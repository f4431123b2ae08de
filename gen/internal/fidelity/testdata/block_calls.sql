-- case: overloads that call one another
CREATE SCHEMA trail;
CREATE FUNCTION trail.record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION trail.follow(t regclass, each_row boolean, skipped text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  events text := 'INSERT OR UPDATE OR DELETE';
  skip text := '';
BEGIN
  EXECUTE 'DROP TRIGGER IF EXISTS follow_row ON ' || t;
  IF each_row THEN
    IF array_length(skipped, 1) > 0 THEN
      skip := quote_literal(skipped);
    END IF;
    EXECUTE 'CREATE TRIGGER follow_row AFTER ' || events || ' ON ' || t || ' FOR EACH ROW EXECUTE FUNCTION trail.record(' || skip || ')';
    events := 'TRUNCATE';
  END IF;
  EXECUTE format('CREATE TRIGGER follow_all AFTER %s ON %s FOR EACH STATEMENT EXECUTE FUNCTION trail.record()', events, t);
END $$;
CREATE FUNCTION trail.follow(t regclass, each_row boolean) RETURNS void LANGUAGE sql AS $$ SELECT trail.follow($1, $2, ARRAY[]::text[]) $$;
CREATE FUNCTION trail.follow(t regclass) RETURNS void LANGUAGE sql AS 'SELECT trail.follow(t, boolean ''t'');';
CREATE TABLE one (id int); CREATE TABLE two (id int); CREATE TABLE trail."Three" (id int);
SELECT trail.follow('one', true, '{a,"b c"}'::text[]);
SELECT trail.follow('two', false);
SELECT trail.follow('trail."Three"');
-- case: overloads by type and default
CREATE FUNCTION grow(t text, n int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN n%s int', t, n); END $$;
CREATE FUNCTION grow(t text, c text, kind text DEFAULT 'text') RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN %I %s', t, c, kind); END $$;
CREATE FUNCTION grow(t text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE grown ();
SELECT grow('grown');
SELECT grow('grown', 3);
SELECT grow('grown', 'x'::text);
SELECT grow('grown', 'y', 'date');
SELECT grow(kind => 'uuid', t => 'grown', c => 'z');
-- case: functions in sql that call others
CREATE FUNCTION run(command text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE command; END $$;
CREATE FUNCTION widen(t text, c text) RETURNS void LANGUAGE sql AS $$
  SELECT run('ALTER TABLE ' || quote_ident(t) || ' ADD COLUMN ' || quote_ident(c) || ' text');
  SELECT run(format('CREATE INDEX ON %I (%I)', t, c));
$$;
CREATE TABLE wide (id int); CREATE TABLE wide_2 (id int);
SELECT widen('wide', 'a'), widen('wide', 'b');
SELECT widen(tablename, 'c') FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'wide%';
-- case: functions that give rows go on
CREATE FUNCTION make_all(VARIADIC names text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE n text;
BEGIN
  FOREACH n IN ARRAY names LOOP
    EXECUTE format('CREATE TABLE %I ()', n);
    RETURN NEXT n;
  END LOOP;
  RETURN QUERY SELECT 'done';
  RETURN QUERY EXECUTE 'SELECT ''really''';
  EXECUTE format('CREATE TABLE %I ()', names[1] || '_last');
  RETURN;
END $$;
SELECT make_all('v1', 'v2');
SELECT * FROM make_all(VARIADIC ARRAY['v3', 'v4']);
