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

// Config says what to run and where. Conn or URL, and History, are needed.
type Config struct {
	// Conn or URL says how to connect. The run opens connections of its own: one
	// for the work, and a second one when it has to find out what blocks it.
	Conn *pgx.ConnConfig
	URL  string
	// History holds the revisions.
	History *History
	// Schema is where the history table lives; "" is the first schema of the
	// connection's search_path. Table defaults to DefaultTable.
	Schema, Table string
	// Roles maps the names that steps give with role= to roles of the server; the
	// key "" is for steps without one. When it is empty all steps run as the
	// role that logs in.
	Roles map[string]string
	// Functions are the steps written in Go, by the name given with function=.
	Functions map[string]Function
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
	// and steps outside a transaction are refused.
	SessionPooler bool
}

// Migrator moves one database along the history. It may be used by several
// goroutines at once; each call opens its own connection.
type Migrator struct {
	cfg  Config
	conn *pgx.ConnConfig
	emit *sync.Mutex
}

// New checks the configuration. It does not connect.
func New(cfg Config) (*Migrator, error) {
	if cfg.History == nil {
		return nil, errors.New("migrate: Config.History is missing; get it from migrate.Load")
	}
	conn := cfg.Conn
	switch {
	case conn == nil && cfg.URL == "":
		return nil, errors.New("migrate: Config.Conn and Config.URL are both missing; give one")
	case conn == nil:
		var err error
		if conn, err = pgx.ParseConfig(cfg.URL); err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
	}
	conn = conn.Copy()
	// Statements are sent unnamed: a name does not survive a transaction pooler.
	conn.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn.StatementCacheCapacity, conn.DescriptionCacheCapacity = 0, 0
	cfg.Table = cmp.Or(cfg.Table, DefaultTable)
	cfg.LockWait = max(0, cmp.Or(cfg.LockWait, time.Minute))
	cfg.LockTimeout = max(0, cmp.Or(cfg.LockTimeout, 2*time.Second))
	cfg.LockAttempts = cmp.Or(cfg.LockAttempts, 10)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Migrator{cfg: cfg, conn: conn, emit: &sync.Mutex{}}, nil
}

// Direction is up or down.
type Direction string

// The directions of a run.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// EventKind says what happened.
type EventKind string

// The events of a run, in the order in which they come for a revision.
const (
	// LockWaiting: another run holds the migration lock.
	LockWaiting EventKind = "lock-waiting"
	// RevisionStarted: the first step that is left begins.
	RevisionStarted EventKind = "revision-started"
	// StepWaiting: the step waits for the locks of Event.Blockers.
	StepWaiting EventKind = "step-waiting"
	// StepRetried: the step did not get its locks and is tried again.
	StepRetried EventKind = "step-retried"
	// StepRepaired: what an interrupted step had left was removed.
	StepRepaired EventKind = "step-repaired"
	// StepDone: the step has been applied.
	StepDone EventKind = "step-done"
	// StepSkipped: an interrupted step turned out to be complete.
	StepSkipped EventKind = "step-skipped"
	// RevisionDone: the revision is applied or undone.
	RevisionDone EventKind = "revision-done"
)

// Event tells the progress of a run.
type Event struct {
	Kind      EventKind
	Direction Direction
	Revision  string
	// Step counts from 1, Steps is how many there are; both are zero for events
	// of the whole revision.
	Step, Steps int
	Attempt     int
	Elapsed     time.Duration
	Blockers    []Blocker
	Err         error
	Detail      string
}

// report passes an event to the logger and to the caller.
func (m *Migrator) report(ctx context.Context, e Event) {
	attrs := []slog.Attr{slog.String("revision", e.Revision), slog.String("direction", string(e.Direction))}
	if e.Step > 0 {
		attrs = append(attrs, slog.Int("step", e.Step), slog.Int("steps", e.Steps))
	}
	if e.Elapsed > 0 {
		attrs = append(attrs, slog.Duration("elapsed", e.Elapsed))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	if e.Detail != "" {
		attrs = append(attrs, slog.String("detail", e.Detail))
	}
	for _, b := range e.Blockers {
		attrs = append(attrs, slog.String("blocker", b.String()))
	}
	m.cfg.Logger.LogAttrs(ctx, slog.LevelInfo, "pgen "+string(e.Kind), attrs...)
	if m.cfg.Progress != nil {
		m.emit.Lock()
		defer m.emit.Unlock()
		m.cfg.Progress(e)
	}
}
