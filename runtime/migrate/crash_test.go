package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// slow is a plan of all kinds of steps, each of which takes a while.
func slow() []string {
	return []string{
		"-- pgen:up\nCREATE TABLE log (step text);\nCREATE TABLE big AS SELECT g AS id, g % 1000 AS x FROM generate_series(1, 150000) g;\n" +
			"CREATE TYPE mood AS ENUM ('a');\nALTER TABLE big ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;\n",
		"-- pgen:up\nINSERT INTO log VALUES ('2.1');\nSELECT pg_sleep(0.05);\n" +
			"-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY IF NOT EXISTS big_x ON big (x);\n" +
			"-- pgen:step\nINSERT INTO log VALUES ('2.3');\nSELECT pg_sleep(0.05);\n" +
			"-- pgen:step transaction=off\nALTER TYPE mood ADD VALUE 'b';\n",
		"-- pgen:up\n-- pgen:step transaction=off\nCREATE UNIQUE INDEX CONCURRENTLY \"Big id\" ON public.big USING btree (id);\n" +
			"-- pgen:step transaction=off\nALTER TABLE big VALIDATE CONSTRAINT positive;\n" +
			"-- pgen:step transaction=off\nREINDEX INDEX CONCURRENTLY big_x;\n" +
			"-- pgen:step transaction=off\nDROP INDEX CONCURRENTLY big_x;\n" +
			"-- pgen:step\nINSERT INTO log VALUES ('3.5');\nSELECT pg_sleep(0.05);\n",
		"-- pgen:up\nINSERT INTO log VALUES ('4');\nSELECT pg_sleep(0.05);\n",
	}
}

// checkSlow compares the database with what slow leads to.
func checkSlow(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	for query, want := range map[string]string{
		"SELECT string_agg(step, ' ' ORDER BY step) FROM log":                                            "2.1 2.3 3.5 4",
		"SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ILIKE 'big%'":      "Big id big",
		"SELECT bool_and(indisvalid) FROM pg_index":                                                      "true",
		"SELECT string_agg(enumlabel, '' ORDER BY enumsortorder) FROM pg_enum":                           "ab",
		"SELECT convalidated FROM pg_constraint WHERE conname = 'positive'":                              "true",
		"SELECT bool_and(finished_at IS NOT NULL AND NOT running) || ' ' || count(*) FROM pgen_revision": "true 4",
	} {
		if got := queryText(t, conn, query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

// TestKilledProcess kills the runner with SIGKILL again and again, at random
// moments, until a run comes through.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	dir := folder(t, slow())
	kills := 0
	for attempt := 1; ; attempt++ {
		if attempt > 60 {
			t.Fatal("no run came through")
		}
		cmd := child(config, dir)
		var output strings.Builder
		cmd.Stderr = &output
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(30+2*attempt*attempt+rand.IntN(80))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		if err == nil {
			break
		}
		if output.Len() > 0 {
			t.Fatalf("run %d failed by itself: %s", attempt, output.String())
		}
		kills++
	}
	t.Logf("killed %d times", kills)
	checkSlow(t, connect(t, config))
}

// TestOrphanedStatementEnds kills a run whose statement would go on for long:
// the server must find out and free the lock for the next run.
func TestOrphanedStatementEnds(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	if queryText(t, conn, "SELECT current_setting('server_version_num')::int >= 140000") != "true" {
		t.Skip("the server cannot look for lost clients before version 14")
	}
	cmd := child(config, folder(t, []string{"-- pgen:up\nSELECT pg_sleep(60);\n"}))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	const busy = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
	for queryText(t, conn, busy) != "1" {
		time.Sleep(20 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a ();\n"), func(c *migrate.Config) { c.LockWait = 15 * time.Second })
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}

// TestTerminatedBackend ends the run's backend at each event in turn.
func TestTerminatedBackend(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn, killer := connect(t, config), connect(t, config)
	h := chain(t, slow()...)
	const terminate = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pgen %'"
	ended := 0
	for attempt := range 60 {
		delay := time.Duration(rand.IntN(60)+2*attempt*attempt) * time.Millisecond
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			for wait := delay; ; wait = 10 * time.Millisecond {
				select {
				case <-time.After(wait):
				case <-ctx.Done():
					return
				}
				var count int
				if err := killer.QueryRow(context.Background(), terminate).Scan(&count); err != nil || count > 0 {
					return
				}
			}
		}()
		_, err := newMigrator(t, config, h).Upgrade(t.Context(), "head")
		cancel()
		<-done
		if err == nil {
			t.Logf("ended %d times", ended)
			checkSlow(t, conn)
			return
		}
		ended++
	}
	t.Fatal("no run came through")
}

func TestInvalidIndexIsBuiltAgain(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE TABLE d (x int); INSERT INTO d VALUES (1), (1)")
	h := chain(t, "-- pgen:up\n-- pgen:step transaction=off\n/* the key */ CREATE UNIQUE INDEX CONCURRENTLY d_x ON d (x);\n")
	var repaired []string
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepRepaired {
				repaired = append(repaired, e.Detail)
			}
		}
	})
	_, err := m.Upgrade(t.Context(), "head")
	var step *migrate.StepError
	if !errors.As(err, &step) || step.Position.String() != "4:15" || !strings.Contains(err.Error(), "Key (x)=(1) is duplicated") {
		t.Fatalf("got %v", err)
	}
	if got := queryText(t, conn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'd_x'::regclass"); got != "false" {
		t.Fatalf("the server left the index valid: %s", got)
	}
	mustExec(t, conn, "DELETE FROM d WHERE ctid = '(0,1)'")
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if got := queryText(t, conn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'd_x'::regclass"); got != "true" || len(repaired) != 1 {
		t.Errorf("valid: %s, repaired: %v", got, repaired)
	}
}

// TestUnfinishedRevisionMayBeRepaired edits the step that failed, and then one
// that had not.
func TestUnfinishedRevisionMayBeRepaired(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	body := "-- pgen:up\nCREATE TABLE a (x int);\n-- pgen:step\nINSERT INTO a VALUES (%s);\n-- pgen:down\nDROP TABLE a;\n"
	_, err := newMigrator(t, config, chain(t, fmt.Sprintf(body, "'no'"))).Upgrade(t.Context(), "head")
	var partial *migrate.PartialError
	if !errors.As(err, &partial) {
		t.Fatalf("got %v", err)
	}
	edited := chain(t, strings.Replace(fmt.Sprintf(body, "1"), "a (x int)", "a (x int, y int)", 1))
	if _, err = newMigrator(t, config, edited).Upgrade(t.Context(), "head"); !errors.Is(err, migrate.ErrEdited) {
		t.Errorf("a finished step was edited: %v", err)
	}
	m := newMigrator(t, config, chain(t, fmt.Sprintf(body, "1")))
	if _, err := m.Downgrade(t.Context(), "base"); !errors.Is(err, migrate.ErrUnfinished) {
		t.Errorf("undoing half a revision: %v", err)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Errorf("repaired: %v", err)
	}
	if _, err := m.Downgrade(t.Context(), "base"); err != nil {
		t.Errorf("undoing it: %v", err)
	}
}

// TestRepairMayDropSteps cuts the failing step out of the file, which leaves
// nothing to do but to close the revision.
func TestRepairMayDropSteps(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	first := "-- pgen:up\nCREATE TABLE a (x int);\n"
	if _, err := newMigrator(t, config, chain(t, first+"-- pgen:step\nSELECT no;\n")).Upgrade(t.Context(), "head"); err == nil {
		t.Fatal("no error")
	}
	for range 2 {
		m := newMigrator(t, config, chain(t, first))
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
		if status, err := m.Status(t.Context()); err != nil || !status.UpToDate() {
			t.Errorf("%+v, %v", status, err)
		}
	}
}
