package ddl_test

import (
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestCallsThatLeadBackEnd follows functions that never come to an end, as far as can be
// told without rows: they are reported, and the replay goes on.
func TestCallsThatLeadBackEnd(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"itself": `CREATE FUNCTION f(n int) RETURNS void LANGUAGE plpgsql AS $$
			BEGIN PERFORM f(n + 1); EXECUTE 'CREATE TABLE t' || n || ' ()'; END $$;
			SELECT f(1);`,
		"one another": `CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM h(); EXECUTE 'DROP TABLE IF EXISTS x'; END $$;
			CREATE FUNCTION h() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM g(); EXECUTE 'DROP TABLE IF EXISTS y'; END $$;
			SELECT g();`,
		"for rows": `CREATE TABLE jobs (name text);
			CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$;
			SELECT f(name) FROM jobs WHERE name <> '';`,
		"sql": `CREATE FUNCTION f(t text) RETURNS void LANGUAGE sql AS 'SELECT 1';
			CREATE OR REPLACE FUNCTION g(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM f(t); EXECUTE t; END $$;
			CREATE OR REPLACE FUNCTION f(t text) RETURNS void LANGUAGE sql AS 'SELECT g(t)';
			SELECT f('CREATE TABLE made ()');`,
	} {
		f, err := source.New(name, text+"\nCREATE TABLE last ();")
		if err != nil {
			t.Fatal(err)
		}
		r := ddl.New(ddl.Options{})
		found := r.Apply(f)
		if len(found.Of(source.Opaque)) == 0 || len(found.Of(source.Error)) > 0 {
			t.Errorf("%s: %v", name, found)
		}
		if _, ok := r.Database().Relation("public", "last"); !ok {
			t.Errorf("%s: the replay stopped", name)
		}
	}
}
