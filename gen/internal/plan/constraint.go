package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// addKey plans a primary key or unique constraint. On a table with rows its index is
// built first, so that only the adoption of the index takes the strong lock.
func (b *builder) addKey(o schema.Object) {
	id := o.Address()
	table := id.Parent()
	a := Action{SQL: b.p.Create(b.to, o), ID: id, Produces: []schema.ID{id}, phase: phaseConstraint}
	a.Lock = lock(AccessExclusive, table)
	if !b.existing(table) {
		a.Lock.Level = ShareUpdateExclusive
		b.do(a)
		return
	}
	old := id
	old.Kind = schema.KindIndex
	if x, ok := schema.Get[schema.Index](b.from, old); ok && b.isDropped(old) && len(b.adopting(x)) > 0 {
		a.SQL = b.p.AddUsingIndex(o, id.Name)
		b.do(a)
		return
	}
	unique := Hazard{MayFailOnData, "fails if rows repeat a value"}
	if b.options.Offline || b.partitioned(table) {
		a.Scans, a.Hazards = true, []Hazard{unique, {ScanUnderLock, "builds the index while readers and writers wait"}}
		b.do(a)
		return
	}
	index := keyIndex(o)
	index.ID.Name = freeName(b.from, b.to, id, "_new")
	build := Action{SQL: b.p.Index(index, true), ID: id, Requires: b.needsOf(o), Mode: OutsideTx, Scans: true, phase: phaseIndex,
		Lock: lock(ShareUpdateExclusive, table), Hazards: []Hazard{unique, {NonTransactional, "a failed build leaves an invalid index to drop"}}}
	// The build produces the index under a name of its own, which the adoption takes.
	build.Produces = []schema.ID{index.ID}
	b.do(build)
	a.SQL, a.Requires = b.p.AddUsingIndex(o, index.ID.Name), []schema.ID{index.ID}
	b.do(a)
	b.keepOldKey(o, index.ID)
}

// keepOldKey lets the key that the new one replaces, and the foreign keys that point at
// it, stand until the new index is built, so that all change in one transaction.
func (b *builder) keepOldKey(o schema.Object, built schema.ID) {
	for _, ref := range o.Refs() {
		if c, ok := b.alters[ref]; b.rebuilt[ref] || b.retyped[ref] || ok && disturbs(c) {
			return
		}
	}
	replaced := map[schema.ID]bool{}
	for _, part := range b.from.Parts(o.Address().Parent()) {
		if b.isDropped(part) && (part == o.Address() || part.Kind == schema.KindPrimaryKey && part.Kind == o.Address().Kind) {
			replaced[part] = true
			for _, fk := range b.keyUsers[part] {
				replaced[fk] = b.rebuilt[fk]
			}
		}
	}
	for i, a := range b.actions {
		if slices.ContainsFunc(a.Destroys, func(id schema.ID) bool { return replaced[id] }) && a.Mode == InTx {
			b.actions[i].waits = append(a.waits, built)
		}
	}
}

// keyIndex is the index behind a primary key or unique constraint.
func keyIndex(o schema.Object) schema.Index {
	x := schema.Index{Unique: true, Method: "btree"}
	x.ID = o.Address()
	x.ID.Kind = schema.KindIndex
	var columns []string
	switch c := o.(type) {
	case schema.PrimaryKey:
		columns, x.Include, x.Options, x.Tablespace = c.Columns, c.Include, c.Options, c.Tablespace
	case schema.Unique:
		columns, x.Include, x.Options, x.Tablespace = c.Columns, c.Include, c.Options, c.Tablespace
		x.NullsNotDistinct = c.NullsNotDistinct
	}
	for _, name := range columns {
		x.Elements = append(x.Elements, schema.IndexElement{Column: name})
	}
	return x
}

func (b *builder) needsOf(o schema.Object) []schema.ID {
	return append(o.Refs(), b.to.Owner(o.Address()))
}

// addChecked plans a check or foreign key. On a table with rows it is added NOT
// VALID and validated in a transaction of its own, which lets writers through.
func (b *builder) addChecked(o schema.Object) {
	id := o.Address()
	table := id.Parent()
	a := Action{SQL: b.p.Create(b.to, o), ID: id, Produces: append([]schema.ID{id}, b.copiesBelow(id)...), phase: phaseConstraint}
	if fk, ok := o.(schema.ForeignKey); ok {
		a.Lock = lock(ShareRowExclusive, table)
		if !b.live(table) && b.live(fk.Parent) {
			a.Lock = lock(ShareRowExclusive, fk.Parent)
		}
	} else {
		a.Lock = lock(AccessExclusive, table)
	}
	if !b.existing(table) {
		b.do(a)
		return
	}
	defer b.validateBelow(o)
	unchecked, isFK := notValidated(o)
	mayFail := Hazard{MayFailOnData, "fails if a row breaks the rule"}
	switch {
	case unchecked == nil:
		b.do(a)
	case b.options.Offline || isFK && b.partitioned(table):
		a.Scans, a.Hazards = true, []Hazard{mayFail, {ScanUnderLock, "checks all rows while writers wait"}}
		b.do(a)
	default:
		a.SQL, a.Mode = b.p.AddConstraint(unchecked), CommitAfter
		b.do(a)
		b.validate(o, mayFail)
	}
}

// copiesBelow lists the copies of a new check that tables below get with it.
func (b *builder) copiesBelow(check schema.ID) []schema.ID {
	var out []schema.ID
	for _, child := range b.children(check.Parent()) {
		id := child.In(schema.KindCheck, check.Name)
		if copied, ok := b.adds[id].(schema.Check); ok && copied.Inherited && b.existing(child) {
			out = append(append(out, id), b.copiesBelow(id)...)
		}
	}
	return out
}

// validateBelow plans the validation of the copies in tables below that are wanted
// valid although the check itself is not.
func (b *builder) validateBelow(o schema.Object) {
	check, ok := o.(schema.Check)
	if !ok || !check.NotValid {
		return
	}
	for _, child := range b.children(check.ID.Parent()) {
		copied, ok := schema.Get[schema.Check](b.to, child.In(schema.KindCheck, check.ID.Name))
		switch {
		case !ok || !copied.Inherited || !b.existing(child):
		case copied.NotValid:
			b.validateBelow(copied)
		default:
			b.validate(copied, Hazard{MayFailOnData, "fails if a row breaks the rule"})
		}
	}
}

// notValidated returns the constraint as NOT VALID, nil if it is already.
func notValidated(o schema.Object) (unchecked schema.Object, isForeignKey bool) {
	switch c := o.(type) {
	case schema.Check:
		if !c.NotValid {
			c.NotValid = true
			return c, false
		}
	case schema.ForeignKey:
		if !c.NotValid {
			c.NotValid = true
			return c, true
		}
		return nil, true
	}
	return nil, false
}

func (b *builder) validate(o schema.Object, hazards ...Hazard) {
	id := o.Address()
	a := Action{SQL: b.p.Validate(id), ID: id, Requires: append(b.needsOf(o), id), Scans: true, Hazards: hazards, phase: phaseConstraint,
		Lock: lock(ShareUpdateExclusive, id.Parent()), Alters: []schema.ID{id}, Mode: OwnTx}
	if b.options.Offline {
		a.Mode = InTx
	}
	b.do(a)
}

// alterConstraint plans what can change of a check or foreign key in place.
func (b *builder) alterConstraint(c diff.Alter) {
	if fk, ok := c.To.(schema.ForeignKey); ok && slices.Contains(c.Fields, "Deferral") {
		b.do(b.change(c.From, fk, Action{SQL: b.p.AlterDeferral(fk), phase: phaseConstraint, Lock: lock(AccessExclusive, fk.ID.Parent())}))
	}
	if slices.Contains(c.Fields, "NotValid") {
		b.validate(c.To, Hazard{MayFailOnData, "fails if a row breaks the rule"})
	}
	b.leftover(c, "Deferral", "NotValid", "Inherited")
}
