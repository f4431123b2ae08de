package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (b *builder) addIndex(x schema.Index) {
	table := b.to.Owner(x.ID)
	a := Action{SQL: b.p.Index(x, false), ID: x.ID, Produces: []schema.ID{x.ID}, Requires: pgsql.IndexFollows(b.to, x), phase: phaseIndex}
	if !b.existing(table) {
		a.Lock = lock(Share, table)
		b.do(a)
		return
	}
	// The key of a partition becomes a part of the index if it is there before.
	for _, backing := range b.backing(b.to, x) {
		a.Requires = append(a.Requires, backing.Address())
	}
	if x.Unique {
		a.Hazards = append(a.Hazards, Hazard{MayFailOnData, "fails if rows repeat a value"})
	}
	switch {
	case b.options.Offline || x.Only:
		a.Lock, a.Scans = lock(Share, table), !x.Only
	case b.partitioned(table):
		a.Lock, a.Scans = lock(Share, table), true
		a.Hazards = append(a.Hazards, Hazard{ScanUnderLock, "writers of the partitioned table wait for the build; CONCURRENTLY is not possible here"})
	default:
		a.SQL, a.Mode = b.p.Index(x, true), OutsideTx
		a.Lock, a.Scans = lock(ShareUpdateExclusive, table), true
		a.Hazards = append(a.Hazards, Hazard{NonTransactional, "a failed build leaves an invalid index to drop"})
		b.keepOld(x)
	}
	b.do(a)
}

// backing lists the keys of partitions whose indexes are parts of the index.
func (b *builder) backing(db *schema.Database, x schema.Index) []schema.Object {
	var out []schema.Object
	for _, user := range db.Users(x.ID.Parent()) {
		if t, ok := schema.Get[schema.Table](db, user); ok && t.PartitionOf == x.ID.Parent() {
			if key, ok := pgsql.Backing(db, t.ID, x); ok {
				out = append(out, key)
			}
		}
	}
	return out
}

// keepOld leaves the old form of a changed index in place under another name until
// the new one is built.
func (b *builder) keepOld(x schema.Index) {
	old, ok := schema.Get[schema.Index](b.from, x.ID)
	if !ok || !b.rebuilt[x.ID] || b.goesAlong(old) || b.disturbedIndex(old) {
		return
	}
	b.actions = slices.DeleteFunc(b.actions, func(a Action) bool {
		return slices.Equal(a.Destroys, []schema.ID{x.ID}) || a.ID == x.ID.Comment() && len(a.Destroys) > 0
	})
	aside := x.ID
	aside.Name = freeName(b.from, b.to, x.ID, "_old")
	table := b.to.Owner(x.ID)
	b.do(Action{SQL: b.p.Rename(b.from, x.ID, aside)[0], ID: x.ID, Destroys: []schema.ID{x.ID}, phase: phaseRelease,
		Comment: "the old index serves until the new one is built", Lock: lock(ShareUpdateExclusive, x.ID)})
	b.do(Action{SQL: b.p.DropIndexConcurrently(aside), ID: x.ID, Requires: []schema.ID{x.ID}, Mode: OutsideTx, phase: phaseDrop,
		Lock: lock(ShareUpdateExclusive, table), Hazards: []Hazard{{NonTransactional, "runs outside a transaction"}}})
}

// disturbedIndex reports whether the index has to go before something that it uses
// changes, so that it cannot stay for a while.
func (b *builder) disturbedIndex(x schema.Index) bool {
	for _, ref := range x.Refs() {
		if b.drops[ref] != nil || b.swaps[ref] || b.retyped[ref] || !b.to.Has(ref) {
			return true
		}
		if c, ok := b.alters[ref]; ok && disturbs(c) {
			return true
		}
	}
	return len(b.keyUsers[x.ID]) > 0
}

func (b *builder) alterIndex(from, to schema.Index, c diff.Alter) {
	b.alterStorage(c)
	switch moves := slices.Contains(c.Fields, "PartitionOf") && !b.attachedWithTable(to.ID.Parent()); {
	case moves && !from.PartitionOf.IsZero() && b.drops[from.PartitionOf] == nil:
		b.refuse(to, "an index cannot be detached from that of the partitioned table",
			"drop the index of the partitioned table, which drops this one too, and create both again")
	case moves && !to.PartitionOf.IsZero():
		b.do(b.change(from, to, Action{SQL: b.p.AttachIndex(to.PartitionOf, to.ID), phase: phaseIndex, Lock: lock(AccessExclusive, to.ID)}))
	}
	b.leftover(c, "Options", "Tablespace", "PartitionOf", "Only")
}

// alterStorage changes how and where an index, or that of a key, is stored.
func (b *builder) alterStorage(c diff.Alter) {
	id := c.To.Address()
	head := "ALTER INDEX " + b.p.Name(schema.ID{Kind: schema.KindIndex, Schema: id.Schema, Name: id.Name})
	from, _ := stored(c.From)
	to, space := stored(c.To)
	for _, sql := range b.p.SetOptions(head, from, to) {
		b.do(b.change(c.From, c.To, Action{SQL: sql, phase: phaseIndex, Lock: optionLock(id, from, to)}))
	}
	if slices.Contains(c.Fields, "Tablespace") {
		b.do(b.change(c.From, c.To, Action{SQL: head + " SET TABLESPACE " + orDefault(b.p.Ident(space), space, "pg_default"),
			phase: phaseIndex, Lock: lock(AccessExclusive, id), Rewrites: true}))
	}
}

// stored returns the options and the tablespace of an index, or of that of a key.
func stored(o schema.Object) (options []string, space string) {
	switch x := o.(type) {
	case schema.PrimaryKey:
		return x.Options, x.Tablespace
	case schema.Unique:
		return x.Options, x.Tablespace
	case schema.Exclusion:
		return x.Options, x.Tablespace
	case schema.Index:
		return x.Options, x.Tablespace
	}
	return nil, ""
}

// partitionedOptions reports whether the options of an index of a partitioned table
// change, which ALTER INDEX does not take.
func (b *builder) partitionedOptions(c diff.Alter) bool {
	t, _ := schema.Get[schema.Table](b.to, c.To.Address().Parent())
	return slices.Contains(c.Fields, "Options") && !t.PartitionBy.IsZero()
}

// attachedWithTable reports whether the table becomes a partition in this plan, which
// attaches its indexes too.
func (b *builder) attachedWithTable(table schema.ID) bool {
	c, ok := b.alters[table]
	return ok && slices.Contains(c.Fields, "PartitionOf")
}
