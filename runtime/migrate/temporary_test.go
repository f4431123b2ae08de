package migrate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestTemporaryTablesEndWithTheirRevision: what a run does must not depend on which
// revisions it has in one session.
func TestTemporaryTablesEndWithTheirRevision(t *testing.T) {
	t.Parallel()
	config, byHand := scratch(t), scratch(t)
	conn, handConn := connect(t, config), connect(t, byHand)
	m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE t (id int);\nCREATE TABLE u (id int);\n",
		"-- pgen:up\nCREATE TEMP TABLE t AS SELECT 1 AS id;\n-- pgen:step\nINSERT INTO u SELECT id FROM t;\n",
		"-- pgen:up\nALTER TABLE t ADD COLUMN x int;\n-- pgen:step\nSELECT 2 AS id INTO TEMPORARY u;\n-- pgen:step transaction=off\nVACUUM t;\n",
		"-- pgen:up\nALTER TABLE u ADD COLUMN y int;\n"))
	columns := "SELECT string_agg(relname || '.' || attname, ' ' ORDER BY relname, attnum) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid " +
		"WHERE relnamespace = 'public'::regnamespace AND relname IN ('t', 'u') AND attnum > 0"
	want := "t.id t.x u.id u.y"
	if _, err := m.DryRun(t.Context(), migrate.Up, "r2"); err != nil {
		t.Error(err)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if got := queryText(t, conn, columns); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := queryText(t, conn, "SELECT string_agg(id::text, ' ') FROM u"); got != "1" {
		t.Errorf("u holds %q", got)
	}
	script, err := m.Script(migrate.Up, "head")
	if err != nil {
		t.Fatal(err)
	}
	psql(t, byHand, script)
	if got := queryText(t, handConn, columns); got != want {
		t.Errorf("script: got %s, want %s", got, want)
	}
}

// TestHalfDoneWithoutFile: somebody took back the file of a revision that failed half
// way. The advice must lead out of it.
func TestHalfDoneWithoutFile(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	failing := "-- pgen:up\nCREATE TABLE b ();\n-- pgen:step\nSELECT nonsense;\n-- pgen:down\nDROP TABLE b;\n"
	if _, err := newMigrator(t, config, chain(t, logTable, failing)).Upgrade(t.Context(), "head"); err == nil {
		t.Fatal("the step did not fail")
	}
	without := newMigrator(t, config, chain(t, logTable))
	if _, err := without.Upgrade(t.Context(), "head"); !errors.Is(err, migrate.ErrAhead) {
		t.Errorf("upgrade: got %v", err)
	}
	_, err := without.Downgrade(t.Context(), "-1")
	if !errors.Is(err, migrate.ErrUnfinished) || !strings.Contains(err.Error(), "bring its file back") || !strings.Contains(err.Error(), "taken out") {
		t.Errorf("downgrade: got %v", err)
	}
	cut := newMigrator(t, config, chain(t, logTable, strings.Replace(failing, "-- pgen:step\nSELECT nonsense;\n", "", 1)))
	if _, err := cut.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
	if result, err := cut.Downgrade(t.Context(), "-1"); err != nil || ids(result.Revisions) != "r2" {
		t.Errorf("got %+v, %v", result, err)
	}
}
