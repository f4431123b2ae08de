package scratch

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// envParent makes this test binary a program that starts a server and then
// waits for its end, see TestEndOfTheParentEndsTheServer.
const envParent = "SCRATCH_TEST_PARENT"

// startNamed makes it start a named server instead, see TestKilledStartLeavesNothing.
const startNamed = "start named"

func TestMain(m *testing.M) {
	if how := os.Getenv(envParent); how != "" {
		parent(how)
	}
	os.Exit(m.Run())
}

func parent(how string) {
	if how == startNamed {
		if _, err := StartNamed(context.Background(), "killed", Options{}); err != nil {
			panic(err)
		}
		return
	}
	s, err := startOwn(context.Background(), Options{})
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(s.URL() + "\n")
	if how == "panic" {
		panic("as the test wants it")
	}
	time.Sleep(time.Minute)
}

func start(t *testing.T) *Server {
	t.Helper()
	s, err := startOwn(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// query returns the one text that a query gives.
func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var out string
	// The mode without prepared statements is the one that poolers can stand.
	if err := conn.QueryRow(t.Context(), sql, pgx.QueryExecModeExec).Scan(&out); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

func folderOf(t *testing.T, url string) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Host
}

// processesIn returns the command lines of processes that mention the folder.
func processesIn(t *testing.T, folder string) string {
	t.Helper()
	out, err := exec.Command("ps", "-eo", "pid,args").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, folder) {
			found = append(found, line)
		}
	}
	return strings.Join(found, "")
}

func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	s := start(t)
	folder := folderOf(t, s.URL())
	if processesIn(t, folder) == "" {
		t.Error("ps does not show the server while it runs, so this test cannot see it end")
	}
	if err := errors.Join(s.Stop(), s.Stop()); err != nil {
		t.Fatal(err)
	}
	if left := processesIn(t, folder); left != "" {
		t.Errorf("processes are left:\n%s", left)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder %s is left (%v)", folder, err)
	}
}

func TestServersLiveSideBySide(t *testing.T) {
	t.Parallel()
	const n = 3
	var wg sync.WaitGroup
	names := make([]string, n)
	for i := range n {
		wg.Go(func() {
			names[i] = query(t, start(t).URL(), "select current_setting('data_directory')")
		})
	}
	wg.Wait()
	if names[0] == names[1] || names[1] == names[2] || names[0] == names[2] {
		t.Errorf("servers share a data directory: %q", names)
	}
}

// Under root the server must not belong to root, under others to them.
func TestServerBelongsToNobodyElse(t *testing.T) {
	t.Parallel()
	folder := folderOf(t, start(t).URL())
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("folder is %s, want access for its owner only", info.Mode())
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatal("no owner in the file information")
	}
	if wantMine := os.Geteuid() != 0; wantMine != (int(stat.Uid) == os.Geteuid()) {
		t.Errorf("folder belongs to user %d, this is user %d", stat.Uid, os.Geteuid())
	}
}

func TestEndOfTheParentEndsTheServer(t *testing.T) {
	t.Parallel()
	for how, signal := range map[string]syscall.Signal{
		"kill": syscall.SIGKILL, "interrupt": syscall.SIGINT, "terminate": syscall.SIGTERM, "hangup": syscall.SIGHUP, "panic": 0,
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envParent+"="+how)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatalf("the parent printed no URL: %v", err)
			}
			folder := folderOf(t, strings.TrimSpace(line))
			if signal != 0 {
				query(t, strings.TrimSpace(line), "select 'up'")
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
			}
			if cmd.Wait() == nil {
				t.Error("the parent ended well, so this test proves nothing")
			}
			waitGone(t, folder)
		})
	}
}

func waitGone(t *testing.T, folder string) {
	t.Helper()
	for deadline := time.Now().Add(stopTimeout); ; time.Sleep(20 * time.Millisecond) {
		_, err := os.Stat(folder)
		processes := processesIn(t, folder)
		if errors.Is(err, os.ErrNotExist) && processes == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still there: %s (%v), processes:\n%s", folder, err, processes)
		}
	}
}

func TestServerThatCannotStartShowsItsLog(t *testing.T) {
	t.Parallel()
	h, err := newHome(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(h.data(), "PG_VERSION")); err != nil {
		t.Fatal(err)
	}
	p, err := supervise(h.folder, h.account, "QUIT", h.command())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.waitReady(t.Context()); err == nil || !strings.Contains(err.Error(), "PG_VERSION") {
		t.Errorf("error is %v, want the server's log with the name of the missing file", err)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	waitGone(t, h.folder)
}

func TestNewDatabase(t *testing.T) {
	t.Parallel()
	s := start(t)
	first, dropFirst, err := s.NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "create table kept (id int)"); err != nil {
		t.Fatal(err)
	}
	template := conn.Config().Database
	conn.Close(t.Context())
	second, dropSecond, err := s.NewDatabase(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	if got := query(t, second, "select to_regclass('kept')::text"); got != "kept" {
		t.Errorf("the copy has table %q, want kept", got)
	}
	// A connection that is still open must not keep a database alive.
	open, err := pgx.Connect(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(dropFirst(t.Context()), dropSecond(t.Context()), dropSecond(t.Context())); err != nil {
		t.Fatal(err)
	}
	open.Close(t.Context())
	if got := query(t, s.URL(), "select string_agg(datname, ' ' order by datname) from pg_database"); got != "postgres template0 template1" {
		t.Errorf("databases left: %s", got)
	}
}

func TestWithDatabase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"postgres://u:p%40@h:5/postgres?sslmode=disable":    "postgres://u:p%40@h:5/new?sslmode=disable",
		"postgres://u@/postgres?host=%2Ftmp%2Fx&dbname=old": "postgres://u@/new?host=%2Ftmp%2Fx",
		"postgresql://h": "postgresql://h/new",
	} {
		got, err := WithDatabase(in, "new")
		if err != nil || got != want {
			t.Errorf("%s: got %s (%v), want %s", in, got, err, want)
		}
	}
	if got, err := WithDatabase("postgres://h/a", `o"d/d`); err != nil || databaseOf(t, got) != `o"d/d` {
		t.Errorf("an odd name became %s (%v)", got, err)
	}
	if _, err := WithDatabase("host=h password=secret", "new"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error is %v, want one that keeps the password to itself", err)
	}
}

// databaseOf returns the database that a URL names, without connecting.
func databaseOf(t *testing.T, url string) string {
	t.Helper()
	cfg, err := pgconn.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Database
}

func TestFindBinRefusesAWrongFolder(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	if _, err := findBin(t.Context(), Options{Bin: empty}, nil); err == nil || !strings.Contains(err.Error(), empty) || !strings.Contains(err.Error(), "initdb") {
		t.Errorf("error is %v, want one that names the folder and the missing program", err)
	}
}

func TestVersionOfAFolder(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]float64{
		"/usr/lib/postgresql/15/bin": 15, "/usr/lib/postgresql/9.6/bin": 9.6, "/opt/homebrew/opt/postgresql@17/bin": 17, "/usr/bin": 0,
		"/Applications/Postgres.app/Contents/Versions/latest/bin": 0,
	} {
		if got := version(path); got != want {
			t.Errorf("version of %s is %v, want %v", path, got, want)
		}
	}
}
