package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// tieAgain says once more with which extensions objects go that the plan replaces: CREATE
// OR REPLACE forgets it, and so does the new index of a column whose type changes.
func (b *builder) tieAgain() {
	for _, id := range b.tied() {
		t, _ := schema.Get[schema.Tie](b.to, id)
		old, had := schema.Get[schema.Tie](b.from, id)
		_, altered := b.alters[id]
		if had && !altered && b.adds[id] == nil && b.losesTie(id) {
			b.do(b.change(old, t, Action{SQL: b.p.Tie(b.to, id.Parent(), nil, t.Extensions), phase: phaseComment, Requires: []schema.ID{b.to.Owner(id)}, Lock: b.tieLock(id)}))
		}
	}
}

// tied lists the ties of the wanted database in order.
func (b *builder) tied() []schema.ID {
	var out []schema.ID
	for t := range schema.AllOf[schema.Tie](b.to) {
		out = append(out, t.ID)
	}
	slices.SortFunc(out, schema.Compare)
	return out
}

// losesTie reports whether the plan replaces what the tie is of.
func (b *builder) losesTie(tie schema.ID) bool {
	carrier := b.to.Owner(tie)
	switch o, _ := b.to.Lookup(carrier); o.(type) {
	case schema.Routine:
		return b.alters[carrier].To != nil
	case schema.Trigger:
		c := b.alters[carrier]
		return c.To != nil && (len(c.Fields) > 1 || c.Fields[0] != "Enabled")
	case schema.Index, schema.PrimaryKey, schema.Unique, schema.Exclusion:
		return slices.ContainsFunc(o.Refs(), func(ref schema.ID) bool {
			fields := b.alters[ref].Fields
			return ref.Kind == schema.KindColumn && (b.retyped[ref] || slices.Contains(fields, "Type") || slices.Contains(fields, "Collation"))
		})
	}
	return false
}

// tieLock is the lock of a statement that ties a relation to an extension. An index that
// the plan made anew nobody else can hold.
func (b *builder) tieLock(tie schema.ID) Lock {
	db := b.from
	if b.to.Has(tie) {
		db = b.to
	}
	switch on := tie.Parent(); on.Kind {
	case schema.KindIndex, schema.KindMaterializedView:
		if !b.losesTie(tie) {
			return lock(AccessExclusive, db.Owner(tie))
		}
	}
	return Lock{}
}

// alterSaid plans the change of what is said about an object.
func (b *builder) alterSaid(c diff.Alter) {
	a := Action{phase: phaseComment, Lock: b.saidLock(c.To.Address())}
	on := c.To.Address().Parent()
	switch to := c.To.(type) {
	case schema.Comment:
		a.SQL = b.p.Comment(b.to, to)
	case schema.SecurityLabels:
		a.SQL = b.p.SecurityLabels(b.to, on, c.From.(schema.SecurityLabels), to)
	case schema.Tie:
		had := c.From.(schema.Tie).Extensions
		if b.losesTie(to.ID) {
			had = nil
		}
		a.SQL, a.Requires = b.p.Tie(b.to, on, had, to.Extensions), []schema.ID{b.to.Owner(to.ID)}
	}
	b.do(b.change(c.From, c.To, a))
}

// saidLock is the lock of a statement that says something about an object.
func (b *builder) saidLock(id schema.ID) Lock {
	if id.Kind == schema.KindTie {
		return b.tieLock(id)
	}
	return b.commentLock(id)
}
