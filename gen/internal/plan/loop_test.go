package plan_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// script is the plan as one text.
func script(p *plan.Plan) string {
	var b strings.Builder
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "-- step %d transaction=%v\n", i, s.Transaction)
		for _, a := range s.Actions {
			b.WriteString(a.SQL + ";\n")
		}
	}
	return b.String()
}

// describe prints changes for messages.
func describe(changes []diff.Change) string {
	var b strings.Builder
	for _, c := range changes {
		switch c := c.(type) {
		case diff.Add:
			fmt.Fprintf(&b, "  missing %s\n", c.Address())
		case diff.Rename:
			fmt.Fprintf(&b, "  %s should be %s\n", c.From, c.To)
		case diff.Drop:
			fmt.Fprintf(&b, "  too much %s\n", c.Address())
		case diff.Alter:
			fmt.Fprintf(&b, "  %s differs in %v\n    is   %+v\n    want %+v\n", c.Address(), c.Fields, c.From, c.To)
		}
	}
	return b.String()
}

// tally counts what became of the cases of a test.
type tally struct {
	cases, planned, refused, unread int
	reasons                         map[string]int
	failed                          []string
	mu                              sync.Mutex
}

// note adds one to a counter of the tally.
func (c *tally) note(counter *int) {
	c.mu.Lock()
	*counter++
	c.mu.Unlock()
}

func (c *tally) String() string {
	text := fmt.Sprintf("%d cases: %d planned and proven, %d refused, %d not readable, %d failed", c.cases, c.planned, c.refused, c.unread, len(c.failed))
	for reason, n := range c.reasons {
		text += fmt.Sprintf("\n  refused %3d  %s", n, reason)
	}
	return text
}

// refusals are the kinds of changes that PostgreSQL has no statement for.
var refusals = []string{
	"the partition key cannot be changed in place",
	"an index cannot be detached from that of the partitioned table",
	"it belongs to that of the partitioned table and cannot be dropped alone",
	"the server would make it the part of ",
}

// refuse notes a plan that was refused; the reasons must be known ones.
func (c *tally) refuse(t *testing.T, found source.Diagnostics) {
	t.Helper()
	c.note(&c.refused)
	for _, d := range found.Of(source.Error) {
		_, reason, _ := strings.Cut(d.Message, ": ")
		if i := slices.IndexFunc(refusals, func(known string) bool { return strings.HasPrefix(reason, known) }); i < 0 {
			t.Errorf("refused for no known reason: %v", d)
		} else {
			c.mu.Lock()
			c.reasons[refusals[i]]++
			c.mu.Unlock()
		}
	}
}

// prove plans the way, applies the printed plan to the old model and compares.
func (c *tally) prove(t *testing.T, name string, from, to *schema.Database, wantEmpty bool) {
	t.Helper()
	c.cases++
	changes := diff.Compare(from, to, diff.Hints{})
	if rest := meaningful(slices.Clone(changes)); wantEmpty && len(rest) > 0 {
		c.failed = append(c.failed, name)
		t.Errorf("%s: the same schema differs\n%s", name, describe(rest))
		return
	}
	p, found := plan.Build(from, to, changes, plan.Options{AllowDrop: true})
	if found.Has(source.Error) {
		c.refuse(t, found)
		return
	}
	got, err := model(from, "plan.sql", script(p))
	if err != nil {
		c.failed = append(c.failed, name)
		t.Errorf("%s: the plan does not apply: %v\n%s", name, err, script(p))
		return
	}
	if rest := meaningful(diff.Compare(got, to, diff.Hints{})); len(rest) > 0 {
		c.failed = append(c.failed, name)
		t.Errorf("%s: after the plan\n%s%s", name, describe(rest), script(p))
		return
	}
	c.planned++
}

// meaningful leaves out what no statement can change (whether an inherited column
// is declared in the table too) and what pg_dump does not show (extension versions).
func meaningful(changes []diff.Change) []diff.Change {
	return slices.DeleteFunc(changes, func(c diff.Change) bool {
		a, ok := c.(diff.Alter)
		if !ok || len(a.Fields) > 1 {
			return false
		}
		_, isExtension := a.To.(schema.Extension)
		return a.Fields[0] == "Inherited" || isExtension && a.Fields[0] == "Version"
	})
}

func TestPlansLeadToTheWantedModel(t *testing.T) {
	t.Parallel()
	count := &tally{reasons: map[string]int{}}
	for _, c := range diffCases(t) {
		from, err := model(nil, c.path+" old", c.old)
		if err != nil {
			count.unread++
			t.Logf("%s: %v", c.path, err)
			continue
		}
		to, err := model(nil, c.path+" new", c.new)
		if err != nil {
			count.unread++
			t.Logf("%s: %v", c.path, err)
			continue
		}
		if own := diff.Compare(from, from.Clone(), diff.Hints{}); len(own) > 0 {
			t.Errorf("%s: a model differs from itself\n%s", c.path, describe(own))
		}
		count.prove(t, c.path+" up", from, to, c.SameDump)
		count.prove(t, c.path+" down", to, from, c.SameDump)
	}
	t.Log(count)
}

func TestMigrationSetsArePlannedFromNothing(t *testing.T) {
	t.Parallel()
	needData(t)
	dirs, err := filepath.Glob(filepath.Join(dataDir, "migrations/*"))
	if err != nil {
		t.Fatal(err)
	}
	count := &tally{reasons: map[string]int{}}
	for _, dir := range dirs {
		to, err := replay(migrationSet(t, dir))
		if err != nil {
			count.unread++
			t.Logf("%s: %v", dir, firstOf(err))
			continue
		}
		empty, err := model(nil, "empty", "")
		if err != nil {
			t.Fatal(err)
		}
		count.prove(t, filepath.Base(dir)+" up", empty, to, false)
		count.prove(t, filepath.Base(dir)+" down", to, empty, false)
		again, err := model(nil, "script.sql", pgsql.Printer{}.Script(to))
		if err != nil {
			t.Errorf("%s: the script does not apply: %v", dir, err)
			continue
		}
		count.note(&count.cases)
		if rest := meaningful(diff.Compare(again, to, diff.Hints{})); len(rest) > 0 {
			t.Errorf("%s: the script gives another model\n%s", dir, describe(rest))
			continue
		}
		count.note(&count.planned)
	}
	t.Log(count)
}

func firstOf(err error) string {
	text := err.Error()
	return text[:min(len(text), 400)]
}
