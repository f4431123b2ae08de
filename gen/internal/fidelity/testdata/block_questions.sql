-- What blocks and the functions that they call ask the server and the model.

-- case: the version of the server as far as it is known
CREATE TABLE t (id int);
DO $$ BEGIN
	IF current_setting('server_version_num')::int >= 90500 THEN ALTER TABLE t ADD COLUMN a int; ELSE ALTER TABLE t ADD COLUMN never int; END IF;
	IF (SELECT current_setting('server_version_num')::int < 120000) THEN ALTER TABLE t ADD COLUMN old int; END IF;
	IF current_setting('server_version_num')::integer / 10000 > 12 THEN ALTER TABLE t ADD COLUMN b int; END IF;
	IF current_setting('server_version_num')::integer / 100 % 100 = 0 THEN ALTER TABLE t ADD COLUMN c int; END IF;
	IF current_setting('server_version_num') LIKE '9%' THEN ALTER TABLE t ADD COLUMN nine int; END IF;
END $$;

-- case: options that nobody set
CREATE TABLE t (id int);
SET app.two = 'yes'; RESET app.two;
DO $$
DECLARE
	install text = coalesce(current_setting('app.install', true), 'true');
BEGIN
	IF install <> 'true' THEN RETURN; END IF;
	IF coalesce(current_setting('App.Mode', true), '') = '' THEN ALTER TABLE t ADD COLUMN a int; END IF;
	IF current_setting('app.three', true) IS NOT NULL THEN ALTER TABLE t ADD COLUMN b int; END IF;
END $$;

-- case: arguments of functions have types
CREATE SCHEMA s; CREATE TABLE t (id int); CREATE TABLE s."T 1" (id int);
CREATE FUNCTION add_to(_tab regclass, _col text, _type regtype) RETURNS bool LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = _tab AND attname = _col AND NOT attisdropped) THEN RETURN false; END IF;
	EXECUTE 'ALTER TABLE ' || _tab || ' ADD COLUMN ' || _col || ' ' || _type;
	RETURN true;
END $$;
SELECT add_to('t', 'a', 'int'); SELECT add_to('public.t', 'a', 'text'); SELECT add_to('t', 'b', 'varchar'), add_to('s."T 1"', 'c', 'timestamptz[]');
CREATE FUNCTION run(text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE $1; END $$;
SELECT run('ALTER TABLE t ADD COLUMN d int');

-- case: functions that read are asked
CREATE TABLE t (id int);
CREATE FUNCTION run(text) RETURNS void LANGUAGE plpgsql STRICT AS $$ BEGIN EXECUTE $1; END $$;
CREATE FUNCTION has_column(tab regclass, col text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
	SELECT count(*) INTO n FROM pg_attribute WHERE attrelid = tab AND attname = col;
	IF n = 0 THEN RETURN false; END IF;
	RETURN true;
END $$;
CREATE FUNCTION has_table(text, text) RETURNS boolean LANGUAGE sql AS $$
	SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE (table_schema, table_name) = ($1, $2)) $$;
SELECT run('ALTER TABLE t ADD COLUMN a int') WHERE NOT has_column('t', 'a');
SELECT run('ALTER TABLE t ADD COLUMN a int') WHERE NOT has_column('t', 'a');
SELECT run('CREATE TABLE u (id int)') WHERE NOT has_table('public', 'u');
DO $$ BEGIN IF has_table('public', 'u') AND NOT has_column('u', 'b') THEN ALTER TABLE u ADD COLUMN b int; END IF; END $$;

-- case: constraints by their columns and texts
CREATE TABLE p (id int PRIMARY KEY); CREATE SCHEMA s; CREATE TABLE s.q (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, a int UNIQUE, b int, p int REFERENCES p ON DELETE CASCADE, q int REFERENCES s.q (id) DEFERRABLE INITIALLY DEFERRED,
	status text CHECK (status IN ('open', 'shut')), "Odd" int CHECK ("Odd" > 0 AND "Odd" < 9), UNIQUE (a, b) INCLUDE (id));
DO $$ DECLARE r record; name text; BEGIN
	FOR r IN SELECT conname, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conrelid = 'c'::regclass AND contype IN ('f', 'u', 'p') LOOP
		EXECUTE format('COMMENT ON CONSTRAINT %I ON c IS %L', r.conname, r.def);
	END LOOP;
	FOR r IN SELECT k.conname, a.attname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] WHERE k.conrelid = 'public.c'::regclass AND k.contype = 'f' LOOP
		EXECUTE format('ALTER TABLE c RENAME CONSTRAINT %I TO %I', r.conname, 'fk_' || r.attname);
	END LOOP;
	FOR r IN SELECT k.conname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
		WHERE k.conrelid = 'c'::regclass AND a.attname = 'a' AND k.contype = 'u' AND array_length(k.conkey, 1) = 1 LOOP
		EXECUTE 'ALTER TABLE c DROP CONSTRAINT ' || r.conname;
	END LOOP;
	SELECT conname INTO name FROM pg_constraint k WHERE conrelid = 'c'::regclass AND contype = 'u'
		AND conkey @> ARRAY[(SELECT attnum FROM pg_attribute WHERE attrelid = k.conrelid AND attname = 'b')]::smallint[];
	EXECUTE format('ALTER TABLE c RENAME CONSTRAINT %I TO c_ab', name);
	FOR r IN SELECT conname FROM pg_constraint WHERE conrelid = 'c'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) ILIKE '%STATUS%' LOOP
		EXECUTE format('ALTER TABLE c DROP CONSTRAINT IF EXISTS %I', r.conname);
	END LOOP;
	IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'c'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%priority%') THEN ALTER TABLE c ADD COLUMN wrong int; END IF;
END $$;

-- case: sequences behind columns
CREATE TABLE t1 (id serial PRIMARY KEY); CREATE TABLE "T 2" (id int GENERATED ALWAYS AS IDENTITY, n int);
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT table_name, column_name FROM information_schema.columns c JOIN information_schema.tables USING (table_schema, table_name)
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type = 'integer' LOOP
		IF pg_get_serial_sequence(quote_ident(r.table_name), r.column_name) IS NOT NULL THEN
			EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE bigint', r.table_name, r.column_name);
			EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence(quote_ident(r.table_name), r.column_name) || ' AS bigint';
		END IF;
	END LOOP;
END $$;

-- case: columns of an enum anywhere
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood DEFAULT 'a');
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE udt_name = 'mood' LOOP
		EXECUTE format('ALTER TABLE %I.%I ALTER COLUMN %I DROP DEFAULT, ALTER COLUMN %3$I TYPE text USING %3$I::text', r.table_schema, r.table_name, r.column_name);
	END LOOP;
	DROP TYPE mood;
END $$;

-- case: rules of foreign keys
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int, p int REFERENCES p, q int REFERENCES p (id) ON DELETE SET NULL);
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT constraint_name FROM information_schema.referential_constraints WHERE constraint_schema = 'public' AND delete_rule = 'NO ACTION' LOOP
		EXECUTE format('ALTER TABLE c DROP CONSTRAINT %I', r.constraint_name);
	END LOOP;
END $$;

-- case: with and sets of rows
CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int, x int);
DO $$ DECLARE t text; BEGIN
	FOR t IN WITH found AS (SELECT tablename FROM pg_tables WHERE schemaname = 'public'), skip (name) AS (VALUES ('b'))
		SELECT tablename FROM found WHERE tablename NOT IN (SELECT name FROM skip) LOOP
		EXECUTE format('ALTER TABLE %I ADD COLUMN w int', t);
	END LOOP;
	FOR t IN SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' EXCEPT SELECT 'a' LOOP
		EXECUTE format('ALTER TABLE %I ADD COLUMN e int', t);
	END LOOP;
	FOR t IN SELECT unnest(ARRAY['a', 'b']) INTERSECT SELECT unnest(ARRAY['b', 'c']) LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN i int', t); END LOOP;
END $$;

-- case: elements and slices of arrays
CREATE TABLE t (a int, b int);
DO $$ DECLARE pair text[]; x text; BEGIN
	FOREACH pair SLICE 1 IN ARRAY ARRAY[['a', 'x'], ['b', 'y']] LOOP EXECUTE format('ALTER TABLE t RENAME COLUMN %I TO %I', pair[1], pair[2]); END LOOP;
	FOREACH x IN ARRAY ARRAY[['k', 'l'], ['m', 'n']] LOOP EXECUTE 'ALTER TABLE t ADD COLUMN ' || x || ' int'; END LOOP;
	IF 'k' = ANY ('{k,z}') AND 'q' <> ALL (ARRAY['a', 'b']) AND 'abc' LIKE ANY (ARRAY['x%', 'a%']) THEN ALTER TABLE t ADD COLUMN yes int; END IF;
END $$;

-- case: names that are made
CREATE TABLE old_a (id serial PRIMARY KEY); CREATE TABLE h (id bigint) PARTITION BY HASH (id);
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
		EXECUTE format('ALTER SEQUENCE %I RENAME TO %I', r.name, regexp_replace(r.name, '^old', 'new'));
	END LOOP;
	FOR i IN 0..3 LOOP EXECUTE format('CREATE TABLE h_%s PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER %s)', lpad(i::text, 3, '0'), i); END LOOP;
	EXECUTE format('COMMENT ON TABLE h IS %L', concat_ws(',', rpad('a', 3, 'xy'), ltrim('xxa', 'x'), right('abc', 2), reverse('abc'), repeat('ab', 2), translate('abc', 'ab', 'x'),
		to_char(7, 'FM000'), md5('a'), greatest('a', 'c', NULL, 'b'), least(3, 2), regexp_replace('a1b22', '[0-9]+', '-', 'g'), 7 / 2, 7 % 4, btrim('  x '), split_part('a-b', '-', 2)));
END $$;

-- case: names with a qualifier
CREATE TABLE orders (id int); CREATE TABLE t (id int);
CREATE FUNCTION add_owner(table_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE made text := 'idx_' || table_name;
BEGIN
	IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND information_schema.tables.table_name = add_owner.table_name) THEN
		EXECUTE format('ALTER TABLE %I ADD COLUMN owner int', table_name);
	END IF;
	IF EXISTS (SELECT FROM information_schema.columns WHERE columns.table_name = $1 AND column_name = 'owner') THEN
		EXECUTE format('CREATE INDEX %I ON %I (owner)', made, table_name);
	END IF;
END $$;
SELECT add_owner('orders'); SELECT add_owner('missing');
DO $$ <<top>>
DECLARE name text := 'a';
BEGIN
	DECLARE name text := 'b';
	BEGIN
		EXECUTE format('ALTER TABLE t ADD COLUMN %I int, ADD COLUMN %I int', top.name, name);
		EXIT top;
		ALTER TABLE t ADD COLUMN never int;
	END;
END $$;

-- case: parts of names
CREATE TABLE jobs_17 (id int, CONSTRAINT jobs_pk_17 PRIMARY KEY (id));
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT c.relname, k.conname, part[1] AS stem FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid, regexp_match(k.conname, '^(.*)_([0-9]+)$') AS part
		WHERE c.relname = 'jobs_17' AND part[2] = '17' LOOP
		EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', r.relname, r.conname, r.stem || chr(95) || 'all');
	END LOOP;
END $$;

-- case: the version of the server in a row
CREATE TABLE t (id int);
DO $$ BEGIN
	IF 90400 <= (SELECT setting::integer FROM pg_settings WHERE name = 'server_version_num') THEN ALTER TABLE t ADD COLUMN a int; ELSE ALTER TABLE t ADD COLUMN b int; END IF;
END $$;
