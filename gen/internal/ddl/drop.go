package ddl

import (
	"slices"
	"sort"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// hold is how a dependent object hangs on what it depends on.
type hold uint8

const (
	// holdsBack makes DROP fail without CASCADE.
	holdsBack hold = iota
	// goesAlong lets the dependent go with it silently.
	goesAlong
)

// fate is what a DROP does to one object.
type fate struct {
	order  int
	silent bool
	// strip keeps the object and takes away only what depends: the default of a
	// column, a check of a domain.
	strip bool
	via   schema.ID
}

// dropper collects what a DROP takes with it.
type dropper struct {
	r     *Replay
	fates map[schema.ID]*fate
	queue []schema.ID
}

// drop removes the objects and everything that goes with them. Without cascade
// the error is 2BP01 if something else depends on them.
func (s *stmt) drop(ids []schema.ID, cascade bool, at int32) error {
	d := &dropper{r: s.Replay, fates: map[schema.ID]*fate{}}
	for _, id := range ids {
		d.add(id, schema.ID{}, goesAlong, false)
	}
	d.spreadAll()
	if !cascade {
		if err := s.reportHeld(d, ids, at); err != nil {
			return err
		}
	}
	s.take(d)
	return nil
}

// spreadAll adds what depends on what goes, until nothing is left.
func (d *dropper) spreadAll() {
	for len(d.queue) > 0 {
		id := d.queue[0]
		d.queue = d.queue[1:]
		d.spread(id)
	}
}

// take removes all that goes.
func (s *stmt) take(d *dropper) {
	for _, id := range d.ordered() {
		if f := d.fates[id]; f.strip {
			s.strip(id, d)
		}
	}
	for _, id := range slices.Backward(d.ordered()) {
		if !d.fates[id].strip {
			o, isOperator := schema.Get[schema.Operator](s.db, id)
			if s.remove(id); isOperator {
				s.unpair(id, o)
			}
			if d.fates[id.Parent()] == nil && (id.Kind == schema.KindIndex || id.Kind.HasIndex()) {
				s.followIdentity(id, "")
			}
		}
	}
}

// add notes that id goes because of via.
func (d *dropper) add(id, via schema.ID, h hold, strip bool) {
	if id.IsZero() || !d.r.db.Has(id) {
		return
	}
	f, known := d.fates[id]
	if !known {
		f = &fate{order: len(d.fates), strip: strip, via: via}
		d.fates[id] = f
	}
	f.silent = f.silent || h == goesAlong
	switch {
	case !known && !strip:
		d.queue = append(d.queue, id)
	case known && f.strip && !strip:
		f.strip = false
		d.queue = append(d.queue, id)
	}
}

// spread adds what depends on id.
func (d *dropper) spread(id schema.ID) {
	for _, part := range d.r.db.Parts(id) {
		d.add(part, id, goesAlong, false)
	}
	switch id.Kind {
	case schema.KindView, schema.KindMaterializedView, schema.KindComposite:
		for _, attachment := range d.r.columnAttachments(id) {
			d.add(attachment, id, goesAlong, false)
		}
	}
	if id.Kind == schema.KindView || id.Kind == schema.KindTable {
		for _, column := range d.r.db.SequenceOwners(id) {
			for _, seq := range d.r.db.Owned(column) {
				if !d.r.db.Has(column) { // a column of a view or of the system, which is no part
					d.add(seq.ID, id, goesAlong, false)
				}
			}
		}
	}
	if id.Kind == schema.KindColumn {
		if t, _ := schema.Get[schema.Table](d.r.db, id.Parent()); slices.Contains(t.PartitionBy.Uses, id) {
			d.add(t.ID, id, holdsBack, false)
		}
		for _, seq := range d.r.db.Owned(id) {
			d.add(seq.ID, id, goesAlong, false)
		}
	}
	if id.Kind == schema.KindSchema {
		d.addSchema(id)
	}
	if id.Kind == schema.KindTable {
		d.addWholeReferencing(id)
	}
	if r, ok := schema.Get[schema.Range](d.r.db, id); ok {
		for _, user := range d.r.db.Users(renamedID(id, r.Multirange)) {
			d.addUser(renamedID(id, r.Multirange), user)
		}
	}
	for _, user := range d.r.db.Users(id) {
		d.addUser(id, user)
	}
	switch id.Kind {
	case schema.KindPrimaryKey, schema.KindUnique, schema.KindIndex:
		d.addReferencing(id)
	case schema.KindTrigger:
		d.addClones(id)
	}
	if x, ok := schema.Get[schema.Index](d.r.db, id); ok {
		d.addBackingKeys(x)
	}
}

// addClones takes along the copies of a row trigger in the partitions.
func (d *dropper) addClones(id schema.ID) {
	t, _ := schema.Get[schema.Trigger](d.r.db, id)
	for _, child := range d.r.partitions(id.Parent()) {
		clone, ok := schema.Get[schema.Trigger](d.r.db, child.In(schema.KindTrigger, id.Name))
		if ok && t.Row && clone.Row && clone.Function == t.Function {
			d.add(clone.ID, id, goesAlong, false)
		}
	}
}

// addBackingKeys finds the keys of partitions whose index is their part of a unique
// index of the partitioned table; they hold that index back.
func (d *dropper) addBackingKeys(x schema.Index) {
	if !x.Unique || x.Only || !x.Where.IsZero() {
		return
	}
	for _, child := range d.r.partitions(x.ID.Parent()) {
		attached := slices.ContainsFunc(schema.PartsOf[schema.Index](d.r.db, child), func(own schema.Index) bool { return own.PartitionOf == x.ID })
		if attached {
			continue
		}
		for _, part := range d.r.db.Parts(child) {
			o, _ := d.r.db.Lookup(part)
			if columns, include, ok := keyOf(o); ok && indexHasKey(x, columns, include) {
				d.add(part, x.ID, holdsBack, false)
			}
		}
	}
}

// tied returns the object that goes with an extension: of the index of a key the
// constraint.
func tied(db *schema.Database, t schema.Tie) schema.ID {
	on := t.ID.Parent()
	if key, ok := db.Constraint(on.Parent(), on.Name); ok && on.Kind == schema.KindIndex && !db.Has(on) {
		return key
	}
	return on
}

// keyOf returns the columns of a primary key or unique constraint.
func keyOf(o schema.Object) (columns, include []string, ok bool) {
	switch k := o.(type) {
	case schema.PrimaryKey:
		return k.Columns, k.Include, true
	case schema.Unique:
		return k.Columns, k.Include, true
	}
	return nil, nil, false
}

// indexHasKey reports whether the index is over these columns.
func indexHasKey(x schema.Index, columns, include []string) bool {
	if len(x.Elements) != len(columns) || !slices.Equal(x.Include, include) {
		return false
	}
	for i, e := range x.Elements {
		if e.Column == "" || e.Column != columns[i] {
			return false
		}
	}
	return true
}

// addUser decides how an object that refers to id hangs on it.
func (d *dropper) addUser(id, user schema.ID) {
	o, _ := d.r.db.Lookup(user)
	switch x := o.(type) {
	case schema.Tie:
		d.add(tied(d.r.db, x), id, goesAlong, false)
	case schema.Column:
		whole := x.Type.ID() == id || schema.CollationID(x.Collation) == id || slices.Contains(x.Generated.Uses, id)
		if !whole {
			// The sequence of a serial column belongs to the column it feeds.
			d.add(user, id, d.ownDefault(x, id), true)
			return
		}
		d.add(user, id, holdsBack, false)
	case schema.Domain:
		if x.Base.ID() != id && schema.CollationID(x.Collation) != id && !slices.Contains(x.Default.Uses, id) {
			d.add(user, id, holdsBack, true)
			return
		}
		d.add(user, id, holdsBack, false)
	case schema.Composite:
		d.add(user, id, holdsBack, true)
		for _, a := range x.Attributes {
			if column := user.In(schema.KindColumn, a.Name); hasPart(a, id) {
				for _, other := range d.r.db.Users(column) {
					d.addUser(column, other)
				}
			}
		}
	case schema.Table:
		d.add(user, id, alongIf(x.PartitionOf == id), false)
	case schema.View:
		d.add(user, id, holdsBack, onlyDefaultUses(x, id))
	case schema.Sequence:
		d.add(user, id, goesAlong, false)
	case schema.Index:
		d.add(user, id, alongIf(id.Kind == schema.KindColumn || id.Kind == schema.KindIndex), false)
	case schema.OperatorFamily:
		// Its members go with what they are, and it goes with its access method.
		d.add(user, id, goesAlong, id.Kind != schema.KindAccessMethod)
	case schema.OperatorClass:
		d.add(user, id, alongIf(x.Family == id || id.Kind == schema.KindAccessMethod), false)
	case schema.Publication:
		d.add(user, id, alongIf(id.Kind == schema.KindSchema || id.Kind == schema.KindTable), true)
	case schema.Statistics:
		d.add(user, id, alongIf(id == x.Table || id.Kind == schema.KindColumn), false)
	default:
		d.add(user, id, d.partHold(id, user), false)
	}
}

// alongIf is how something depends: it goes along, or else holds the DROP back.
func alongIf(along bool) hold {
	if along {
		return goesAlong
	}
	return holdsBack
}

// ownDefault lets the default of a column go with a column's own sequence.
func (d *dropper) ownDefault(c schema.Column, id schema.ID) hold {
	if seq, ok := schema.Get[schema.Sequence](d.r.db, id); ok && seq.OwnedBy == c.ID {
		if _, going := d.fates[c.ID]; going {
			return goesAlong
		}
	}
	return holdsBack
}

// partHold is goesAlong for a constraint that uses a column of its own table.
func (d *dropper) partHold(id, user schema.ID) hold {
	if id.Kind == schema.KindColumn && user.Kind.IsConstraint() && user.Schema == id.Schema && user.Relation == id.Relation {
		return goesAlong
	}
	return holdsBack
}

// addReferencing adds the foreign keys that rest on a key.
func (d *dropper) addReferencing(key schema.ID) {
	o, _ := d.r.db.Lookup(key)
	if uniqueColumnsOf(o) == nil {
		return
	}
	rel := key.Parent()
	for _, user := range d.r.db.Users(rel) {
		fk, ok := schema.Get[schema.ForeignKey](d.r.db, user)
		if !ok || fk.Parent != rel {
			continue
		}
		if rests, _ := d.r.referencedKey(rel, fk.ParentColumns); rests == key {
			d.add(user, key, holdsBack, false)
		}
	}
}

// addWholeReferencing adds the foreign keys to a partitioned table that the table is a
// partition of: they refer to each partition, too.
func (d *dropper) addWholeReferencing(id schema.ID) {
	t, _ := schema.Get[schema.Table](d.r.db, id)
	for !t.PartitionOf.IsZero() {
		whole := t.PartitionOf
		for _, user := range d.r.db.Users(whole) {
			if fk, ok := schema.Get[schema.ForeignKey](d.r.db, user); ok && fk.Parent == whole {
				d.add(user, id, holdsBack, false)
			}
		}
		t, _ = schema.Get[schema.Table](d.r.db, whole)
	}
}

// addSchema adds everything inside a schema.
func (d *dropper) addSchema(id schema.ID) {
	for o := range d.r.db.All() {
		if in := o.Address(); in.Schema == id.Name && d.r.db.Owner(in).IsZero() {
			how := holdsBack
			if in.Kind == schema.KindDefaultPrivileges {
				how = goesAlong
			}
			d.add(in, id, how, false)
		}
	}
}

func (d *dropper) ordered() []schema.ID {
	ids := make([]schema.ID, 0, len(d.fates))
	for id := range d.fates {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return d.fates[ids[i]].order < d.fates[ids[j]].order })
	return ids
}

// reportHeld gives 2BP01 for the first object that is not part of what goes.
func (s *stmt) reportHeld(d *dropper, targets []schema.ID, at int32) error {
	for _, id := range d.ordered() {
		f := d.fates[id]
		if f.silent || slices.Contains(targets, id) {
			continue
		}
		what := id.String()
		if f.strip && id.Kind == schema.KindColumn {
			what = "default value for " + what
		}
		return hinted(s.fault(at, dependentObjects, "cannot drop %s because other objects depend on it: %s depends on %s",
			targets[0], what, f.via), "use DROP ... CASCADE to drop the dependent objects too, or drop them first")
	}
	return nil
}

// strip takes the part away that depends on what goes: a default, a domain's check.
func (s *stmt) strip(id schema.ID, d *dropper) {
	gone := func(e schema.Expr) bool {
		return slices.ContainsFunc(e.Uses, func(u schema.ID) bool { f, ok := d.fates[u]; return ok && !f.strip })
	}
	switch x, _ := s.db.Lookup(id); o := x.(type) {
	case schema.Column:
		o.Default = schema.Expr{}
		s.put(o)
	case schema.View:
		for _, c := range o.Defaults {
			if gone(c.Expr) {
				o = o.WithDefault(c.Column, schema.Expr{})
			}
		}
		s.put(o)
	case schema.Publication:
		s.put(o.Without(func(u schema.ID) bool { f, ok := d.fates[u]; return ok && !f.strip }))
	case schema.Domain:
		for _, c := range o.Checks {
			if gone(c.Expr) {
				s.remove(id.In(schema.KindCheck, c.Name).Comment())
			}
		}
		o.Checks = slices.DeleteFunc(slices.Clone(o.Checks), func(c schema.DomainCheck) bool { return gone(c.Expr) })
		s.put(o)
	case schema.Composite:
		s.stripComposite(o, d)
	case schema.OperatorFamily:
		o.Members = slices.DeleteFunc(slices.Clone(o.Members), func(m schema.FamilyMember) bool {
			f, ok := d.fates[m.Object]
			return ok && !f.strip
		})
		s.putFamily(o)
	}
}
