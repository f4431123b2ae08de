package scratch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// bouncerPort names the pooler's socket file.
const bouncerPort = "6432"

// PoolMode is when a pooler gives a server connection to the next client.
type PoolMode string

// The pool modes of pgbouncer.
const (
	SessionPool     PoolMode = "session"
	TransactionPool PoolMode = "transaction"
	StatementPool   PoolMode = "statement"
)

// Bouncer is a running pgbouncer in front of a server.
type Bouncer struct {
	url     string
	process *process
}

// StartBouncer puts a pgbouncer before the server of databaseURL. Every
// database of the server can be reached through it. It ends like a server does:
// by [Bouncer.Stop], or with this process.
func StartBouncer(ctx context.Context, databaseURL string, mode PoolMode) (*Bouncer, error) {
	program, err := findBouncer()
	if err != nil {
		return nil, err
	}
	server, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, err
	}
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	folder, err := newFolder(acc)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "pgbouncer.ini")
	if err := errors.Join(writeFor(acc, file, bouncerConfig(folder, server, mode)),
		writeFor(acc, filepath.Join(folder, "users.txt"), bouncerUser(server))); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	// pgbouncer keeps nothing, so it may be killed; what its gentler signals wait
	// for differs from version to version.
	p, err := supervise(folder, acc, "KILL", []string{program, file})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := waitForSocket(ctx, folder); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return &Bouncer{url: socketURL(folder, bouncerPort, server.User, server.Database), process: p}, nil
}

// URL returns the address through the pooler of the database and user that
// [StartBouncer] was given.
func (b *Bouncer) URL() string { return b.url }

// Stop stops the pooler and removes its files. It may be called more than once.
func (b *Bouncer) Stop() error { return b.process.stop() }

func findBouncer() (string, error) {
	folders := append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")
	for _, folder := range folders {
		if program, err := exec.LookPath(filepath.Join(folder, "pgbouncer")); err == nil {
			return program, nil
		}
	}
	return "", errors.New("no pgbouncer found on this machine; install it (Debian: apt-get install pgbouncer, macOS: brew install pgbouncer)")
}

// bouncerConfig lets every role in that the server knows: clients can reach the
// socket only through the folder, which is closed to others. A password in the
// server's URL means that the server asks for it, so all go as that user.
func bouncerConfig(folder string, server *pgx.ConnConfig, mode PoolMode) string {
	target := fmt.Sprintf("* = host=%s port=%d", server.Host, server.Port)
	if server.Password != "" {
		target += fmt.Sprintf(" user=%s password=%s", quoteIni(server.User), quoteIni(server.Password))
	}
	return strings.Join([]string{
		"[databases]", target,
		"[pgbouncer]",
		"pool_mode = " + string(mode),
		"listen_addr =", "unix_socket_dir = " + folder, "listen_port = " + bouncerPort,
		"auth_type = trust", "auth_file = " + filepath.Join(folder, "users.txt"),
		"auth_user = " + server.User,
		"auth_query = SELECT rolname, NULL::text FROM pg_catalog.pg_roles WHERE rolname = $1",
		"max_client_conn = 500", "default_pool_size = 20", "",
	}, "\n")
}

func bouncerUser(server *pgx.ConnConfig) string {
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	return quote(server.User) + " " + quote(server.Password) + "\n"
}

func quoteIni(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// writeFor writes a file that only the account may read.
func writeFor(acc *account, path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	return acc.own(path)
}

// waitForSocket returns when the pooler in folder takes connections.
func waitForSocket(ctx context.Context, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "unix", filepath.Join(folder, ".s.PGSQL."+bouncerPort))
		if err == nil {
			return conn.Close()
		}
		log := filepath.Join(folder, "log")
		if exited(folder) {
			return fmt.Errorf("pgbouncer did not start; its log ends with\n%s", logTail(log))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("pgbouncer was not ready in time: %w; its log ends with\n%s", err, logTail(log))
		case <-time.After(5 * time.Millisecond):
		}
	}
}
