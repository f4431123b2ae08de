package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// attachIndex runs ALTER INDEX ... ATTACH PARTITION. The keys of a partitioned table
// and of its partitions are attached from the start.
func (s *stmt) attachIndex(parent schema.ID, n *pg.PartitionCmd) error {
	if !s.isPartitioned(parent.Parent()) {
		return s.nameFault(parent.Name, wrongObjectType, "ALTER action ATTACH PARTITION cannot be performed on relation %q", parent.Name)
	}
	id, ok := s.find(n.Name)
	if !ok {
		return s.noRelation(n.Name)
	}
	if s.sortOf(id) != sortIndex {
		return s.fault(n.Name.Location, invalidObject, "%q is not an index", id.Name)
	}
	whole, isIndex := schema.Get[schema.Index](s.db, parent)
	if err := s.judgeAttachIndex(parent, id, n.Name.Location); err != nil || !isIndex {
		return err
	}
	if x, ok := schema.Get[schema.Index](s.db, id); ok {
		x.PartitionOf = parent
		s.put(x)
	}
	s.completeIndex(whole)
	return nil
}

// completeIndex makes an index of a partitioned table a whole one when every partition
// has its part, which is whole itself.
func (s *stmt) completeIndex(whole schema.Index) {
	for _, child := range s.partitions(whole.ID.Parent()) {
		if !s.hasIndexPart(child, whole) {
			return
		}
		for _, x := range schema.PartsOf[schema.Index](s.db, child) {
			if x.PartitionOf == whole.ID && (x.Only || x.Invalid) {
				return
			}
		}
	}
	whole.Only = false
	s.put(whole)
	if above, ok := schema.Get[schema.Index](s.db, whole.PartitionOf); ok && above.Only {
		s.completeIndex(above)
	}
}

// judgeAttachIndex refuses an index that cannot be the part of another one.
func (s *stmt) judgeAttachIndex(parent, id schema.ID, at int32) error {
	wrong := func(state, why string) error {
		return s.fault(at, state, "cannot attach index %q as a partition of index %q: %s", id.Name, parent.Name, why)
	}
	whole, isIndex := schema.Get[schema.Index](s.db, parent)
	part, ok := schema.Get[schema.Index](s.db, id)
	if ok && part.PartitionOf == parent {
		return nil
	}
	t, _ := schema.Get[schema.Table](s.db, id.Parent())
	switch {
	case t.PartitionOf != parent.Parent():
		return wrong(notInState, "it is not an index on a partition of "+parent.Parent().String())
	case ok && !part.PartitionOf.IsZero():
		return wrong(notInState, "it is attached to another index")
	case isIndex && s.hasIndexPart(id.Parent(), whole):
		if !ok && s.keyServes(id.Parent(), partOf(id.Parent(), whole)) {
			return nil
		}
		return wrong(notInState, "another index of the partition is attached")
	case isIndex && ok && differs(part, whole):
		return wrong(invalidObject, "the index definitions do not match")
	case !isIndex && ok:
		return wrong(invalidObject, parent.Name+" belongs to a constraint")
	}
	return nil
}

// differs reports whether two indexes surely serve different purposes.
func differs(a, b schema.Index) bool {
	if a.Unique != b.Unique || a.Method != b.Method || len(a.Elements) != len(b.Elements) || a.Where.IsZero() != b.Where.IsZero() {
		return true
	}
	for i := range a.Elements {
		if a.Elements[i].Column != b.Elements[i].Column {
			return true
		}
	}
	return false
}

// hasIndexPart reports whether the partition has its part of the parent's index:
// an index, or a key that serves as one.
func (s *stmt) hasIndexPart(child schema.ID, parent schema.Index) bool {
	for _, x := range schema.PartsOf[schema.Index](s.db, child) {
		if x.PartitionOf == parent.ID {
			return true
		}
	}
	wanted := parent
	wanted.PartitionOf = parent.ID
	return s.keyServes(child, wanted)
}
