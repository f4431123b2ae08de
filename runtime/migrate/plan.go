package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// plan reads the journal, compares it with the files, and decides what to do.
// Every refusal that can be known before work starts is made here.
func (s *session) plan(ctx context.Context, direction Direction, target string) (plan, error) {
	j, err := s.read(ctx)
	if err != nil {
		return plan{}, err
	}
	return s.planFrom(ctx, j, direction, target)
}

func (s *session) planFrom(ctx context.Context, j journal, direction Direction, target string) (p plan, err error) {
	p = plan{history: s.m.history(), journal: j}
	unknown := p.unknown()
	if direction == Up && len(unknown) > 0 {
		return p, aheadError(unknown)
	}
	if direction == Down && len(unknown) > 0 {
		if p.history, err = s.withStored(ctx, unknown); err != nil {
			return p, err
		}
	}
	// What only the database has cannot have been edited.
	if edited := (plan{history: s.m.history(), journal: j}).edited(); len(edited) > 0 {
		return p, editedError(edited)
	}
	if err := p.checkUnfinished(direction, unknown); err != nil {
		return p, err
	}
	if direction == Up {
		p.path, err = p.history.UpgradePath(j.finished(), target)
	} else {
		p.path, err = p.history.DowngradePath(p.undoable(), target)
	}
	if err != nil {
		return p, err
	}
	return p, s.checkPath(p, direction)
}

// unknown are the revisions of the database that no file has.
func (p plan) unknown() []string {
	var ids []string
	for _, r := range p.journal.rows {
		if p.history.byID[r.ID] == nil {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// undoable are the revisions that are applied, fully or still in part.
func (p plan) undoable() []string {
	ids := p.journal.finished()
	for _, r := range p.journal.rows {
		if !r.Finished && r.Direction == Down {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// replan makes the plan anew, under the lock. A target that counts from what is
// applied keeps the revisions that it meant when the run began, wherever another
// run has moved the database meanwhile.
func (s *session) replan(ctx context.Context, j journal, direction Direction, target string, first plan) (plan, error) {
	if !first.relative(target) {
		return s.planFrom(ctx, j, direction, target)
	}
	p, err := s.planFrom(ctx, j, direction, "current")
	if err != nil {
		return p, err
	}
	p.path = slices.DeleteFunc(slices.Clone(first.path), func(rev *Revision) bool {
		row := p.journal.find(rev.ID)
		if direction == Up {
			return row != nil && row.Finished
		}
		return row == nil
	})
	return p, nil
}

// relative reports whether a target counts from what is applied.
func (p plan) relative(target string) bool {
	if p.history.byID[target] != nil {
		return false
	}
	start, _, ok := cutOffset(afterBranch(target))
	return ok && (start == "" || start == "current") || afterBranch(target) == "current"
}

// withStored adds the revisions that only the database knows, as it keeps them.
func (s *session) withStored(ctx context.Context, unknown []string) (*History, error) {
	rows, err := s.conn.Query(ctx, "SELECT id, parents, checksum, down FROM "+s.table+" WHERE id = ANY($1)", unknown)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := s.m.history().Revisions()
	for rows.Next() {
		var id, checksum string
		var parents []string
		var down *string
		if err := rows.Scan(&id, &parents, &checksum, &down); err != nil {
			return nil, err
		}
		rev := &Revision{ID: id}
		if down != nil {
			text := string(Format(&Revision{ID: id})) + "\n" + *down
			if rev, err = Parse(id+".sql", []byte(text)); err != nil {
				return nil, fmt.Errorf("the history table holds a down script that cannot be read: %w", err)
			}
		}
		rev.Parents, rev.Checksum, rev.File = parents, checksum, s.m.cfg.Table+":"+id
		all = append(all, rev)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return NewHistory(all)
}

// edited compares checksums. What is still to be done of an unfinished
// revision may change, since that may be the repair; its finished steps not.
func (p plan) edited() []string {
	var edited []string
	for _, r := range p.journal.rows {
		rev := p.history.byID[r.ID]
		switch {
		case rev == nil:
		case r.Finished:
			if r.Checksum != "" && rev.Checksum != "" && r.Checksum != rev.Checksum {
				edited = append(edited, r.ID)
			}
		case !sameBeginning(r, rev):
			edited = append(edited, r.ID)
		}
	}
	return edited
}

func sameBeginning(r Row, rev *Revision) bool {
	steps := rev.Up
	if r.Direction == Down {
		steps = rev.Down
	}
	if len(r.steps) > len(steps) {
		return false
	}
	for i, hash := range r.steps {
		if steps[i].hash() != hash {
			return false
		}
	}
	return true
}

func (p plan) checkUnfinished(direction Direction, unknown []string) error {
	for _, r := range p.journal.rows {
		if r.Finished || r.Direction == direction {
			continue
		}
		hint := "finish it first: the pgen downgrade that was interrupted"
		if r.Direction == Up {
			hint = "finish it first: pgen upgrade " + r.ID + "; steps that cannot succeed may be taken out of its file before, with pgen sum"
			if slices.Contains(unknown, r.ID) {
				hint = "bring its file back and " + hint
			}
		}
		return &HistoryError{Kind: ErrUnfinished, Revisions: []string{r.ID}, Hint: hint,
			Detail: fmt.Sprintf("%s, %d of %d steps %s", r.ID, r.StepsDone, r.StepsTotal, r.Direction)}
	}
	return nil
}

// checkPath refuses what cannot be run before anything is run.
func (s *session) checkPath(p plan, direction Direction) error {
	var lossy []string
	for _, rev := range p.path {
		steps := rev.Up
		if direction == Down {
			steps = rev.Down
			if !rev.HasDown {
				return irreversibleError(rev)
			}
		}
		for i, step := range steps {
			if err := s.checkStep(rev, step, i); err != nil {
				return err
			}
			if direction == Down && len(step.Loses) > 0 {
				lossy = append(lossy, rev.ID+" loses "+strings.Join(step.Loses, ", "))
			}
		}
	}
	if len(lossy) > 0 && !s.m.cfg.AllowLoss {
		return &HistoryError{Kind: ErrLossy, Detail: strings.Join(lossy, "; "), Hint: "save the data and allow the loss"}
	}
	return nil
}

func (s *session) checkStep(rev *Revision, step Step, index int) error {
	fail := func(err error, hint string) error { return s.refused(rev, step, index, 0, err, hint) }
	if at, hint, err := unfit(step); err != nil {
		return s.refused(rev, step, index, at, err, hint)
	}
	_, known := s.m.cfg.Roles[step.Role]
	switch {
	case step.Role != "" && len(s.m.cfg.Roles) > 0 && !known:
		return fail(fmt.Errorf("no role is known for role=%s", step.Role), "name the role of the server in the configuration")
	case step.Function != "" && s.m.cfg.Functions[step.Function] == nil:
		return fail(fmt.Errorf("no Go function %q is registered", step.Function),
			"run the service's own migration command, which registers it in migrate.Config.Functions")
	case step.NoTransaction && s.pooled && s.m.direct == nil:
		return fail(fmt.Errorf("%w, which does not keep a session for a step outside a transaction", ErrPooled),
			"set the direct endpoint, which leads to the server itself: Config.Direct, or database.direct_url in pgen.yaml; "+
				"or set SessionPooler if the pooler works in session mode")
	case step.NoTransaction && goalOf(step.SQL).unnamed:
		return fail(fmt.Errorf("the index has no name, so an interrupted build could not be recognised"), "name the index")
	}
	return nil
}

// refused is the error of a step that is not run, at a byte of its SQL.
func (s *session) refused(rev *Revision, step Step, index, at int, err error, hint string) error {
	e := s.failure(work{rev: rev, steps: []Step{step}}, err, 1, nil).(*StepError)
	e.locate(step, at)
	e.Step, e.Hint = index+1, hint
	return e
}
