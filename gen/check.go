package gen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// Check is the answer to what CI asks of a project.
type Check struct {
	Items []CheckItem `json:"items"`
}

// CheckItem is one question.
type CheckItem struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Detail says what is wrong and what to do; "" when OK.
	Detail string `json:"detail,omitempty"`
	// Skipped says why the question does not apply; OK is true then.
	Skipped string `json:"skipped,omitempty"`
}

// OK reports whether every answer is yes.
func (c Check) OK() bool {
	for _, i := range c.Items {
		if !i.OK {
			return false
		}
	}
	return true
}

// Check asks: is there one head, are revision files as pgen.sum has them, do the
// migrations lead to schema.sql, is the generated code fresh. It needs no
// database. When an answer is no the error is ErrDiffers; other errors mean that
// a question could not be answered.
func (p *Project) Check(ctx context.Context, how Replay) (Check, error) {
	var c Check
	for _, ask := range []func(context.Context, Replay) (CheckItem, error){
		p.checkHeads, p.checkSums, p.checkSchema, p.checkGenerated,
	} {
		item, err := ask(ctx, how)
		if err != nil {
			return c, err
		}
		c.Items = append(c.Items, item)
	}
	if !c.OK() {
		return c, ErrDiffers
	}
	return c, nil
}

func (p *Project) checkHeads(context.Context, Replay) (CheckItem, error) {
	item := CheckItem{Name: "one head", OK: true}
	history, err := p.History()
	if err != nil {
		return item, err
	}
	if heads := rivals(history); len(heads) > 1 {
		item.OK = false
		item.Detail = fmt.Sprintf("%d heads (%s): pgen rebase puts one behind the other, pgen merge writes a revision that follows both",
			len(heads), strings.Join(heads, ", "))
	}
	return item, nil
}

// rivals returns the heads that should be one: those that share a revision, or a
// folder, with another head. Histories in folders of their own may stay apart.
func rivals(history *migrate.History) []string {
	heads := history.Heads()
	return slices.DeleteFunc(slices.Clone(heads), func(id string) bool {
		family := history.Descendants(history.Ancestors(id)...)
		return !slices.ContainsFunc(heads, func(other string) bool {
			return other != id && (slices.Contains(family, other) ||
				filepath.Dir(history.Revision(id).File) == filepath.Dir(history.Revision(other).File))
		})
	})
}

func (p *Project) checkSums(context.Context, Replay) (CheckItem, error) {
	item := CheckItem{Name: "revision files as in pgen.sum", OK: true}
	history, err := p.History()
	if err != nil {
		return item, err
	}
	if err := history.Verify(); err != nil {
		item.OK, item.Detail = false, err.Error()
	}
	return item, nil
}

func (p *Project) checkSchema(ctx context.Context, how Replay) (CheckItem, error) {
	item := CheckItem{Name: "migrations lead to the wanted schema", OK: true}
	if _, err := os.Stat(p.SchemaPath()); errors.Is(err, os.ErrNotExist) {
		if p.config.SchemaGiven {
			item.OK, item.Detail = false, p.SchemaPath()+" does not exist: write it (pgen schema > "+p.SchemaPath()+" starts from what the migrations make), or correct the path"
			return item, nil
		}
		item.Skipped = p.SchemaPath() + " does not exist"
		return item, nil
	}
	have, err := p.readMigrations(ctx, "heads", how)
	if err != nil {
		return item, err
	}
	want, err := p.readPath(ctx, p.SchemaPath(), how)
	if err != nil {
		return item, err
	}
	before, after := alike(have, want)
	if changes := diff.Compare(before, after, diff.Hints{}); len(changes) > 0 {
		item.OK = false
		item.Detail = describeChanges(changes) + "\npgen revision --autogenerate -m \"...\" writes the missing revision"
	}
	return item, nil
}

func (p *Project) checkGenerated(ctx context.Context, how Replay) (CheckItem, error) {
	item := CheckItem{Name: "generated code is fresh", OK: true}
	if p.config.Generate.Out == "" {
		item.Skipped = "generate.out is not set"
		return item, nil
	}
	out, err := p.Generate(ctx, how)
	if err != nil {
		return item, err
	}
	stale, err := out.Stale()
	if err != nil {
		return item, err
	}
	if len(stale) > 0 {
		item.OK = false
		item.Detail = strings.Join(stale, "\n") + "\npgen generate brings them up to date"
	}
	return item, nil
}
