package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Build plans the changes that lead from one database to the other; changes must
// come from [diff.Compare] of the two. The plan is complete even when there are
// diagnostics of severity Error, but it must not be run then: each says which
// change is refused, why, and what to do by hand.
func Build(from, to *schema.Database, changes []diff.Change, o Options) (*Plan, source.Diagnostics) {
	var remade []schema.ID
	for {
		b := &builder{from: diff.Renamed(from, changes), to: to, p: o.Printer, options: o,
			drops: map[schema.ID]schema.Object{}, adds: map[schema.ID]schema.Object{}, alters: map[schema.ID]diff.Alter{},
			rebuilt: map[schema.ID]bool{}, resets: map[schema.ID]bool{}, swaps: map[schema.ID]bool{}, retyped: map[schema.ID]bool{}, handled: map[schema.ID]bool{},
			taken: map[schema.ID]bool{}}
		b.renames(from, changes)
		b.sortOut(changes)
		b.remakeComments()
		for _, id := range remade {
			b.rebuild(id)
		}
		b.actOn()
		g := newGraph(b.from, b.to, b.actions)
		order, circle := g.sort()
		if replaced := b.replaced(circle); len(replaced) > 0 {
			remade = append(remade, replaced...)
			continue
		}
		if circle != nil {
			return &Plan{}, append(b.findings, g.describe(circle))
		}
		p := &Plan{Steps: g.cut(order)}
		if !o.AllowDrop {
			b.refuseLoss(p)
		}
		return p, b.findings
	}
}

// actOn makes the actions.
func (b *builder) actOn() {
	b.close()
	b.names, b.silent = pgsql.NewNames(b.to, b.from), pgsql.NewSilent(b.to)
	b.folds = pgsql.Folds(b.to, func(id schema.ID) bool { return b.adds[id] != nil })
	for _, id := range sorted(b.drops) {
		b.drop(b.drops[id])
	}
	for _, id := range sorted(b.alters) {
		b.alter(b.alters[id])
	}
	for _, id := range sorted(b.adds) {
		b.add(b.adds[id])
	}
	b.retie()
	b.tieAgain()
	b.privileges()
}

// replaced returns what a circle of actions replaces in place: dropped first and
// made again at the end it no longer ties the old to the new.
func (b *builder) replaced(circle []int) []schema.ID {
	var out []schema.ID
	for _, i := range circle {
		switch c := b.alters[b.actions[i].ID]; c.To.(type) {
		case schema.View, schema.Policy, schema.Routine:
			if !slices.Contains(out, c.Address()) {
				out = append(out, c.Address())
			}
		}
	}
	return out
}

// builder collects the actions.
type builder struct {
	// from is the old database with the renames applied.
	from, to *schema.Database
	p        pgsql.Printer
	options  Options
	// drops, adds and alters are what is to be planned; an object that has to be
	// dropped and made again is in drops and in adds.
	drops, adds map[schema.ID]schema.Object
	alters      map[schema.ID]diff.Alter
	// rebuilt are the objects that are dropped and made again, resets the columns
	// whose default has to go for a while, swaps the types that are replaced under
	// their columns, retyped those columns.
	rebuilt, resets, swaps, retyped map[schema.ID]bool
	// handled are the objects that another rule has planned along with its own.
	handled map[schema.ID]bool
	// taken are the objects that a drop already removes.
	taken map[schema.ID]bool
	folds pgsql.Folded
	names pgsql.Names
	// silent are the casts and operator classes that nobody names.
	silent pgsql.Silent
	// keyUsers lists the foreign keys that point at a key, bodyUsers the routines whose
	// text speaks of an object.
	keyUsers, bodyUsers map[schema.ID][]schema.ID
	actions             []Action
	findings            source.Diagnostics
}

func sorted[V any](m map[schema.ID]V) []schema.ID {
	ids := make([]schema.ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b schema.ID) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), schema.Compare(a, b))
	})
	return ids
}

// rank puts tables before what can be inside their statement.
func rank(id schema.ID) int {
	switch id.Kind {
	case schema.KindTable:
		return 0
	case schema.KindColumn:
		return 1
	}
	return 2
}

// sortOut puts the changes into the maps; an alter that can only be done by a drop
// and a create becomes both.
func (b *builder) sortOut(changes []diff.Change) {
	for _, c := range changes {
		switch c := c.(type) {
		case diff.Drop:
			b.drops[c.Address()] = c.Object
		case diff.Add:
			b.adds[c.Address()] = c.Object
		case diff.Alter:
			b.alters[c.Address()] = c
		}
	}
	for _, id := range sorted(b.alters) {
		switch c := b.alters[id]; {
		case b.needsRebuild(c):
			b.rebuild(id)
		case b.switchesOverload(c) && id.Kind == schema.KindColumn:
			b.resets[id] = true
		case b.switchesOverload(c):
			b.rebuild(id)
		}
	}
}

// do adds an action. What its products need in the wanted database is added to its
// requirements, so rules only name what is special.
func (b *builder) do(a Action) {
	a.seq = len(b.actions)
	b.settleLock(&a)
	for _, id := range a.Produces {
		o, ok := b.to.Lookup(id)
		if !ok {
			continue
		}
		for _, need := range pgsql.Needs(b.to, o) {
			if !slices.Contains(a.Produces, need) {
				a.Requires = append(a.Requires, need)
			}
		}
		a.waits = append(a.waits, b.silent.For(o)...)
	}
	b.actions = append(b.actions, a)
}

// changes fills in Requires and Releases of an action that gives an object its
// wanted definition in place.
func (b *builder) change(o, wanted schema.Object, a Action) Action {
	a.ID = wanted.Address()
	a.Alters = append(a.Alters, a.ID)
	needs := pgsql.Needs(b.to, wanted)
	a.Requires = append(a.Requires, needs...)
	for _, old := range o.Refs() {
		if !slices.Contains(needs, old) {
			a.Releases = append(a.Releases, old)
		}
	}
	return a
}

func (b *builder) refuse(o schema.Object, message, hint string) {
	b.findings = append(b.findings, source.Diagnostic{Severity: source.Error, Code: "cannot-plan", Span: o.Origin(),
		Message: o.Address().String() + ": " + message, Hint: hint})
}

// leftover reports fields of an alter that no rule has handled.
func (b *builder) leftover(c diff.Alter, handled ...string) {
	var rest []string
	for _, f := range c.Fields {
		if !slices.Contains(handled, f) {
			rest = append(rest, f)
		}
	}
	if len(rest) > 0 {
		b.refuse(c.To, "no statement is known for a change of "+strings.Join(rest, ", "),
			"write the statement by hand in a revision of its own")
	}
}

// refuseLoss turns every loss of data into a diagnostic.
func (b *builder) refuseLoss(p *Plan) {
	for _, a := range p.LosesData() {
		b.findings = append(b.findings, source.Diagnostic{Severity: source.Error, Code: "data-loss",
			Message: "the plan would lose data: " + firstLine(a.SQL),
			Hint:    "allow it with --allow-drop, or, if the object was renamed, say so with --rename"})
	}
}

// existing reports whether the table or view is there before and after, so that
// traffic on it has to be thought of.
func (b *builder) existing(relation schema.ID) bool {
	return b.from.Has(relation) && b.to.Has(relation) && b.adds[relation] == nil
}

func (b *builder) partitioned(table schema.ID) bool {
	t, ok := schema.Get[schema.Table](b.to, table)
	return ok && !t.PartitionBy.IsZero()
}
