package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// wire records what a run sends. When it has seen limit messages it calls
// reached.
type wire struct {
	mu       sync.Mutex
	messages []string
	limit    int
	reached  func()
}

type recorded struct {
	net.Conn
	wire *wire
}

func (c recorded) Write(b []byte) (int, error) {
	c.wire.mu.Lock()
	c.wire.messages = append(c.wire.messages, string(b))
	last := len(c.wire.messages) == c.wire.limit
	c.wire.mu.Unlock()
	n, err := c.Conn.Write(b)
	if last {
		c.wire.reached()
	}
	return n, err
}

func (w *wire) record(config *pgx.ConnConfig) *pgx.ConnConfig {
	config = config.Copy()
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return recorded{conn, w}, err
	}
	return config
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	var bodies []string
	for i := range 30 {
		bodies = append(bodies, fmt.Sprintf("-- pgen:up\nCREATE TABLE t%d (id int);\n", i))
	}
	h := chain(t, bodies...)
	var work, idle wire
	if _, err := newMigrator(t, work.record(config), h).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, m := range work.messages {
		if strings.Contains(m, "CREATE TABLE t") {
			steps++
		}
	}
	if steps != 30 || len(work.messages) > 30+12 {
		t.Errorf("%d messages carry steps, %d in all", steps, len(work.messages))
	}
	mustExec(t, conn, "BEGIN; LOCK pgen_revision IN SHARE MODE")
	if _, err := newMigrator(t, idle.record(config), h).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	mustExec(t, conn, "COMMIT")
	// Startup, the question, and the goodbye.
	if len(idle.messages) != 3 || strings.Contains(strings.Join(idle.messages, ""), "advisory") {
		t.Errorf("a run with nothing to do sent %q", idle.messages)
	}
	empty := scratch(t)
	if _, err := newMigrator(t, empty, chain(t)).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if got := queryText(t, connect(t, empty), "SELECT to_regclass('pgen_revision')"); got != "" {
		t.Errorf("a run with nothing to do made %s", got)
	}
}

func TestLockHeldByAnotherRun(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	started := make(chan struct{})
	h := chain(t, "-- pgen:up\nSELECT pg_sleep(1.5);\n")
	first := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.RevisionStarted {
				close(started)
			}
		}
	})
	done := make(chan error)
	go func() { _, err := first.Upgrade(t.Context(), "head"); done <- err }()
	<-started
	_, err := newMigrator(t, config, h, func(c *migrate.Config) { c.LockWait = 200 * time.Millisecond }).Upgrade(t.Context(), "head")
	if !errors.Is(err, migrate.ErrLocked) || !strings.Contains(err.Error(), "held by pid") || !strings.Contains(err.Error(), "r1 up, step 1 of 1") {
		t.Errorf("got %v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestBlockersAreNamedAndRetriesEnd(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE TABLE busy (x int)")
	mustExec(t, conn, "BEGIN; SELECT * FROM busy")
	h := chain(t, "-- pgen:up\nSELECT 1;\nALTER TABLE busy\n  ADD y int;\n")
	retries := 0
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.LockTimeout, c.LockAttempts = 150*time.Millisecond, 3
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepRetried {
				retries++
			}
		}
	})
	_, err := m.Upgrade(t.Context(), "head")
	var step *migrate.StepError
	if !errors.As(err, &step) {
		t.Fatalf("got %v", err)
	}
	if retries != 2 || step.Attempts != 3 || len(step.Blockers) != 1 || step.Blockers[0].PID != int(conn.PgConn().PID()) ||
		!strings.Contains(err.Error(), "SELECT * FROM busy") || step.Position.String() != "4:1" {
		t.Errorf("%d retries: %v", retries, err)
	}
	committed := make(chan error)
	go func() {
		time.Sleep(400 * time.Millisecond)
		_, err := conn.Exec(context.Background(), "COMMIT")
		committed <- err
	}()
	m = newMigrator(t, config, h, func(c *migrate.Config) { c.LockTimeout = 100 * time.Millisecond })
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Errorf("after the blocker has ended: %v", err)
	}
	if err := <-committed; err != nil {
		t.Error(err)
	}
}

// TestConcurrentIndexIgnoresLockTimeout builds an index while a transaction
// that is older than any lock timeout is still open.
func TestConcurrentIndexIgnoresLockTimeout(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	mustExec(t, conn, "CREATE TABLE busy (x int)")
	mustExec(t, conn, "BEGIN; INSERT INTO busy VALUES (1)")
	waiting := make(chan []migrate.Blocker, 1)
	m := newMigrator(t, config, chain(t, "-- pgen:up\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY i ON busy (x);\n"), func(c *migrate.Config) {
		c.LockTimeout = 50 * time.Millisecond
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepWaiting {
				waiting <- e.Blockers
			}
		}
	})
	done := make(chan error)
	go func() { _, err := m.Upgrade(t.Context(), "head"); done <- err }()
	if b := <-waiting; b[0].PID != int(conn.PgConn().PID()) {
		t.Errorf("waits for %v", b)
	}
	mustExec(t, conn, "COMMIT")
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestOrphanIsWaitedFor leaves a backend of a killed run at work without its
// lock, as happens behind a pooler or after a restart of the lock's session.
func TestOrphanIsWaitedFor(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a ();\n", "-- pgen:up\nCREATE TABLE b ();\n"))
	first := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE name AS SELECT current_setting('application_name') AS n;\n"))
	if _, err := first.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	name := queryText(t, conn, "SELECT n FROM name")
	mustExec(t, conn, "DROP TABLE name, pgen_revision")
	orphan := connect(t, config)
	mustExec(t, orphan, "SET application_name = '"+name+"'")
	began := time.Now()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = orphan.Exec(context.Background(), "SELECT pg_sleep(1)")
	}()
	time.Sleep(100 * time.Millisecond)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if time.Since(began) < 900*time.Millisecond {
		t.Error("the run did not wait for the orphan")
	}
	<-ended
}
