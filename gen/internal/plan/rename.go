package plan

import (
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// renames plans the renames one after the other, each on the database as the ones
// before have left it. They wait for nothing and their phase is the first, so they
// come before all else, which uses the new names.
func (b *builder) renames(from *schema.Database, changes []diff.Change) {
	var done []diff.Change
	for _, c := range changes {
		r, ok := c.(diff.Rename)
		if !ok {
			continue
		}
		now := diff.Renamed(from, done)
		done = append(done, r)
		if o, found := now.Lookup(r.From); found && pgsql.FromParent(now, o) && !r.From.Kind.HasIndex() && r.From.Kind != schema.KindIndex {
			continue
		}
		if t, ok := schema.Get[schema.Table](now, r.From.Parent()); ok && r.From.Kind == schema.KindColumn && !t.OfType.IsZero() {
			o, _ := now.Lookup(r.From)
			b.refuse(o, "a column of a typed table has the name that its type gives it",
				"write ALTER TYPE "+b.p.Name(t.OfType)+" RENAME ATTRIBUTE ... TO ... CASCADE in a revision by hand")
			continue
		}
		for _, sql := range b.p.Rename(now, r.From, r.To) {
			a := Action{SQL: sql, ID: r.To, phase: phaseRename}
			switch {
			case r.From.Kind == schema.KindColumn, r.From.Kind == schema.KindTable, r.From.Kind.IsRoutine(),
				r.From.Kind == schema.KindView, r.From.Kind == schema.KindMaterializedView, r.From.Kind == schema.KindSchema:
				a.Hazards = append(a.Hazards, Hazard{BreaksOldCode, "code that uses the old name fails from here on"})
			}
			if r.From.Relation != "" || r.From.Kind.IsRelation() {
				a.Lock = lock(AccessExclusive, b.relationOf(now, r.From))
				if r.From.Kind == schema.KindIndex {
					a.Lock = lock(ShareUpdateExclusive, r.From)
				}
			}
			b.do(a)
		}
	}
}

// relationOf returns the relation that a lock on the object falls on.
func (b *builder) relationOf(db *schema.Database, id schema.ID) schema.ID {
	if id.Relation != "" && !id.Kind.IsAttachment() {
		return db.Owner(id)
	}
	return id
}
