package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// retryable are the failures after which the same transaction may be tried
// again: lock not available, deadlock, serialization failure.
var retryable = [...]string{"55P03", "40P01", "40001"}

// transactional runs a step in its transaction, again and again while it does
// not get its locks.
func (s *session) transactional(ctx context.Context, mon *monitor, w work) error {
	delay := 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		stop := mon.watch(ctx, w, s.lockTimeout(w)/2)
		err := s.try(ctx, w)
		blockers := stop()
		if err == nil {
			return nil
		}
		s.rollback(ctx)
		if s.overtaken(ctx, w) {
			return &pgconn.PgError{Severity: "ERROR", Code: codeMoved, Message: w.movedMessage()}
		}
		var pg *pgconn.PgError
		again := errors.As(err, &pg) && slices.Contains(retryable[:], pg.Code)
		if !again || attempt >= s.m.cfg.LockAttempts {
			return s.failure(w, err, attempt, blockers)
		}
		e := w.event(StepRetried)
		e.Attempt, e.Blockers, e.Err = attempt, blockers, err
		s.m.report(ctx, e)
		if err := sleep(ctx, jitter(delay)); err != nil {
			return s.failure(w, err, attempt, blockers)
		}
		delay = min(delay*2, 5*time.Second)
	}
}

// overtaken reports whether another run has done the step meanwhile, which then
// is why it failed here.
func (s *session) overtaken(ctx context.Context, w work) bool {
	j, err := s.read(ctx)
	return err == nil && !w.next(j.find(w.rev.ID))
}

func (s *session) lockTimeout(w work) time.Duration {
	if t := w.step().LockTimeout; t != nil {
		return *t
	}
	return s.m.cfg.LockTimeout
}

func (s *session) statementTimeout(w work) time.Duration {
	if t := w.step().StatementTimeout; t != nil {
		return *t
	}
	return s.m.cfg.StatementTimeout
}

// head and tail are what stands around the SQL of a transactional step.
func (s *session) head(w work) string {
	settings := s.settings(s.lockTimeout(w), s.statementTimeout(w)) + ", " + setting("pgen.step", literal(s.token(w)))
	if w.step().Function != "" { // which may do other things in between
		settings += ", " + setting("idle_in_transaction_session_timeout", "'0'")
	}
	head := s.comment(w) + s.start(settings)
	// Where runs may get in between, it is worth the time to ask before the work
	// whether it is still to be done. The tail makes sure in any case.
	if s.pooled || w.step().Function != "" {
		head += s.expect(w)
	}
	if role := s.role(w); role != "" {
		head += "SET LOCAL ROLE " + identifier(role) + ";\n"
	}
	return head
}

// comment stands first in the message, where pg_stat_activity shows it.
func (s *session) comment(w work) string {
	return fmt.Sprintf("/* pgen: %s %s, step %d of %d */\n", w.rev.ID, w.direction, w.index+1, len(w.steps))
}

// tail gives up what the step may have set in the session: roles, search_path.
// The token vanishes when the step ends its own transaction.
func (s *session) tail(w work) string {
	return "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n" + w.forget() + s.finish(w, false, s.ended(w)) + "RESET ALL;\nCOMMIT"
}

// ended is the condition under which the step has ended its own transaction.
func (s *session) ended(w work) string {
	return "pg_catalog.current_setting('pgen.step', true) IS DISTINCT FROM " + literal(s.token(w))
}

func (s *session) token(w work) string { return fmt.Sprintf("%s/%s/%d", s.run, w.rev.ID, w.index) }

func (s *session) role(w work) string { return s.m.cfg.Roles[w.step().Role] }

// serverError is a failure with what is needed to find its place.
type serverError struct {
	err error
	// statement is the number of statements of the step that had succeeded.
	statement int
	// shift is the number of characters in front of the step's SQL.
	shift int
}

func (e *serverError) Error() string { return e.err.Error() }
func (e *serverError) Unwrap() error { return e.err }

// try sends the step once. SQL goes in one message, so the step costs one round
// trip; the server parses all of it before it runs any of it.
func (s *session) try(ctx context.Context, w work) error {
	if w.step().Function != "" {
		return s.call(ctx, w)
	}
	head, sql := s.head(w), ""
	if !w.empty() {
		sql = w.step().SQL + "\n;\n"
	}
	return s.send(ctx, head, sql, s.tail(w))
}

// send sends the three parts as one message.
func (s *session) send(ctx context.Context, head, sql, tail string) error {
	results := s.conn.PgConn().Exec(ctx, head+sql+tail)
	done := 0
	for results.NextResult() {
		if _, err := results.ResultReader().Close(); err == nil {
			done++
		}
	}
	if err := results.Close(); err != nil {
		return &serverError{err: s.translate(err), statement: done - len(statementStarts(head)), shift: utf8.RuneCountInString(head)}
	}
	return nil
}

// call runs a step written in Go between the same guards.
func (s *session) call(ctx context.Context, w work) error {
	if err := s.exec(ctx, s.head(w)); err != nil {
		return err
	}
	if err := s.m.cfg.Functions[w.step().Function](ctx, s.conn); err != nil {
		return err
	}
	return s.exec(ctx, s.tail(w))
}

// locate points at a byte of the step's SQL.
func (e *StepError) locate(step Step, offset int) {
	e.Position = sqlpos.FromByte(step.SQL, offset)
	e.Position.Line += step.Line - 1
	if step.SQL != "" {
		e.Excerpt = sqlpos.Excerpt(step.SQL, offset)
	}
}

// failure puts the place and the circumstances to an error.
func (s *session) failure(w work, err error, attempts int, blockers []Blocker) error {
	e := &StepError{Revision: w.rev.ID, File: w.rev.File, Step: w.index + 1, Attempts: attempts, Blockers: blockers, Err: err}
	if w.empty() {
		return e
	}
	step := w.step()
	offset := 0
	var located *serverError
	var pg *pgconn.PgError
	errors.As(err, &pg)
	if errors.As(err, &located) {
		e.Err = located.err
		starts := statementStarts(step.SQL)
		if located.statement >= 0 && located.statement < len(starts) {
			offset = starts[located.statement]
		}
		if pg != nil {
			length := utf8.RuneCountInString(step.SQL)
			switch at := int(pg.Position) - located.shift; {
			case at > 0 && at <= length+1:
				offset = sqlpos.ByteOfChar(step.SQL, at)
			case at > 0 && unclosed(step.SQL) >= 0:
				// The quote swallowed what stands behind the step.
				offset, e.Hint = unclosed(step.SQL), "the quote that opens here is not closed"
			}
		}
	}
	e.locate(step, offset)
	e.Hint = cmp.Or(e.Hint, hint(pg, step, located, len(blockers)))
	if pg != nil && pg.Code == codeEnded {
		e.Err = fmt.Errorf("%w: what stands before its COMMIT or ROLLBACK is decided", ErrEndedTransaction)
	}
	if s.conn != nil && s.conn.IsClosed() {
		e.Hint = cmp.Or(e.Hint, "the connection is gone; run again, which goes on from what the database says is done")
	}
	return e
}

const endedHint = "remove BEGIN, COMMIT and ROLLBACK; every step is a transaction already"

// hint says what to do about the failures that the runner knows.
func hint(pg *pgconn.PgError, step Step, located *serverError, blockers int) string {
	switch {
	case pg == nil:
		return ""
	case pg.Code == codeEnded:
		return endedHint
	case pg.Code == "25001" && !step.NoTransaction:
		return "put the statement below a line " + markerPrefix + "step transaction=off"
	case pg.Code == codeNewValue:
		return "a new enum value can be used after its transaction only: put ADD VALUE into a step of its own"
	case pg.Code == "55P03" && blockers > 0:
		return "wait for these sessions or end them, then run again; " + markerPrefix + "step lock-timeout= sets how long to wait"
	case pg.Code == "53100":
		return "free space on the server's disk, then run again; what is done stays"
	case pg.Code == "53300":
		return "end idle sessions or raise max_connections, then run again; what is done stays"
	case pg.Code == "55P03":
		return "run again when the table is less busy; " + markerPrefix + "step lock-timeout= sets how long to wait"
	case located != nil && strings.HasPrefix(pg.Code, "23") && located.statement >= len(statementStarts(step.SQL)):
		return "a deferred constraint failed at the end of the transaction"
	}
	return ""
}
