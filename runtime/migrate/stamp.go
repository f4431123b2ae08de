package migrate

import (
	"context"
	"slices"
	"strings"
)

// Stamped says what Stamp changed.
type Stamped struct {
	Added, Removed []string
}

// Stamp writes into the history table that the targets are applied, with all
// that they need, and that what follows them is not; it runs no step. Branches
// that no target is on stay as they are. "base" empties the table, and purge
// does so first, whatever it holds.
func (m *Migrator) Stamp(ctx context.Context, targets []string, purge bool) (Stamped, error) {
	if err := m.verify(); err != nil {
		return Stamped{}, err
	}
	s, err := m.open(ctx)
	if err != nil {
		return Stamped{}, err
	}
	defer s.close()
	if _, err := s.read(ctx); err != nil {
		return Stamped{}, err
	}
	if err := s.prepare(ctx); err != nil {
		return Stamped{}, err
	}
	if err := s.lock(ctx); err != nil {
		return Stamped{}, err
	}
	if _, err := s.ensure(ctx); err != nil {
		return Stamped{}, err
	}
	j, err := s.read(ctx)
	if err != nil {
		return Stamped{}, err
	}
	change, err := m.stampChange(j, targets, purge)
	if err != nil || len(change.Added)+len(change.Removed) == 0 {
		return change, err
	}
	err = s.exec(ctx, s.begin(m.cfg.LockTimeout, 0)+s.stampSQL(change)+"COMMIT")
	if err != nil {
		s.rollback(ctx)
		return Stamped{}, s.partial(Result{}, "", err)
	}
	return change, nil
}

// stampChange finds the rows to add and to remove.
func (m *Migrator) stampChange(j journal, targets []string, purge bool) (Stamped, error) {
	h := m.history()
	rows := map[string]bool{} // id → finished
	for _, r := range j.rows {
		rows[r.ID] = r.Finished
	}
	var change Stamped
	var wanted []string
	for _, target := range targets {
		ids, err := h.Resolve(target, j.finished())
		if err != nil {
			return change, err
		}
		purge = purge || target == "base"
		wanted = append(wanted, ids...)
	}
	keep := h.required(wanted)
	after := h.dependants(wanted)
	for _, r := range j.rows {
		unknown := h.byID[r.ID] == nil
		if unknown && !purge {
			return change, aheadError(plan{history: h, journal: j}.unknown())
		}
		if !keep[r.ID] && (purge || after[r.ID]) {
			change.Removed = append(change.Removed, r.ID)
		}
	}
	for _, id := range h.list(keep) {
		if finished, ok := rows[id]; !ok || !finished {
			change.Added = append(change.Added, id)
		}
	}
	slices.Reverse(change.Removed)
	return change, nil
}

func (s *session) stampSQL(change Stamped) string {
	var b strings.Builder
	if len(change.Removed) > 0 {
		b.WriteString("DELETE FROM " + s.table + " WHERE id = ANY (" + arrayLiteral(change.Removed) + ");\n")
	}
	for _, id := range change.Added {
		b.WriteString(s.recordSQL(s.m.history().byID[id]))
	}
	return b.String()
}

// recordSQL writes the row of a revision that is fully applied.
func (s *session) recordSQL(rev *Revision) string {
	hashes := make([]string, len(rev.Up))
	for i, step := range rev.Up {
		hashes[i] = step.hash()
	}
	w := work{rev: rev, direction: Up, steps: rev.Up}
	return "DELETE FROM " + s.table + " WHERE id = " + literal(rev.ID) + ";\n" +
		"INSERT INTO " + s.table + " (" + rowColumns + ", finished_at) VALUES (" + s.rowValues(w, arrayLiteral(hashes), false) +
		", pg_catalog.clock_timestamp());\n"
}
