package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// drop plans the drop of one object, unless it goes with another.
func (b *builder) drop(o schema.Object) {
	id := o.Address()
	if b.handled[id] || access(id.Kind) || b.goesAlong(o) {
		return
	}
	if len(b.adopting(o)) > 0 {
		return
	}
	a := Action{SQL: b.p.Drop(b.from, id), ID: id, phase: phaseRelease}
	a.Destroys = b.notYetTaken(b.takes(id))
	switch o := o.(type) {
	case schema.Table:
		a.phase, a.Lock = phaseDrop, lock(AccessExclusive, id)
		b.detachReferenced(o)
		if !b.rebuilt[id] {
			a.Hazards = []Hazard{{DataLoss, "the rows of the table are lost"}, {BreaksOldCode, "code that uses the table fails"}}
		}
		if isForeign(o) {
			a = withoutRows(a)
		}
	case schema.Column:
		b.dropColumn(o, &a)
	case schema.Schema, schema.Enum, schema.Domain, schema.Composite, schema.Extension:
		a.phase = phaseDrop
	case schema.BaseType, schema.Range:
		a.phase = phaseDrop
		b.holdsValues(o)
	case schema.Collation, schema.AccessMethod:
		a.phase = phaseDrop
	case schema.Operator, schema.Cast, schema.Language, schema.TextSearchConfiguration, schema.TextSearchDictionary:
		b.dropShells(o)
		if !b.rebuilt[id] {
			a.Hazards = []Hazard{{BreaksOldCode, "code that uses the " + id.Kind.String() + " fails"}}
		}
	case schema.Sequence:
		a.phase, a.Lock = phaseDrop, lock(AccessExclusive, id)
		a.Hazards = []Hazard{{DataLoss, "the value of the sequence is lost"}}
	case schema.Index:
		b.dropIndex(o, &a)
	case schema.View:
		a.Lock = lock(AccessExclusive, id)
		if !b.rebuilt[id] && b.adds[id] == nil {
			a.Hazards = []Hazard{{BreaksOldCode, "code that uses the view fails"}}
		}
	case schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.Check, schema.ForeignKey:
		a.Lock = lock(AccessExclusive, id.Parent())
	case schema.Trigger, schema.Policy, schema.Rule:
		a.Lock = lock(AccessExclusive, b.from.Owner(id))
	case schema.Tie, schema.Comment, schema.SecurityLabels:
		a.phase, a.Lock = phaseComment, b.saidLock(id)
	case schema.Subscription:
		b.dropSubscription(o, &a)
	default:
		dropOther(o, &a)
	}
	for _, user := range b.speakOf(id) {
		a.Hazards = append(a.Hazards, Hazard{UntrackedDependency, "the body of " + user.String() + " speaks of it"})
	}
	b.do(a)
}

// notYetTaken keeps what no drop before removes: two columns may share an index, which
// the first one takes.
func (b *builder) notYetTaken(ids []schema.ID) []schema.ID {
	var out []schema.ID
	for _, id := range ids {
		if !b.taken[id] {
			b.taken[id] = true
			out = append(out, id)
		}
	}
	return out
}

// detachReferenced takes a partition out of a table that foreign keys point at: the
// server drops it only then.
func (b *builder) detachReferenced(t schema.Table) {
	if t.PartitionOf.IsZero() || b.isDropped(t.PartitionOf) {
		return
	}
	for _, user := range b.from.Users(t.PartitionOf) {
		if fk, ok := schema.Get[schema.ForeignKey](b.from, user); ok && fk.Parent == t.PartitionOf {
			b.do(Action{SQL: b.p.AlterTable(t.PartitionOf, "DETACH PARTITION "+b.p.Name(t.ID)), ID: t.ID, Releases: []schema.ID{t.ID},
				phase: phaseDrop, Lock: lock(AccessExclusive, t.PartitionOf), Comment: "a partition that foreign keys point at cannot be dropped"})
			return
		}
	}
}

// adopting returns the new key that takes over a unique index of its own name and
// columns.
func (b *builder) adopting(o schema.Object) []schema.Object {
	x, ok := o.(schema.Index)
	if !ok || b.adds[x.ID] != nil {
		return nil
	}
	for _, kind := range []schema.Kind{schema.KindPrimaryKey, schema.KindUnique} {
		key := x.ID
		key.Kind = kind
		if wanted := b.adds[key]; wanted != nil && b.from.Has(key.Parent()) && len(schema.Fields(keyIndex(wanted), x)) == 0 && !b.partitioned(key.Parent()) {
			return []schema.Object{wanted}
		}
	}
	return nil
}

// speakOf lists the routines that stay and whose text names an object that does not.
func (b *builder) speakOf(id schema.ID) []schema.ID {
	if b.to.Has(id) {
		return nil
	}
	if b.bodyUsers == nil {
		b.bodyUsers = map[schema.ID][]schema.ID{}
		for r := range schema.AllOf[schema.Routine](b.to) {
			for _, use := range r.BodyUses {
				b.bodyUsers[use] = append(b.bodyUsers[use], r.ID)
			}
		}
		for r := range schema.AllOf[schema.Routine](b.from) {
			if to, ok := schema.Get[schema.Routine](b.to, r.ID); !ok || to.Body != r.Body {
				continue
			}
			for _, use := range r.BodyUses {
				b.bodyUsers[use] = append(b.bodyUsers[use], r.ID)
			}
		}
	}
	users := slices.Clone(b.bodyUsers[id])
	slices.SortFunc(users, schema.Compare)
	return slices.Compact(users)
}

func (b *builder) dropColumn(o schema.Column, a *Action) {
	a.phase, a.Lock = phaseDrop, lock(AccessExclusive, o.ID.Parent())
	a.Hazards = []Hazard{{BreaksOldCode, "code that uses the column fails"}}
	for _, child := range b.children(o.ID.Parent()) {
		if b.to.Has(child.In(schema.KindColumn, o.ID.Name)) {
			// The tables below keep the column.
			a.SQL = strings.Replace(a.SQL, "ALTER TABLE ", "ALTER TABLE ONLY ", 1)
			break
		}
	}
	if t, _ := b.from.Lookup(o.ID.Parent()); o.Generated.IsZero() && !isForeign(t) {
		a.Hazards = append(a.Hazards, Hazard{DataLoss, "the values of the column are lost"})
	}
}

func (b *builder) dropIndex(o schema.Index, a *Action) {
	table := b.from.Owner(o.ID)
	t, _ := schema.Get[schema.Table](b.from, table)
	a.Lock = lock(AccessExclusive, table)
	a.phase = phaseIndex
	for _, key := range b.backing(b.from, o) {
		// The server drops neither the index nor the key without the other.
		if id := key.Address(); b.isDropped(id) && !b.detached(id.Parent()) {
			a.Destroys = append(a.Destroys, b.takes(id)...)
			a.SQL = b.p.Drop(b.from, o.ID) + " CASCADE"
			a.Comment = "takes along the keys of partitions that are parts of it"
		}
	}
	if !b.options.Offline && b.existing(table) && t.PartitionBy.IsZero() && !b.rebuilt[o.ID] {
		a.SQL, a.Mode, a.Lock = b.p.DropIndexConcurrently(o.ID), OutsideTx, lock(ShareUpdateExclusive, table)
		a.phase = phaseDrop
		a.Hazards = []Hazard{{NonTransactional, "runs outside a transaction"}}
	}
}

// goesAlong reports whether the object goes with another that is dropped: a part
// with its relation, a comment with its object, a sequence with its column, an
// index or constraint with a column in it, what a partition has from its parent.
func (b *builder) goesAlong(o schema.Object) bool {
	id := o.Address()
	if owner := b.from.Owner(id); !owner.IsZero() && b.isDropped(owner) {
		return !b.breaksCircle(o)
	}
	switch o := o.(type) {
	case schema.Routine:
		return b.goesWithType(id)
	case schema.Sequence:
		return b.sequenceGoes(o)
	case schema.Comment:
		return b.losesCheck(id) || b.losesAttribute(id)
	case schema.Statistics:
		return slices.ContainsFunc(o.Refs(), func(ref schema.ID) bool {
			return b.isDropped(ref) && (ref == o.Table || ref.Kind == schema.KindColumn)
		})
	case schema.Index, schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.Check, schema.ForeignKey:
		for _, ref := range o.Refs() {
			if ref.Kind == schema.KindColumn && ref.Relation == id.Relation && ref.Schema == id.Schema && b.isDropped(ref) {
				return true
			}
		}
	}
	if above, ok := pgsql.BackedIndex(b.from, id); ok && !b.detached(id.Parent()) {
		if !b.isDropped(above) {
			b.refuse(o, "its index is a part of that of the partitioned table and cannot be dropped alone",
				"drop the index of the partitioned table, which drops this one too, and create what is wanted again")
		}
		return true
	}
	return b.fromParent(o)
}

// sequenceGoes reports whether the sequence goes with its column, or with the change
// of the column to or from an identity column.
func (b *builder) sequenceGoes(s schema.Sequence) bool {
	if s.OwnedBy.IsZero() || b.isDropped(s.OwnedBy) || b.isDropped(s.OwnedBy.Parent()) {
		return !s.OwnedBy.IsZero()
	}
	c, ok := b.alters[s.OwnedBy]
	return ok && slices.Contains(c.Fields, "Identity") && (c.From.(schema.Column).Identity == schema.IdentityNone) != s.Identity
}

// fromParent reports whether the object goes because that of its parent table goes.
func (b *builder) fromParent(o schema.Object) bool {
	table := b.from.Owner(o.Address())
	if !pgsql.FromParent(b.from, o) || !b.to.Has(table) {
		return false
	}
	above := pgsql.ParentParts(b.from, o)
	if b.detached(table) {
		// A cloned trigger goes with DETACH, all else stays with the partition, unless
		// that of the parent was dropped before.
		return o.Address().Kind == schema.KindTrigger || slices.ContainsFunc(above, func(id schema.ID) bool {
			twin, _ := b.from.Lookup(id)
			return b.breaksCircle(twin)
		})
	}
	if k := o.Address().Kind; (k == schema.KindIndex || k.HasIndex()) && !slices.ContainsFunc(above, b.isDropped) {
		b.refuse(o, "it belongs to that of the partitioned table and cannot be dropped alone",
			"drop that of the partitioned table, which drops this one too, and create what is wanted again")
	}
	return true
}

// detached reports whether the partition leaves its parent in this plan, after which
// its parts are its own.
func (b *builder) detached(table schema.ID) bool {
	c, ok := b.alters[table]
	return ok && slices.Contains(c.Fields, "PartitionOf") && !c.From.(schema.Table).PartitionOf.IsZero()
}

func (b *builder) isDropped(id schema.ID) bool { return b.drops[id] != nil }

// takes lists what the drop of the object removes: itself, its parts, comments and
// the sequences of its columns.
func (b *builder) takes(id schema.ID) []schema.ID {
	out := []schema.ID{id}
	for _, part := range b.from.Parts(id) {
		if o, _ := b.from.Lookup(part); !b.breaksCircle(o) {
			out = append(out, b.takes(part)...)
		}
	}
	out = append(out, b.takesBelow(id)...)
	if o, ok := b.from.Lookup(id); ok {
		for _, fn := range pgsql.OwnFunctions(b.from, o) {
			out = append(out, b.takes(fn)...)
		}
	}
	for _, user := range b.from.Users(id) {
		x, ok := schema.Get[schema.Statistics](b.from, user)
		if ok && b.isDropped(user) && (id == x.Table || id.Kind == schema.KindColumn) {
			out = append(out, b.takes(user)...)
		}
	}
	if id.Kind != schema.KindColumn {
		return out
	}
	for _, seq := range b.from.Owned(id) {
		if b.isDropped(seq.ID) {
			out = append(out, seq.ID)
		}
	}
	for _, part := range b.from.Parts(id.Parent()) {
		o, _ := b.from.Lookup(part)
		if part.Kind != schema.KindColumn && b.isDropped(part) && !b.breaksCircle(o) && slices.Contains(o.Refs(), id) &&
			(part.Kind.IsConstraint() || part.Kind == schema.KindIndex) {
			out = append(out, part)
		}
	}
	return out
}

// takesBelow lists what goes in the tables below when a part of a table goes: the
// inherited column, the part of a partition that repeats it.
func (b *builder) takesBelow(id schema.ID) []schema.ID {
	var out []schema.ID
	o, _ := b.from.Lookup(id)
	for _, user := range b.from.Users(id.Parent()) {
		t, ok := schema.Get[schema.Table](b.from, user)
		if !ok || id.Relation == "" || b.isDropped(user) || b.detached(user) {
			continue
		}
		for _, part := range b.from.Parts(t.ID) {
			below, _ := b.from.Lookup(part)
			if part.Kind == id.Kind && b.isDropped(part) && pgsql.FromParent(b.from, below) &&
				(part.Name == id.Name || id.Kind != schema.KindColumn && len(schema.Fields(o, below)) == 0 || isPartOf(below, id)) {
				out = append(out, b.takes(part)...)
			}
		}
	}
	return out
}

func isPartOf(o schema.Object, index schema.ID) bool {
	x, ok := o.(schema.Index)
	return ok && x.PartitionOf == index
}

// breaksCircle reports whether a foreign key, policy or rule of a dropped relation has
// to be dropped first, because another dropped object that it needs refers back.
func (b *builder) breaksCircle(o schema.Object) bool {
	table := b.from.Owner(o.Address())
	if !b.isDropped(table) {
		return false
	}
	switch o := o.(type) {
	case schema.ForeignKey:
		if o.Parent == table { // its partitions cannot go before it, nor it before them
			t, _ := schema.Get[schema.Table](b.from, table)
			return !t.PartitionBy.IsZero() && !pgsql.FromParent(b.from, o)
		}
		return b.isDropped(o.Parent) && b.refersTo(o.Parent, table, map[schema.ID]bool{})
	case schema.Policy, schema.Rule:
		seen := map[schema.ID]bool{table: true}
		return slices.ContainsFunc(o.Refs(), func(ref schema.ID) bool { return b.leadsTo(ref, table, seen) })
	}
	return false
}

// leadsTo reports whether a dropped object, or one that it refers to, refers to the
// table. Objects in seen are not looked at again.
func (b *builder) leadsTo(id, table schema.ID, seen map[schema.ID]bool) bool {
	if id.Relation != "" {
		id = b.from.Owner(id)
	}
	if seen[id] || !b.isDropped(id) {
		return false
	}
	seen[id] = true
	for _, part := range append(b.from.Parts(id), id) {
		o, ok := b.from.Lookup(part)
		if !ok {
			continue
		}
		for _, ref := range o.Refs() {
			if ref == table || ref.Relation != "" && ref.Parent() == table || b.leadsTo(ref, table, seen) {
				return true
			}
		}
	}
	return false
}

// refersTo reports whether foreign keys of dropped tables lead from one to the other.
func (b *builder) refersTo(from, to schema.ID, seen map[schema.ID]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, fk := range schema.PartsOf[schema.ForeignKey](b.from, from) {
		if b.isDropped(fk.Parent) && b.refersTo(fk.Parent, to, seen) {
			return true
		}
	}
	return false
}
