package migrate

import (
	"context"
	"time"
)

// DryRun executes what Upgrade or Downgrade would, in one transaction on the
// real database, and rolls it back. It stops in front of the first step outside
// a transaction, since what comes after may rest on it, and lists what it could
// not try in Result.Untried. Locks are tried for once and given up early.
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
		if err != nil {
			return false, s.failure(w, err, 1, blockers)
		}
		s.m.report(ctx, w.event(StepDone))
	}
	return true, nil
}
