package migrate

import (
	"cmp"
	"strings"
)

// offline is a session that only writes SQL. Without a schema in the
// configuration the script finds the history table by the search_path.
func (m *Migrator) offline() *session {
	s := &session{m: m, run: "script", table: identifier(m.cfg.Table)}
	if m.cfg.Schema != "" {
		s.table = identifier(m.cfg.Schema, m.cfg.Table)
	}
	return s
}

// Script returns the SQL of an upgrade, or of a downgrade, as text for psql. It
// connects to nothing, so it cannot know what is applied: the target of an
// upgrade starts at the base unless it is a range "a:b", and that of a
// downgrade must be a range from the newer to the older revision; a side that is
// left out is the heads or the base.
func (m *Migrator) Script(direction Direction, target string) (string, error) {
	path, err := m.scriptPath(direction, target)
	if err != nil {
		return "", err
	}
	s := m.offline()
	var b strings.Builder
	b.WriteString(s.createTable() + ";\n")
	for _, rev := range path {
		if direction == Down && !rev.HasDown {
			return "", irreversibleError(rev)
		}
		if err := s.scriptRevision(&b, rev, direction); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (m *Migrator) scriptPath(direction Direction, target string) ([]*Revision, error) {
	if err := m.verify(); err != nil {
		return nil, err
	}
	h := m.history()
	if direction == Up {
		return h.Range(target, nil)
	}
	from, to, ok := SplitRange(target)
	if !ok {
		return nil, &TargetError{Target: target, Message: "a downgrade script needs a range",
			Hint: "write the revision to come from and the one to go to, such as head:" + target}
	}
	upper, err := h.Resolve(cmp.Or(from, "heads"), nil)
	if err != nil {
		return nil, err
	}
	return h.DowngradePath(h.list(h.required(upper)), cmp.Or(to, "base"))
}

// ScriptStamp returns the SQL with which a database takes the targets for applied.
// It is taken to hold nothing in its history table; targets that are ranges "a:b",
// which must begin alike, take it to be at a. purge empties the table first.
func (m *Migrator) ScriptStamp(targets []string, purge bool) (string, error) {
	start, targets, err := stampRange(targets)
	if err != nil {
		return "", err
	}
	h, err := m.load()
	if err != nil {
		return "", err
	}
	before, err := h.Resolve(start, nil)
	if err != nil {
		return "", err
	}
	var j journal
	if !purge {
		for _, id := range h.list(h.required(before)) {
			j.rows = append(j.rows, Row{ID: id, Finished: true})
		}
	}
	change, err := m.stampChange(j, targets, false)
	if err != nil {
		return "", err
	}
	s := m.offline()
	sql := s.createTable() + ";\nBEGIN;\n"
	if purge {
		sql += "DELETE FROM " + s.table + ";\n"
	}
	return sql + s.stampSQL(change) + "COMMIT;\n", nil
}

// stampRange takes the common beginning off the targets; it is "base" for those
// that are no ranges.
func stampRange(targets []string) (start string, ends []string, err error) {
	for i, target := range targets {
		from, to, ok := SplitRange(target)
		if !ok {
			from, to = "base", target
		}
		if i > 0 && from != start {
			return "", nil, &TargetError{Target: target, Message: "the ranges begin at " + quote(start) + " and " + quote(from),
				Hint: "a database is at one place: let all ranges begin there"}
		}
		start, ends = from, append(ends, to)
	}
	return cmp.Or(start, "base"), ends, nil
}

// ScriptEnsureVersion returns the SQL that makes the history table.
func (m *Migrator) ScriptEnsureVersion() string { return m.offline().createTable() + ";\n" }

func (s *session) scriptRevision(b *strings.Builder, rev *Revision, direction Direction) error {
	w := work{rev: rev, direction: direction, steps: rev.Up}
	if direction == Down {
		w.steps = rev.Down
	}
	b.WriteString("\n-- " + rev.ID + " " + string(direction) + "\n")
	for ; ; w.index++ {
		step := w.step()
		if step.Function != "" {
			return s.checkStep(rev, step, w.index)
		}
		sql := step.SQL
		if sql != "" {
			sql += "\n;\n"
		}
		if role := s.role(w); role != "" {
			sql = "SET ROLE " + identifier(role) + ";\n" + sql + "RESET ROLE;\n"
		}
		if step.NoTransaction {
			b.WriteString(s.claim(w) + sql + s.finish(w, true, ""))
		} else {
			b.WriteString("BEGIN;\n" + s.expect(w) + sql + s.finish(w, false, "") + "COMMIT;\n")
		}
		if w.last() {
			return nil
		}
	}
}
