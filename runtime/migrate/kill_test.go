package migrate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// killing is a series of runs that are killed after the first message, after
// the second, and so on, each followed by a run that goes on from there.
type killing struct {
	plan func(schema string) []string
	// through is what the runs connect to, conn goes to the server itself.
	through *pgx.ConnConfig
	conn    *pgx.Conn
	// pooled puts a pooler in between.
	down, pooled bool
	// hears counts what the server sends too. stride is the distance between two
	// points at which runs are killed.
	hears  bool
	stride int
}

// run goes through the series and returns how many runs were killed, how many of
// them left the database half migrated, and how long the longest repair took.
func (k killing) run(t *testing.T) (points, halfway int, slowest time.Duration) {
	t.Helper()
	want := k.reference(t)
	for at := 1; ; at += k.stride {
		schema := fmt.Sprintf("k%d", at)
		if k.down {
			schema = fmt.Sprintf("d%d", at)
		}
		m, environment := k.prepare(t, schema)
		environment = append(environment, fmt.Sprintf("%s=%d", runnerDies, at))
		dir := folder(t, k.plan(schema))
		alive := !killed(t, child(k.through, dir, environment...))
		before := k.state(t, schema)
		if started := time.Now(); !alive {
			move := m.Upgrade
			target := "head"
			if k.down {
				move, target = m.Downgrade, "base"
			}
			if _, err := move(t.Context(), target); err != nil {
				t.Fatalf("killed after message %d, the next run failed: %v", at, err)
			}
			slowest = max(slowest, time.Since(started))
		}
		if got := k.state(t, schema); got != want {
			t.Fatalf("killed after message %d; want\n%s\n\ngot\n%s", at, want, got)
		}
		mustExec(t, k.conn, "DROP SCHEMA "+schema+" CASCADE")
		if alive {
			return points, halfway, slowest
		}
		points++
		if before != want {
			halfway++
		}
	}
}

// prepare makes the schema, for a series of downgrades at the head.
func (k killing) prepare(t *testing.T, schema string) (*migrate.Migrator, []string) {
	t.Helper()
	mustExec(t, k.conn, "CREATE SCHEMA "+schema)
	m := newMigrator(t, k.through, chain(t, k.plan(schema)...), func(c *migrate.Config) { c.Schema, c.AllowLoss = schema, true })
	environment := []string{runnerSchema + "=" + schema}
	if k.hears {
		environment = append(environment, runnerHears+"=1")
	}
	if k.down {
		environment = append(environment, runnerDown+"=1")
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			t.Fatal(err)
		}
	}
	return m, environment
}

// reference is the state that a run leads to that nobody disturbs.
func (k killing) reference(t *testing.T) string {
	t.Helper()
	schema := "reference"
	m, _ := k.prepare(t, schema)
	var err error
	if k.down {
		_, err = m.Downgrade(t.Context(), "base")
	} else {
		_, err = m.Upgrade(t.Context(), "head")
	}
	if err != nil {
		t.Fatal(err)
	}
	state := k.state(t, schema)
	mustExec(t, k.conn, "DROP SCHEMA "+schema+" CASCADE")
	return state
}

// state waits for what a killed run left at work, so that it sees an end.
func (k killing) state(t *testing.T, schema string) string {
	t.Helper()
	const busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pgen %' AND state <> 'idle'"
	for queryText(t, k.conn, busy) != "0" {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal("a killed run is still at work")
		}
	}
	if queryText(t, k.conn, "SELECT to_regclass('"+schema+".pgen_revision')") == "" {
		return "nothing"
	}
	return stateOf(t, k.conn, schema)
}

// TestKilledAfterEachMessage kills a runner with SIGKILL after each message: in
// the normal run after every third that it sends, in a thorough one after each
// that crosses the wire in either direction, up and down, with and without a pooler.
func TestKilledAfterEachMessage(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "killed after each message", "direction", "messages", "killed", "left half way", "slowest next run", "end state")
	for name, k := range map[string]killing{
		"up": {plan: allKinds}, "down": {plan: allKinds, down: true},
		"up through a pooler": {plan: transactional, pooled: true}, "down through a pooler": {plan: transactional, pooled: true, down: true},
	} {
		if !thorough() && name != "up" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k.through = scratch(t)
			k.conn = connect(t, k.through)
			if k.pooled {
				k.through = pooler(t, k.through)
			}
			k.hears, k.stride = thorough(), 3
			messages := "every third sent"
			if k.hears {
				k.stride, messages = 1, "all, both ways"
			}
			points, halfway, slowest := k.run(t)
			if points < 10 {
				t.Errorf("only %d runs were killed", points)
			}
			tab.row(name, messages, points, halfway, slowest, "same")
		})
	}
}

// TestCancelledAfterEachMessage cancels the context of a run instead, in this
// process, and lets the same Migrator go on.
func TestCancelledAfterEachMessage(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	k := killing{plan: allKinds, through: config, conn: conn}
	want := k.reference(t)
	stride := 3
	if thorough() {
		stride = 1
	}
	points := 0
	for at := 1; ; at += stride {
		schema := fmt.Sprintf("c%d", at)
		mustExec(t, conn, "CREATE SCHEMA "+schema)
		ctx, cancel := context.WithCancel(t.Context())
		w := wire{limit: at, reached: cancel}
		m := newMigrator(t, w.record(config), chain(t, allKinds(schema)...), func(c *migrate.Config) { c.Schema = schema })
		_, err := m.Upgrade(ctx, "head")
		cancel()
		if err != nil {
			points++
			if !strings.Contains(err.Error(), context.Canceled.Error()) {
				t.Errorf("cancelled after message %d: %v", at, err)
			}
			if _, err := m.Upgrade(t.Context(), "head"); err != nil {
				t.Fatalf("cancelled after message %d, the next run failed: %v", at, err)
			}
		}
		if got := k.state(t, schema); got != want {
			t.Fatalf("cancelled after message %d; want\n%s\n\ngot\n%s", at, want, got)
		}
		mustExec(t, conn, "DROP SCHEMA "+schema+" CASCADE")
		if len(w.messages) < at {
			break
		}
	}
	newTable(t, "cancelled after each message sent", "plan", "cancelled", "end state").row("all kinds of steps", points, "same")
}
