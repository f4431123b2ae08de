package migrate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
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
	b.WriteString("\\set ON_ERROR_STOP on\n" + s.createTable() + ";\n")
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
	from, to, ok := SplitRange(target)
	if err := refuseCurrent(target, from, to); err != nil {
		return nil, err
	}
	if direction == Up {
		path, err := h.Range(target, nil)
		if err == nil && len(path) == 0 && ok {
			err = h.refuseBackward(target)
		}
		return path, err
	}
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

// refuseCurrent refuses a side that only a database could tell.
func refuseCurrent(target string, sides ...string) error {
	for _, side := range sides {
		side = afterBranch(side)
		if start, _, ok := cutOffset(side); side == "current" || ok && start == "current" {
			return &TargetError{Target: target, Message: "a script asks no database, so it cannot know what is current",
				Hint: "write the revision that the database is at; see pgen current"}
		}
	}
	return nil
}

// refuseBackward refuses the range of an upgrade whose left side already has more
// than the right one.
func (h *History) refuseBackward(target string) error {
	lower, upper, err := h.ends(target, nil)
	if err == nil && len(h.required(lower)) > len(h.required(upper)) {
		err = &TargetError{Target: target, Message: "an upgrade does not go back", Hint: "write the older revision first, or say pgen downgrade --sql"}
	}
	return err
}

// ScriptStamp returns the SQL with which a database takes the targets for applied.
// It is taken to hold nothing in its history table; targets that are ranges "a:b",
// which must begin alike, take it to be at a. purge empties the table first.
func (m *Migrator) ScriptStamp(targets []string, purge bool) (string, error) {
	start, targets, err := stampRange(targets)
	if err != nil {
		return "", err
	}
	if err := refuseCurrent(strings.Join(targets, " "), append([]string{start}, targets...)...); err != nil {
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
		if !w.empty() {
			if err := s.checkScript(rev, w.step(), w.index); err != nil {
				return err
			}
		}
		s.scriptStep(b, w)
		if w.last() {
			return nil
		}
	}
}

// checkScript refuses a step that a script cannot hold.
func (s *session) checkScript(rev *Revision, step Step, index int) error {
	if step.Function != "" {
		return s.refused(rev, step, index, 0, fmt.Errorf("a script cannot call the Go function %q", step.Function),
			"run the service's own migration command, which has the function")
	}
	if at, hint, err := unfit(step); err != nil {
		return s.refused(rev, step, index, at, err, hint)
	}
	return nil
}

// scriptStep writes a step with its guards and its record. Settings that it makes
// end with it, as they do in a run.
func (s *session) scriptStep(b *strings.Builder, w work) {
	step := w.step()
	var set, sql, reset string
	local := "SET LOCAL "
	if step.NoTransaction {
		local = "SET "
	}
	for _, limit := range []struct {
		name  string
		value *time.Duration
	}{{"lock_timeout", step.LockTimeout}, {"statement_timeout", step.StatementTimeout}} {
		if limit.value != nil {
			set += local + limit.name + " = " + milliseconds(*limit.value) + ";\n"
			reset += "RESET " + limit.name + ";\n"
		}
	}
	if role := s.role(w); role != "" {
		set += "SET ROLE " + identifier(role) + ";\n"
		reset += "RESET ROLE;\n"
	}
	if step.SQL != "" {
		sql = step.SQL + "\n;\n"
	}
	if anyPhrase(step.SQL, phrase.setsSession) {
		reset = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nRESET ALL;\n"
	}
	neighbours := s.neighbours(w)
	if step.NoTransaction {
		b.WriteString(neighbours + s.claim(w) + set + sql + reset + w.forget() + s.finish(w, true, ""))
		return
	}
	b.WriteString("BEGIN;\n" + neighbours + s.expect(w) + set + sql + reset + w.forget() + s.finish(w, false, "") + "COMMIT;\n")
}

// neighbours fails, before the first step of a revision, unless what it needs is
// applied, and before its way down if what needs it still is: a script cannot know
// which database it is run on.
func (s *session) neighbours(w work) string {
	var wrong, message string
	switch needs := w.rev.needs(); {
	case w.index > 0:
		return ""
	case w.direction == Down:
		wrong = "EXISTS (SELECT FROM " + s.table + " AS r WHERE r.finished_at IS NOT NULL AND r.parents @> " + arrayLiteral([]string{w.rev.ID}) + ")"
		message = "a revision that follows " + w.rev.ID + " is still applied"
	case len(needs) > 0:
		wrong = "(SELECT count(*) FROM " + s.table + " AS r WHERE r.finished_at IS NOT NULL AND r.id = ANY (" + arrayLiteral(needs) + ")) < " + strconv.Itoa(len(needs))
		message = "what " + w.rev.ID + " needs is not applied: " + strings.Join(needs, ", ")
	default:
		return ""
	}
	return "SELECT CASE WHEN " + wrong + " THEN " + s.refuse(codeMoved, message) + " ELSE 0 END;\n"
}
