package migrate

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// single runs a step outside a transaction: journal, statement, journal. A
// step that was begun before, by this run or an earlier one, is first judged by
// what it left in the catalog.
func (s *session) single(ctx context.Context, mon *monitor, w work, begun bool) (EventKind, error) {
	goal := goalOf(w.step().SQL)
	kind := StepDone
	if begun || goal.mayHide {
		state, err := s.settle(ctx, w, goal)
		if err != nil {
			return "", s.failure(w, err, 1, nil)
		}
		if begun && state == reached {
			return StepSkipped, s.guarded(ctx, w, s.claim(w)+s.finish(w, true, ""))
		}
	}
	if err := s.guarded(ctx, w, s.claim(w)); err != nil {
		return "", err
	}
	if err := s.exec(ctx, s.sessionSettings(w)); err != nil {
		return "", s.failure(w, err, 1, nil)
	}
	stop := mon.watch(ctx, w, time.Second)
	// The extended protocol refuses a second statement in the text.
	_, err := s.conn.PgConn().ExecParams(ctx, w.step().SQL, nil, nil, nil, nil).Close()
	blockers := stop()
	if err != nil {
		_ = s.exec(context.WithoutCancel(ctx), "RESET ALL; RESET ROLE")
		if !begun {
			s.disclaim(ctx, w, goal, err)
		}
		return "", s.failure(w, &serverError{err: err}, 1, blockers)
	}
	return kind, s.guarded(ctx, w, "RESET ALL; RESET ROLE; "+w.forget()+s.finish(w, true, ""))
}

// disclaim takes back that a step has begun which the server refused although the
// catalog has what the step is to reach: somebody else's index of that name, say. The
// next run would take that for the work of this one and skip the step.
func (s *session) disclaim(ctx context.Context, w work, g goal, err error) {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || !strings.HasPrefix(pg.Code, "42") { // names and syntax
		return
	}
	if state, _, err := s.judge(ctx, g); err == nil && state == reached {
		_ = s.guarded(ctx, w, "UPDATE "+s.table+" AS r SET running = false WHERE r.running AND r.run = "+literal(s.run)+
			" AND r.id = "+literal(w.rev.ID)+";\n")
	}
}

// sessionSettings prepares the session for a statement outside a transaction.
// A lock timeout would also cut the long waits of CREATE INDEX CONCURRENTLY and
// leave an invalid index, so there is none unless the step asks for it. As the
// transactions of the run it may write where the default is to read only.
func (s *session) sessionSettings(w work) string {
	var lock time.Duration
	if t := w.step().LockTimeout; t != nil {
		lock = *t
	}
	sql := "SET default_transaction_read_only = off; SET application_name = " + literal(s.application()+" "+s.run) +
		"; SET lock_timeout = " + milliseconds(lock) + "; SET statement_timeout = " + milliseconds(s.statementTimeout(w))
	if s.limitsTransactions() {
		sql += "; SET transaction_timeout = 0"
	}
	if s.checksClient {
		sql += "; SET client_connection_check_interval = '500ms'"
	}
	if role := s.role(w); role != "" {
		sql += "; SET ROLE " + identifier(role)
	}
	return sql
}

// guarded runs statements of the journal in a transaction with the guard,
// waiting while another run is in a step.
func (s *session) guarded(ctx context.Context, w work, sql string) error {
	deadline := time.Now().Add(s.m.cfg.LockWait)
	for {
		err := s.exec(ctx, s.begin(s.m.cfg.LockTimeout, 0)+sql+"COMMIT")
		if err == nil {
			return nil
		}
		s.rollback(ctx)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != codeBusy || time.Now().After(deadline) {
			return s.failure(w, err, 1, nil)
		}
		if sleepErr := sleep(ctx, jitter(200*time.Millisecond)); sleepErr != nil {
			return s.failure(w, err, 1, nil)
		}
	}
}

// settle looks at what an earlier try left, removes what is in the way, and
// waits for an index that another session is still building.
func (s *session) settle(ctx context.Context, w work, g goal) (state, error) {
	started := time.Now()
	for {
		state, leftovers, err := s.judge(ctx, g)
		if err != nil {
			return 0, err
		}
		switch {
		case state == inProgress && time.Since(started) < s.m.cfg.LockWait:
			if err := sleep(ctx, jitter(time.Second)); err != nil {
				return 0, err
			}
			continue
		case state == inProgress:
			return 0, &HistoryError{Kind: ErrLocked, Detail: "another session is still building index " + g.name.String()}
		}
		for _, sql := range leftovers {
			if err := s.exec(ctx, s.sessionSettings(w)); err != nil {
				return 0, err
			}
			err := s.exec(ctx, sql)
			_ = s.exec(context.WithoutCancel(ctx), "RESET ALL; RESET ROLE")
			if err != nil {
				return 0, err
			}
			e := w.event(StepRepaired)
			e.Detail = sql
			s.m.report(ctx, e)
		}
		return state, nil
	}
}
