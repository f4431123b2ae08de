package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DefaultTable is the name of the history table.
const DefaultTable = "pgen_revision"

// Function is a step written in Go. It runs in the step's transaction, which
// the runner commits together with the journal.
type Function func(ctx context.Context, tx Tx) error

// Tx is what a Function may do with its transaction: all but end it.
type Tx interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Config says what to run and where. Conn or URL, and History or Load, are needed.
type Config struct {
	// Conn or URL says how to connect. The run opens connections of its own: one
	// for the work, and a second one when it has to find out what blocks it.
	Conn *pgx.ConnConfig
	URL  string
	// Direct or DirectURL leads to the same database without a pooler. It does the
	// work of a run when Conn or URL goes through a transaction pooler, which has no
	// place for steps outside a transaction.
	Direct    *pgx.ConnConfig
	DirectURL string
	// History holds the revisions.
	History *History
	// Load gives the history when History is nil. It is called once, while the first
	// run connects, so that a program with many files starts sooner.
	Load func() (*History, error)
	// Schema is where the history table lives; "" is the first schema of the
	// connection's search_path. Table defaults to DefaultTable.
	Schema, Table string
	// Roles maps the names that steps give with role= to roles of the server; the
	// key "" is for steps without one. When it is empty all steps run as the
	// role that logs in.
	Roles map[string]string
	// Functions are the steps written in Go, by the name given with function=.
	Functions map[string]Function
	// Hooks run around the run and around each revision.
	Hooks Hooks
	// Tracer is told where runs, revisions and steps begin and end; nil for none.
	Tracer Tracer
	// Logger receives what happens; nil logs nothing.
	Logger *slog.Logger
	// Progress is called for each event, never by two goroutines at once.
	Progress func(Event)
	// LockWait is how long to wait for another run to end; zero is one minute, a
	// negative value does not wait.
	LockWait time.Duration
	// LockTimeout is how long one try of a transactional step may wait for a lock
	// of the database; zero is two seconds, a negative value is no limit.
	LockTimeout time.Duration
	// LockAttempts is how often a step is tried that does not get its locks; zero
	// is ten.
	LockAttempts int
	// StatementTimeout is the server's limit for a statement; zero is none.
	StatementTimeout time.Duration
	// AllowLoss lets a downgrade run steps that lose data.
	AllowLoss bool
	// SessionPooler says that a pooler in between keeps one server connection per
	// client. Without it a pooler is taken to change them with each transaction,
	// and steps outside a transaction are refused unless Direct is set.
	SessionPooler bool
}

// Migrator moves one database along the history. It may be used by several
// goroutines at once; each call opens its own connection.
type Migrator struct {
	cfg  Config
	conn *pgx.ConnConfig
	// direct leads past the pooler, nil if there is no other way than conn.
	direct *pgx.ConnConfig
	// load returns the history, which it reads only once.
	load func() (*History, error)
	emit *sync.Mutex
}

// New checks the configuration. It does not connect.
func New(cfg Config) (*Migrator, error) {
	load := sync.OnceValues(cfg.Load)
	switch {
	case cfg.History != nil:
		load = func() (*History, error) { return cfg.History, nil }
	case cfg.Load == nil:
		return nil, errors.New("migrate: Config.History is missing; get it from migrate.Load")
	}
	if cfg.Conn == nil && cfg.URL == "" {
		return nil, errors.New("migrate: Config.Conn and Config.URL are both missing; give one")
	}
	conn, err := endpoint(cfg.Conn, cfg.URL)
	if err != nil {
		return nil, err
	}
	direct, err := endpoint(cfg.Direct, cfg.DirectURL)
	if err != nil {
		return nil, err
	}
	cfg.Table = cmp.Or(cfg.Table, DefaultTable)
	cfg.LockWait = max(0, cmp.Or(cfg.LockWait, time.Minute))
	cfg.LockTimeout = max(0, cmp.Or(cfg.LockTimeout, 2*time.Second))
	cfg.LockAttempts = cmp.Or(cfg.LockAttempts, 10)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Migrator{cfg: cfg, conn: conn, direct: direct, load: load, emit: &sync.Mutex{}}, nil
}

// history returns the history once it is known that it can be loaded.
func (m *Migrator) history() *History {
	h, _ := m.load()
	return h
}

// verify loads the history, and asks whether files were edited.
func (m *Migrator) verify() error {
	h, err := m.load()
	if err != nil {
		return err
	}
	return h.Verify()
}

// ready opens a session and reads the history table while the files are read. What is
// wrong with the files is told first, and ends the attempt to connect.
func (m *Migrator) ready(ctx context.Context) (*session, journal, error) {
	connecting, cancel := context.WithCancel(ctx)
	defer cancel()
	files := make(chan error, 1)
	go func() {
		err := m.verify()
		if err != nil {
			cancel()
		}
		files <- err
	}()
	var j journal
	s, err := m.open(connecting)
	if err == nil {
		j, err = s.read(connecting)
	}
	if fault := <-files; fault != nil {
		err = fault
	}
	if err != nil && s != nil {
		s.close()
	}
	return s, j, err
}

// endpoint is the configuration to connect with, nil if neither is given.
func endpoint(conn *pgx.ConnConfig, url string) (*pgx.ConnConfig, error) {
	if conn == nil && url == "" {
		return nil, nil
	}
	if conn == nil {
		var err error
		if conn, err = pgx.ParseConfig(url); err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
	}
	conn = conn.Copy()
	// Statements are sent unnamed: a name does not survive a transaction pooler.
	conn.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn.StatementCacheCapacity, conn.DescriptionCacheCapacity = 0, 0
	return conn, nil
}
