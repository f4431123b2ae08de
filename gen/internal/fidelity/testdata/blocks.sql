-- case: ext type
CREATE EXTENSION citext;
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'citext') THEN CREATE TABLE wrong(); END IF;
 IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'citext') THEN CREATE TABLE rite(); END IF;
END $$;

-- case: builtin type
DO $$ BEGIN
 IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuid') THEN CREATE TABLE rite(id uuid); END IF;
 IF to_regtype('int4') IS NOT NULL THEN CREATE TABLE r2(); END IF;
 IF to_regtype('timestamp with time zone') IS NOT NULL THEN CREATE TABLE r3(); END IF;
 IF to_regtype('public.nothing') IS NULL THEN CREATE TYPE nothing AS ENUM ('a'); END IF;
 IF to_regtype('nothing2') IS NULL THEN CREATE TYPE nothing2 AS ENUM ('a'); END IF;
 IF to_regtype('nothing2') IS NULL THEN CREATE TABLE wrong(); END IF;
END $$;

-- case: builtin function
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'gen_random_uuid') THEN CREATE TABLE wrong(); END IF;
 IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'my_function') THEN CREATE FUNCTION my_function() RETURNS int LANGUAGE sql AS 'select 1'; END IF;
 IF to_regproc('now') IS NOT NULL THEN CREATE TABLE r1(); END IF;
 IF to_regprocedure('my_function()') IS NOT NULL THEN CREATE TABLE r2(); END IF;
 IF to_regprocedure('my_function(int)') IS NULL THEN CREATE TABLE r3(); END IF;
END $$;

-- case: function of extension
CREATE EXTENSION "uuid-ossp";
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'uuid_generate_v4') THEN CREATE TABLE wrong(); END IF;
END $$;

-- case: system relation
DO $$ BEGIN
 IF to_regclass('pg_catalog.pg_type') IS NOT NULL THEN CREATE TABLE rite3(); END IF;
 IF to_regclass('pg_type') IS NOT NULL THEN CREATE TABLE rite4(); END IF;
END $$;

-- case: system namespace
DO $$ DECLARE n int; BEGIN
 IF EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'pg_catalog') THEN CREATE TABLE rite(); END IF;
 IF EXISTS (SELECT 1 FROM information_schema.schemata WHERE schema_name = 'information_schema') THEN CREATE TABLE rite2(); END IF;
 IF to_regnamespace('pg_catalog') IS NOT NULL THEN CREATE TABLE rite3(); END IF;
 IF to_regnamespace('app') IS NULL THEN CREATE SCHEMA app; END IF;
 IF NOT EXISTS (SELECT FROM information_schema.schemata WHERE schema_name = 'app') THEN CREATE TABLE wrong(); END IF;
END $$;

-- case: array type
CREATE TYPE mood AS ENUM ('a');
DO $$ BEGIN
 IF EXISTS (SELECT 1 FROM pg_type WHERE typname = '_mood') THEN CREATE TABLE rite(); END IF;
 IF to_regtype('mood[]') IS NOT NULL THEN CREATE TABLE rite2(); END IF;
 IF 'mood'::regtype IS NOT NULL THEN CREATE TABLE rite3(); END IF;
END $$;

-- case: regtype error
DO $$ BEGIN
 IF 'nothing'::regtype IS NOT NULL THEN CREATE TABLE wrong(); END IF;
EXCEPTION WHEN undefined_object THEN CREATE TABLE rite(); END $$;

-- case: regproc error
DO $$ BEGIN
 PERFORM 'nothing'::regproc;
EXCEPTION WHEN undefined_function THEN CREATE TABLE rite(); END $$;

-- case: perform regclass error
DO $$ BEGIN
 PERFORM 'nothing'::regclass;
 CREATE TABLE wrong();
EXCEPTION WHEN undefined_table THEN CREATE TABLE rite(); END $$;

-- case: user named column
CREATE TABLE t (a int);
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 't' AND column_name = 'b') THEN ALTER TABLE t ADD COLUMN b int; END IF;
 IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'B') THEN ALTER TABLE t ADD COLUMN "B" int; END IF;
 IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_catalog = current_database() AND table_name = 't' AND column_name = 'a') THEN ALTER TABLE t RENAME COLUMN a TO aa; END IF;
END $$;

-- case: data type compare
CREATE DOMAIN d AS varchar(10);
CREATE TYPE e AS ENUM ('x');
CREATE TABLE t (a int, b varchar(20), c timestamptz, d d, e e, f int[], g numeric(10,2), h char(3), i text COLLATE "C", j bigserial);
DO $$ BEGIN
 IF (SELECT data_type FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') = 'integer' THEN ALTER TABLE t ALTER a TYPE bigint; END IF;
 IF (SELECT character_maximum_length FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') < 50 THEN ALTER TABLE t ALTER b TYPE varchar(50); END IF;
 IF (SELECT udt_name FROM information_schema.columns WHERE table_name = 't' AND column_name = 'e') = 'e' THEN CREATE TABLE r1(); END IF;
 IF (SELECT udt_name FROM information_schema.columns WHERE table_name = 't' AND column_name = 'f') = '_int4' THEN CREATE TABLE r2(); END IF;
 IF (SELECT domain_name FROM information_schema.columns WHERE table_name = 't' AND column_name = 'd') = 'd' THEN CREATE TABLE r3(); END IF;
 IF (SELECT numeric_precision FROM information_schema.columns WHERE table_name = 't' AND column_name = 'g') = 10 THEN CREATE TABLE r4(); END IF;
 IF (SELECT numeric_precision FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') = 64 THEN CREATE TABLE r5(); END IF;
 IF (SELECT character_maximum_length FROM information_schema.columns WHERE table_name = 't' AND column_name = 'd') = 10 THEN CREATE TABLE r9(); END IF;
END $$;

-- case: datetime precision
CREATE TABLE t (c timestamptz, d timestamptz(3), e interval);
DO $$ BEGIN
 IF (SELECT datetime_precision FROM information_schema.columns WHERE table_name = 't' AND column_name = 'c') = 6 THEN CREATE TABLE r1(); END IF;
 IF (SELECT datetime_precision FROM information_schema.columns WHERE table_name = 't' AND column_name = 'd') = 3 THEN CREATE TABLE r2(); END IF;
END $$;

-- case: foreach
CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE "C d" (id int);
DO $$ DECLARE t text; n int := 0; BEGIN
 FOREACH t IN ARRAY ARRAY['a', 'b', 'C d'] LOOP
  n := n + 1;
  EXECUTE format('ALTER TABLE %I ADD COLUMN %I text DEFAULT %L', t, t || '_' || n, t);
  EXECUTE 'CREATE INDEX ' || quote_ident('idx_' || t) || ' ON ' || quote_ident(t) || ' (id)';
 END LOOP;
END $$;

-- case: unnest values
CREATE TABLE a (id int); CREATE TABLE b (id int);
DO $$ DECLARE r record; x text; BEGIN
 FOR x IN SELECT unnest(ARRAY['a','b']) LOOP EXECUTE format('ALTER TABLE %s ADD c1 int', x); END LOOP;
 FOR x IN SELECT t FROM unnest(ARRAY['a','b']) AS t LOOP EXECUTE format('ALTER TABLE %s ADD c2 int', x); END LOOP;
 FOR r IN SELECT t.name, t.col FROM (VALUES ('a','c3'),('b','c4')) AS t(name, col) LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', r.name, r.col); END LOOP;
 FOR r IN VALUES ('a','c5'),('b','c6') LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', r.column1, r.column2); END LOOP;
 FOR r IN SELECT * FROM unnest(ARRAY['a','b'], ARRAY['c7','c8']) AS u(tab, col) LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', r.tab, r.col); END LOOP;
 FOR r IN SELECT * FROM unnest(ARRAY['a','b']) WITH ORDINALITY AS u(tab, n) LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN c9_%s int', r.tab, r.n); END LOOP;
 FOR x IN SELECT regexp_split_to_table('a,b', ',') LOOP EXECUTE format('ALTER TABLE %s ADD c10 int', x); END LOOP;
 FOR x IN SELECT s FROM generate_series(1, 3) AS s LOOP EXECUTE format('CREATE TABLE part_%s (id int)', x); END LOOP;
END $$;

-- case: tables of the model
CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE SCHEMA app; CREATE TABLE app.c (id int); CREATE VIEW v AS SELECT 1 AS x;
DO $$ DECLARE r record; BEGIN
 FOR r IN SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog','information_schema') AND table_type = 'BASE TABLE' ORDER BY table_schema, table_name LOOP
  EXECUTE format('ALTER TABLE %I.%I ADD COLUMN created_at timestamptz DEFAULT now()', r.table_schema, r.table_name);
 END LOOP;
 FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
  EXECUTE 'ALTER TABLE ' || quote_ident(r.tablename) || ' ENABLE ROW LEVEL SECURITY';
 END LOOP;
 FOR r IN (SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relkind = 'r') LOOP
  EXECUTE format('DROP TABLE IF EXISTS app.%I CASCADE', r.relname);
 END LOOP;
END $$;

-- case: tables not like pg
CREATE TABLE a (id int); CREATE SCHEMA app; CREATE TABLE app.c (id int);
DO $$ DECLARE r record; BEGIN
 FOR r IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema' LOOP
  EXECUTE format('ALTER TABLE %I.%I ADD COLUMN x int', r.schemaname, r.tablename);
 END LOOP;
 FOR r IN SELECT n.nspname, c.relname FROM pg_class c, pg_namespace n WHERE n.oid = c.relnamespace AND c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname != 'information_schema' LOOP
  EXECUTE format('ALTER TABLE %I.%I ADD COLUMN y int', r.nspname, r.relname);
 END LOOP;
 FOR r IN SELECT n.nspname, c.relname FROM pg_class c, pg_namespace n WHERE n.oid = c.relnamespace AND c.relkind = 'r' AND n.nspname ~ '^(public|app)$' LOOP
  EXECUTE format('ALTER TABLE %I.%I ADD COLUMN z int', r.nspname, r.relname);
 END LOOP;
END $$;

-- case: loop over regclass
CREATE TABLE a (id int); CREATE SCHEMA app; CREATE TABLE app.c (id int); CREATE TABLE "Big" (id int);
DO $$ DECLARE r regclass; x record; BEGIN
 FOREACH r IN ARRAY ARRAY['a','app.c','"Big"']::regclass[] LOOP EXECUTE format('ALTER TABLE %s ADD c int', r); END LOOP;
 FOR x IN SELECT oid::regclass AS t FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP EXECUTE format('ALTER TABLE %s ADD d int', x.t); END LOOP;
 FOR x IN SELECT c.oid::regclass::text AS t FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'app'::regnamespace LOOP EXECUTE 'ALTER TABLE ' || x.t || ' ADD e int'; END LOOP;
END $$;

-- case: null in format and concat
CREATE TABLE a (id int);
DO $$ DECLARE s text; t text := 'a'; BEGIN
 EXECUTE format('ALTER TABLE %I ADD c text DEFAULT %L', t, s);
 EXECUTE concat('ALTER TABLE ', t, ' ADD ', s, 'd int');
 IF ('x' || s) IS NULL THEN ALTER TABLE a ADD e int; END IF;
 IF s = 'x' THEN DROP TABLE a; ELSIF s <> 'x' THEN DROP TABLE a; ELSE ALTER TABLE a ADD f int; END IF;
 IF NOT (s = 'x') THEN DROP TABLE a; END IF;
END $$;

-- case: format widths
DO $$ BEGIN
 EXECUTE format('CREATE TABLE %2$I (%1$I int, %1$s_b int, %3$s text)', 'Col', 'Tab', 'zz');
 EXECUTE format('CREATE TABLE w (a text DEFAULT ''%5s'', b text DEFAULT ''%-5s'')', 'x', 'y');
END $$;

-- case: execute null
DO $$ DECLARE s text; BEGIN
 EXECUTE 'DROP TABLE ' || s;
EXCEPTION WHEN null_value_not_allowed THEN CREATE TABLE rite(); END $$;

-- case: handlers
CREATE TABLE t (a int);
CREATE TYPE mood AS ENUM ('a');
DO $$ BEGIN CREATE TYPE mood AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT t_a CHECK (a > 0); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT t_a CHECK (a > 1); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (a); EXCEPTION WHEN duplicate_table OR duplicate_object OR invalid_table_definition THEN NULL; END $$;
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT t_pk2 PRIMARY KEY (a); EXCEPTION WHEN invalid_table_definition THEN ALTER TABLE t ADD b int; END $$;
DO $$ BEGIN DROP TABLE nothing; EXCEPTION WHEN undefined_table THEN ALTER TABLE t ADD c int; END $$;
DO $$ BEGIN ALTER TABLE t RENAME COLUMN nothing TO x; EXCEPTION WHEN undefined_column THEN ALTER TABLE t ADD d int; END $$;
DO $$ BEGIN ALTER TYPE mood RENAME VALUE 'z' TO 'y'; EXCEPTION WHEN invalid_parameter_value THEN ALTER TABLE t ADD e int; END $$;
DO $$ BEGIN CREATE POLICY p ON t; CREATE POLICY p ON t; EXCEPTION WHEN duplicate_object THEN ALTER TABLE t ADD f int; END $$;
DO $$ BEGIN CREATE INDEX i ON t (a); CREATE INDEX i ON t (a); EXCEPTION WHEN duplicate_table THEN ALTER TABLE t ADD g int; END $$;
DO $$ BEGIN CREATE SCHEMA s1; CREATE SCHEMA s1; EXCEPTION WHEN duplicate_schema THEN ALTER TABLE t ADD h int; END $$;
DO $$ BEGIN CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; EXCEPTION WHEN duplicate_function THEN ALTER TABLE t ADD i int; END $$;
DO $$ BEGIN DROP FUNCTION nope(); EXCEPTION WHEN undefined_function THEN ALTER TABLE t ADD j int; END $$;
DO $$ BEGIN ALTER TABLE t DROP CONSTRAINT nope; EXCEPTION WHEN undefined_object THEN ALTER TABLE t ADD k int; WHEN OTHERS THEN DROP TABLE t; END $$;
DO $$ BEGIN CREATE TABLE t (z int); EXCEPTION WHEN OTHERS THEN ALTER TABLE t ADD l int; END $$;
DO $$ BEGIN CREATE SEQUENCE t; EXCEPTION WHEN duplicate_table THEN ALTER TABLE t ADD m int; END $$;
DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN ALTER TABLE t ADD n int; END $$;
DO $$ BEGIN DROP TABLE t; RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN ALTER TABLE t ADD o int; END $$;
DO $$ BEGIN DROP TABLE t; RAISE 'x' USING ERRCODE = 'unique_violation'; EXCEPTION WHEN unique_violation THEN ALTER TABLE t ADD p int; END $$;
DO $$ BEGIN DROP TABLE t; ASSERT false, 'x'; EXCEPTION WHEN assert_failure THEN ALTER TABLE t ADD q int; END $$;

-- case: roles
DO $$ BEGIN
 IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pgen_nobody') THEN CREATE ROLE pgen_nobody NOLOGIN; END IF;
 CREATE TABLE t (a int);
 GRANT SELECT ON t TO pgen_nobody;
END $$;
DO $$ BEGIN CREATE ROLE pgen_nobody; EXCEPTION WHEN duplicate_object THEN RAISE NOTICE '%', SQLERRM USING ERRCODE = SQLSTATE; END $$;
REVOKE ALL ON t FROM pgen_nobody;
DROP ROLE pgen_nobody;

-- case: case
DO $$ DECLARE k text := 'b'; n int; BEGIN
 CASE k WHEN 'a' THEN CREATE TABLE wrong(); WHEN 'b' THEN CREATE TABLE rite(); END CASE;
 CASE WHEN k = 'a' THEN CREATE TABLE wrong(); ELSE CREATE TABLE rite2(); END CASE;
 n := CASE k WHEN 'b' THEN 2 ELSE 1 END;
 IF n = 2 THEN CREATE TABLE rite3(); END IF;
 BEGIN CASE k WHEN 'z' THEN NULL; END CASE; EXCEPTION WHEN case_not_found THEN CREATE TABLE rite4(); END;
END $$;

-- case: variables
CREATE TABLE t (a int);
DO $$ DECLARE a constant text := 'x'; b text default 'y'; c text = 'z'; d int[] := ARRAY[1,2]; e t.a%TYPE := 3; f t%ROWTYPE; g text[] := '{}'; BEGIN
 b := b || a;
 g := array_append(g, 'one'); g := array_append(g, 'two'); g := g || ARRAY['three'];
 IF array_length(g, 1) = 3 THEN CREATE TABLE rite(); END IF;
 IF 'two' = ANY(g) THEN CREATE TABLE rite2(); END IF;
 IF d[2] = 2 AND e = 3 THEN CREATE TABLE rite3(); END IF;
 IF f IS NULL THEN CREATE TABLE rite4(); END IF;
 EXECUTE format('CREATE TABLE %I (a int)', b || c);
 FOR i IN 1..array_upper(g, 1) LOOP EXECUTE format('CREATE TABLE g_%s (a int)', g[i]); END LOOP;
END $$;

-- case: using
CREATE TABLE t (a int);
DO $$ DECLARE n int; b boolean; BEGIN
 EXECUTE 'SELECT count(*) FROM information_schema.columns WHERE table_name = $1 AND column_name = $2' INTO n USING 't', 'a';
 IF n = 1 THEN CREATE TABLE rite(); END IF;
 EXECUTE format('SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = %L)', 't') INTO b;
 IF b THEN CREATE TABLE rite2(); END IF;
 EXECUTE 'SELECT to_regclass($1) IS NULL' INTO b USING 'zzz';
 IF b THEN CREATE TABLE rite3(); END IF;
END $$;

-- case: set config
CREATE SCHEMA "Odd one";
DO $$ BEGIN
 PERFORM set_config('search_path', '"Odd one", public', false);
 PERFORM set_config('lock_timeout', '5s', true);
END $$;
CREATE TABLE t (a int);

-- case: perform function of the model
CREATE FUNCTION mk(t text) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', t); END $f$;
DO $$ DECLARE x text; BEGIN
 PERFORM mk('one');
 FOREACH x IN ARRAY ARRAY['two','three'] LOOP PERFORM mk(x); END LOOP;
END $$;

-- case: exists pg_trigger and policy
CREATE TABLE t (a int);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$;
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'tt' AND tgrelid = 't'::regclass) THEN CREATE TRIGGER tt BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf(); END IF;
 IF NOT EXISTS (SELECT 1 FROM pg_trigger tg JOIN pg_class c ON c.oid = tg.tgrelid WHERE tgname = 'tt' AND c.relname = 't' AND NOT tg.tgisinternal) THEN CREATE TABLE wrong(); END IF;
 IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'public' AND tablename = 't' AND policyname = 'p') THEN CREATE POLICY p ON t; END IF;
 IF EXISTS (SELECT 1 FROM pg_policy WHERE polname = 'p' AND polrelid = 'public.t'::regclass) THEN CREATE TABLE rite(); END IF;
 IF EXISTS (SELECT 1 FROM information_schema.triggers WHERE trigger_name = 'tt' AND event_object_table = 't') THEN CREATE TABLE rite2(); END IF;
 IF EXISTS (SELECT FROM pg_policies WHERE cmd = 'ALL' AND policyname = 'p') THEN CREATE TABLE rite3(); END IF;
 IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = 't'::regclass) THEN ALTER TABLE t ENABLE ROW LEVEL SECURITY; END IF;
END $$;

-- case: fk internal triggers
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int REFERENCES p);
DO $$ DECLARE n int; r record; BEGIN
 FOR r IN SELECT conname, conrelid::regclass AS tab, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype = 'f' AND confrelid = 'p'::regclass LOOP
   EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.tab, r.conname);
   EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s ON DELETE CASCADE', r.tab, r.conname, r.def);
 END LOOP;
END $$;

-- case: enum values
CREATE TYPE status AS ENUM ('a','b');
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'c' AND enumtypid = 'status'::regtype) THEN CREATE TABLE r1(); END IF;
 IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_enum e ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'public' AND t.typname = 'status' AND e.enumlabel = 'b') THEN CREATE TABLE wrong(); END IF;
 IF (SELECT count(*) FROM pg_enum WHERE enumtypid = 'public.status'::regtype) = 2 THEN CREATE TABLE r2(); END IF;
 IF 'b' IN (SELECT enumlabel FROM pg_enum WHERE enumtypid = (SELECT oid FROM pg_type WHERE typname = 'status')) THEN CREATE TABLE r4(); END IF;
END $$;

-- case: rename idioms
CREATE TABLE old_t (id int); CREATE INDEX old_i ON old_t (id); CREATE SEQUENCE old_s;
DO $$ BEGIN
 IF to_regclass('public.old_t') IS NOT NULL AND to_regclass('public.new_t') IS NULL THEN ALTER TABLE old_t RENAME TO new_t; END IF;
 IF EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'old_i') THEN ALTER INDEX old_i RENAME TO new_i; END IF;
 IF EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'S' AND relname = 'old_s') THEN ALTER SEQUENCE old_s RENAME TO new_s; END IF;
 IF EXISTS (SELECT 0 FROM pg_class where relname = 'new_t' ) THEN ALTER TABLE new_t ADD x int; END IF;
END $$;

-- case: drop all constraints of a kind
CREATE TABLE p (id int PRIMARY KEY, CONSTRAINT pc CHECK (id > 0)); CREATE TABLE c (id int REFERENCES p, x int UNIQUE);
DO $$ DECLARE r RECORD; BEGIN
 FOR r IN (SELECT tc.table_name, tc.constraint_name FROM information_schema.table_constraints tc WHERE tc.constraint_type IN ('FOREIGN KEY','UNIQUE') AND tc.table_schema = 'public') LOOP
  EXECUTE 'ALTER TABLE ' || quote_ident(r.table_name) || ' DROP CONSTRAINT ' || quote_ident(r.constraint_name);
 END LOOP;
 FOR r IN SELECT con.conname, rel.relname FROM pg_constraint con INNER JOIN pg_class rel ON rel.oid = con.conrelid INNER JOIN pg_namespace nsp ON nsp.oid = con.connamespace WHERE nsp.nspname = current_schema() AND con.contype = 'c' LOOP
  EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, r.conname);
 END LOOP;
END $$;

-- case: drop all functions of a schema
CREATE SCHEMA app;
CREATE FUNCTION app.a(x int, y text) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION app.b() RETURNS int LANGUAGE sql AS 'select 1';
CREATE PROCEDURE app.c(x int[]) LANGUAGE sql AS 'select 1';
CREATE FUNCTION d() RETURNS int LANGUAGE sql AS 'select 1';
DO $$ DECLARE r RECORD; BEGIN
 FOR r IN SELECT p.oid::regprocedure AS sig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' AND p.prokind = 'f' LOOP
  EXECUTE 'DROP FUNCTION ' || r.sig || ' CASCADE';
 END LOOP;
 FOR r IN SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) AS args FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' LOOP
  EXECUTE format('DROP ROUTINE %I.%I(%s)', r.nspname, r.proname, r.args);
 END LOOP;
 FOR r IN SELECT 'd()'::regprocedure AS f LOOP EXECUTE format('DROP FUNCTION %s', r.f); END LOOP;
END $$;

-- case: string agg
CREATE TABLE a (id int); CREATE TABLE b (id int);
DO $$ DECLARE s text; t text[]; x text; BEGIN
 SELECT string_agg(format('DROP TABLE %I', tablename), '; ' ORDER BY tablename) INTO s FROM pg_tables WHERE schemaname = 'public';
 SELECT array_agg(tablename::text ORDER BY tablename DESC) INTO t FROM pg_tables WHERE schemaname = 'public';
 FOREACH x IN ARRAY t LOOP EXECUTE format('CREATE TABLE %I (LIKE %I)', x || '_copy', x); END LOOP;
 EXECUTE s;
END $$;

-- case: partitions
CREATE TABLE ev (id int, at date) PARTITION BY RANGE (at);
DO $$ DECLARE d date; i int; s text; BEGIN
 FOR i IN 1..3 LOOP
  s := lpad(i::text, 2, '0');
  EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF ev FOR VALUES FROM (%L) TO (%L)', 'ev_' || s, '2020-' || s || '-01', '2020-' || lpad((i+1)::text, 2, '0') || '-01');
 END LOOP;
END $$;
DO $$ DECLARE r record; BEGIN
 FOR r IN SELECT inhrelid::regclass AS child FROM pg_inherits WHERE inhparent = 'ev'::regclass LOOP
  EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', r.child);
 END LOOP;
END $$;

-- case: partitions by date
CREATE TABLE ev (id int, at date) PARTITION BY RANGE (at);
DO $$ DECLARE d date := '2020-01-01'; BEGIN
 WHILE d < '2020-04-01' LOOP
  EXECUTE format('CREATE TABLE %I PARTITION OF ev FOR VALUES FROM (%L) TO (%L)', 'ev_' || to_char(d, 'YYYY_MM'), d, d + interval '1 month');
  d := d + interval '1 month';
 END LOOP;
END $$;

-- case: columns loop
CREATE TABLE a (id int, created_at timestamp, updated_at timestamp); CREATE TABLE b (id int, created_at timestamp);
DO $$ DECLARE r record; BEGIN
 FOR r IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'timestamp without time zone' ORDER BY 1, 2 LOOP
  EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I TYPE timestamptz USING %I AT TIME ZONE ''UTC''', r.table_name, r.column_name, r.column_name);
 END LOOP;
 FOR r IN SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name LIKE '%created%' LOOP
  EXECUTE format('CREATE INDEX %I ON %I (created_at)', r.table_name || '_created', r.table_name);
 END LOOP;
 FOR r IN SELECT a.attname FROM pg_attribute a WHERE a.attrelid = 'b'::regclass AND a.attnum > 0 AND NOT a.attisdropped LOOP
  EXECUTE format('COMMENT ON COLUMN b.%I IS %L', r.attname, r.attname);
 END LOOP;
END $$;

-- case: with query
CREATE TABLE a (id int); CREATE TABLE b (id int);
DO $$ DECLARE r record; BEGIN
 FOR r IN WITH x AS (SELECT tablename FROM pg_tables WHERE schemaname = 'public') SELECT tablename FROM x LOOP EXECUTE format('ALTER TABLE %I ADD y int', r.tablename); END LOOP;
 IF EXISTS (WITH x AS (SELECT 1 FROM pg_tables WHERE tablename = 'zzz') SELECT * FROM x) THEN CREATE TABLE wrong(); END IF;
END $$;

-- case: grants in a loop
CREATE TABLE a (id int);
DO $$ DECLARE r text; BEGIN
 FOREACH r IN ARRAY ARRAY['pgen_reader','pgen_writer'] LOOP
  EXECUTE format('GRANT SELECT ON a TO %I', r);
  EXECUTE 'GRANT INSERT ON TABLE a TO ' || quote_ident(r) || ' WITH GRANT OPTION';
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO %I', r);
 END LOOP;
END $$;

-- case: variable shadows column
CREATE TABLE t (a int);
DO $$ DECLARE table_name text := 't'; BEGIN
 IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = table_name) THEN CREATE TABLE wrong(); END IF;
EXCEPTION WHEN ambiguous_column THEN CREATE TABLE rite(); END $$;

-- case: data statement fails
DO $$ BEGIN
 INSERT INTO nothing VALUES (1);
 CREATE TABLE wrong();
EXCEPTION WHEN undefined_table THEN CREATE TABLE rite(); END $$;
DO $$ BEGIN PERFORM 1 FROM nothing LIMIT 1; CREATE TABLE wrong(); EXCEPTION WHEN undefined_table THEN CREATE TABLE rite2(); END $$;
DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM app.nothing; CREATE TABLE wrong(); EXCEPTION WHEN OTHERS THEN CREATE TABLE rite3(); END $$;

-- case: found
CREATE TABLE t (a int);
DO $$ BEGIN
 PERFORM 1 FROM pg_class WHERE relname = 't';
 IF FOUND THEN ALTER TABLE t ADD b int; END IF;
 BEGIN PERFORM 1 FROM pg_class WHERE relname = 'zzz'; END;
 IF NOT FOUND THEN ALTER TABLE t ADD c int; END IF;
END $$;

-- case: early return and labels
CREATE TABLE t (a int);
DO $$ <<outer>> DECLARE x int := 0; BEGIN
 <<inner>> BEGIN
  IF x = 0 THEN EXIT inner; END IF;
  ALTER TABLE t ADD wrong int;
 END inner;
 <<l>> LOOP x := x + 1; CONTINUE l WHEN x < 3; EXIT l WHEN x > 4; EXECUTE format('ALTER TABLE t ADD c%s int', x); END LOOP l;
 IF x > 4 THEN RETURN; END IF;
 ALTER TABLE t ADD wrong int;
END outer $$;

-- case: nested do and dynamic do
DO $$ BEGIN
 EXECUTE 'DO $x$ BEGIN CREATE TABLE inside(); END $x$';
 IF to_regclass('inside') IS NOT NULL THEN EXECUTE 'ALTER TABLE inside ADD a int; ALTER TABLE inside ADD b int'; END IF;
END $$;

-- case: raise forms
CREATE TABLE t (a int);
DO $$ BEGIN
 RAISE NOTICE
   'hello';
 RAISE INFO USING MESSAGE = 'x';
 BEGIN RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN ALTER TABLE t ADD b int; END;
 BEGIN RAISE SQLSTATE '22012'; EXCEPTION WHEN division_by_zero THEN ALTER TABLE t ADD c int; END;
 BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '23505'; EXCEPTION WHEN unique_violation THEN ALTER TABLE t ADD d int; END;
 BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation'; EXCEPTION WHEN integrity_constraint_violation THEN ALTER TABLE t ADD e int; END;
 BEGIN RAISE EXCEPTION 'no errcode here %', 1; EXCEPTION WHEN raise_exception THEN ALTER TABLE t ADD f int; END;
 BEGIN BEGIN RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN ALTER TABLE t ADD g int; RAISE; END; EXCEPTION WHEN OTHERS THEN ALTER TABLE t ADD h int; END;
END $$;

-- case: domains and more catalogs
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int CONSTRAINT fk REFERENCES p ON DELETE CASCADE);
DO $$ BEGIN
 IF EXISTS (SELECT 1 FROM information_schema.domains WHERE domain_name = 'd') THEN CREATE TABLE r1(); END IF;
 IF EXISTS (SELECT 1 FROM information_schema.referential_constraints WHERE constraint_name = 'fk' AND delete_rule = 'CASCADE') THEN CREATE TABLE r2(); END IF;
END $$;

-- case: set config local
CREATE SCHEMA app;
DO $$ BEGIN
 PERFORM pg_catalog.set_config('search_path', 'app', true);
 CREATE TABLE t1 (a int);
END $$;
CREATE TABLE t (a int);

-- case: strings of every kind in a block
DO $$ BEGIN IF U&'\0061' = 'a' AND N'b' = 'b' AND E'\x63' = 'c' AND 'd'
  'e' = 'de' THEN CREATE TABLE made (id int); END IF; END $$;
CREATE FUNCTION told() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN U&'\0061'; END $$;
