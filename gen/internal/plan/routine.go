package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// routineNeedsRebuild reports whether the change is beyond CREATE OR REPLACE: other
// result, other argument names or modes, a default taken away.
func routineNeedsRebuild(from, to schema.Routine) bool {
	if from.Returns != to.Returns || from.SetOf != to.SetOf || from.Window != to.Window || len(from.Arguments) != len(to.Arguments) {
		return true
	}
	for i, old := range from.Arguments {
		a := to.Arguments[i]
		if old.Mode != a.Mode || old.Name != a.Name && old.Name != "" || old.Type != a.Type || !old.Default.IsZero() && a.Default.IsZero() {
			return true
		}
	}
	return false
}

// switchesOverload reports whether the object goes from one overload of a routine to
// another by the same name. While both are there its text could mean the old one, so
// it has to be gone in between.
func (b *builder) switchesOverload(c diff.Alter) bool {
	switch c.To.(type) {
	case schema.Policy, schema.View, schema.Check, schema.Index, schema.Exclusion, schema.Column:
	default:
		return false
	}
	for _, old := range c.From.Refs() {
		if !old.Kind.IsRoutine() || !b.isDropped(old) {
			continue
		}
		for _, id := range c.To.Refs() {
			if id.Kind.IsRoutine() && id.Schema == old.Schema && id.Name == old.Name && b.adds[id] != nil {
				return true
			}
		}
	}
	return false
}

// isSubsequence reports whether all of part are in whole, in the same order.
func isSubsequence(part, whole []string) bool {
	for _, s := range whole {
		if len(part) > 0 && part[0] == s {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// grows reports whether an enum gets from one list of labels to the other by
// additions alone.
func grows(from, to []string) bool { return isSubsequence(from, to) }

func (b *builder) growEnum(from, to schema.Enum) {
	known := slices.Clone(from.Labels)
	for i, label := range to.Labels {
		if slices.Contains(known, label) {
			continue
		}
		place, neighbour := "", ""
		switch {
		case i > 0 && (i < len(to.Labels)-1 || len(known) > i):
			place, neighbour = "AFTER", to.Labels[i-1]
		case i == 0 && len(known) > 0:
			place, neighbour = "BEFORE", known[0]
		}
		if i > 0 && to.Labels[i-1] == known[len(known)-1] {
			place, neighbour = "", ""
		}
		known = slices.Insert(known, i, label)
		b.do(b.change(from, to, Action{SQL: b.p.AddLabel(to.ID, label, place, neighbour), Mode: CommitAfter, phase: phaseDefine,
			Hazards: []Hazard{{CommitBoundary, "the label can be used only after a commit"}}}))
	}
}
