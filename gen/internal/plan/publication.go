package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterPublication plans what a publication holds and its options. Only FOR ALL TABLES
// cannot be changed in place.
func (b *builder) alterPublication(from, to schema.Publication, c diff.Alter) {
	if slices.Contains(c.Fields, "Options") {
		b.do(b.change(from, to, Action{SQL: b.p.PublicationOptions(from, to), phase: phaseCode}))
	}
	if slices.Contains(c.Fields, "Tables") || slices.Contains(c.Fields, "Schemas") {
		gone, come := published(from, to), published(to, from)
		entries, verb := to, "SET"
		switch {
		case len(gone.Tables)+len(gone.Schemas) == 0:
			entries, verb = come, "ADD"
		case len(come.Tables)+len(come.Schemas) == 0:
			entries, verb = gone, "DROP"
		}
		a := b.change(from, to, Action{SQL: b.p.AlterPublication(b.to, entries, verb), phase: phaseCode, Lock: b.publishLock(entries)})
		if a.Lock.Level == "" {
			a.Lock = b.publishLock(gone)
		}
		if len(gone.Tables)+len(gone.Schemas) > 0 {
			a.Hazards = []Hazard{{BreaksOldCode, "subscribers no longer get what goes"}}
		}
		b.do(a)
	}
	b.leftover(c, "Options", "Tables", "Schemas")
}

// published returns the publication with those tables and schemas that the other one
// has not, or not so.
func published(p, other schema.Publication) schema.Publication {
	p.Tables = slices.DeleteFunc(slices.Clone(p.Tables), func(t schema.PublicationTable) bool {
		return slices.ContainsFunc(other.Tables, func(o schema.PublicationTable) bool {
			return o.Table == t.Table && o.Where.Key == t.Where.Key && slices.Equal(o.Columns, t.Columns)
		})
	})
	p.Schemas = slices.DeleteFunc(slices.Clone(p.Schemas), func(id schema.ID) bool { return slices.Contains(other.Schemas, id) })
	return p
}

// publishLock is the lock on the first table that is in use.
func (b *builder) publishLock(p schema.Publication) Lock {
	for _, t := range p.Tables {
		if b.live(t.Table) {
			return lock(ShareUpdateExclusive, t.Table)
		}
	}
	return Lock{}
}
