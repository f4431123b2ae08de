package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// DryRun executes what Upgrade or Downgrade would, in one transaction on the
// real database, and rolls it back. It stops in front of the first step outside
// a transaction, since what comes after may rest on it, and at a step that uses an
// enum value of an earlier one, which had to be committed; what it could not try is
// in Result.Untried. Locks are tried for once and given up early. Deferred
// constraints are checked at the end of each step.
//
// Sequences that steps advance stay advanced, and locks are held until the end.
func (m *Migrator) DryRun(ctx context.Context, direction Direction, target string) (Result, error) {
	result := Result{Direction: direction}
	if err := m.verify(); err != nil {
		return result, err
	}
	s, err := m.open(ctx)
	if err != nil {
		return result, err
	}
	defer s.close()
	p, err := s.plan(ctx, direction, target)
	result.From, result.To = p.heads(), p.heads()
	if err != nil || len(p.path) == 0 {
		return result, err
	}
	if err := s.prepare(ctx); err != nil {
		return result, err
	}
	defer s.rollback(ctx)
	if err := s.exec(ctx, s.begin(m.cfg.LockTimeout, m.cfg.StatementTimeout)); err != nil {
		return result, s.partial(result, "", err)
	}
	mon := &monitor{s: s}
	defer mon.close()
	for i, rev := range p.path {
		started := time.Now()
		m.report(ctx, Event{Kind: RevisionStarted, Direction: direction, Revision: rev.ID})
		complete, err := s.tryRevision(ctx, mon, p, rev, direction)
		if err != nil {
			return result, s.partial(result, rev.ID, err)
		}
		if !complete {
			for _, rest := range p.path[i:] {
				result.Untried = append(result.Untried, rest.ID)
			}
			return result, nil
		}
		done := Done{ID: rev.ID, Elapsed: time.Since(started)}
		result.Revisions = append(result.Revisions, done)
		m.report(ctx, Event{Kind: RevisionDone, Direction: direction, Revision: rev.ID, Elapsed: done.Elapsed})
	}
	return result, nil
}

// tryRevision runs the steps that are left; complete is false if one of them
// cannot run in a transaction.
func (s *session) tryRevision(ctx context.Context, mon *monitor, p plan, rev *Revision, direction Direction) (complete bool, err error) {
	w := s.workOn(p, rev, direction)
	for ; w.index < len(w.steps); w.index++ {
		if w.step().NoTransaction {
			return false, nil
		}
		stop := mon.watch(ctx, w, s.lockTimeout(w)/2)
		err := s.trial(ctx, w)
		blockers := stop()
		if w.needsCommit(err) {
			return false, nil
		}
		if err != nil {
			return false, s.failure(w, err, 1, blockers)
		}
		s.m.report(ctx, w.event(StepDone))
	}
	return true, nil
}

// needsCommit reports whether a step failed because it uses an enum value that an
// earlier step of the dry run added and that is not committed.
func (w work) needsCommit(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeNewValue && !anyPhrase(w.step().SQL, phrase.altersType)
}

// trial runs a step inside the transaction of a dry run.
func (s *session) trial(ctx context.Context, w work) error {
	settings := s.settings(s.lockTimeout(w), s.statementTimeout(w)) + ", " + setting("pgen.step", literal(s.token(w)))
	head := s.comment(w) + "SELECT " + settings + ";\n"
	if role := s.role(w); role != "" {
		head += "SET LOCAL ROLE " + identifier(role) + ";\n"
	}
	// What waits for the commit is done now; afterwards constraints wait again.
	tail := s.notEnded(s.ended(w)) + "RESET SESSION AUTHORIZATION;\nRESET ROLE;\n" +
		"SET CONSTRAINTS ALL IMMEDIATE;\nSET CONSTRAINTS ALL DEFERRED;\n" + w.forget() + "RESET ALL"
	if w.step().Function == "" {
		return s.send(ctx, head, w.step().SQL+"\n;\n", tail)
	}
	if err := s.exec(ctx, head); err != nil {
		return err
	}
	if err := s.m.cfg.Functions[w.step().Function](ctx, s.conn); err != nil {
		return err
	}
	return s.exec(ctx, tail)
}
