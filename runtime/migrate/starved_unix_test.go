//go:build unix

package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestServerRestarts restarts the server right after the runner has sent a
// message, both in good order and as after a crash.
func TestServerRestarts(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	tab := newTable(t, "server restarts", "signal", "restarts", "runs that failed", "slowest next run", "end state")
	conn := func() *pgx.Conn { return connect(t, s.config("postgres")) }
	want := killing{plan: allKinds, through: s.config("postgres"), conn: conn()}.reference(t)
	stride := 13
	if thorough() {
		stride = 2
	}
	for _, signal := range []string{"INT", "QUIT"} {
		restarts, failed := 0, 0
		var slowest time.Duration
		for at := 2; ; at += stride {
			schema := fmt.Sprintf("%s%d", strings.ToLower(signal), at)
			mustExec(t, conn(), "CREATE SCHEMA "+schema)
			w := wire{limit: at, reached: func() { restarts++; s.restart(signal) }}
			m := newMigrator(t, w.record(s.config("postgres")), chain(t, allKinds(schema)...), func(c *migrate.Config) { c.Schema = schema })
			_, err := m.Upgrade(t.Context(), "head")
			if err != nil {
				failed++
				started := time.Now()
				if _, err := m.Upgrade(t.Context(), "head"); err != nil {
					t.Fatalf("%s after message %d, the next run failed: %v", signal, at, err)
				}
				slowest = max(slowest, time.Since(started))
			}
			if got := stateOf(t, conn(), schema); got != want {
				t.Fatalf("%s after message %d; want\n%s\n\ngot\n%s", signal, at, want, got)
			}
			if err == nil && len(w.messages) < at {
				break
			}
		}
		tab.row(map[string]string{"INT": "fast shutdown", "QUIT": "immediate shutdown"}[signal], restarts, failed, slowest, "same")
	}
}

// TestOutOfConnections takes all connections of the server but none, then but
// one, which is what a run needs.
func TestOutOfConnections(t *testing.T) {
	t.Parallel()
	s := startServer(t, "max_connections=5", "superuser_reserved_connections=0")
	tab := newTable(t, "out of connections", "free connections", "outcome", "reported as")
	var taken []*pgx.Conn
	for deadline := time.Now().Add(10 * time.Second); len(taken) < 5; {
		// The connection that saw the server start may not have gone yet.
		conn, err := pgx.ConnectConfig(t.Context(), s.config("postgres"))
		if err == nil {
			taken = append(taken, conn)
			t.Cleanup(func() { _ = conn.Close(context.Background()) })
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	h := chain(t, "-- pgen:up\nCREATE TABLE a ();\nSELECT pg_sleep(1.2);\n", "-- pgen:up\n-- pgen:step transaction=off\nCREATE TABLE b ();\n")
	m := newMigrator(t, s.config("postgres"), h)
	_, err := m.Upgrade(t.Context(), "head")
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "53300" || !strings.Contains(err.Error(), "max_connections") {
		t.Fatalf("got %v", err)
	}
	tab.row(0, "refused, nothing changed", pg.Code+" with a hint")
	if err := taken[0].Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The server needs a moment to see that the client has gone.
	result, err := m.Upgrade(t.Context(), "head")
	for deadline := time.Now().Add(5 * time.Second); errors.As(err, &pg) && pg.Code == "53300" && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
		result, err = m.Upgrade(t.Context(), "head")
	}
	if err != nil || ids(result.Revisions) != "r1 r2" {
		t.Errorf("with one connection: %v, %v", result, err)
	}
	tab.row(1, "applied", "nothing")
}

// TestDiskFull puts a database on a small file system, which fills up in a step
// outside a transaction and then in one inside. Each time the file system grows
// and the next run goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if !capable() {
		t.Skip("only who may mount a file system can fill one without harm")
	}
	s := startServer(t)
	small := filepath.Join(s.dir, "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		t.Fatal(err)
	}
	mount := func(options, what string) {
		t.Helper()
		if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", small).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", what, err, out)
		}
	}
	mount("size=36m", "mounting a small file system")
	t.Cleanup(func() {
		s.stop()
		if out, err := exec.Command("umount", small).CombinedOutput(); err != nil {
			t.Errorf("umount: %v\n%s", err, out)
		}
	})
	s.own(small)
	admin := connect(t, s.config("postgres"))
	mustExec(t, admin, "CREATE TABLESPACE small LOCATION '"+small+"'")
	mustExec(t, admin, "CREATE DATABASE little TABLESPACE small TEMPLATE template0")
	config := s.config("little")
	const rows = "SELECT g AS id, md5(g::text) || md5((g + 1)::text) || md5((g + 2)::text) AS pad FROM generate_series(%d, %d) g"
	h := chain(t, "-- pgen:up\nCREATE TABLE big AS "+fmt.Sprintf(rows, 1, 100000)+";\nCREATE TABLE log (step text);\n",
		"-- pgen:up\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY big_pad ON big (pad);\n-- pgen:step\nINSERT INTO log VALUES ('2.2');\n",
		"-- pgen:up\nINSERT INTO log VALUES ('3.1');\nINSERT INTO big "+fmt.Sprintf(rows, 100001, 300000)+";\n")
	var repaired int
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Progress = func(e migrate.Event) {
			if e.Kind == migrate.StepRepaired {
				repaired++
			}
		}
	})
	tab := newTable(t, "disk full", "file system", "outcome", "reported as", "left behind")
	full := func(size, done, left, query string) {
		t.Helper()
		result, err := m.Upgrade(t.Context(), "head")
		var step *migrate.StepError
		var pg *pgconn.PgError
		if !errors.As(err, &step) || !errors.As(err, &pg) || pg.Code != "53100" || !strings.Contains(step.Hint, "free space") || ids(result.Revisions) != done {
			t.Fatalf("with %s: %v, %v", size, result.Revisions, err)
		}
		if got := queryText(t, connect(t, config), query); got != "true" {
			t.Errorf("with %s: want %s", size, left)
		}
		tab.row(size, fmt.Sprintf("%s stops at step %d", step.Revision, step.Step), pg.Code+" with a hint", left)
	}
	full("36 MB", "r1", "an invalid index", "SELECT bool_and(NOT indisvalid) FROM pg_index WHERE indexrelid = 'big_pad'::regclass")
	mount("remount,size=80m", "growing it")
	full("80 MB", "r2", "nothing", "SELECT count(*) = 100000 FROM big")
	mount("remount,size=600m", "growing it more")
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r3" || repaired != 1 {
		t.Errorf("with room: %v, %v, %d repairs", result, err, repaired)
	}
	if got := queryText(t, connect(t, config), "SELECT (SELECT string_agg(step, ' ') FROM log) || ' ' || count(*) || ' ' || (SELECT bool_and(indisvalid) FROM pg_index) FROM big"); got != "2.2 3.1 300000 true" {
		t.Errorf("in the end: %s", got)
	}
	tab.row("600 MB", "applied", "nothing", "nothing")
}
