package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// add plans the creation of one object, unless it comes with another.
func (b *builder) add(o schema.Object) {
	id := o.Address()
	if b.handled[id] || access(id.Kind) || id == schema.NewSchema("public") {
		return
	}
	if rename := b.p.RenameImplied(b.to, o); rename != "" && b.comesWithParent(o) {
		b.do(Action{SQL: rename, ID: id, Produces: []schema.ID{id}, Requires: pgsql.ParentParts(b.to, o), phase: phaseIndex,
			Comment: "the partition has it from the partitioned table"})
		return
	}
	if b.comesAlong(o) {
		if t, ok := o.(schema.Trigger); ok {
			b.switchCopy(t)
		}
		return
	}
	switch o := o.(type) {
	case schema.Table:
		b.createTable(o)
		return
	case schema.Column:
		b.addColumn(o)
	case schema.PrimaryKey, schema.Unique:
		b.addKey(o)
	case schema.Check, schema.ForeignKey:
		b.addChecked(o)
	case schema.Exclusion:
		b.do(Action{SQL: b.p.Create(b.to, o), ID: id, Produces: []schema.ID{id}, phase: phaseConstraint,
			Lock: lock(AccessExclusive, id.Parent()), Scans: b.existing(id.Parent()), Hazards: b.onExisting(id,
				Hazard{ScanUnderLock, "builds an index while writers wait"}, Hazard{MayFailOnData, "rows may exclude each other"})})
	case schema.Index:
		b.addIndex(o)
	default:
		b.addShell(o)
		a := Action{SQL: b.p.Create(b.to, o), ID: id, Produces: []schema.ID{id}, phase: createPhase(id.Kind), Lock: b.createLock(id),
			Hazards: secretHazard(o), waits: b.firstPartners(o)}
		newSubscription(o, &a)
		b.do(a)
	}
	b.settings(o)
}

// onExisting returns the hazards if the object is a part of a table with rows.
func (b *builder) onExisting(part schema.ID, hazards ...Hazard) []Hazard {
	if !b.existing(b.to.Owner(part)) {
		return nil
	}
	return hazards
}

func createPhase(k schema.Kind) phase {
	switch k {
	case schema.KindFunction, schema.KindProcedure, schema.KindAggregate, schema.KindView, schema.KindMaterializedView,
		schema.KindTrigger, schema.KindPolicy, schema.KindRule:
		return phaseCode
	case schema.KindStatistics:
		return phaseIndex
	case schema.KindPublication, schema.KindSubscription:
		return phaseCode
	case schema.KindEventTrigger:
		return phaseDrop
	case schema.KindComment, schema.KindTie, schema.KindSecurityLabels:
		return phaseComment
	}
	return phaseDefine
}

func (b *builder) createLock(id schema.ID) Lock {
	switch id.Kind {
	case schema.KindTrigger:
		return lock(ShareRowExclusive, b.to.Owner(id))
	case schema.KindPolicy, schema.KindRule:
		return lock(AccessExclusive, b.to.Owner(id))
	case schema.KindStatistics:
		x, _ := schema.Get[schema.Statistics](b.to, id)
		return lock(ShareUpdateExclusive, x.Table)
	case schema.KindPublication:
		p, _ := schema.Get[schema.Publication](b.to, id)
		return b.publishLock(p)
	case schema.KindTie, schema.KindComment, schema.KindSecurityLabels:
		return b.saidLock(id)
	}
	return Lock{}
}

// settingLock is the lock of a statement that completes a new part of a relation.
func (b *builder) settingLock(o schema.Object) Lock {
	id := o.Address()
	if id.Kind == schema.KindRule || id.Kind == schema.KindTrigger {
		return b.createLock(id)
	}
	return Lock{}
}

// switchCopy gives the trigger of a partition, which comes with that of the partitioned
// table, another state than that.
func (b *builder) switchCopy(t schema.Trigger) {
	for _, sql := range b.p.Settings(b.to, t) {
		b.do(Action{SQL: sql, ID: t.ID, Requires: append(pgsql.ParentParts(b.to, t), t.ID, t.ID.Parent()), phase: phaseComment, Lock: b.createLock(t.ID)})
	}
}

// comesAlong reports whether the object comes with another that is made: a column
// with its table, a folded constraint, the sequence of a serial or identity column,
// what a partition has from its parent.
func (b *builder) comesAlong(o schema.Object) bool {
	id := o.Address()
	owner := b.to.Owner(id)
	switch o := o.(type) {
	case schema.Column:
		if b.adds[owner] != nil {
			return true
		}
	case schema.Sequence:
		if c, ok := schema.Get[schema.Column](b.to, o.OwnedBy); ok {
			_, altered := b.alters[o.OwnedBy]
			return (b.adds[o.OwnedBy] != nil || altered && o.Identity) && slices.Contains(pgsql.Implied(b.to, c), id)
		}
	case schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.Check, schema.ForeignKey:
		if b.folds.Has(id) {
			return true
		}
	}
	return b.comesWithParent(o)
}

// comesWithParent reports whether the object comes into being because that of the
// parent table does, or because the partition itself is new.
func (b *builder) comesWithParent(o schema.Object) bool {
	if !pgsql.Comes(b.to, o) {
		return false
	}
	id := o.Address()
	if id.Kind != schema.KindIndex && !id.Kind.HasIndex() {
		return true
	}
	_, attached := b.alters[id.Parent()]
	return attached || b.adds[id.Parent()] != nil || slices.ContainsFunc(pgsql.ParentParts(b.to, o), func(above schema.ID) bool {
		return b.adds[above] != nil
	})
}

// createTable plans CREATE TABLE with everything that stands inside it.
func (b *builder) createTable(t schema.Table) {
	produces := []schema.ID{t.ID}
	var uses []schema.ID
	for _, c := range b.to.Columns(t.ID) {
		produces = append(append(produces, c.ID), pgsql.Implied(b.to, c)...)
	}
	for _, o := range b.folds.Of(t.ID) {
		produces = append(produces, o.Address())
	}
	attach := Action{SQL: b.p.Attach(t), ID: t.ID, Requires: []schema.ID{t.ID, t.PartitionOf}, phase: phaseIndex,
		Lock: b.attachLock(t)}
	attaches := pgsql.Attaches(b.to, t)
	for _, part := range b.to.Parts(t.ID) {
		o, _ := b.to.Lookup(part)
		switch above := pgsql.ParentParts(b.to, o); {
		case part.Kind == schema.KindColumn || !pgsql.FromParent(b.to, o) || b.p.RenameImplied(b.to, o) != "":
		case !attaches:
			produces, uses = append(produces, part), append(uses, above...)
		case pgsql.Comes(b.to, o):
			attach.Produces, attach.Requires = append(attach.Produces, part), append(attach.Requires, above...)
		default:
			attach.Requires = append(append(attach.Requires, part), above...)
		}
	}
	// The columns have to fit those of the parents, which may change.
	for _, parent := range append(slices.Clone(t.Inherits), t.PartitionOf) {
		for _, c := range b.to.Columns(parent) {
			uses = append(uses, c.ID)
		}
	}
	a := Action{SQL: b.p.Table(b.to, t, b.folds.Of(t.ID), b.names), ID: t.ID, Produces: produces, Requires: uses, phase: phaseTable}
	a.Lock = b.createTableLock(t, attaches)
	b.do(a)
	b.settings(t)
	if attaches {
		for _, part := range b.to.Parts(t.PartitionOf) {
			if part.Kind == schema.KindIndex || part.Kind.HasIndex() {
				attach.Requires = append(attach.Requires, part)
			}
		}
		b.do(attach)
	}
}

// settings plans the statements that complete a new object.
func (b *builder) settings(o schema.Object) {
	id := o.Address()
	requires := []schema.ID{id}
	statements := b.p.Settings(b.to, o)
	switch o := o.(type) {
	case schema.Index:
		requires = append(requires, o.PartitionOf)
	case schema.PrimaryKey, schema.Unique:
		// The key of a partition that is there already, made for that of its parent.
		if pgsql.Comes(b.to, o) {
			for _, above := range pgsql.ParentParts(b.to, o) {
				requires = append(requires, above)
				statements = append(statements, b.p.AttachIndex(above, id))
			}
		}
	case schema.Sequence:
		if !o.OwnedBy.IsZero() && !o.Identity {
			requires = append(requires, o.OwnedBy)
			b.ownFirst(o)
			statements = append(statements, b.p.SequenceOwner(o))
		}
	case schema.Table:
		if index := b.identityIndex(o); !index.IsZero() {
			requires = append(requires, index)
			statements = append(statements, b.p.ReplicaIdentity(o))
		}
	}
	var alters []schema.ID
	if id.Kind == schema.KindOperatorFamily || id.Kind == schema.KindTextSearchConfiguration {
		alters = []schema.ID{id} // what uses it wants it whole
	}
	for _, sql := range statements {
		b.do(Action{SQL: sql, ID: id, Requires: requires, Alters: alters, phase: max(createPhase(id.Kind), phaseColumn), Lock: b.settingLock(o)})
	}
}
