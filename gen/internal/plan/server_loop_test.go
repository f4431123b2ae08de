package plan_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

func TestPlansKeepRowsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	count := &tally{reasons: map[string]int{}}
	all := os.Getenv("PGEN_ALL_CASES") != ""
	t.Cleanup(func() { t.Log(count) })
	t.Run("cases", func(t *testing.T) {
		for i, c := range diffCases(t) {
			// All take minutes; every twelfth is enough for each day.
			if !all && i%12 != 0 {
				continue
			}
			t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
				t.Parallel()
				proveOnServer(t, s, c, count)
			})
		}
	})
}

// proveOnServer applies the old schema and its rows, runs the plan, and compares with
// a database that has the new schema from the start. That one then goes the way
// back and forth, action by action, and every action has to hold the locks that it
// declares.
func proveOnServer(t *testing.T, s *server, c diffCase, count *tally) {
	t.Helper()
	from, err := model(nil, c.path+" old", c.old)
	to, err2 := model(nil, c.path+" new", c.new)
	if err != nil || err2 != nil || !complete(c.path, c.old) || !complete(c.path, c.new) {
		count.note(&count.unread)
		return
	}
	old, dropOld := s.create(t, append(rolesOf(c.old+";\n"+c.new), c.Roles...))
	defer dropOld()
	wanted, dropWanted := s.create(t, nil)
	defer dropWanted()
	if err := errors.Join(old.run(c.old), wanted.run(c.new), old.run(c.seed), old.run("RESET ALL"), wanted.run("RESET ALL")); err != nil {
		t.Logf("the case does not apply: %v", err)
		count.note(&count.unread)
		return
	}
	oldDump, newDump, rows := old.dump(t), wanted.dump(t), old.counts(t)
	up, canUp := planned(t, from, to, count)
	down, canDown := planned(t, to, from, count)
	if canUp {
		if err := old.execute(up); err != nil {
			t.Errorf("%v\n%s", err, script(up))
			return
		}
		old.keeps(t, rows, up)
		old.looks(t, newDump, up)
		count.note(&count.planned)
	}
	if !canDown {
		return
	}
	switch err := wanted.executeWatched(t, down); {
	case err != nil && strings.Contains(err.Error(), "has no update path"):
		count.note(&count.refused)
		return
	case err != nil:
		t.Error(err)
		return
	}
	wanted.looks(t, oldDump, down)
	count.note(&count.planned)
	if canUp && !t.Failed() {
		if err := wanted.executeWatched(t, up); err != nil {
			t.Error(err)
		}
	}
}

// rolesOf lists the roles that a text names.
func rolesOf(sql string) []string {
	_, roles := ddl.ForScratch(&source.File{Name: "case.sql", Text: sql})
	return roles
}

// looks checks that a plan has led to the wanted dump.
func (d database) looks(t *testing.T, want []string, p *plan.Plan) {
	t.Helper()
	if rest := difference(d.dump(t), want); rest != "" {
		t.Errorf("the dumps differ\n%s%s", rest, script(p))
	}
}

// planned plans one direction; a refusal must be one of those that are known. A column
// that stays declared in two tables is one of those, since no statement changes that.
func planned(t *testing.T, from, to *schema.Database, count *tally) (*plan.Plan, bool) {
	t.Helper()
	count.note(&count.cases)
	p, found := plan.Build(from, to, diff.Compare(from, to, diff.Hints{}), plan.Options{AllowDrop: true})
	if found.Has(source.Error) {
		count.refuse(t, found)
		return nil, false
	}
	if slices.ContainsFunc(found, func(d source.Diagnostic) bool { return d.Code == "stays-local" }) {
		count.note(&count.refused)
		return nil, false
	}
	return p, true
}

// keeps checks that tables of before and after have the rows they had.
func (d database) keeps(t *testing.T, before map[string]int, p *plan.Plan) {
	t.Helper()
	after := d.counts(t)
	for table, n := range before {
		if left, kept := after[table]; kept && left != n && !replaced(p, table) {
			t.Errorf("table %s had %d rows and has %d\n%s", table, n, left, script(p))
		}
	}
}

// replaced reports whether the plan drops the table and makes one of the same name.
func replaced(p *plan.Plan, table string) bool {
	for _, a := range p.Actions() {
		if strings.HasPrefix(a.SQL, "DROP TABLE ") && strings.HasSuffix(table, "."+strings.TrimPrefix(a.SQL, "DROP TABLE ")) {
			return true
		}
	}
	return false
}
