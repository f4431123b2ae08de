package plpgsql_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
)

const setup = `CREATE TYPE mood AS ENUM ('ok','sad');
CREATE TABLE a (id int PRIMARY KEY, name varchar(20) NOT NULL, old text, CONSTRAINT a_name CHECK (name <> ''));
CREATE TABLE b (id int, a_id int REFERENCES a, CONSTRAINT b_uq UNIQUE (id));
CREATE INDEX a_name_idx ON a (name);
CREATE SCHEMA app;
CREATE TABLE app.t (x int);
CREATE VIEW v AS SELECT id FROM a;
CREATE FUNCTION fn() RETURNS int LANGUAGE sql AS 'SELECT 1';`

var blocks = []struct{ name, body string }{
	{"type missing", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood2') THEN CREATE TYPE mood2 AS ENUM ('x'); END IF; END"},
	{"type there", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN DROP TABLE b; END IF; END"},
	{"type in schema", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'mood' AND n.nspname = 'app') THEN CREATE TYPE app.mood AS ENUM ('x'); END IF; END"},
	{"unqualified join", "BEGIN IF EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE typname = 'mood' AND nspname = current_schema()) THEN ALTER TABLE a DROP COLUMN old; END IF; END"},
	{"enum label", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'sad' AND enumtypid = (SELECT oid FROM pg_type WHERE typname = 'mood')) THEN DROP TABLE b; END IF; END"},
	{"enum regtype", "BEGIN IF EXISTS (SELECT FROM pg_enum e JOIN pg_type t ON e.enumtypid = t.oid WHERE t.typname = 'mood' AND e.enumlabel = 'sad') THEN DROP TABLE b; END IF; END"},
	{"constraint", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'a_name') THEN DROP TABLE b; ELSE ALTER TABLE a DROP CONSTRAINT a_name; END IF; END"},
	{"constraint of table", "BEGIN IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'a_name' AND conrelid = 'a'::regclass) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'a_name' AND conrelid = 'b'::regclass) THEN ALTER TABLE b ADD CONSTRAINT a_name CHECK (id > 0); END IF; END"},
	{"constraint kind", "BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_name = 'a' AND constraint_type = 'PRIMARY KEY') THEN ALTER TABLE a ADD PRIMARY KEY (id); END IF; END"},
	{"constraint kind missing", "BEGIN IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = 'public' AND table_name = 'b' AND constraint_type = 'PRIMARY KEY') THEN ALTER TABLE b ADD PRIMARY KEY (id); END IF; END"},
	{"column", "BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'old') THEN ALTER TABLE a RENAME COLUMN old TO new; END IF; END"},
	{"column type", "BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name='a' AND column_name='name' AND table_schema = 'public') = 'character varying' THEN ALTER TABLE a ALTER name TYPE text; END IF; END"},
	{"column length", "BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name='a' AND column_name='name' AND character_maximum_length < 50) THEN ALTER TABLE a ALTER name TYPE varchar(50); END IF; END"},
	{"column nullable", "BEGIN IF (SELECT is_nullable FROM information_schema.columns WHERE table_name='a' AND column_name='old') = 'YES' THEN ALTER TABLE a ALTER old SET NOT NULL; END IF; END"},
	{"attribute", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'public.a'::regclass AND attname = 'extra' AND NOT attisdropped) THEN ALTER TABLE a ADD extra int; END IF; END"},
	{"table", "BEGIN IF EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'app' AND table_name = 't') THEN DROP TABLE app.t; END IF; END"},
	{"pg_tables", "BEGIN IF NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'app' AND tablename = 'u') THEN CREATE TABLE app.u (id int); END IF; END"},
	{"regclass", "BEGIN IF to_regclass('public.zzz') IS NULL THEN CREATE TABLE zzz (id int); END IF; IF to_regclass('a') IS NOT NULL THEN ALTER TABLE a ADD z int; END IF; END"},
	{"pg_class", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'a_name_idx' AND n.nspname = 'public') THEN DROP TABLE b; ELSE DROP INDEX a_name_idx; END IF; END"},
	{"index", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'b_idx') THEN CREATE INDEX b_idx ON b (a_id); END IF; END"},
	{"schema", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'app2') THEN CREATE SCHEMA app2; END IF; END"},
	{"extension", "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'plpgsql') THEN DROP TABLE b; END IF; END"},
	{"count", "DECLARE n int; BEGIN SELECT count(*) INTO n FROM information_schema.columns WHERE table_name = 'b'; IF n = 2 THEN ALTER TABLE b ADD third int; END IF; END"},
	{"found", "BEGIN PERFORM 1 FROM pg_type WHERE typname = 'mood'; IF FOUND THEN DROP TABLE b; END IF; END"},
	{"duplicate object", "BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN null; END"},
	{"duplicate, rest lost", "BEGIN CREATE TABLE before_it (id int); CREATE TYPE mood AS ENUM ('x'); CREATE TABLE after_it (id int); EXCEPTION WHEN duplicate_object OR duplicate_table THEN RAISE NOTICE 'there'; END"},
	{"nested", "BEGIN BEGIN ALTER TABLE a ADD COLUMN old int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'column'; END; BEGIN ALTER TABLE a ADD COLUMN more int; EXCEPTION WHEN duplicate_column THEN NULL; END; END"},
	{"others", "BEGIN DROP TABLE nothing; EXCEPTION WHEN OTHERS THEN CREATE TABLE instead (id int); END"},
	{"sqlstate", "BEGIN DROP TABLE nothing; EXCEPTION WHEN SQLSTATE '42P01' THEN CREATE TABLE instead (id int); END"},
	{"raise caught", "BEGIN RAISE EXCEPTION 'no'; EXCEPTION WHEN raise_exception THEN CREATE TABLE instead (id int); END"},
	{"execute constant", "BEGIN EXECUTE 'CREATE TABLE e (id int); CREATE INDEX ON e (id)'; END"},
	{"execute format", "DECLARE t text := 'my table'; BEGIN EXECUTE format('CREATE TABLE %I (%I int, s text DEFAULT %L)', t, 'order', 'it''s'); END"},
	{"execute concat", "DECLARE t text; BEGIN t := 'x' || '1'; EXECUTE 'CREATE TABLE ' || quote_ident(t) || ' (id int)'; END"},
	{"foreach", "DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a','b'] LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN stamp timestamptz', t); END LOOP; END"},
	{"foreach literal", "DECLARE t text; list text[] := '{a,b}'; BEGIN FOREACH t IN ARRAY list LOOP EXECUTE 'ALTER TABLE ' || t || ' ADD COLUMN stamp int'; END LOOP; END"},
	{"for range", "BEGIN FOR i IN 1..3 LOOP EXECUTE format('CREATE TABLE p%s (id int)', i); END LOOP; END"},
	{"for reverse", "BEGIN FOR i IN REVERSE 4..1 BY 2 LOOP EXECUTE 'CREATE TABLE p' || i || ' (id int)'; END LOOP; END"},
	{"for values", "DECLARE r record; BEGIN FOR r IN SELECT * FROM (VALUES ('a','x1'),('b','x2')) AS t(tab, col) LOOP EXECUTE format('ALTER TABLE %I ADD %I int', r.tab, r.col); END LOOP; END"},
	{"for unnest", "DECLARE t text; BEGIN FOR t IN SELECT unnest FROM unnest(ARRAY['a','b']) LOOP EXECUTE format('ALTER TABLE %I ADD u int', t); END LOOP; END"},
	{"for catalog", "DECLARE r record; BEGIN FOR r IN SELECT conname FROM pg_constraint WHERE conrelid = 'b'::regclass LOOP EXECUTE format('ALTER TABLE b DROP CONSTRAINT %I', r.conname); END LOOP; END"},
	{"while", "DECLARE i int := 0; BEGIN WHILE i < 2 LOOP i := i + 1; EXECUTE 'CREATE TABLE w' || i || ' (id int)'; END LOOP; END"},
	{"exit", "DECLARE i int := 0; BEGIN LOOP i := i + 1; EXIT WHEN i > 2; CONTINUE WHEN i = 1; EXECUTE 'CREATE TABLE w' || i || ' (id int)'; END LOOP; END"},
	{"exit label", "BEGIN <<outer>> FOR i IN 1..3 LOOP FOR j IN 1..3 LOOP EXIT outer WHEN j = 2; EXECUTE 'CREATE TABLE w' || i || j || ' (id int)'; END LOOP; END LOOP; END"},
	{"return", "BEGIN IF EXISTS (SELECT FROM pg_type WHERE typname = 'mood') THEN RETURN; END IF; DROP TABLE b; END"},
	{"elsif", "BEGIN IF to_regclass('nothing') IS NOT NULL THEN DROP TABLE b; ELSIF to_regclass('a') IS NOT NULL THEN DROP VIEW v; ELSE DROP TABLE a; END IF; END"},
	{"case", "DECLARE x text := 'two'; BEGIN CASE x WHEN 'one' THEN DROP TABLE b; WHEN 'two', 'three' THEN DROP VIEW v; ELSE DROP TABLE a; END CASE; END"},
	{"case in condition", "BEGIN IF (CASE WHEN to_regclass('a') IS NULL THEN false ELSE true END) THEN DROP VIEW v; END IF; END"},
	{"select into record", "DECLARE r record; BEGIN SELECT table_name, column_name INTO r FROM information_schema.columns WHERE column_name = 'old'; EXECUTE format('ALTER TABLE %I DROP COLUMN %I', r.table_name, r.column_name); END"},
	{"select into variable", "DECLARE c text; BEGIN SELECT conname INTO c FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'p'; EXECUTE 'ALTER TABLE a RENAME CONSTRAINT ' || quote_ident(c) || ' TO a_key'; END"},
	{"fk columns", "DECLARE c text; BEGIN SELECT tc.constraint_name INTO c FROM information_schema.table_constraints tc WHERE tc.table_name = 'b' AND tc.constraint_type = 'FOREIGN KEY'; IF c IS NOT NULL THEN EXECUTE 'ALTER TABLE b DROP CONSTRAINT ' || c; END IF; END"},
	{"data only", "BEGIN UPDATE a SET old = 'x' WHERE id > 3; IF (SELECT count(*) FROM a) > 5 THEN INSERT INTO b VALUES (1, 1); END IF; END"},
	{"data guard then ddl", "DECLARE r record; BEGIN FOR r IN SELECT * FROM a LOOP UPDATE a SET old = r.name; END LOOP; ALTER TABLE a DROP COLUMN old; END"},
	{"function in body", "BEGIN CREATE OR REPLACE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.x := 1; RETURN NEW; END; $f$; END"},
	{"comments", "/* c; */ BEGIN -- begin;\n IF NOT EXISTS (SELECT 1 -- x\n FROM pg_type WHERE typname = 'zz') THEN CREATE TABLE zz (id int); /* ; */ END IF; END"},
	{"error", "BEGIN DROP TABLE nothing; END"},
	{"regclass error", "BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'nothing'::regclass) THEN DROP TABLE b; END IF; EXCEPTION WHEN undefined_table THEN CREATE TABLE instead (id int); END"},
	{"in list", "BEGIN IF (SELECT count(*) FROM information_schema.columns WHERE table_name = 'a' AND column_name IN ('id','name','nope')) = 2 THEN DROP VIEW v; END IF; END"},
	{"not like", "BEGIN IF NOT EXISTS (SELECT FROM pg_class WHERE relname LIKE 'a\\_name%' AND relkind = 'i') THEN DROP TABLE b; END IF; END"},
}

// TestBlocksDoWhatTheServerDoes runs each block on the server and with the package,
// and compares the schemas.
func TestBlocksDoWhatTheServerDoes(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	for _, tc := range blocks {
		file := "DO $x$" + tc.body + "$x$;"
		outcome := func(do func() error) (string, error) {
			run(conn, "BEGIN")
			defer run(conn, "ROLLBACK")
			if err := run(conn, setup); err != nil {
				t.Fatal(err)
			}
			run(conn, "SAVEPOINT start")
			err := do()
			if err != nil {
				run(conn, "ROLLBACK TO start")
			}
			return fingerprint(t, conn), err
		}
		want, wantErr := outcome(func() error { return run(conn, file) })
		got, gotErr := outcome(func() error {
			res := plpgsql.Block(tc.body, len("DO $x$"), &serverCatalog{t: t, conn: conn, file: file})
			if !res.Decided {
				t.Errorf("%s: not decided: line %d: %s", tc.name, res.Line, res.Why)
			}
			return res.Err
		})
		if (wantErr == nil) != (gotErr == nil) {
			t.Errorf("%s: the server says %v, the package %v", tc.name, wantErr, gotErr)
		}
		if got != want {
			t.Errorf("%s: schemas differ: %s", tc.name, difference(got, want))
		}
	}
}

func difference(got, want string) string {
	var b strings.Builder
	in := func(text, line string) bool { return strings.Contains("\n"+text+"\n", "\n"+line+"\n") }
	for line := range strings.SplitSeq(got, "\n") {
		if !in(want, line) {
			b.WriteString("\n  only here: " + line)
		}
	}
	for line := range strings.SplitSeq(want, "\n") {
		if !in(got, line) {
			b.WriteString("\n  only on the server: " + line)
		}
	}
	return b.String()
}

// fixed is a catalog with the public schema and nothing else.
type fixed struct{ applied []string }

func (f *fixed) Rows(relation string) ([]plpgsql.Row, bool) {
	if strings.HasPrefix(relation, "pg_") && relation != "pg_roles" && relation != "pg_stat_activity" {
		return nil, true
	}
	return nil, false
}
func (f *fixed) SearchPath() []string { return []string{"public"} }
func (f *fixed) Apply(s plpgsql.Statement) error {
	f.applied = append(f.applied, s.Text)
	return nil
}
func (f *fixed) Savepoint() func() {
	n := len(f.applied)
	return func() { f.applied = f.applied[:n] }
}

func TestUndecidedBlocksSayWhy(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body, why string
		line            int
	}{
		{"rows", "BEGIN\nIF EXISTS (SELECT 1 FROM users) THEN\nDROP TABLE x; END IF; END", "rows of users", 2},
		{"roles", "BEGIN\n\nIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'x') THEN CREATE TABLE x (id int); END IF; END", "rows of pg_roles", 3},
		{"setting", "BEGIN IF current_setting('app.x') = 'on' THEN DROP TABLE x; END IF; END", "setting app.x", 1},
		{"built text", "DECLARE r record;\nBEGIN FOR r IN SELECT name FROM users LOOP\nEXECUTE 'DROP TABLE ' || r.name; END LOOP; END", "rows of users", 2},
		{"built text in variable", "DECLARE t text;\nBEGIN SELECT name INTO t FROM users;\nEXECUTE 'DROP TABLE ' || t; END", "EXECUTE of text built at run time", 3},
		{"early return", "BEGIN IF (SELECT count(*) FROM users) = 0 THEN RETURN; END IF; DROP TABLE x; END", "rows of users", 1},
		{"system catalog", "BEGIN UPDATE pg_attribute SET attnotnull = true; DROP TABLE x; END", "system catalog", 1},
		{"count of a catalog", "DECLARE n int;\nBEGIN SELECT count(*) INTO n FROM pg_class;\nIF n > 10 THEN DROP TABLE x; END IF; END", "objects of its own", 3},
		{"a relation of the system", "BEGIN\nIF EXISTS (SELECT FROM pg_class WHERE relname = 'pg_class') THEN DROP TABLE x; END IF; END", "objects of its own", 2},
		{"rows that were changed", "DECLARE n int;\nBEGIN UPDATE t SET a = 1; GET DIAGNOSTICS n = ROW_COUNT;\nIF n = 0 THEN DROP TABLE x; END IF; END", "rows", 3},
		{"whether rows were changed", "BEGIN UPDATE t SET a = 1;\nIF NOT FOUND THEN DROP TABLE x; END IF; END", "rows", 2},
		{"the text of an error", "BEGIN RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN\nIF SQLERRM LIKE '%x%' THEN DROP TABLE x; END IF; END", "text of an error", 2},
		{"broken", "BEGIN IF true THEN DROP TABLE x; END", "END", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			res := plpgsql.Block(tc.body, 10, &fixed{})
			if res.Decided || !strings.Contains(res.Why, tc.why) || res.Line != tc.line {
				t.Errorf("decided %v, line %d: %q; want line %d: %q", res.Decided, res.Line, res.Why, tc.line, tc.why)
			}
		})
	}
}

func FuzzBlock(f *testing.F) {
	f.Add("BEGIN IF true THEN NULL; END IF; END")
	f.Add("DECLARE x int := 1; BEGIN FOR i IN 1..3 LOOP x := x + i; END LOOP; EXCEPTION WHEN others THEN NULL; END")
	f.Add("BEGIN EXECUTE format('CREATE TABLE %I (id int)', 'a'); END")
	f.Fuzz(func(t *testing.T, body string) {
		plpgsql.Block(body, 0, &fixed{})
	})
}

// TestBrokenBlocksDoNotPanic cuts each block short at every word, and leaves out
// every word.
func TestBrokenBlocksDoNotPanic(t *testing.T) {
	t.Parallel()
	for _, tc := range blocks {
		words := strings.Fields(tc.body)
		for i := range words {
			plpgsql.Block(strings.Join(words[:i], " "), 0, &fixed{})
			plpgsql.Block(strings.Join(words[:i], " ")+" "+strings.Join(words[i+1:], " "), 0, &fixed{})
		}
	}
}
