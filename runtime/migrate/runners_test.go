package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// crowds are the numbers of runners that start at once.
func crowds() []int {
	if thorough() {
		return []int{1, 2, 8, 32}
	}
	return []int{2, 8}
}

// interrupted leaves the database in the middle of revision r4.
func interrupted(t *testing.T, config *pgx.ConnConfig, h *migrate.History, change ...func(*migrate.Config)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := newMigrator(t, config, h, append(change, func(c *migrate.Config) {
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepDone && e.Revision == "r4" && e.Step == 2 {
				cancel()
			}
		}
	})...)
	if _, err := m.Upgrade(ctx, "head"); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run was not interrupted: %v", err)
	}
}

// crowd lets n runners start at once and returns how many succeeded, how many of
// those found nothing left to do, and how long the last one took.
func crowd(t *testing.T, n int, runner func() *migrate.Migrator) (succeeded, idle int, slowest time.Duration) {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		m := runner()
		wg.Go(func() {
			started := time.Now()
			result, err := m.Upgrade(t.Context(), "head")
			mu.Lock()
			defer mu.Unlock()
			if slowest = max(slowest, time.Since(started)); err != nil {
				t.Errorf("runner %d of %d: %v", i, n, err)
				return
			}
			if succeeded++; len(result.Revisions) == 0 {
				idle++
			}
		})
	}
	wg.Wait()
	return succeeded, idle, slowest
}

// TestRunnersAtOnce starts crowds of runners on an empty and on a half-migrated
// database, directly and behind a transaction pooler, where the plan is either
// transactional or done through the direct endpoint.
func TestRunnersAtOnce(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "runners at once", "plan", "connection", "database", "runners", "succeeded", "with nothing left", "slowest", "end state")
	config := scratch(t)
	conn := connect(t, config)
	bouncer := pooler(t, config)
	for _, way := range []struct {
		plan    func(string) []string
		name    string
		through *pgx.ConnConfig
		direct  *pgx.ConnConfig
		label   string
	}{
		{allKinds, "all kinds of steps", config, nil, "direct"},
		{transactional, "transactional", bouncer, nil, "pooler"},
		{allKinds, "all kinds of steps", bouncer, config, "pooler, direct endpoint set"},
	} {
		want := killing{plan: way.plan, through: config, conn: conn}.reference(t)
		for _, start := range []string{"empty", "half"} {
			for _, n := range crowds() {
				schema := fmt.Sprintf("s%d", databases.Add(1))
				mustExec(t, conn, "CREATE SCHEMA "+schema)
				h := chain(t, way.plan(schema)...)
				here := func(c *migrate.Config) { c.Schema, c.Direct = schema, way.direct }
				if start == "half" {
					interrupted(t, way.through, h, here)
				}
				succeeded, idle, slowest := crowd(t, n, func() *migrate.Migrator { return newMigrator(t, way.through, h, here) })
				outcome := "same"
				if got := stateOf(t, conn, schema); got != want {
					outcome = "differs"
					t.Errorf("%s, %s, %d runners; want\n%s\n\ngot\n%s", way.label, start, n, want, got)
				}
				tab.row(way.name, way.label, start, n, succeeded, idle, slowest, outcome)
			}
		}
	}
}

// TestPeerBuildsAnIndex lets another program build an index with CREATE INDEX
// CONCURRENTLY while runners start, which build one of their own on the same
// table. A runner that waits in a transaction would be waited for in turn.
func TestPeerBuildsAnIndex(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "a peer builds an index", "runners", "succeeded", "slowest", "indexes valid", "build of the peer")
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE TABLE shared AS SELECT g AS id FROM generate_series(1, 400) g; "+
		"CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.002); RETURN n; END $$")
	for _, n := range crowds() {
		schema := fmt.Sprintf("p%d", n)
		mustExec(t, conn, "CREATE SCHEMA "+schema)
		bodies := append(allKinds(schema), "-- pgen:up\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY shared_"+schema+" ON shared (id);\n")
		peer := connect(t, config)
		built := make(chan error, 1)
		started := time.Now()
		var took time.Duration
		go func() {
			_, err := peer.Exec(t.Context(), "CREATE INDEX CONCURRENTLY peer_"+schema+" ON shared (slow(id))")
			took = time.Since(started)
			built <- err
		}()
		for queryText(t, conn, "SELECT count(*) FROM pg_stat_progress_create_index") == "0" {
			time.Sleep(5 * time.Millisecond)
		}
		h := chain(t, bodies...)
		succeeded, _, slowest := crowd(t, n, func() *migrate.Migrator {
			return newMigrator(t, config, h, func(c *migrate.Config) { c.Schema = schema })
		})
		if err := <-built; err != nil {
			t.Errorf("the peer's index: %v", err)
		}
		valid := queryText(t, conn, "SELECT bool_and(indisvalid) AND count(*) = 2 FROM pg_index WHERE indexrelid IN ('peer_"+schema+"'::regclass, 'shared_"+schema+"'::regclass)")
		if valid != "true" {
			t.Errorf("%d runners: not both indexes are valid", n)
		}
		tab.row(n, succeeded, slowest, valid, took)
	}
}

// TestDirectEndpoint sends what a pooler cannot do past it, and refuses an
// endpoint that leads to another database.
func TestDirectEndpoint(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	bouncer := pooler(t, config)
	h := chain(t, allKinds("public")...)
	_, err := newMigrator(t, bouncer, h).Upgrade(t.Context(), "head")
	if !errors.Is(err, migrate.ErrPooled) || !strings.Contains(err.Error(), "set the direct endpoint") {
		t.Errorf("without one: %v", err)
	}
	for name, wrong := range map[string]*pgx.ConnConfig{"another database": scratch(t), "so does the direct endpoint": bouncer} {
		_, err := newMigrator(t, bouncer, h, func(c *migrate.Config) { c.Direct = wrong }).Upgrade(t.Context(), "head")
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := queryText(t, connect(t, config), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "0" {
		t.Errorf("the refused runs left %s objects", got)
	}
	m := newMigrator(t, bouncer, h, func(c *migrate.Config) { c.DirectURL, c.AllowLoss = urlOf(config), true })
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r1 r2 r3 r4 r5" {
		t.Errorf("up: %v, %v", result, err)
	}
	if result, err := m.Downgrade(t.Context(), "base"); err != nil || ids(result.Revisions) != "r5 r4 r3 r2 r1" {
		t.Errorf("down: %v, %v", result, err)
	}
}

// TestOvertaken lets a run behind a pooler, which the session lock does not
// keep out, do the work while another run is between two revisions. That one
// finds its step done only when it fails.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	bouncer := pooler(t, config)
	h := chain(t, logTable, "-- pgen:up\nCREATE TABLE b ();\nINSERT INTO log VALUES ('2');\n", "-- pgen:up\nINSERT INTO log VALUES ('3');\n", "-- pgen:up\nINSERT INTO log VALUES ('4');\n")
	first := true
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Hooks.BeforeRevision = func(ctx context.Context, _ migrate.Direction, rev *migrate.Revision) error {
			if rev.ID == "r1" || !first {
				return nil
			}
			first = false
			_, err := newMigrator(t, bouncer, h).Upgrade(ctx, "r3")
			return err
		}
	})
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r1 r4" {
		t.Errorf("got %v, %v", result.Revisions, err)
	}
	if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY step) FROM log"); got != "2 3 4 r1" {
		t.Errorf("steps run: %s", got)
	}
}
