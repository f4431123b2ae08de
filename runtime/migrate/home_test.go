package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestSchemaMadeInFront has a revision that makes the schema that "$user" stands
// for: the history must not begin anew there, in this run or the next one.
func TestSchemaMadeInFront(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	user := queryText(t, conn, "SELECT quote_ident(session_user)")
	h := chain(t, "-- pgen:up\nCREATE TABLE a ();\n", "-- pgen:up\nCREATE SCHEMA "+user+";\n", "-- pgen:up\nCREATE TABLE c ();\n")
	m := newMigrator(t, config, h)
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r1 r2 r3" {
		t.Fatalf("got %+v, %v", result, err)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM public.pgen_revision"); got != "3" {
		t.Errorf("%s revisions are in the history", got)
	}
	for range 2 {
		_, err := m.Upgrade(t.Context(), "head")
		if !errors.Is(err, migrate.ErrElsewhere) || !strings.Contains(err.Error(), "Config.Schema") {
			t.Errorf("got %v", err)
		}
	}
	if _, err := m.Status(t.Context()); !errors.Is(err, migrate.ErrElsewhere) {
		t.Errorf("status: got %v", err)
	}
	named := newMigrator(t, config, h, func(c *migrate.Config) { c.Schema = "public" })
	if result, err := named.Upgrade(t.Context(), "head"); err != nil || len(result.Revisions) != 0 {
		t.Errorf("got %+v, %v", result, err)
	}
	// Another service, with revisions of its own, may begin in front.
	other := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE x ();\n"), func(c *migrate.Config) { c.Table = "other" })
	if _, err := other.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}

// TestHistoryMadeMeanwhile has the history table appear while others look for it: each
// statement of a message sees what is there when it begins.
func TestHistoryMadeMeanwhile(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a ();\n"))
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	mustExec(t, conn, "ALTER TABLE pgen_revision RENAME TO kept")
	for range 150 {
		made := make(chan error)
		go func() {
			_, err := conn.Exec(context.WithoutCancel(t.Context()), "DO $$ BEGIN CREATE TABLE pgen_revision (LIKE kept INCLUDING ALL); INSERT INTO pgen_revision SELECT * FROM kept; END $$")
			made <- err
		}()
		for done := false; !done; {
			if _, err := m.Status(t.Context()); err != nil {
				t.Error(err)
			}
			select {
			case err := <-made:
				if done = true; err != nil {
					t.Fatal(err)
				}
			default:
			}
		}
		mustExec(t, conn, "DROP TABLE pgen_revision")
	}
}

// TestStrangeHistoryTable finds a table of the name that is something else.
func TestStrangeHistoryTable(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"CREATE TABLE pgen_revision (version_num text)", "CREATE SEQUENCE pgen_revision",
		"CREATE TABLE pgen_revision (id text, parents text, checksum text, direction text, steps int, steps_total int, running bool, finished_at date)"} {
		config := scratch(t)
		mustExec(t, connect(t, config), table)
		_, err := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a ();\n")).Upgrade(t.Context(), "head")
		if err == nil || !strings.Contains(err.Error(), "pgen_revision") || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%s: got %v", table, err)
		}
	}
}

// TestReadOnlyByDefault: where sessions read only unless they say otherwise, all
// kinds of steps say otherwise.
func TestReadOnlyByDefault(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "ALTER DATABASE "+config.Database+" SET default_transaction_read_only = on")
	m := newMigrator(t, config, chain(t, logTable, mixed))
	for range 2 {
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Downgrade(t.Context(), "base"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSearchPathThroughPooler: pgbouncer refuses a search_path when a connection
// starts, so each transaction has to set it.
func TestSearchPathThroughPooler(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE SCHEMA \"my app\"")
	pooled := pooler(t, config)
	pooled.RuntimeParams["search_path"] = `"my app", public`
	for _, schema := range []string{"my app", ""} {
		m := newMigrator(t, pooled, chain(t, "-- pgen:up\nCREATE TABLE a ();\n-- pgen:step\nSET search_path = '';\n-- pgen:down\nDROP TABLE a;\n",
			"-- pgen:up\nALTER TABLE a ADD COLUMN x int;\n-- pgen:down\n"), func(c *migrate.Config) { c.Schema = schema })
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if got := queryText(t, conn, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = '\"my app\"'::regnamespace"); got != "a pgen_revision" {
			t.Errorf("in the schema: %s", got)
		}
		if _, err := m.DryRun(t.Context(), migrate.Down, "base"); err != nil {
			t.Error(err)
		}
		if _, err := m.Downgrade(t.Context(), "base"); err != nil {
			t.Error(err)
		}
	}
}
