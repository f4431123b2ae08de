package migrate_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// visitor reads a table all the time and keeps its longest wait.
func visitor(ctx context.Context, conn *pgx.Conn, table string, longest *atomic.Int64, reads *atomic.Int64) error {
	for ctx.Err() == nil {
		started := time.Now()
		if _, err := conn.Exec(context.WithoutCancel(ctx), "SELECT count(*) FROM "+table); err != nil {
			return err
		}
		reads.Add(1)
		longest.Store(max(longest.Load(), int64(time.Since(started))))
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// TestLongReader has a transaction that read a table and stays open, a run that
// wants to alter the table, and visitors that read it meanwhile. They queue up
// behind the run, so none may wait longer than the run does in one try. What the
// machine adds is measured with a table that nobody locks.
func TestLongReader(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "a long reader", "lock timeout", "tries", "blockers named", "reads", "longest read", "longest read of a free table", "afterwards")
	timeouts := []time.Duration{300 * time.Millisecond}
	if thorough() {
		timeouts = []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second}
	}
	for _, timeout := range timeouts {
		config := scratch(t)
		reader := connect(t, config)
		mustExec(t, reader, "CREATE TABLE busy (x int); CREATE TABLE free (x int)")
		mustExec(t, reader, "BEGIN; SELECT * FROM busy")
		h := chain(t, "-- pgen:up\nALTER TABLE busy ADD y int;\n")
		retried := 0
		outcome := "applied"
		m := newMigrator(t, config, h, func(c *migrate.Config) {
			c.LockTimeout, c.LockAttempts = timeout, 4
			c.Progress = func(e migrate.Event) {
				if e.Kind == migrate.StepRetried && len(e.Blockers) == 1 && e.Blockers[0].PID == int(reader.PgConn().PID()) {
					retried++
				}
			}
		})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var busy, free, reads, others atomic.Int64
		for table, longest := range map[string]*atomic.Int64{"busy": &busy, "free": &free} {
			count := &reads
			if table == "free" {
				count = &others
			}
			conn := connect(t, config)
			wg.Go(func() {
				if err := visitor(ctx, conn, table, longest, count); err != nil {
					t.Error(err)
				}
			})
		}
		_, err := m.Upgrade(t.Context(), "head")
		var step *migrate.StepError
		named := 3
		if timeout < 200*time.Millisecond {
			named = 2 // in the first try the connection that looks for blockers is opened, too
		}
		if !errors.As(err, &step) || step.Attempts != 4 || retried < named || len(step.Blockers) != 1 || !strings.Contains(err.Error(), "SELECT * FROM busy") {
			t.Fatalf("%d retries named the reader: %v", retried, err)
		}
		cancel()
		wg.Wait()
		longest, noise := time.Duration(busy.Load()), time.Duration(free.Load())
		if longest > timeout+noise+500*time.Millisecond {
			t.Errorf("a reader waited for %s with a lock timeout of %s", longest, timeout)
		}
		mustExec(t, reader, "COMMIT")
		if _, err := m.Upgrade(t.Context(), "head"); err != nil {
			outcome = "failed"
			t.Errorf("after the reader: %v", err)
		}
		tab.row(timeout, step.Attempts, retried+len(step.Blockers), reads.Load(), longest, noise, outcome)
	}
}
