package migrate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestRefusedStepIsNotDone has steps outside a transaction that the server refuses
// while the catalog looks as if they had run. However often they are tried, they
// must not count as done.
func TestRefusedStepIsNotDone(t *testing.T) {
	t.Parallel()
	tables := "CREATE TABLE a (x int, y int); CREATE TYPE e AS ENUM ('v'); CREATE TABLE q (x int);\n" +
		"CREATE TABLE p (x int) PARTITION BY LIST (x);\n"
	for _, tc := range []struct{ name, before, step, code string }{
		{"index of the same name", "CREATE INDEX i ON a (y)", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x)", "42P07"},
		{"no index to drop", "", "DROP INDEX CONCURRENTLY typo", "42704"},
		{"value that is there", "", "ALTER TYPE e ADD VALUE 'v'", "42710"},
		{"not a partition", "", "ALTER TABLE p DETACH PARTITION q CONCURRENTLY", "42P01"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			config := scratch(t)
			conn := connect(t, config)
			mustExec(t, conn, tables+tc.before)
			// The revision has a step before, or not; the way down has the same step.
			for i, first := range []string{"", "-- pgen:step\nSELECT 1;\n"} {
				body := "-- pgen:up\n" + first + "-- pgen:step transaction=off\n" + tc.step + ";\n"
				m := newMigrator(t, config, chain(t, body), func(c *migrate.Config) { c.Table = strings.Repeat("h", i+1) })
				for try := range 3 {
					if _, err := m.Upgrade(t.Context(), "head"); err == nil || !strings.Contains(err.Error(), tc.code) {
						t.Errorf("try %d: got %v", try+1, err)
					}
				}
			}
			down := "-- pgen:up\n-- pgen:down\n-- pgen:step transaction=off\n" + tc.step + ";\n"
			m := newMigrator(t, config, chain(t, down))
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatal(err)
			}
			for try := range 3 {
				if _, err := m.Downgrade(t.Context(), "base"); err == nil || !strings.Contains(err.Error(), tc.code) {
					t.Errorf("down, try %d: got %v", try+1, err)
				}
			}
		})
	}
}

// TestRowsOutsideTransaction would change twice when the run is killed between the
// statement and its record.
func TestRowsOutsideTransaction(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE TABLE a (x int); INSERT INTO a VALUES (1)")
	for _, sql := range []string{"UPDATE a SET x = x + 1", "/* */ insert into a select 1", "DELETE FROM a", "MERGE INTO a USING a AS b ON false WHEN NOT MATCHED THEN DO NOTHING"} {
		_, err := newMigrator(t, config, chain(t, "-- pgen:up\n-- pgen:step transaction=off\n"+sql+";\n")).Upgrade(t.Context(), "head")
		if err == nil || !strings.Contains(err.Error(), "remove transaction=off") {
			t.Errorf("%s: got %v", sql, err)
		}
	}
	if got := queryText(t, conn, "SELECT string_agg(x::text, ' ') FROM a"); got != "1" {
		t.Errorf("a holds %s", got)
	}
}

// A statement that cannot run inside a transaction is found before anything runs.
func TestStatementsThatNeedNoTransaction(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	for _, sql := range []string{"CREATE INDEX CONCURRENTLY a_x ON a (x)", "create unique index concurrently a_x on a (x)", "DROP INDEX CONCURRENTLY a_x",
		"REINDEX TABLE CONCURRENTLY a", "VACUUM a", "ALTER SYSTEM SET work_mem = '8MB'"} {
		h := chain(t, "-- pgen:up\nCREATE TABLE a (x int);\n", "-- pgen:up\n-- why\n"+sql+";\n")
		_, err := newMigrator(t, config, h).Upgrade(t.Context(), "head")
		var step *migrate.StepError
		if !errors.As(err, &step) || step.Position.Line != 5 || !strings.Contains(err.Error(), "transaction=off") {
			t.Errorf("%s: got %v", sql, err)
		}
	}
	if got := queryText(t, connect(t, config), "SELECT coalesce(to_regclass('a')::text, 'nothing')"); got != "nothing" {
		t.Errorf("%s was made", got)
	}
}
