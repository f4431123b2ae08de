package migrate

import "context"

// Status compares the database with the files.
type Status struct {
	// Heads are the applied revisions that no other applied one follows.
	Heads []string
	// Rows are the revisions in the history table, oldest first.
	Rows []Row
	// Pending are the revisions of the files that are not fully applied, in the
	// order in which an upgrade would take them.
	Pending []string
	// Unknown are revisions of the database that no file has: it is ahead.
	Unknown []string
	// Edited are applied revisions whose files now mean something else.
	Edited []string
	// Unfinished are revisions that are half applied or half undone.
	Unfinished []string
}

// UpToDate reports whether nothing is pending, unknown, edited or unfinished.
func (s Status) UpToDate() bool {
	return len(s.Pending)+len(s.Unknown)+len(s.Edited)+len(s.Unfinished) == 0
}

// Err returns nil if the database is at the heads of the files or behind them;
// otherwise the *HistoryError (ErrAhead or ErrEdited) that Upgrade would give.
func (s Status) Err() error {
	switch {
	case len(s.Unknown) > 0:
		return aheadError(s.Unknown)
	case len(s.Edited) > 0:
		return editedError(s.Edited)
	}
	return nil
}

// Status reads the history table. It takes one round trip and no lock, and a
// missing table is an empty one.
func (m *Migrator) Status(ctx context.Context) (Status, error) {
	h, err := m.load()
	if err != nil {
		return Status{}, err
	}
	s, err := m.open(ctx)
	if err != nil {
		return Status{}, err
	}
	defer s.close()
	j, err := s.readAll(ctx)
	if err != nil {
		return Status{}, err
	}
	p := plan{history: h, journal: j}
	status := Status{Heads: p.heads(), Rows: j.rows, Unknown: p.unknown(), Edited: p.edited()}
	for _, r := range j.rows {
		if !r.Finished {
			status.Unfinished = append(status.Unfinished, r.ID)
		}
	}
	for _, rev := range h.revisions {
		if row := j.find(rev.ID); row == nil || !row.Finished {
			status.Pending = append(status.Pending, rev.ID)
		}
	}
	return status, nil
}

// Current returns the heads of what is applied, as Status does.
func (m *Migrator) Current(ctx context.Context) ([]string, error) {
	status, err := m.Status(ctx)
	return status.Heads, err
}

// Pending returns the revisions that Upgrade would apply, in order. It refuses
// what Upgrade refuses.
func (m *Migrator) Pending(ctx context.Context, target string) ([]*Revision, error) {
	return m.preview(ctx, Up, target)
}

// Undoing returns the revisions that Downgrade would undo, in order. It refuses
// what Downgrade refuses.
func (m *Migrator) Undoing(ctx context.Context, target string) ([]*Revision, error) {
	return m.preview(ctx, Down, target)
}

func (m *Migrator) preview(ctx context.Context, direction Direction, target string) ([]*Revision, error) {
	if err := m.verify(); err != nil {
		return nil, err
	}
	s, err := m.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	p, err := s.plan(ctx, direction, target)
	return p.path, err
}

// EnsureVersion makes the history table if it is missing.
func (m *Migrator) EnsureVersion(ctx context.Context) error {
	s, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if j, err := s.read(ctx); err != nil || j.exists {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	_, err = s.ensure(ctx)
	return err
}
