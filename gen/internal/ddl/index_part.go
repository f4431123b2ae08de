package ddl

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// remakeParts makes the parts that partitions have of the keys and indexes over a column
// whose type has changed anew, as the server does: under names that it chooses itself,
// without their comments (servers before 17 copy that of the whole), and for every
// partition even if the index was made ON ONLY the partitioned table.
func (s *stmt) remakeParts(col schema.ID) error {
	rel := col.Parent()
	var keys, indexes []schema.Object
	for _, part := range s.db.Parts(rel) {
		o, _ := s.db.Lookup(part)
		x, _ := o.(schema.Index)
		switch {
		case !x.PartitionOf.IsZero(): // remade with the one above
		case !part.Kind.HasIndex() && part.Kind != schema.KindIndex || !slices.Contains(o.Refs(), col):
		case part.Kind == schema.KindIndex:
			indexes = append(indexes, o)
			s.removeParts(part)
		default:
			keys = append(keys, o)
			for _, below := range s.constraintFamily(part)[1:] {
				s.removeWhole(below)
			}
		}
	}
	for _, key := range keys {
		for _, child := range s.partitions(rel) {
			if err := s.cloneKey(child, key); err != nil {
				return err
			}
		}
	}
	for _, o := range indexes {
		x, _ := o.(schema.Index)
		x.Only = false
		s.put(x)
		s.freshParts(rel, x)
	}
	for _, child := range s.partitions(rel) {
		if s.isPartitioned(child) {
			if err := s.remakeParts(child.In(schema.KindColumn, col.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeParts removes the parts of an index in the partitions below.
func (s *stmt) removeParts(index schema.ID) {
	for _, child := range s.partitions(index.Parent()) {
		for _, x := range schema.PartsOf[schema.Index](s.db, child) {
			if x.PartitionOf == index {
				s.removeParts(x.ID)
				s.removeWhole(x.ID)
			}
		}
	}
}

// removeWhole removes an object with what is said about it.
func (s *stmt) removeWhole(id schema.ID) {
	for _, part := range s.db.Parts(id) {
		s.remove(part)
	}
	s.remove(id)
}

// freshParts gives the partitions below their parts of an index, new ones in any case.
func (s *stmt) freshParts(rel schema.ID, x schema.Index) {
	for _, child := range s.partitions(rel) {
		wanted := partOf(child, x)
		if s.isForeign(child) || s.keyServes(child, wanted) {
			continue
		}
		s.freshParts(child, s.putPart(child, wanted))
	}
}
