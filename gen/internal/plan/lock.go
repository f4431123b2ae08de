package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func lock(level LockLevel, relation schema.ID) Lock { return Lock{Level: level, Relation: relation} }

// live reports whether the relation is there from the start and stays until the
// statement in question runs, so that others may be using it.
func (b *builder) live(relation schema.ID) bool {
	return b.from.Has(relation) && b.adds[relation] == nil
}

// settleLock moves the lock of an action from a relation that nobody can be using yet to
// a partition below that somebody may, or takes it away.
func (b *builder) settleLock(a *Action) {
	relation := a.Lock.Relation
	switch {
	case a.Lock.Level == "":
		a.Lock = Lock{}
	case a.phase == phaseRename, b.live(relation), len(a.Destroys) > 0 && b.from.Has(relation):
	default:
		below, ok := b.liveBelow(relation)
		if !ok {
			a.Lock = Lock{}
			return
		}
		a.Lock.Relation = below
	}
}

// liveBelow returns the first table below that is in use.
func (b *builder) liveBelow(table schema.ID) (schema.ID, bool) {
	for _, child := range b.children(table) {
		if b.live(child) {
			return child, true
		}
		if below, ok := b.liveBelow(child); ok {
			return below, true
		}
	}
	return schema.ID{}, false
}

// createTableLock is the lock of CREATE TABLE: on the partitioned table, or on a table
// that a foreign key inside it points at.
func (b *builder) createTableLock(t schema.Table, attaches bool) Lock {
	if !t.PartitionOf.IsZero() && !attaches && b.live(t.PartitionOf) {
		return lock(AccessExclusive, t.PartitionOf)
	}
	for _, parent := range t.Inherits {
		if b.live(parent) {
			return lock(ShareUpdateExclusive, parent)
		}
	}
	for _, o := range b.folds.Of(t.ID) {
		if fk, ok := o.(schema.ForeignKey); ok && b.live(fk.Parent) {
			return lock(ShareRowExclusive, fk.Parent)
		}
	}
	if !attaches {
		return b.copiesLock(t)
	}
	return Lock{}
}

// copiesLock is the lock of the copies that a partition gets of foreign keys, which keep
// writers of their tables out. A key that it has already loses its triggers there.
func (b *builder) copiesLock(partition schema.Table) Lock {
	if partition.PartitionOf.IsZero() {
		return Lock{}
	}
	found := Lock{}
	for _, fk := range schema.PartsOf[schema.ForeignKey](b.to, partition.ID) {
		switch {
		case !b.live(fk.Parent) || !pgsql.FromParent(b.to, fk):
		case !pgsql.Comes(b.to, fk):
			return lock(AccessExclusive, fk.Parent)
		default:
			found = lock(ShareRowExclusive, fk.Parent)
		}
	}
	return found
}

// attachLock is the lock of ATTACH PARTITION: the partition is closed to all, and so is
// the default partition, whose rows are looked through; the partitioned table stays open.
func (b *builder) attachLock(partition schema.Table) Lock {
	if b.live(partition.ID) {
		return lock(AccessExclusive, partition.ID)
	}
	for _, sibling := range b.children(partition.PartitionOf) {
		t, _ := schema.Get[schema.Table](b.from, sibling)
		if b.live(sibling) && strings.EqualFold(t.Bound.SQL, "default") {
			return lock(AccessExclusive, sibling)
		}
	}
	if l := b.copiesLock(partition); l != (Lock{}) {
		return l
	}
	return lock(ShareUpdateExclusive, partition.PartitionOf)
}

// commentLock is the lock of COMMENT on a relation or a column. The comment of an index
// is a matter of the index alone; constraints, triggers and policies are left unlocked.
func (b *builder) commentLock(comment schema.ID) Lock {
	on := comment.Parent()
	switch {
	case on.Kind == schema.KindComposite, on.Kind == schema.KindColumn && b.to.Owner(on).Kind == schema.KindComposite:
		return Lock{} // a type, the row type of a table too, is left unlocked
	case on.Kind == schema.KindIndex && !b.from.Has(on) && !b.to.Has(on):
		index := b.from.Owner(comment) // that of a key
		if b.to.Has(comment) {
			index = b.to.Owner(comment)
		}
		return lock(ShareUpdateExclusive, index)
	case on.Kind == schema.KindIndex, on.Kind == schema.KindSequence:
		return lock(ShareUpdateExclusive, on)
	case on.Kind == schema.KindColumn:
		return lock(ShareUpdateExclusive, b.to.Owner(on))
	case on.Relation == "" && on.Kind.IsRelation():
		return lock(ShareUpdateExclusive, on)
	}
	return Lock{}
}

// domainLock is the lock of a statement that checks all values of a domain: on the
// first table with a column that has and keeps it.
func (b *builder) domainLock(domain schema.ID) Lock {
	for _, user := range b.from.Users(domain) {
		c, ok := schema.Get[schema.Column](b.to, user)
		if ok && c.Type.ID() == domain && b.live(user.Parent()) && !b.rebuilt[user] {
			return lock(Share, user.Parent())
		}
	}
	return Lock{}
}

// optionLock is the lock under which storage parameters are set. Most are read anew
// by whoever needs them; a few change what a running query relies on.
func optionLock(relation schema.ID, from, to []string) Lock {
	for _, setting := range append(slices.Clone(from), to...) {
		if slices.Contains(from, setting) && slices.Contains(to, setting) {
			continue
		}
		switch name, _, _ := strings.Cut(setting, "="); name {
		case "user_catalog_table", "security_barrier", "security_invoker", "check_option",
			"buffering", "fastupdate", "gin_pending_list_limit", "pages_per_range", "autosummarize":
			return lock(AccessExclusive, relation)
		}
	}
	return lock(ShareUpdateExclusive, relation)
}
