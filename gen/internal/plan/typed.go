package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// retie unties typed tables from the type that they lose or that changes, and ties
// tables to the type they get: in between, type and columns change each on their own.
func (b *builder) retie() {
	for to := range schema.AllOf[schema.Table](b.to) {
		from, ok := schema.Get[schema.Table](b.from, to.ID)
		if !ok || b.isDropped(to.ID) || from.OfType == to.OfType && (to.OfType.IsZero() || !b.changesType(to.OfType)) {
			continue
		}
		var untied []schema.ID
		if !from.OfType.IsZero() {
			// An address of its own, so that nothing but what has to wait for it does.
			untied = []schema.ID{to.ID.In(schema.KindComposite, "")}
			b.do(Action{SQL: b.p.AlterTable(to.ID, "NOT OF"), ID: to.ID, Produces: untied,
				Releases: b.untiedFrom(from.OfType), phase: phaseRelease, Lock: lock(AccessExclusive, to.ID)})
			b.columnsWait(to.ID, untied)
		}
		if to.OfType.IsZero() {
			continue
		}
		if !b.ordered(from, to) {
			b.refuse(to, "its columns would not be in the order of the attributes of "+to.OfType.String(),
				"name the attributes in the order of the columns, with new ones at the end, or make the table anew by hand")
		}
		b.do(Action{SQL: b.p.AlterTable(to.ID, "OF "+b.p.Name(to.OfType)), ID: to.ID, attaches: to.ID,
			Requires: append(append(b.columnsAndChecks(to.ID), to.OfType), untied...), phase: phaseConstraint, Lock: lock(AccessExclusive, to.ID)})
	}
}

// columnsWait lets what changes the columns of a table wait.
func (b *builder) columnsWait(table schema.ID, untied []schema.ID) {
	for i, a := range b.actions {
		if a.ID.Kind == schema.KindColumn && a.ID.Parent() == table {
			b.actions[i].Requires = append(b.actions[i].Requires, untied...)
		}
	}
}

// changesType reports whether the type is altered or replaced.
func (b *builder) changesType(id schema.ID) bool {
	_, altered := b.alters[id]
	return altered || b.swaps[id] || b.adds[id] != nil
}

// untiedFrom returns the type under its name and, when it is replaced, under the one
// that it has until it is dropped.
func (b *builder) untiedFrom(of schema.ID) []schema.ID {
	out := []schema.ID{of}
	if b.swaps[of] {
		of.Name = freeName(b.from, b.to, of, "_old")
		out = append(out, of)
	}
	return out
}

// ordered reports whether the columns that stay, with new ones behind them, are in the
// wanted order.
func (b *builder) ordered(from, to schema.Table) bool {
	var names, wanted []string
	for _, c := range b.from.Columns(from.ID) {
		if b.to.Has(c.ID) && !b.rebuilt[c.ID] {
			names = append(names, c.ID.Name)
		}
	}
	for _, c := range b.to.Columns(to.ID) {
		if wanted = append(wanted, c.ID.Name); !slices.Contains(names, c.ID.Name) {
			names = append(names, c.ID.Name)
		}
	}
	return slices.Equal(names, wanted)
}
