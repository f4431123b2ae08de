package gen

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// PlanOptions say how a migration between two models is planned.
type PlanOptions struct {
	Replay Replay
	// Offline plans the plain forms for a maintenance window instead of those that
	// let a service go on.
	Offline bool
	// AllowDrop lets a revision drop what holds data.
	AllowDrop bool
	// Renames are "table=new" or "table.column=new", with or without a schema in
	// front; they join the hints that stand in schema.sql.
	Renames []string
	// Ask is asked whether a drop and an add of like shape are a rename; nil leaves
	// them a drop and an add.
	Ask func(from, to string) bool
}

// Diff is the migration that leads from one model to another.
type Diff struct {
	Steps []PlanStep `json:"steps"`
	// Renames that the plan makes, as "old=new" paths.
	Renames  []string     `json:"renames,omitempty"`
	Warnings []Diagnostic `json:"warnings,omitempty"`
}

// Empty reports whether there is nothing to do.
func (d Diff) Empty() bool { return len(d.Steps) == 0 }

// PlanStep is one transaction, or one statement outside any.
type PlanStep struct {
	Transaction bool         `json:"transaction"`
	Actions     []PlanAction `json:"actions"`
}

// PlanAction is one statement and what it means for a running service.
type PlanAction struct {
	SQL     string `json:"sql"`
	Comment string `json:"comment,omitempty"`
	// Lock is the strongest table lock that the statement takes ("ACCESS EXCLUSIVE
	// on public.orders"), "" if none that others feel.
	Lock     string   `json:"lock,omitempty"`
	Rewrites bool     `json:"rewrites,omitempty"`
	Scans    bool     `json:"scans,omitempty"`
	Hazards  []Hazard `json:"hazards,omitempty"`
}

// Hazard is one way in which a statement can hurt.
type Hazard struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// Diff plans the migration that leads from one SOURCE to another.
func (p *Project) Diff(ctx context.Context, from, to string, o PlanOptions) (Diff, error) {
	old, err := p.read(ctx, from, o.Replay)
	if err != nil {
		return Diff{}, err
	}
	next, err := p.read(ctx, to, o.Replay)
	if err != nil {
		return Diff{}, err
	}
	before, after := alike(old, next)
	planned, err := p.plan(before, after, o)
	if err != nil {
		return Diff{}, err
	}
	d := planned.publish()
	d.Warnings = publish(append(old.warnings, next.warnings...))
	return d, nil
}

// planned is a plan with the renames that it rests on.
type planned struct {
	*plan.Plan
	hints diff.Hints
}

func (p *Project) plan(from, to *schema.Database, o PlanOptions) (planned, error) {
	hints, err := renameHints(from, to, o)
	if err != nil {
		return planned{}, err
	}
	return p.planWith(from, to, hints, o)
}

func (p *Project) planWith(from, to *schema.Database, hints diff.Hints, o PlanOptions) (planned, error) {
	// Losses are planned here and refused by those who would write them down.
	built, found := plan.Build(from, to, diff.Compare(from, to, hints), plan.Options{
		Offline: o.Offline, AllowDrop: true, Printer: p.printer()})
	if err := found.Err(); err != nil {
		return planned{}, err
	}
	return planned{Plan: built, hints: hints}, nil
}

// Text returns the statement with its comment, lock and hazards as SQL comments
// above it, the way revision files hold it.
func (a PlanAction) Text() string {
	var b strings.Builder
	note := func(text string) {
		for line := range strings.Lines(text) {
			b.WriteString("-- " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	if a.Comment != "" {
		note(a.Comment)
	}
	if a.Lock != "" {
		note("lock: " + a.Lock)
	}
	for _, h := range a.Hazards {
		note(h.Kind + ": " + h.Message)
	}
	return b.String() + a.SQL + ";"
}

// Title is the first line of the statement, for listings.
func (a PlanAction) Title() string {
	line, _, more := strings.Cut(a.SQL, "\n")
	if more {
		return strings.TrimRight(line, " (") + " ..."
	}
	return line
}

func (p planned) publish() Diff {
	d := Diff{Steps: make([]PlanStep, 0, len(p.Steps))}
	for _, s := range p.Steps {
		step := PlanStep{Transaction: s.Transaction}
		for _, a := range s.Actions {
			step.Actions = append(step.Actions, publishAction(a))
		}
		d.Steps = append(d.Steps, step)
	}
	for _, old := range slices.SortedFunc(maps.Keys(p.hints.Renames), schema.Compare) {
		d.Renames = append(d.Renames, dotted(old)+"="+p.hints.Renames[old].Name)
	}
	return d
}
