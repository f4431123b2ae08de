//go:build unix

package migrate_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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

// TestDiskFull puts a database where there is little room, which ends in a step
// outside a transaction and then in one inside. Each time there is more the next
// run goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "disk full", "room", "made by", "outcome", "reported as", "left behind")
	if runtime.GOOS == "linux" {
		t.Run("library", func(t *testing.T) {
			t.Parallel()
			fillDisk(t, tab, "a library", countedRoom)
		})
	}
	if capable() {
		t.Run("mount", func(t *testing.T) {
			t.Parallel()
			fillDisk(t, tab, "a file system", mountedRoom)
		})
	}
}

// mountedRoom starts a server and puts a small file system into the folder. The
// function that it returns gives that another size.
func mountedRoom(t *testing.T) (s *ownServer, small string, resize func(megabytes int)) {
	t.Helper()
	s = startServer(t)
	small = smallFolder(t, s)
	mounted := false
	resize = func(megabytes int) {
		t.Helper()
		options := fmt.Sprintf("size=%dm", megabytes)
		if mounted {
			options = "remount," + options
		}
		if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", small).CombinedOutput(); err != nil {
			t.Fatalf("mount -o %s: %v\n%s", options, err, out)
		}
		if !mounted {
			s.own(small)
		}
		mounted = true
	}
	t.Cleanup(func() {
		s.stop()
		if out, err := exec.Command("umount", small).CombinedOutput(); mounted && err != nil {
			t.Errorf("umount: %v\n%s", err, out)
		}
	})
	return s, small, resize
}

// countedRoom starts a server with a library in front of it that counts the
// bytes of the folder and refuses what is too much, as a full disk does. That
// takes a C compiler, as pgen does, and no rights.
func countedRoom(t *testing.T) (s *ownServer, small string, resize func(megabytes int)) {
	t.Helper()
	s = prepareServer(t)
	small = smallFolder(t, s)
	library, room := filepath.Join(s.dir, "fulldisk.so"), filepath.Join(s.dir, "room")
	if out, err := exec.Command("cc", "-O1", "-shared", "-fPIC", "-o", library, "testdata/fulldisk.c", "-ldl").CombinedOutput(); err != nil {
		t.Fatalf("compiling testdata/fulldisk.c: %v\n%s", err, out)
	}
	if err := os.WriteFile(room, make([]byte, 16), 0o600); err != nil {
		t.Fatal(err)
	}
	s.own(room)
	real, err := filepath.EvalSymlinks(small)
	if err != nil {
		t.Fatal(err)
	}
	s.environ = append(os.Environ(), "LD_PRELOAD="+library, "FULLDISK_DIR="+real, "FULLDISK_ROOM="+room)
	resize = func(megabytes int) {
		t.Helper()
		f, err := os.OpenFile(room, os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteAt(binary.NativeEndian.AppendUint64(nil, uint64(megabytes)<<20), 8)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.start()
	return s, small, resize
}

func smallFolder(t *testing.T, s *ownServer) string {
	t.Helper()
	small := filepath.Join(s.dir, "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		t.Fatal(err)
	}
	s.own(small)
	return small
}

func fillDisk(t *testing.T, tab *table, how string, prepare func(*testing.T) (*ownServer, string, func(int))) {
	t.Helper()
	s, small, resize := prepare(t)
	resize(36)
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
		tab.row(size, how, fmt.Sprintf("%s stops at step %d", step.Revision, step.Step), pg.Code+" with a hint", left)
	}
	full("36 MB", "r1", "an invalid index", "SELECT bool_and(NOT indisvalid) FROM pg_index WHERE indexrelid = 'big_pad'::regclass")
	resize(80)
	full("80 MB", "r2", "nothing", "SELECT count(*) = 100000 FROM big")
	resize(600)
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r3" || repaired != 1 {
		t.Errorf("with room: %v, %v, %d repairs", result, err, repaired)
	}
	if got := queryText(t, connect(t, config), "SELECT (SELECT string_agg(step, ' ') FROM log) || ' ' || count(*) || ' ' || (SELECT bool_and(indisvalid) FROM pg_index) FROM big"); got != "2.2 3.1 300000 true" {
		t.Errorf("in the end: %s", got)
	}
	tab.row("600 MB", how, "applied", "nothing", "nothing")
}
