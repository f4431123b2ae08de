package scratch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The environment variables that [Start] reads, and the one in which the command
// "with" names a transaction pooler to tests.
const (
	EnvURL       = "PGEN_SCRATCH_URL"
	EnvBin       = "PGEN_POSTGRES_BIN"
	EnvPoolerURL = "PGEN_SCRATCH_POOLER_URL"
)

// startTimeout bounds initdb and the start of a server on a busy machine.
const startTimeout = 90 * time.Second

// serverPort names the socket file; it is part of the URL so that a PGPORT in
// the environment of a client has no say.
const serverPort = "5432"

// Options changes where the server's programs come from. The zero value takes
// what this machine has and downloads nothing.
type Options struct {
	// Bin is the folder that holds initdb and postgres. When it is "",
	// PGEN_POSTGRES_BIN is asked, then the usual places are searched.
	Bin string
	// Download allows fetching PostgreSQL when this machine has none. Notice, if
	// there is one, is told before that begins.
	Download bool
	Notice   func(text string)
}

// Server is a running PostgreSQL server.
type Server struct {
	url     string
	process *process
}

// Start gives a server that is ready for connections. The caller must call
// [Server.Stop]; should it not come to that, the server ends with this process.
func Start(ctx context.Context, o Options) (*Server, error) {
	if external := os.Getenv(EnvURL); external != "" {
		if err := checkURL(external); err != nil {
			return nil, fmt.Errorf("%s: %w", EnvURL, err)
		}
		return &Server{url: external}, nil
	}
	return startOwn(ctx, o)
}

// startOwn starts a server, whatever PGEN_SCRATCH_URL says.
func startOwn(ctx context.Context, o Options) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	h, err := newHome(ctx, o)
	if err != nil {
		return nil, err
	}
	p, err := supervise(h.folder, h.account, "QUIT", h.command())
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(h.folder))
	}
	if err := h.waitReady(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return &Server{url: h.url(), process: p}, nil
}

// URL returns the address of the database postgres for the superuser.
func (s *Server) URL() string { return s.url }

// Stop stops the server and removes its files. It may be called more than once
// and does nothing to a server that PGEN_SCRATCH_URL named.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	return s.process.stop()
}

// home is the folder of one server: data, socket and log.
type home struct {
	folder  string
	bin     string
	account *account
}

// newHome finds the programs and makes a folder with an initialised data
// directory. On an error nothing is left behind.
func newHome(ctx context.Context, o Options) (*home, error) {
	h, err := emptyHome(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := h.initialise(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(h.folder))
	}
	return h, nil
}

// emptyHome is newHome without the data directory.
func emptyHome(ctx context.Context, o Options) (*home, error) {
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	bin, err := findBin(ctx, o, acc)
	if err != nil {
		return nil, err
	}
	folder, err := newFolder(acc)
	if err != nil {
		return nil, err
	}
	return &home{folder: folder, bin: bin, account: acc}, nil
}

func (h *home) data() string { return filepath.Join(h.folder, "data") }

func (h *home) log() string { return filepath.Join(h.folder, "log") }

func (h *home) url() string { return socketURL(h.folder, serverPort, superuser, "postgres") }

// command is the server's command line: nothing survives a crash, nothing is
// archived or replicated, and big histories fit into one transaction.
func (h *home) command() []string {
	args := []string{filepath.Join(h.bin, "postgres"), "-D", h.data(), "-p", serverPort, "-k", h.folder}
	for _, setting := range []string{
		"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
		"wal_level=minimal", "max_wal_senders=0", "max_wal_size=1GB", "checkpoint_timeout=1h",
		"shared_buffers=64MB", "max_connections=200", "max_locks_per_transaction=256",
		"autovacuum=off", "jit=off", "log_checkpoints=off",
		// Shared memory in files of the data directory goes with it, however the server ends.
		"dynamic_shared_memory_type=mmap",
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// waitReady returns when the server takes connections. The server says so in
// the eighth line of its pid file.
func (h *home) waitReady(ctx context.Context) error {
	for {
		if lines := h.pidFile(); len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready" {
			return nil
		}
		if exited(h.folder) {
			return fmt.Errorf("PostgreSQL in %s did not start; its log ends with\n%s", h.bin, logTail(h.log()))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL in %s was not ready in time: %w; its log ends with\n%s", h.bin, ctx.Err(), logTail(h.log()))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// pidFile returns the lines of the server's pid file, nil if there is none.
func (h *home) pidFile() []string {
	text, err := os.ReadFile(filepath.Join(h.data(), "postmaster.pid"))
	if err != nil {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// socketURL addresses a server or pooler that listens in folder. Every part is
// given, so that no PG* variable of a client changes the meaning.
func socketURL(folder, port, user, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + database}
	u.RawQuery = url.Values{"host": {folder}, "port": {port}, "sslmode": {"disable"}}.Encode()
	return u.String()
}
