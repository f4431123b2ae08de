package migrate

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// The kinds of refusal, for errors.Is.
var (
	// ErrAhead: the database has revisions that no file has.
	ErrAhead = errors.New("the database is ahead of the migration files")
	// ErrEdited: an applied revision's file now means something else.
	ErrEdited = errors.New("an applied revision was edited")
	// ErrElsewhere: another schema of the search_path has the history table.
	ErrElsewhere = errors.New("the history table is in another schema")
	// ErrStandby: the server is a standby, and something is to be written.
	ErrStandby = errors.New("the server is a standby")
	// ErrLocked: another run held the migration lock for too long.
	ErrLocked = errors.New("another run holds the migration lock")
	// ErrIrreversible: a revision to undo has no down section.
	ErrIrreversible = errors.New("the revision cannot be undone")
	// ErrLossy: undoing a revision loses data and that was not allowed.
	ErrLossy = errors.New("data would be lost")
	// ErrUnfinished: a revision is half applied or half undone in the direction
	// opposite to the one that was asked for.
	ErrUnfinished = errors.New("a revision is half done")
	// ErrPooled: a step outside a transaction was to run behind a pooler.
	ErrPooled = errors.New("the connection goes through a pooler")
	// ErrEndedTransaction: a step ends its own transaction.
	ErrEndedTransaction = errors.New("a step must not end its own transaction")
)

// HistoryError is a refusal that comes from comparing files and database.
type HistoryError struct {
	// Kind is one of the Err values of this package.
	Kind error
	// Revisions are those that it is about.
	Revisions []string
	Detail    string
	Hint      string
}

// Error returns kind, detail and hint.
func (e *HistoryError) Error() string {
	text := e.Kind.Error()
	if e.Detail != "" {
		text += ": " + e.Detail
	} else if len(e.Revisions) > 0 {
		text += ": " + strings.Join(e.Revisions, ", ")
	}
	if e.Hint != "" {
		text += "\n  hint: " + e.Hint
	}
	return text
}

// Unwrap returns the kind.
func (e *HistoryError) Unwrap() error { return e.Kind }

func aheadError(revisions []string) error {
	return &HistoryError{Kind: ErrAhead, Revisions: revisions,
		Hint: "deploy the version that has these revisions, or take them back with pgen downgrade"}
}

func editedError(revisions []string) error {
	return &HistoryError{Kind: ErrEdited, Revisions: revisions,
		Hint: "bring the file back from git and put the change into a new revision"}
}

func irreversibleError(rev *Revision) error {
	return &HistoryError{Kind: ErrIrreversible, Revisions: []string{rev.ID}, Detail: rev.ID + " has no " + markerPrefix + "down section",
		Hint: "write one (an empty section says that nothing has to be undone), or restore a backup"}
}

// Blocker is a session that another one waits for.
type Blocker struct {
	PID         int
	User        string
	Application string
	State       string
	// Age is how long its transaction, or else its statement, has been running.
	Age   time.Duration
	Query string
}

// String describes the session in one line.
func (b Blocker) String() string {
	query := strings.Join(strings.Fields(b.Query), " ")
	if r := []rune(query); len(r) > 80 {
		query = string(r[:80]) + "…"
	}
	return fmt.Sprintf("pid %d (%s, %s, %s) for %s: %s", b.PID, b.User, b.Application, b.State, b.Age.Round(time.Millisecond), query)
}

// StepError is the failure of one step.
type StepError struct {
	Revision string
	File     string
	// Step counts from 1 within the direction.
	Step int
	// Position is the place in the file, zero when it is not known.
	Position sqlpos.Position
	Excerpt  string
	// Attempts is how often the step was tried.
	Attempts int
	// Blockers are the sessions that the step waited for.
	Blockers []Blocker
	Err      error
	Hint     string
}

// Error returns place, message of the server, excerpt, blockers and hint.
func (e *StepError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if !e.Position.IsZero() {
		b.WriteString(":" + e.Position.String())
	}
	fmt.Fprintf(&b, ": step %d of %s: ", e.Step, e.Revision)
	var pg *pgconn.PgError
	if errors.As(e.Err, &pg) {
		writeServerError(&b, pg)
	} else {
		b.WriteString(e.Err.Error())
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (tried %d times)", e.Attempts)
	}
	if e.Excerpt != "" {
		b.WriteString("\n  " + strings.ReplaceAll(e.Excerpt, "\n", "\n  "))
	}
	for _, blocker := range e.Blockers {
		b.WriteString("\n  blocked by " + blocker.String())
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + e.Hint)
	}
	return b.String()
}

func writeServerError(b *strings.Builder, pg *pgconn.PgError) {
	b.WriteString(pg.Message + " (SQLSTATE " + pg.Code + ")")
	for _, line := range []struct{ name, text string }{{"detail", pg.Detail}, {"server hint", pg.Hint}, {"context", pg.Where}} {
		if line.text != "" {
			b.WriteString("\n  " + line.name + ": " + strings.ReplaceAll(line.text, "\n", "\n    "))
		}
	}
}

// Unwrap returns the cause, a *pgconn.PgError if the server refused.
func (e *StepError) Unwrap() error { return e.Err }

// PartialError says how far a run came before it failed. What is applied stays
// applied, and the next run goes on from there.
type PartialError struct {
	// Done are the revisions that this run finished.
	Done []string
	// Failed is the revision that did not finish.
	Failed string
	Err    error
}

// Error returns the cause and how far the run came.
func (e *PartialError) Error() string {
	done := "nothing was done before"
	if len(e.Done) > 0 {
		done = "done before: " + strings.Join(e.Done, ", ")
	}
	return fmt.Sprintf("%v\n  revision %s is not finished; %s", e.Err, e.Failed, done)
}

// Unwrap returns the cause.
func (e *PartialError) Unwrap() error { return e.Err }
