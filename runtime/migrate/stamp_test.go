package migrate_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// catalog is what two databases are compared by.
func catalog(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	return queryText(t, conn, `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
		SELECT relname || ' ' || attname || ' ' || atttypid::regtype AS line FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
		WHERE relnamespace = 'public'::regnamespace AND attnum > 0
		UNION ALL SELECT id || ' ' || direction || ' ' || steps::text || ' ' || steps_total || ' ' || (finished_at IS NOT NULL) || ' ' || checksum
			|| ' ' || coalesce(down, '') FROM pgen_revision) x`)
}

func psql(t *testing.T, config *pgx.ConnConfig, script string) {
	t.Helper()
	binary, err := exec.LookPath("psql")
	if err != nil {
		t.Fatal("psql is not installed: it comes with the PostgreSQL client")
	}
	cmd := exec.Command(binary, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", urlOf(config))
	cmd.Stdin = strings.NewReader(script)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, output, script)
	}
}

// TestScriptDoesWhatUpgradeDoes compares a database that psql moved with one
// that the runner moved, in both directions.
func TestScriptDoesWhatUpgradeDoes(t *testing.T) {
	t.Parallel()
	config, byHand := scratch(t), scratch(t)
	h := chain(t, logTable, mixed, "-- pgen:up\n-- pgen:down\n")
	m := newMigrator(t, config, h)
	conn, handConn := connect(t, config), connect(t, byHand)
	script := func(direction migrate.Direction, target string) string {
		text, err := m.Script(direction, target)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	psql(t, byHand, script(migrate.Up, "r1"))
	psql(t, byHand, script(migrate.Up, "r1:head"))
	if got, want := catalog(t, handConn), catalog(t, conn); got != want {
		t.Errorf("after upgrade: got\n%s\nwant\n%s", got, want)
	}
	if _, err := m.Downgrade(t.Context(), "r1"); err != nil {
		t.Fatal(err)
	}
	psql(t, byHand, script(migrate.Down, "head:r1"))
	if got, want := catalog(t, handConn), catalog(t, conn); got != want {
		t.Errorf("after downgrade: got\n%s\nwant\n%s", got, want)
	}
	var target *migrate.TargetError
	if _, err := m.Script(migrate.Down, "r1"); !errors.As(err, &target) || !strings.Contains(err.Error(), "needs a range") {
		t.Errorf("got %v", err)
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	config, byHand := scratch(t), scratch(t)
	h, err := graph(t, forked)
	if err != nil {
		t.Fatal(err)
	}
	if h, err = migrate.NewHistory(h.Revisions()); err != nil {
		t.Fatal(err)
	}
	m := newMigrator(t, config, h)
	for _, tc := range []struct {
		targets        string
		purge          bool
		added, removed string
		heads          string
	}{
		{"3_left", false, "1_base 2_left 3_left", "", "3_left"},
		{"3_left", false, "", "", "3_left"},
		{"4_more", false, "2_right 3_right 4_more", "", "3_left 4_more"},
		{"2_right", false, "", "4_more 3_right", "2_right 3_left"},
		{"3_right", true, "3_right", "3_left 2_left", "3_right"},
		{"heads", false, "2_left 3_left 4_more", "", "3_left 4_more"},
		{"base", false, "", "4_more 3_left 2_left 3_right 2_right 1_base", ""},
	} {
		got, err := m.Stamp(t.Context(), strings.Fields(tc.targets), tc.purge)
		if err != nil {
			t.Fatal(err)
		}
		heads, err := m.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(got.Added, " ") != tc.added || len(got.Removed) != len(strings.Fields(tc.removed)) || strings.Join(heads, " ") != tc.heads {
			t.Errorf("stamp %s: got %+v, heads %v", tc.targets, got, heads)
		}
	}
	script, err := m.ScriptStamp([]string{"2_left"}, false)
	if err != nil {
		t.Fatal(err)
	}
	psql(t, byHand, script)
	if heads, err := newMigrator(t, byHand, h).Current(t.Context()); err != nil || strings.Join(heads, " ") != "2_left" {
		t.Errorf("script: %v, %v", heads, err)
	}
}

func TestDryRunLeavesNothing(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, logTable, "-- pgen:up\nCREATE TABLE x ();\n", mixed, "-- pgen:up\nSELECT 1;\n"))
	result, err := m.DryRun(t.Context(), migrate.Up, "head")
	if err != nil || ids(result.Revisions) != "r1 r2" || strings.Join(result.Untried, " ") != "r3 r4" {
		t.Errorf("got %+v, %v", result, err)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "0" {
		t.Errorf("%s relations are left", got)
	}
	bad := newMigrator(t, config, chain(t, logTable, "-- pgen:up\nSELECT 1;\nSELECT é;\n"))
	var step *migrate.StepError
	if _, err := bad.DryRun(t.Context(), migrate.Up, "head"); !errors.As(err, &step) || step.Position.String() != "5:8" {
		t.Errorf("got %v", err)
	}
}

func TestEnsureVersionAndStatementTimeout(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, `CREATE SCHEMA "My Service"`)
	inSchema := func(c *migrate.Config) { c.Schema, c.Table = "My Service", `odd "table"` }
	m := newMigrator(t, config, chain(t, "-- pgen:up\n-- pgen:step statement-timeout=50ms\nSELECT 1;\nSELECT pg_sleep(5);\n"), inSchema)
	for range 2 {
		if err := m.EnsureVersion(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := queryText(t, conn, `SELECT to_regclass('"My Service"."odd ""table"""')`); got == "" {
		t.Error("the history table is not in its schema")
	}
	began := time.Now()
	_, err := m.Upgrade(t.Context(), "head")
	var step *migrate.StepError
	if !errors.As(err, &step) || step.Position.String() != "5:1" || !strings.Contains(err.Error(), "57014") || time.Since(began) > 4*time.Second {
		t.Errorf("got %v", err)
	}
	missing := newMigrator(t, config, chain(t, "-- pgen:up\nSELECT 1;\n"), func(c *migrate.Config) { c.Schema = "nowhere" })
	if _, err := missing.Upgrade(t.Context(), "head"); err == nil || !strings.Contains(err.Error(), "create the schema") {
		t.Errorf("got %v", err)
	}
}
