//go:build unix

package migrate_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ownServer is a server that a test may restart and starve.
type ownServer struct {
	t      *testing.T
	bin    string
	dir    string
	caller *syscall.SysProcAttr
	// environ is that of the server, nil for this process's.
	environ []string
	// stop ends the server; restart sends it a signal and starts it again.
	stop    func()
	restart func(signal string)
}

// startServer makes a server of the installed version. It refuses root, so root
// starts it as postgres or nobody.
func startServer(t *testing.T, settings ...string) *ownServer {
	t.Helper()
	s := prepareServer(t)
	s.start(settings...)
	return s
}

// prepareServer is startServer for one that is started later.
func prepareServer(t *testing.T) *ownServer {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgen-migrate-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &ownServer{t: t, bin: serverPrograms(t), dir: dir, stop: func() {}}
	if os.Getuid() == 0 {
		account, err := user.Lookup("postgres")
		if err != nil {
			account, err = user.Lookup("nobody")
		}
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		s.caller = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		s.own(dir)
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-N", "--no-locale", "-E", "UTF8")
	initdb.SysProcAttr, initdb.Dir = s.caller, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// own gives a folder to the account that runs the server.
func (s *ownServer) own(dir string) {
	s.t.Helper()
	if s.caller == nil {
		return
	}
	if err := os.Chown(dir, int(s.caller.Credential.Uid), int(s.caller.Credential.Gid)); err != nil {
		s.t.Fatal(err)
	}
}

// serverPrograms finds the folder of initdb and postgres: the newest installed.
func serverPrograms(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("PGEN_POSTGRES_BIN"); bin != "" {
		return bin
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, pattern := range []string{"/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb", "/usr/local/opt/postgresql*/bin/initdb"} {
		more, _ := filepath.Glob(pattern)
		found = append(found, more...)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no initdb on this machine")
		}
		t.Skip("no initdb on this machine")
	}
	return filepath.Dir(slices.Max(found))
}

// start starts the server under a shell that ends it when this process is gone.
func (s *ownServer) start(settings ...string) {
	s.t.Helper()
	args := []string{"-c", `"$@" >>log 2>&1 & read -r how; kill -s "${how:-QUIT}" $!; wait $!`, "sh",
		filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data")}
	for _, setting := range append([]string{"listen_addresses=", "unix_socket_directories=" + s.dir, "fsync=off", "max_wal_senders=0"}, settings...) {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command("sh", args...)
	cmd.SysProcAttr, cmd.Dir, cmd.Env = s.caller, s.dir, s.environ
	stdin, err := cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.stop = func() { _ = stdin.Close(); _ = cmd.Wait(); s.stop = func() {} }
	signal := func(name string) { _, _ = fmt.Fprintln(stdin, name); s.stop() }
	s.restart = func(name string) { signal(name); s.start(settings...) }
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := pgx.ConnectConfig(context.Background(), s.config("postgres"))
		if err == nil {
			_ = conn.Close(context.Background())
			return
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			s.t.Fatalf("the server does not start: %v\n%s", err, log)
		}
	}
}

func (s *ownServer) config(database string) *pgx.ConnConfig {
	config, err := pgx.ParseConfig("postgres://postgres@/" + database + "?sslmode=disable&host=" + s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	return config
}

// capable reports whether this process may mount: CAP_SYS_ADMIN is bit 21.
func capable() bool {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, ok := strings.Cut(string(status), "CapEff:")
	if !ok {
		return false
	}
	caps, err := strconv.ParseUint(strings.Fields(rest)[0], 16, 64)
	return err == nil && caps&(1<<21) != 0
}
