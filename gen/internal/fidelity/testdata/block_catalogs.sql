-- case: names by regular expression
CREATE TABLE letter (id int, box int, CONSTRAINT uk0123abcd UNIQUE (id), CONSTRAINT letter_box UNIQUE (box), CONSTRAINT "v1.2" CHECK (id > 0));
DO $$ DECLARE c text; BEGIN
  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'letter'::regclass AND conname ~ '^uk[0-9a-f]{8,}$' LOOP
    EXECUTE format('ALTER TABLE letter DROP CONSTRAINT %I', c);
  END LOOP;
  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'letter'::regclass AND conname ~ '\d\.\d' AND conname !~* '\mLETTER' LOOP
    EXECUTE format('ALTER TABLE letter RENAME CONSTRAINT %I TO versioned', c);
  END LOOP;
END $$;
-- case: indexes by their text
CREATE TABLE parcel (id int PRIMARY KEY, a int, b int, note text);
CREATE INDEX parcel_note ON parcel (lower(note)); CREATE INDEX parcel_some ON parcel (a) WHERE b > 1;
CREATE UNIQUE INDEX parcel_ab ON parcel (a, b DESC) INCLUDE (note); CREATE UNIQUE INDEX parcel_b ON parcel (b); ALTER TABLE parcel ADD UNIQUE (a);
DO $$ DECLARE x record; BEGIN
  FOR x IN SELECT indexname FROM pg_indexes WHERE tablename = 'parcel' AND indexdef ILIKE '%note%' AND indexdef NOT LIKE '%INCLUDE%' LOOP
    EXECUTE format('DROP INDEX %I', x.indexname);
  END LOOP;
  IF (SELECT indexdef FROM pg_indexes WHERE indexname = 'parcel_ab') = 'CREATE UNIQUE INDEX parcel_ab ON public.parcel USING btree (a, b DESC) INCLUDE (note)' THEN
    DROP INDEX parcel_ab;
  END IF;
  FOR x IN SELECT k.relname FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid WHERE i.indrelid = 'parcel'::regclass AND i.indisunique
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) LOOP
    EXECUTE 'ALTER INDEX ' || x.relname || ' RENAME TO lonely';
  END LOOP;
END $$;
-- case: labels of an enum
CREATE TYPE mood AS ENUM ('low', 'high');
DO $$ BEGIN
  IF NOT 'low' = ANY (enum_range(NULL::mood)::text[]) THEN CREATE TABLE wrong (); END IF;
  IF NOT EXISTS (SELECT FROM unnest(enum_range(NULL::mood)) m WHERE m::text = 'mid') THEN ALTER TYPE mood ADD VALUE 'mid' AFTER 'low'; END IF;
END $$;
-- case: rows in groups
CREATE TABLE herd (a int, b int, c int, UNIQUE (a), UNIQUE (b, c)); CREATE TABLE lone (x int); CREATE INDEX herd_c ON herd (c); CREATE INDEX herd_c2 ON herd (c);
DO $$ DECLARE r record; n int; list text; many boolean; BEGIN
  FOR r IN SELECT tablename AS t, count(*) AS n FROM pg_indexes WHERE schemaname = 'public' GROUP BY 1 HAVING count(*) > 1 ORDER BY t LOOP
    EXECUTE format('COMMENT ON TABLE %I IS %L', r.t, r.n || ' indexes');
  END LOOP;
  SELECT CASE WHEN count(*) FILTER (WHERE indexname LIKE '%c%') = 3 THEN true ELSE false END INTO many FROM pg_indexes WHERE tablename = 'herd';
  IF many THEN DROP INDEX herd_c2; END IF;
  SELECT coalesce(max(attnum), 0) + 1, string_agg(quote_ident(attname), ', ' ORDER BY attnum DESC) INTO n, list FROM pg_attribute WHERE attrelid = 'herd'::regclass AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('CREATE VIEW herd_%s AS SELECT %s FROM herd', n, list);
  IF (SELECT bool_and(is_nullable = 'YES') FROM information_schema.columns WHERE table_name = 'lone') THEN ALTER TABLE lone ALTER x SET NOT NULL; END IF;
  SELECT conname INTO list FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.conrelid = 'herd'::regclass GROUP BY conname HAVING array_agg(attname::text ORDER BY attnum) = ARRAY['b', 'c'];
  EXECUTE format('ALTER TABLE herd RENAME CONSTRAINT %I TO pair', list);
  SELECT conname INTO list FROM pg_constraint WHERE conrelid = 'herd'::regclass AND conkey = ARRAY[(SELECT attnum FROM pg_attribute WHERE attrelid = 'herd'::regclass AND attname = 'a')];
  EXECUTE 'ALTER TABLE herd DROP CONSTRAINT ' || list;
END $$;
-- case: row security and comments are read
CREATE TABLE open (id int); CREATE TABLE shut (id int); ALTER TABLE shut ENABLE ROW LEVEL SECURITY; ALTER TABLE shut FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE shut IS 'version 1'; CREATE POLICY mine ON shut USING (true); COMMENT ON POLICY mine ON shut IS 'kept';
DO $$ BEGIN
  IF (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'shut'::regclass) THEN ALTER TABLE shut ADD COLUMN forced int; END IF;
  IF NOT (SELECT relforcerowsecurity FROM pg_class WHERE oid = 'open'::regclass) THEN ALTER TABLE open ENABLE ROW LEVEL SECURITY; END IF;
  IF obj_description('shut'::regclass, 'pg_class') = 'version 1' THEN COMMENT ON TABLE shut IS 'version 2'; END IF;
  IF (SELECT obj_description(oid, 'pg_policy') FROM pg_policy WHERE polname = 'mine') IS DISTINCT FROM 'kept' THEN DROP POLICY mine ON shut; END IF;
  IF col_description('shut'::regclass, 1) IS NULL THEN COMMENT ON COLUMN shut.id IS 'number'; END IF;
END $$;
-- case: views found by what they depend on
CREATE TABLE spring (id int, name varchar(9), flow int); CREATE TABLE well (id int);
CREATE VIEW brook AS SELECT id, name FROM spring; CREATE VIEW river AS SELECT count(*) AS n FROM brook; CREATE VIEW "Deep" AS SELECT id FROM well; CREATE VIEW dry AS SELECT flow FROM spring;
DO $$ DECLARE v record; BEGIN
  FOR v IN SELECT DISTINCT w.ev_class::regclass AS name FROM pg_depend x JOIN pg_rewrite w ON w.oid = x.objid
    JOIN pg_attribute a ON a.attrelid = x.refobjid AND a.attnum = x.refobjsubid
    WHERE x.refobjid = 'spring'::regclass AND a.attname = 'name' AND x.classid = 'pg_rewrite'::regclass LOOP
    EXECUTE format('DROP VIEW %s CASCADE', v.name);
  END LOOP;
  FOR v IN SELECT c.relname FROM pg_depend x JOIN pg_rewrite w ON w.oid = x.objid JOIN pg_class c ON c.oid = w.ev_class JOIN pg_class s ON s.oid = x.refobjid
    WHERE c.relkind = 'v' AND s.relname = 'well' LOOP
    EXECUTE format('ALTER VIEW %I RENAME TO shallow', v.relname);
  END LOOP;
END $$;
-- case: functions that no extension brings
CREATE EXTENSION citext; CREATE FUNCTION own_1() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION own_2() RETURNS int LANGUAGE sql AS 'SELECT 1';
DO $$ DECLARE f record; BEGIN
  FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e' AND d.objid = p.oid) LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public', f.name);
  END LOOP;
  FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' WHERE p.pronamespace = 'public'::regnamespace AND d.objid IS NULL LOOP
    EXECUTE format('ALTER FUNCTION %s STABLE', f.name);
  END LOOP;
END $$;
-- case: definitions kept over a change
CREATE TABLE stone (id int, name varchar(20), weight int); CREATE FUNCTION roll() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE VIEW heavy AS SELECT id, upper(name) AS name FROM stone s WHERE name <> 'x' AND weight > 10; CREATE MATERIALIZED VIEW stones AS SELECT s.id, (SELECT count(*) FROM stone) AS n FROM stone s;
CREATE TRIGGER "T 1" BEFORE INSERT OR UPDATE OF name, id ON stone FOR EACH ROW WHEN (new.name <> 'it''s') EXECUTE FUNCTION roll('a', 'b''c');
CREATE CONSTRAINT TRIGGER late AFTER DELETE ON stone DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION roll();
CREATE TRIGGER whole AFTER UPDATE ON stone REFERENCING OLD TABLE AS was NEW TABLE AS now_is FOR EACH STATEMENT EXECUTE FUNCTION roll();
CREATE POLICY seen ON stone FOR SELECT USING (weight < 5); CREATE POLICY moved ON stone FOR UPDATE USING (id > 1) WITH CHECK (id > 2);
DO $$ DECLARE kept text; r record; list text[] := '{}'; BEGIN
  kept := pg_get_viewdef('heavy'::regclass, true);
  DROP VIEW heavy;
  FOR r IN SELECT tgname, pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = 'stone'::regclass AND NOT tgisinternal LOOP
    list := array_append(list, r.text);
    EXECUTE format('DROP TRIGGER %I ON stone', r.tgname);
  END LOOP;
  FOR r IN SELECT policyname AS p, cmd, roles, qual, with_check FROM pg_policies WHERE tablename = 'stone' LOOP
    EXECUTE format('DROP POLICY %I ON stone', r.p);
    EXECUTE format('CREATE POLICY %I ON stone FOR %s TO %s USING (%s) %s', r.p || '_2', r.cmd, array_to_string(r.roles, ', '), r.qual,
      CASE WHEN r.with_check IS NULL THEN '' ELSE 'WITH CHECK (' || r.with_check || ')' END);
  END LOOP;
  ALTER TABLE stone ALTER name TYPE text;
  EXECUTE 'CREATE VIEW heavy AS ' || kept;
  FOR i IN 1 .. array_length(list, 1) LOOP EXECUTE list[i]; END LOOP;
  SELECT definition INTO kept FROM pg_matviews WHERE matviewname = 'stones';
  DROP MATERIALIZED VIEW stones;
  EXECUTE format('CREATE MATERIALIZED VIEW stones AS %s WITH NO DATA', rtrim(kept, ';'));
  EXECUTE 'CREATE VIEW also_heavy AS ' || rtrim((SELECT view_definition FROM information_schema.views WHERE table_name = 'heavy'), ';');
END $$;
-- case: nothing is left
CREATE TABLE leaf (id serial PRIMARY KEY); CREATE TABLE twig (id int REFERENCES leaf, v text); CREATE VIEW tree AS SELECT * FROM twig; CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER t BEFORE INSERT ON leaf FOR EACH ROW EXECUTE FUNCTION grow(); CREATE TYPE kind AS ENUM ('x'); CREATE SEQUENCE s; CREATE DOMAIN word AS text;
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT trigger_name AS n, event_object_table AS t FROM information_schema.triggers LOOP EXECUTE format('DROP TRIGGER %I ON %I', r.n, r.t); END LOOP;
  FOR r IN SELECT tablename AS n FROM pg_tables WHERE schemaname <> 'pg_catalog' AND schemaname <> 'information_schema' LOOP EXECUTE 'DROP TABLE ' || r.n || ' CASCADE'; END LOOP;
  FOR r IN SELECT sequencename AS n FROM pg_sequences LOOP EXECUTE 'DROP SEQUENCE ' || r.n; END LOOP;
  FOR r IN SELECT typname AS n FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') LOOP EXECUTE 'DROP TYPE ' || r.n; END LOOP;
  FOR r IN SELECT proname AS n, pg_get_function_identity_arguments(oid) AS a FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP EXECUTE format('DROP FUNCTION %I(%s)', r.n, r.a); END LOOP;
END $$;
-- case: functions made again from their definition
CREATE SCHEMA mill; CREATE TYPE mill.grain AS (size int);
CREATE FUNCTION grind(p_id uuid, p_text text DEFAULT 'a,b', p_grain mill.grain DEFAULT NULL, VARIADIC p_more int[] DEFAULT '{}') RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '4MB' AS $$
BEGIN RAISE EXCEPTION USING errcode = '40001', message = 'too ''coarse'''; END $$;
CREATE FUNCTION mill.sack(a int) RETURNS TABLE (x int, y text) LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 7 ROWS 3 AS $$ SELECT 1, 'flour' $$;
CREATE FUNCTION mill.sack(a text) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE PROCEDURE turn(INOUT n varchar) LANGUAGE plpgsql AS $$ BEGIN n := 'errcode'; END $$;
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $function$ BEGIN RETURN new; END $function$;
DO $$ DECLARE f oid; def text; seen int := 0; BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%errcode%' LOOP
    seen := seen + 1;
    def := pg_get_functiondef(f);
    IF position('40001' in def) > 0 THEN EXECUTE replace(def, '40001', 'P0001'); ELSE EXECUTE replace(def, '''errcode''', '''state'''); END IF;
  END LOOP;
  IF seen <> 2 THEN RAISE EXCEPTION 'found %', seen; END IF;
  SELECT pg_get_functiondef('mill.sack(int)'::regprocedure) INTO STRICT def;
  IF md5(def) <> 'no digest' THEN RAISE NOTICE 'changed'; END IF;
  IF (length(def) - length(replace(def, 'flour', ''))) / length('flour') <> 1 THEN RAISE EXCEPTION 'not once'; END IF;
  EXECUTE replace(def, 'flour', 'bran');
  EXECUTE pg_get_functiondef((SELECT oid FROM pg_proc WHERE proname = 'stop' AND prorettype = 'trigger'::regtype AND NOT prosecdef AND provolatile = 'v'));
  IF to_regprocedure('mill.sack(uuid)') IS NULL AND to_regprocedure('mill.sack(text)') IS NOT NULL THEN DROP FUNCTION mill.sack(text); END IF;
END $$;
