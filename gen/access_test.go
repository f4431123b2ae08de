package gen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
)

// project writes files into a folder and opens it.
func project(t *testing.T, files map[string]string, ignore ...string) *gen.Project {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := gen.Open(gen.Settings{ConfigFile: filepath.Join(dir, "pgen.yaml"), Environ: os.Environ(), Ignore: ignore})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestLiveAccessCountsWhereFilesSpeakOfIt compares a database to which a DBA has given
// other owners and grants with what a project wants.
func TestLiveAccessCountsWhereFilesSpeakOfIt(t *testing.T) {
	t.Parallel()
	url := newDatabase(t, func(conn *pgx.Conn) {
		for _, role := range []string{"pgen_reader", "pgen_writer", "pgen_owner"} {
			execText(t, conn, "DO $$ BEGIN CREATE ROLE "+role+"; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")
		}
		execText(t, conn, `CREATE TABLE t (id int); CREATE TABLE u (id int); ALTER TABLE u OWNER TO pgen_owner; GRANT SELECT ON t TO pgen_reader;
			REVOKE USAGE ON SCHEMA public FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_reader`)
	})
	const tables = "CREATE TABLE t (id int);\nCREATE TABLE u (id int);\n"
	for _, tc := range []struct {
		name, from, extra, want string
		ignore                  []string
	}{
		{name: "files that say nothing", from: url},
		{name: "another role", from: url, extra: "GRANT SELECT ON t TO pgen_writer;", want: "GRANT SELECT ON TABLE t TO pgen_writer"},
		{name: "the same role", from: url, extra: "GRANT INSERT ON t TO pgen_reader;",
			want: "REVOKE SELECT ON TABLE t FROM pgen_reader\nGRANT INSERT ON TABLE t TO pgen_reader\nALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM pgen_reader"},
		{name: "an owner", from: url, extra: "ALTER TABLE t OWNER TO pgen_owner;",
			want: "ALTER TABLE t OWNER TO pgen_owner\nALTER TABLE u OWNER TO CURRENT_USER"},
		{name: "ignored", from: url, extra: "ALTER TABLE t OWNER TO pgen_owner; GRANT INSERT ON t TO pgen_reader;", ignore: []string{"owners", "privileges"}},
		{name: "nothing to compare with", from: "empty", want: "CREATE TABLE t ( id integer )\nCREATE TABLE u ( id integer )\nGRANT INSERT ON TABLE t TO pgen_reader",
			extra: "GRANT INSERT ON t TO pgen_reader;"},
	} {
		p := project(t, map[string]string{"pgen.yaml": "", "schema.sql": tables + tc.extra}, tc.ignore...)
		d, err := p.Diff(t.Context(), tc.from, "schema", gen.PlanOptions{Replay: gen.ReplayStatic})
		if err != nil {
			t.Fatal(err)
		}
		if got := statements(d); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
	p := project(t, map[string]string{"pgen.yaml": ""})
	script, err := p.Script(t.Context(), url, gen.ReplayAuto)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ALTER TABLE u OWNER TO pgen_owner;", "GRANT SELECT ON TABLE t TO pgen_reader;",
		"REVOKE USAGE ON SCHEMA public FROM PUBLIC;", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgen_reader;"} {
		if !strings.Contains(script.SQL, want) {
			t.Errorf("the script of the database lacks %s\n%s", want, script.SQL)
		}
	}
}

func statements(d gen.Diff) string {
	var out []string
	for _, s := range d.Steps {
		for _, a := range s.Actions {
			out = append(out, strings.Join(strings.Fields(a.SQL), " "))
		}
	}
	return strings.Join(out, "\n")
}

func TestIgnoreTakesKnownWords(t *testing.T) {
	t.Parallel()
	_, err := gen.Open(gen.Settings{Environ: []string{}, Ignore: []string{"grants"}})
	if err == nil || !strings.Contains(err.Error(), "write owners or privileges") {
		t.Errorf("got %v", err)
	}
}

// TestThrowAwayServersHaveTheRoles replays and proves histories that name roles which
// no server has, twice, as if they had it to themselves.
func TestThrowAwayServersHaveTheRoles(t *testing.T) {
	t.Parallel()
	const history = `-- pgen:revision 0001_roles
-- pgen:up
CREATE ROLE "pgen service-1" LOGIN PASSWORD 'x';
ALTER ROLE "pgen service-1" SET statement_timeout = '1s';
ALTER DATABASE nobody_has_this SET timezone TO 'UTC';
GRANT CONNECT ON DATABASE nobody_has_this TO "pgen service-1";
CREATE TABLE t (id int);
GRANT SELECT ON t TO "pgen service-1", pgen_named;
DO $$ BEGIN EXECUTE 'GRANT INSERT ON t TO ' || 'pgen_dynamic' || (SELECT count(*) FROM t); END $$;
DROP ROLE IF EXISTS pgen_old;
`
	for range 2 {
		p := project(t, map[string]string{"pgen.yaml": "", "migrations/0001_roles.sql": history})
		script, err := p.Script(t.Context(), "migrations", gen.ReplayAuto)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`GRANT SELECT ON TABLE t TO "pgen service-1", pgen_named`, "GRANT INSERT ON TABLE t TO pgen_dynamic0"} {
			if !strings.Contains(script.SQL, want) {
				t.Errorf("no %s in\n%s", want, script.SQL)
			}
		}
	}
	p := project(t, map[string]string{"pgen.yaml": "", "migrations/0001_roles.sql": strings.Replace(history, "DO $$", "-- ", 1),
		"schema.sql": `CREATE TABLE t (id int); GRANT SELECT ON t TO pgen_named; ALTER TABLE t OWNER TO "pgen service-1"; CREATE TABLE u (id int);
			ALTER DEFAULT PRIVILEGES FOR ROLE pgen_maker GRANT ALL ON TABLES TO pgen_named;`})
	r, err := p.Revise(t.Context(), gen.ReviseOptions{Message: "access", Autogenerate: true})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Proved || !strings.Contains(string(r.Text()), `ALTER TABLE t OWNER TO "pgen service-1";`) {
		t.Errorf("proved %v %s\n%s", r.Proved, r.Unproved, r.Text())
	}
}
