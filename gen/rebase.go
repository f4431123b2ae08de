package gen

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// RebaseOptions say which revisions go where.
type RebaseOptions struct {
	// Revision is one of the branch that is moved.
	Revision string
	// Onto is what the branch comes behind; when empty, the one other head that
	// shares a revision with it.
	Onto string
	// KeepIDs leaves ids and file names as they are.
	KeepIDs bool
	// Applied are the revisions of the database, which are not moved.
	Applied []string
	// Replay says how the common base becomes a model.
	Replay Replay
	// Now is the time for file templates that hold one.
	Now time.Time
}

// Rebased is a rebase, not yet written.
type Rebased struct {
	Onto  string          `json:"onto"`
	Moved []MovedRevision `json:"moved"`
	// Rewritten are the files elsewhere that depend on a moved revision and name it.
	Rewritten []string `json:"rewritten,omitempty"`
	// Order says whether it matters on which side of the other ones they stand.
	Order Commutation `json:"order"`

	history *migrate.History
	plan    *revision.Rebase
}

// MovedRevision is a revision that is put behind others.
type MovedRevision struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Parents []string `json:"parents"`
	File    string   `json:"file"`
}

// Rebase plans to put an unshipped branch behind another head, and says whether
// the order of the two sides matters. Nothing is changed before [Rebased.Write].
// Files that are not as pgen.sum has them, and revisions that are applied, are
// errors.
func (p *Project) Rebase(ctx context.Context, o RebaseOptions) (*Rebased, error) {
	if err := p.checkOwnLayout(); err != nil {
		return nil, err
	}
	history, texts, err := revision.Open(p.Folders()...)
	if err != nil {
		return nil, err
	}
	if err := history.Verify(); err != nil {
		return nil, err
	}
	rev, err := history.ResolveOne(o.Revision, o.Applied)
	if err != nil {
		return nil, err
	}
	onto, err := rebaseTarget(history, rev.ID, o)
	if err != nil {
		return nil, err
	}
	naming, err := p.naming(o.Now)
	if err != nil {
		return nil, err
	}
	names := &naming
	if o.KeepIDs {
		names = nil
	}
	plan, err := revision.PlanRebase(history, rev.ID, onto, names)
	if err != nil {
		return nil, err
	}
	for _, id := range plan.Affected() {
		if slices.Contains(o.Applied, id) {
			return nil, fmt.Errorf("%s is applied in the database: what was shipped keeps its place\n"+
				"  hint: pgen merge brings the heads together; where only your own database has it, undo it first with pgen downgrade", id)
		}
	}
	r := &Rebased{Onto: onto, Moved: []MovedRevision{}, history: history, plan: plan}
	for _, m := range plan.Moved {
		r.Moved = append(r.Moved, MovedRevision{From: m.Was.ID, To: m.ID, Parents: m.Parents, File: m.File()})
	}
	for _, m := range plan.Rewritten {
		r.Rewritten = append(r.Rewritten, m.File())
	}
	r.Order, err = p.commute(ctx, history, texts, plan.Base, plan.Theirs, plan.Ours, o.Replay)
	return r, err
}

// rebaseTarget finds the head to go behind.
func rebaseTarget(history *migrate.History, id string, o RebaseOptions) (string, error) {
	if o.Onto != "" {
		onto, err := history.ResolveOne(o.Onto, o.Applied)
		if err != nil {
			return "", err
		}
		return onto.ID, nil
	}
	mine := history.Ancestors(id)
	family := history.Descendants(mine...)
	after := history.Descendants(id)
	var heads []string
	for _, head := range history.Heads() {
		if slices.Contains(family, head) && !slices.Contains(after, head) {
			heads = append(heads, head)
		}
	}
	switch len(heads) {
	case 0:
		return "", fmt.Errorf("%s and what follows it is the only branch: there is no other head to put it behind; --onto REV names one", id)
	case 1:
		return heads[0], nil
	}
	return "", fmt.Errorf("%s could go behind %s: --onto REV says which", id, strings.Join(heads, " or "))
}

// Write gives the files their new heads and names and brings pgen.sum along. What
// the revisions do stays as it is, byte for byte. On an error nothing is changed.
func (r *Rebased) Write() error { return r.plan.Write(r.history, ddl.Checksum) }
