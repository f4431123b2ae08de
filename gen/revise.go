package gen

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// ReviseOptions say what a new revision is.
type ReviseOptions struct {
	PlanOptions
	// Message is the first comment of the file and makes its name.
	Message string
	// Autogenerate fills the revision with the plan from migrations to schema.sql.
	Autogenerate bool
	// ID overrides the id that the file template makes.
	ID string
	// Heads are the revisions that the new one follows: the head when empty. More
	// than one make it a merge.
	Heads []string
	// Merge demands that Heads are several, none of which follows another.
	Merge bool
	// Folder is where the file goes, one of the project's folders: when empty, that of
	// the first of Heads, or the only one.
	Folder string
	// Splice allows one of Heads that is not a head, which starts a branch.
	Splice bool
	// Label names the branch that starts here; DependsOn are revisions of other
	// branches that must be applied before.
	Label     string
	DependsOn []string
	// AcceptLoss is asked, when AllowDrop is not set, whether what the messages say
	// may be lost; nil means no.
	AcceptLoss func(messages []string) bool
	// NoProof keeps the revision without running it on a throw-away server.
	NoProof bool
	// Now is the time for file templates that hold one.
	Now time.Time
}

// Revised is a new revision, not yet written.
type Revised struct {
	ID string `json:"revision"`
	// File is where it goes, or went.
	File string `json:"file"`
	// Up and Down are what was planned; empty for a revision by hand.
	Up   Diff `json:"up"`
	Down Diff `json:"down"`
	// Proved is true when the revision was run on a throw-away server: up gave the
	// wanted schema and down the old one. Unproved says why it was not.
	Proved bool `json:"proved"`
	// Order says of a merge of two whether it matters which of them comes first.
	Order    *Commutation `json:"order,omitempty"`
	Unproved string       `json:"unproved,omitempty"`
	Warnings []Diagnostic `json:"warnings,omitempty"`

	dirs  []string
	into  string
	draft *migrate.Revision
	hooks hooks
}

// Write adds the file and its line in pgen.sum; both are replaced atomically.
func (r *Revised) Write() error {
	path, err := revision.Write(r.dirs, r.into, r.draft, ddl.Checksum)
	if err == nil {
		r.File = path
	}
	return err
}

// Text returns the content of the file.
func (r *Revised) Text() []byte { return migrate.Format(r.draft) }

// Revise plans a new revision. It returns ErrNothingToDo when autogenerating and
// nothing differs, and an error that wraps ErrLosesData when the plan would drop
// what holds data and that was not allowed. Nothing is written before
// [Revised.Write].
func (p *Project) Revise(ctx context.Context, o ReviseOptions) (*Revised, error) {
	history, err := p.History()
	if err != nil {
		return nil, err
	}
	rev := &migrate.Revision{Message: o.Message, HasDown: true}
	if o.Label != "" {
		rev.Labels = []string{o.Label}
	}
	if err := setParents(rev, history, o); err != nil {
		return nil, err
	}
	if err := setDependencies(rev, history, o.DependsOn); err != nil {
		return nil, err
	}
	r := &Revised{dirs: p.Folders(), draft: rev, hooks: p.hooks()}
	if r.into, err = p.folderFor(rev, history, o.Folder); err != nil {
		return nil, err
	}
	if o.Autogenerate {
		if err := p.fill(ctx, rev, r, o); err != nil {
			return nil, err
		}
	}
	if rev.ID = o.ID; rev.ID == "" {
		naming, err := p.naming(o.Now)
		if err != nil {
			return nil, err
		}
		if rev.ID, err = naming.ID(history, rev); err != nil {
			return nil, err
		}
	}
	r.ID, r.File = rev.ID, filepath.Join(r.into, rev.ID+".sql")
	if o.Merge && len(rev.Parents) == 2 {
		r.Order = p.mergeOrder(ctx, rev.Parents[0], rev.Parents[1])
	}
	return r, nil
}

// fill plans both directions and proves them. It starts from all that the files
// make, not only from what the revision follows: what other branches hold is there
// by the time schema.sql is reached.
func (p *Project) fill(ctx context.Context, rev *migrate.Revision, r *Revised, o ReviseOptions) error {
	history, found, err := p.historyFiles("heads")
	if err != nil {
		return err
	}
	from, err := p.replay(ctx, history, found, o.Replay)
	if err != nil {
		return err
	}
	wanted, err := p.readPath(ctx, p.SchemaPath(), o.Replay)
	if err != nil {
		return err
	}
	before, after := alike(from, wanted)
	up, down, err := p.planBoth(before, after, o)
	if err != nil {
		return err
	}
	if len(up.Steps) == 0 {
		return ErrNothingToDo
	}
	rev.Up, rev.Down = fileSteps(up.Plan), fileSteps(down.Plan)
	r.Up, r.Down = up.publish(), down.publish()
	r.Warnings = publish(append(from.warnings, wanted.warnings...))
	if o.NoProof {
		r.Unproved = "it was asked not to"
		return nil
	}
	return p.proveRevision(ctx, history, rev, r)
}

// planBoth plans up, and down as the plan of the swapped models. Going down may
// always drop: its file says what is lost.
func (p *Project) planBoth(from, to *schema.Database, o ReviseOptions) (up, down planned, err error) {
	hints, err := renameHints(from, to, o.PlanOptions)
	if err != nil {
		return up, down, err
	}
	if up, err = p.planWith(from, to, hints, o.PlanOptions); err != nil {
		return up, down, err
	}
	if lost := up.LosesData(); len(lost) > 0 && !o.AllowDrop {
		if o.AcceptLoss == nil || !o.AcceptLoss(lossMessages(lost)) {
			return up, down, refuse(lost, openCandidates(from, to, hints))
		}
	}
	down, err = p.planWith(to, from, swap(hints), o.PlanOptions)
	return up, down, err
}

// lossMessages says of each object what would be lost.
func lossMessages(lost []plan.Action) []string {
	var out []string
	for _, a := range lost {
		for _, h := range a.Hazards {
			if h.Kind == plan.DataLoss {
				out = append(out, a.ID.String()+": "+h.Message)
			}
		}
	}
	return out
}

// refuse says what would be lost, and what may have been meant instead.
func refuse(lost []plan.Action, candidates []diff.Candidate) error {
	text := "\n  " + strings.Join(lossMessages(lost), "\n  ")
	for _, c := range candidates {
		text += fmt.Sprintf("\n  %s may be the former %s: --rename %s=%s says so", c.To, c.From, dotted(c.From), c.To.Name)
	}
	return fmt.Errorf("%w:%s\n  --allow-drop plans it all the same", ErrLosesData, text)
}

// fileSteps turns planned steps into those of a revision file.
func fileSteps(p *plan.Plan) []migrate.Step {
	var steps []migrate.Step
	for _, s := range p.Steps {
		step := migrate.Step{NoTransaction: !s.Transaction}
		var parts []string
		for _, a := range s.Actions {
			parts = append(parts, publishAction(a).Text())
			step.Loses = append(step.Loses, losses(a)...)
		}
		step.SQL = strings.Join(parts, "\n\n")
		steps = append(steps, step)
	}
	return steps
}
