package migrate

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Result says what a run did.
type Result struct {
	Direction Direction
	// Revisions are those that the run finished, in order.
	Revisions []Done
	// From and To are the heads of what was applied before and after.
	From, To []string
	// Untried are revisions that a dry run could not execute, because a step
	// outside a transaction comes first.
	Untried []string
}

// Done is one finished revision.
type Done struct {
	ID string
	// Elapsed is the time that this run spent on it.
	Elapsed time.Duration
}

// Upgrade applies the revisions that the target needs and that are not applied.
// When nothing is pending it takes no lock and writes nothing.
//
// Runs may start at the same time: one works, the others wait and find nothing
// left. Errors are a *HistoryError or *TargetError when nothing was tried, and a
// *PartialError around a *StepError when a step failed; what was finished before
// stays, and the next run goes on from there.
func (m *Migrator) Upgrade(ctx context.Context, target string) (Result, error) {
	return m.move(ctx, Up, target)
}

// Downgrade undoes what follows the target, newest first. Revisions that no
// file has are undone with the text that the database keeps. Steps that lose
// data are refused (ErrLossy) unless Config.AllowLoss is set, and so are
// revisions without a down section (ErrIrreversible), before anything is undone.
func (m *Migrator) Downgrade(ctx context.Context, target string) (Result, error) {
	return m.move(ctx, Down, target)
}

func (m *Migrator) move(ctx context.Context, direction Direction, target string) (result Result, err error) {
	ctx, end := m.span(ctx, Span{Name: "pgen run", Direction: direction, Target: target})
	defer func() { end(err) }()
	result.Direction = direction
	s, j, err := m.ready(ctx)
	if err != nil {
		return result, err
	}
	defer s.close()
	p, err := s.planFrom(ctx, j, direction, target)
	result.From, result.To = p.heads(), p.heads()
	// A revision that is half done may be the work of a run that is going on: that
	// is decided under the lock.
	unfinished := errors.Is(err, ErrUnfinished)
	if err != nil && !unfinished || err == nil && len(p.path) == 0 {
		return result, err
	}
	if err := s.goDirect(ctx); err != nil {
		return result, err
	}
	if err := s.prepare(ctx); err != nil {
		return result, err
	}
	if err := s.lock(ctx); err != nil {
		return result, err
	}
	return s.work(ctx, direction, p, target, result)
}

// work goes on until nothing is pending. The plan is made anew under the lock,
// and again whenever the journal turns out to have moved.
func (s *session) work(ctx context.Context, direction Direction, first plan, target string, result Result) (_ Result, err error) {
	mon := &monitor{s: s}
	defer mon.close()
	hooks := &around{hooks: s.m.cfg.Hooks}
	defer func() { err = hooks.after(ctx, result, err) }()
	j, err := s.ensure(ctx)
	if err != nil {
		return result, err
	}
	if len(first.path) == 0 {
		if first, err = s.planFrom(ctx, j, direction, target); err != nil {
			return result, err
		}
	}
	var busySince time.Time
	for {
		p, err := s.replan(ctx, j, direction, target, first)
		if err != nil {
			return result, s.partial(result, "", err)
		}
		result.To = p.heads()
		if len(p.path) == 0 {
			return result, nil
		}
		if err := hooks.before(ctx, direction, p.path); err != nil {
			return result, err
		}
		for _, rev := range p.path {
			started := time.Now()
			if err = s.revision(ctx, mon, p, rev, direction); err != nil {
				if again := s.moved(ctx, err, &busySince); again {
					break
				}
				return result, s.partial(result, rev.ID, err)
			}
			busySince = time.Time{}
			done := Done{ID: rev.ID, Elapsed: time.Since(started)}
			result.Revisions = append(result.Revisions, done)
			s.m.report(ctx, Event{Kind: RevisionDone, Direction: direction, Revision: rev.ID, Elapsed: done.Elapsed})
		}
		if j, err = s.read(ctx); err != nil {
			return result, s.partial(result, "", err)
		}
	}
}

// moved reports whether another run got in between, so that the plan must be
// made again. That happens without a session lock only. When the other run
// does not end within Config.LockWait, err stays.
func (s *session) moved(ctx context.Context, err error, busySince *time.Time) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != codeBusy && pg.Code != codeMoved {
		return false
	}
	if busySince.IsZero() {
		*busySince = time.Now()
	}
	return time.Since(*busySince) < s.m.cfg.LockWait && sleep(ctx, jitter(200*time.Millisecond)) == nil
}

func (s *session) partial(result Result, failed string, err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == codeBusy || pg.Code == codeMoved) {
		err = &HistoryError{Kind: ErrLocked, Detail: pg.Message, Hint: "wait for that run to end"}
	}
	if failed == "" && len(result.Revisions) == 0 {
		return err
	}
	var done []string
	for _, d := range result.Revisions {
		done = append(done, d.ID)
	}
	return &PartialError{Done: done, Failed: failed, Err: err}
}

// ensure makes the history table if it is missing, and returns what it holds. Of
// a table that another run fills at the same moment it may say that it is empty;
// the guards of the steps notice that.
func (s *session) ensure(ctx context.Context) (journal, error) {
	deadline := time.Now().Add(s.m.cfg.LockWait)
	for {
		j, err := s.read(ctx)
		if err != nil || j.exists {
			return j, err
		}
		err = s.exec(ctx, s.begin(s.m.cfg.LockTimeout, s.m.cfg.StatementTimeout)+s.createTable()+";\nCOMMIT")
		if err == nil {
			return journal{exists: true}, nil
		}
		s.rollback(ctx)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) {
			return j, err
		}
		switch {
		case pg.Code == codeBusy && time.Now().Before(deadline):
			if err := sleep(ctx, jitter(200*time.Millisecond)); err != nil {
				return j, err
			}
		case pg.Code == "3F000":
			return j, &HistoryError{Kind: err, Detail: "the history table lives in schema " + quote(s.schema),
				Hint: "create the schema (CREATE SCHEMA ... AUTHORIZATION the role), or name another one"}
		case pg.Code == "42501":
			return j, &HistoryError{Kind: err, Detail: "role " + quote(s.user) + " may not create the history table in schema " + quote(s.schema),
				Hint: "grant CREATE on the schema, or log in as its owner"}
		default:
			return j, err
		}
	}
}

// rollback ends a failed transaction and undoes what the step set in the
// session. When the connection is gone there is nothing to do.
func (s *session) rollback(ctx context.Context) {
	if s.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = s.exec(ctx, "ROLLBACK")
}

// revision does the steps of one revision that are left.
func (s *session) revision(ctx context.Context, mon *monitor, p plan, rev *Revision, direction Direction) (err error) {
	ctx, end := s.m.span(ctx, Span{Name: "pgen revision", Direction: direction, Target: rev.ID, Revision: rev.ID})
	defer func() { end(err) }()
	if err := ofRevision(ctx, s.m.cfg.Hooks.BeforeRevision, "before", direction, rev); err != nil {
		return err
	}
	w := s.workOn(p, rev, direction)
	// The step may have been begun by an earlier run.
	row := p.journal.find(rev.ID)
	begun := row != nil && !row.Finished && row.Running
	s.m.report(ctx, Event{Kind: RevisionStarted, Direction: direction, Revision: rev.ID})
	for ; ; w.index++ {
		if err := s.do(ctx, mon, w, begun); err != nil {
			return err
		}
		begun = false
		if w.last() {
			return ofRevision(ctx, s.m.cfg.Hooks.AfterRevision, "after", direction, rev)
		}
	}
}

// do runs the step at hand.
func (s *session) do(ctx context.Context, mon *monitor, w work, begun bool) (err error) {
	e := w.event(StepDone)
	ctx, end := s.m.span(ctx, Span{Name: "pgen step", Direction: w.direction, Target: w.rev.ID, Revision: w.rev.ID, Step: e.Step, Steps: e.Steps})
	defer func() { end(err) }()
	started := time.Now()
	if w.step().NoTransaction {
		e.Kind, err = s.single(ctx, mon, w, begun)
	} else {
		err = s.transactional(ctx, mon, w)
	}
	if err != nil {
		return err
	}
	if e.Elapsed = time.Since(started); e.Kind == StepSkipped {
		e.Detail = "an earlier run had completed it"
	}
	s.m.report(ctx, e)
	return nil
}

// workOn starts at the first step of the revision that is left.
func (s *session) workOn(p plan, rev *Revision, direction Direction) work {
	w := work{rev: rev, direction: direction, steps: rev.Up}
	if direction == Down {
		w.steps = rev.Down
	}
	row := p.journal.find(rev.ID)
	w.fresh = row == nil
	if row != nil && !row.Finished && row.Direction == direction {
		w.index = row.StepsDone
	}
	return w
}

// plan is what a run will do.
type plan struct {
	history *History // files, and for a downgrade what only the database has
	journal journal
	path    []*Revision
}

// heads are the applied revisions that no other applied one follows.
func (p plan) heads() []string {
	followed := make(set, len(p.journal.rows))
	for _, r := range p.journal.rows {
		if r.Finished {
			for _, id := range r.Parents {
				followed[id] = true
			}
		}
	}
	var heads []string
	for _, r := range p.journal.rows {
		if r.Finished && !followed[r.ID] {
			heads = append(heads, r.ID)
		}
	}
	slices.SortFunc(heads, CompareIDs)
	return heads
}
