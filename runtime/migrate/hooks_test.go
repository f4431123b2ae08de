package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// diary writes down what a run calls, in order.
type diary struct {
	mu      sync.Mutex
	entries []string
}

func (d *diary) add(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, fmt.Sprintf(format, args...))
}

func (d *diary) String() string { return strings.Join(d.entries, "; ") }

// Start makes a diary a Tracer.
func (d *diary) Start(ctx context.Context, s migrate.Span) (context.Context, func(error)) {
	what := strings.TrimRight(strings.TrimPrefix(fmt.Sprintf("%s %s %s", s.Name, s.Direction, s.Target), "pgen "), " ")
	if s.Step > 0 {
		what += fmt.Sprintf(" %d/%d", s.Step, s.Steps)
	}
	d.add("(%s", what)
	return ctx, func(err error) {
		if err != nil {
			d.add("failed)")
			return
		}
		d.add(")")
	}
}

func (d *diary) hooks(fail string) migrate.Hooks {
	note := func(format string, args ...any) error {
		d.add(format, args...)
		if fail != "" && d.entries[len(d.entries)-1] == fail {
			return errors.New("no")
		}
		return nil
	}
	return migrate.Hooks{
		BeforeRun: func(_ context.Context, direction migrate.Direction, path []*migrate.Revision) error {
			return note("before %s of %d", direction, len(path))
		},
		AfterRun: func(ctx context.Context, result migrate.Result, err error) error {
			return note("after %d, %t, %v", len(result.Revisions), err == nil, ctx.Err())
		},
		BeforeRevision: func(_ context.Context, direction migrate.Direction, rev *migrate.Revision) error {
			return note("before %s %s", rev.ID, direction)
		},
		AfterRevision: func(_ context.Context, direction migrate.Direction, rev *migrate.Revision) error {
			return note("after %s %s", rev.ID, direction)
		},
	}
}

func TestHooksAndSpans(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	bodies := []string{"-- pgen:up\nCREATE TABLE a ();\n-- pgen:down\nDROP TABLE a;\n",
		"-- pgen:up\nCREATE TABLE b (x int);\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY b_x ON b (x);\n-- pgen:down\nDROP TABLE b;\n"}
	h := chain(t, bodies...)
	run := func(fail string) (string, string, error) {
		hooks, spans := &diary{}, &diary{}
		m := newMigrator(t, config, h, func(c *migrate.Config) { c.Hooks, c.Tracer = hooks.hooks(fail), spans })
		_, err := m.Upgrade(t.Context(), "head")
		return hooks.String(), spans.String(), err
	}
	for _, tc := range []struct{ fail, hooks, message string }{
		{"before up of 2", "before up of 2; after 0, false, <nil>", "hook before the run"},
		{"before r1 up", "before up of 2; before r1 up; after 0, false, <nil>", "hook before revision r1"},
		{"after r1 up", "before up of 2; before r1 up; after r1 up; after 0, false, <nil>", "hook after revision r1"},
		{"after 1, true, <nil>", "before up of 1; before r2 up; after r2 up; after 1, true, <nil>", "hook after the run"},
	} {
		hooks, _, err := run(tc.fail)
		if err == nil || !strings.Contains(err.Error(), tc.message) || hooks != tc.hooks {
			t.Errorf("%s: %v; called %s", tc.fail, err, hooks)
		}
	}
	if hooks, spans, err := run(""); err != nil || hooks != "" || spans != "(run up head; )" {
		t.Errorf("nothing to do: %v, %s, %s", err, hooks, spans)
	}
	down := &diary{}
	m := newMigrator(t, config, h, func(c *migrate.Config) { c.Hooks = down.hooks("") })
	if _, err := m.Downgrade(t.Context(), "base"); err != nil {
		t.Fatal(err)
	}
	if want := "before down of 2; before r2 down; after r2 down; before r1 down; after r1 down; after 2, true, <nil>"; down.String() != want {
		t.Errorf("down: %s", down)
	}
	want := "(run up head; (revision up r1; (step up r1 1/1; ); ); (revision up r2; (step up r2 1/2; ); (step up r2 2/2; ); ); )"
	if _, spans, err := run(""); err != nil || spans != want {
		t.Errorf("spans: %s, %v", spans, err)
	}
	broken := &diary{}
	m = newMigrator(t, config, chain(t, append(bodies, "-- pgen:up\nSELECT no;\n")...), func(c *migrate.Config) { c.Tracer = broken })
	if _, err := m.Upgrade(t.Context(), "head"); err == nil || broken.String() != "(run up head; (revision up r3; (step up r3 1/1; failed); failed); failed)" {
		t.Errorf("a failure: %s, %v", broken, err)
	}
}

// TestIndexProgress builds an index that takes a while, once outside and once
// inside a transaction.
func TestIndexProgress(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	mustExec(t, connect(t, config), "CREATE TABLE big AS SELECT g AS id FROM generate_series(1, 1200) g; "+
		"CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.002); RETURN n; END $$")
	h := chain(t, "-- pgen:up\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY big_slow ON big (slow(id));\n",
		"-- pgen:up\nCREATE INDEX big_slow_2 ON big (slow(id));\n")
	seen := map[string]int{}
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.LockTimeout = 400 * time.Millisecond // half of it is how often a transaction is looked at
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepProgress {
				if seen[e.Revision]++; !strings.HasPrefix(e.Phase, "building index") && !strings.HasPrefix(e.Phase, "index validation") && !strings.HasPrefix(e.Phase, "waiting") ||
					e.Done > e.Total || e.Step != 1 {
					t.Errorf("odd progress %+v", e)
				}
			}
		}
	})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if seen["r1"] == 0 || seen["r2"] == 0 {
		t.Errorf("progress was told %v times", seen)
	}
}
