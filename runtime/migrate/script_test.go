package migrate_test

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestScriptStopsAtItsFailure runs scripts as people do: without telling psql to
// stop at errors, and with -1.
func TestScriptStopsAtItsFailure(t *testing.T) {
	t.Parallel()
	bodies := []string{"-- pgen:up\nCREATE TABLE a ();\n", "-- pgen:up\nCREATE TABLE b (x nonsense);\n",
		"-- pgen:up\nCREATE TABLE c (x int);\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY c_x ON c (x);\n"}
	for _, option := range []string{"-q", "-1"} {
		config := scratch(t)
		script, err := newMigrator(t, config, chain(t, bodies...)).Script(migrate.Up, "head")
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("psql", "-X", option, "-d", urlOf(config))
		cmd.Stdin = strings.NewReader(script)
		if output, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(output), "nonsense") {
			t.Errorf("%s: %v, %s", option, err, output)
		}
		if got := queryText(t, connect(t, config), "SELECT to_regclass('c')"); got != "" {
			t.Errorf("%s: the script went on after its failure", option)
		}
	}
}

// TestScriptOnAnotherDatabase runs scripts on databases that are not where the
// scripts begin.
func TestScriptOnAnotherDatabase(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, logTable, "-- pgen:up\nCREATE TABLE z ();\n-- pgen:down\nDROP TABLE z;\n", mixed))
	for _, tc := range []struct {
		direction      migrate.Direction
		script, at, is string
	}{
		{migrate.Up, "r2:head", "r1", "r1"},
		{migrate.Up, "r1:head", "head", "r3"},
		{migrate.Down, "r2:base", "head", "r3"},
		{migrate.Down, "r3:r2", "r2", "r2"},
	} {
		if _, err := m.Stamp(t.Context(), []string{"base"}, false); err != nil {
			t.Fatal(err)
		}
		mustExec(t, conn, "DROP TABLE IF EXISTS b, z, log")
		if _, err := m.Upgrade(t.Context(), tc.at); err != nil {
			t.Fatal(err)
		}
		script, err := m.Script(tc.direction, tc.script)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("psql", "-X", "-q", "-d", urlOf(config))
		cmd.Stdin = strings.NewReader(script)
		if output, err := cmd.CombinedOutput(); err == nil {
			t.Errorf("%s %s at %s: %s", tc.direction, tc.script, tc.at, output)
		}
		if heads, err := m.Current(t.Context()); err != nil || strings.Join(heads, " ") != tc.is {
			t.Errorf("%s %s at %s led to %v, %v", tc.direction, tc.script, tc.at, heads, err)
		}
	}
}

// TestScriptSettings: settings of a step hold there and end there, as in a run.
func TestScriptSettings(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, "-- pgen:up\nSET search_path = '';\nSELECT set_config('lock_timeout', '1h', false);\nSET ROLE pg_monitor;\n",
		"-- pgen:up\n-- pgen:step lock-timeout=500ms statement-timeout=1h\nCREATE TABLE a AS SELECT current_setting('lock_timeout') || current_setting('statement_timeout') AS x;\n"+
			"-- pgen:step\nCREATE TABLE b AS SELECT current_setting('lock_timeout') || current_user || current_setting('search_path') AS x;\n"+
			"-- pgen:step transaction=off lock-timeout=700ms\nCREATE MATERIALIZED VIEW c AS SELECT current_setting('lock_timeout') AS x;\n"+
			"-- pgen:step\nCREATE TABLE d AS SELECT current_setting('lock_timeout') AS x;\n"))
	script, err := m.Script(migrate.Up, "head")
	if err != nil {
		t.Fatal(err)
	}
	psql(t, config, script)
	want := "500ms1h/0" + config.User + `"$user", public/700ms/0`
	if got := queryText(t, conn, "SELECT concat_ws('/', a.x, b.x, c.x, d.x) FROM a, b, c, d"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestScriptWithGoFunction must say that it cannot be, registered or not.
func TestScriptWithGoFunction(t *testing.T) {
	t.Parallel()
	h := chain(t, "-- pgen:up\n-- pgen:step function=fill\n-- pgen:step\nCREATE TABLE a ();\n")
	for _, functions := range []map[string]migrate.Function{nil, {"fill": nil}, {"fill": func(context.Context, migrate.Tx) error { return nil }}} {
		m, err := migrate.New(migrate.Config{URL: "postgres://", History: h, Functions: functions})
		if err != nil {
			t.Fatal(err)
		}
		text, err := m.Script(migrate.Up, "head")
		var step *migrate.StepError
		if !errors.As(err, &step) || step.Step != 1 || step.Position.String() != "4:1" {
			t.Errorf("got %q, %v", text, err)
		}
	}
}

// TestScriptTargets that no script can be made for.
func TestScriptTargets(t *testing.T) {
	t.Parallel()
	m, err := migrate.New(migrate.Config{URL: "postgres://", History: chain(t, logTable, mixed)})
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"current:head", "current", "r1:current+1", "r2:r1", "head:base", "r1@current:head"} {
		var fault *migrate.TargetError
		if text, err := m.Script(migrate.Up, target); !errors.As(err, &fault) || fault.Hint == "" {
			t.Errorf("%s: got %q, %v", target, text, err)
		}
	}
	var fault *migrate.TargetError
	if _, err := m.ScriptStamp([]string{"current:head"}, false); !errors.As(err, &fault) {
		t.Errorf("stamp: got %v", err)
	}
	if _, err := m.Script(migrate.Up, "r1:r1"); err != nil {
		t.Error(err)
	}
}
