package plan_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
)

// longest is how long a statement of the traffic may take while a plan runs.
const longest = time.Second

// traffic reads and writes the table until done is closed, and returns the longest time
// that one statement took.
func traffic(d database, done <-chan struct{}) (slowest time.Duration, statements int, err error) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return slowest, statements, nil
		default:
		}
		for _, sql := range []string{
			fmt.Sprintf("SELECT count(*) FROM t WHERE id = %d", i%1000),
			fmt.Sprintf("INSERT INTO t (id, p, a, b) VALUES (%d, 1, %d, 'x')", -i-1, -i-1),
			fmt.Sprintf("UPDATE t SET b = b || 'y' WHERE id = %d", i%1000),
			fmt.Sprintf("DELETE FROM t WHERE id = %d", -i-1),
			fmt.Sprintf("UPDATE p SET note = 'n%d' WHERE id = 1", i),
		} {
			start := time.Now()
			if err := d.run(sql); err != nil {
				return slowest, statements, fmt.Errorf("%s: %w", sql, err)
			}
			slowest, statements = max(slowest, time.Since(start)), statements+1
		}
	}
}

// rowsOfTraffic make building and checking take a while; the statements that lock out
// others have to be fast all the same.
const rowsOfTraffic = `INSERT INTO p SELECT n, 'p' FROM generate_series(1, 10) n;
	INSERT INTO t SELECT n, n % 10 + 1, n, repeat('x', 100) FROM generate_series(0, 200000) n; ANALYZE t`

func TestTrafficGoesOnWhileSafePlansRun(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	const base = "CREATE TABLE p (id int PRIMARY KEY, note text); CREATE TABLE t (id int PRIMARY KEY, p int, a int, b text);"
	d, drop := s.create(t, nil)
	t.Cleanup(drop)
	for _, sql := range []string{base, rowsOfTraffic} {
		if err := d.run(sql); err != nil {
			t.Fatal(err)
		}
	}
	client := d.again(t)
	// Each shape goes on from the one before.
	now := base
	for _, tc := range []struct{ name, more string }{
		{"index", "CREATE INDEX t_a_idx ON t (a);"},
		{"unique", "ALTER TABLE t ADD UNIQUE (a);"},
		{"check", "ALTER TABLE t ADD CHECK (p > 0);"},
		{"foreign key", "ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES p (id);"},
		{"not null", "ALTER TABLE t ALTER p SET NOT NULL;"},
		{"primary key", "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, a);"},
		{"other index", "DROP INDEX t_a_idx; CREATE INDEX t_a_idx ON t (a, p);"},
		{"column", "ALTER TABLE t ADD c int NOT NULL DEFAULT 5;"},
		{"drop index", "DROP INDEX t_a_idx;"},
	} {
		wanted := now + tc.more
		runWithTraffic(t, d, client, tc.name, now, wanted)
		if t.Failed() {
			return
		}
		now = wanted
	}
}

func runWithTraffic(t *testing.T, d, client database, name, now, wanted string) {
	t.Helper()
	p, found := build(t, now, wanted, diff.Hints{}, plan.Options{AllowDrop: true})
	if len(found) > 0 {
		t.Fatalf("%s: %v", name, found)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	var slowest time.Duration
	var statements int
	var trafficErr error
	wg.Go(func() { slowest, statements, trafficErr = traffic(client, done) })
	start := time.Now()
	err := d.execute(p)
	took := time.Since(start)
	close(done)
	wg.Wait()
	if err != nil || trafficErr != nil {
		t.Fatalf("%s: plan: %v, traffic: %v\n%s", name, err, trafficErr, script(p))
	}
	t.Logf("%s: the plan took %v, the slowest of %d statements %v", name, took, statements, slowest)
	if slowest > longest {
		t.Errorf("%s: a statement waited %v\n%s", name, slowest, strings.TrimSpace(script(p)))
	}
}

// TestPlainFormsBlockTraffic shows that the measure is able to find what it looks for.
func TestPlainFormsBlockTraffic(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	d, drop := s.create(t, nil)
	t.Cleanup(drop)
	if err := d.run("CREATE TABLE p (id int PRIMARY KEY, note text); CREATE TABLE t (id int PRIMARY KEY, p int, a int, b text); INSERT INTO t VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	client := d.again(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tx, err := d.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, "CREATE INDEX ON t (a)"); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	committed := make(chan error)
	go func() {
		time.Sleep(longest + 200*time.Millisecond)
		close(done)
		committed <- tx.Commit(ctx)
	}()
	slowest, _, err := traffic(client, done)
	if err = errors.Join(err, <-committed); err != nil || slowest < longest {
		t.Errorf("an index built in a transaction let writers through: slowest %v, %v", slowest, err)
	}
}
