package ddl

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// parents returns the tables that a table inherits from, or is a partition of.
func (r *Replay) parents(rel schema.ID) []schema.ID {
	t, ok := schema.Get[schema.Table](r.db, rel)
	switch {
	case !ok:
		return nil
	case !t.PartitionOf.IsZero():
		return []schema.ID{t.PartitionOf}
	}
	return t.Inherits
}

// inherits reports whether a column or constraint is one of a parent too, even if the
// table has it by itself as well.
func (s *stmt) inherits(id schema.ID) bool {
	return slices.ContainsFunc(s.parents(id.Parent()), func(p schema.ID) bool { return s.passesOn(p, id) })
}

// passesOn reports whether a parent has a column or constraint that the child has from it.
func (s *stmt) passesOn(parent, id schema.ID) bool {
	switch id.Kind {
	case schema.KindColumn:
		return s.db.Has(parent.In(id.Kind, id.Name))
	case schema.KindCheck:
		c, ok := schema.Get[schema.Check](s.db, parent.In(id.Kind, id.Name))
		return ok && !c.NoInherit
	}
	if !s.isPartitioned(parent) {
		return false
	}
	own, _ := s.db.Lookup(id)
	for _, part := range s.db.Parts(parent) {
		if o, _ := s.db.Lookup(part); part.Kind == id.Kind && len(schema.Fields(o, own)) == 0 {
			return s.firstEqual(id) == id
		}
	}
	return false
}

// firstEqual returns the first constraint of the table that says the same: of several
// it is the one that belongs to the parent's.
func (s *stmt) firstEqual(id schema.ID) schema.ID {
	own, _ := s.db.Lookup(id)
	for _, part := range s.db.Parts(id.Parent()) {
		if o, _ := s.db.Lookup(part); part.Kind == id.Kind && len(schema.Fields(o, own)) == 0 {
			return part
		}
	}
	return id
}

// strangerHas finds a column or check that cannot change together with the one above it:
// it is inherited from another table, too.
func (s *stmt) strangerHas(id schema.ID) (schema.ID, bool) {
	family := append([]schema.ID{id.Parent()}, s.descendants(id.Parent())...)
	for _, rel := range family {
		in := rel.In(id.Kind, id.Name)
		if !s.db.Has(in) {
			continue
		}
		for _, p := range s.parents(rel) {
			if !slices.Contains(family, p) && s.passesOn(p, in) {
				return in, true
			}
		}
	}
	return schema.ID{}, false
}

// leaveToChildren makes the columns or checks that children have from a table their
// own, before it loses it ONLY itself.
func (s *stmt) leaveToChildren(id schema.ID) {
	for _, child := range s.children(id.Parent()) {
		s.own(child.In(id.Kind, id.Name))
	}
}

// own makes a column or check that a table has from a parent its own; what is no such
// part stays as it is.
func (s *stmt) own(part schema.ID) {
	switch o, _ := s.db.Lookup(part); x := o.(type) {
	case schema.Column:
		x.Inherited = false
		s.put(x)
	case schema.Check:
		x.Inherited = false
		s.put(x)
	}
}

// judgeNull refuses DROP NOT NULL where a parent or an index needs it.
func (s *stmt) judgeNull(rel schema.ID, column string) error {
	t, _ := schema.Get[schema.Table](s.db, rel)
	if above, _ := schema.Get[schema.Column](s.db, t.PartitionOf.In(schema.KindColumn, column)); !t.PartitionOf.IsZero() && above.NotNull {
		return s.nameFault(column, invalidTable, "column %q is marked NOT NULL in parent table", column)
	}
	if columns, ok := s.identityIndex(t); ok && slices.Contains(columns, column) {
		return s.nameFault(column, invalidTable, "column %q is in index used as replica identity", column)
	}
	return nil
}

// setOwnNotNull runs ONLY ... SET NOT NULL; partitions must have it already.
func (s *stmt) setOwnNotNull(rel schema.ID, column string) error {
	c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, column))
	for _, child := range s.partitions(rel) {
		if in, _ := schema.Get[schema.Column](s.db, child.In(schema.KindColumn, column)); !in.NotNull {
			return hinted(s.nameFault(column, invalidTable, "constraint must be added to child tables too"), "do not write ONLY")
		}
	}
	c.NotNull = true
	s.put(c)
	return nil
}
