package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// readParents takes over the columns of INHERITS, PARTITION OF and OF type.
func (s *stmt) readParents(d *tableDef, n *pg.CreateStmt) error {
	if n.Partspec != nil && n.Partbound == nil && len(n.InhRelations) > 0 {
		return s.fault(0, invalidObject, "cannot create partitioned table as inheritance child")
	}
	if err := s.judgeParents(n.InhRelations); err != nil {
		return err
	}
	for _, p := range n.InhRelations {
		parent, err := s.table(p.GetRangeVar())
		if err != nil {
			return err
		}
		if n.Partbound == nil {
			if err := s.judgeParent(parent, p.GetRangeVar().Location); err != nil {
				return err
			}
		}
		d.parents = append(d.parents, parent)
		if n.Partbound == nil {
			d.table.Inherits = append(d.table.Inherits, parent)
		} else {
			d.table.PartitionOf = parent
		}
		if err := s.judgeKin(parent, d.table.ID, n.Partbound != nil, false, p.GetRangeVar().Location); err != nil {
			return err
		}
		if err := s.inheritColumns(d, parent); err != nil {
			return err
		}
	}
	if n.OfTypename == nil {
		return nil
	}
	return s.readOfType(d, n.OfTypename)
}

// judgeParents refuses parents that do not exist or stand there twice, which the server
// does before it looks at one of them.
func (s *stmt) judgeParents(parents []*pg.Node) error {
	for i, p := range parents {
		id, ok := s.find(p.GetRangeVar())
		if !ok {
			return s.noRelation(p.GetRangeVar())
		}
		for _, q := range parents[:i] {
			if other, _ := s.find(q.GetRangeVar()); other == id {
				return s.fault(p.GetRangeVar().Location, duplicateTable, "relation %q would be inherited from more than once", id.Name)
			}
		}
	}
	return nil
}

// setPartition reads the bound of a new partition, once all else of it was found good.
func (s *stmt) setPartition(d *tableDef, parent schema.ID, bound *pg.PartitionBoundSpec) error {
	if !s.isPartitioned(parent) {
		return s.nameFault(parent.Name, invalidObject, "%q is not partitioned", parent.Name)
	}
	if err := s.judgeBound(parent, bound); err != nil {
		return err
	}
	if err := s.judgeOverlap(parent, d.table.ID, bound); err != nil {
		return err
	}
	var err error
	d.table.Bound, err = s.bound(parent, bound)
	return err
}

// inheritChecks copies the parent's checks, but those with NO INHERIT.
func (s *stmt) inheritChecks(id, parent schema.ID) {
	for _, c := range schema.PartsOf[schema.Check](s.db, parent) {
		if c.NoInherit || s.db.Has(id.In(schema.KindCheck, c.ID.Name)) {
			continue
		}
		c.Header = s.header(id.In(schema.KindCheck, c.ID.Name))
		c.Inherited, c.NotValid, c.Expr = true, false, moveColumns(c.Expr, parent, id)
		s.put(c)
	}
}

// clonePartition gives a new or attached partition what it takes from its
// parent: keys, indexes, foreign keys and row triggers.
func (s *stmt) clonePartition(t schema.Table) error {
	if t.PartitionOf.IsZero() {
		return nil
	}
	if err := s.judgeAttached(t.ID, t.PartitionOf); err != nil {
		return err
	}
	for _, part := range s.db.Parts(t.PartitionOf) {
		o, _ := s.db.Lookup(part)
		if !t.Server.IsZero() && part.Kind != schema.KindTrigger {
			if err := s.foreignPartition(t, o); err != nil {
				return err
			}
			continue
		}
		switch x := o.(type) {
		case schema.PrimaryKey, schema.Unique, schema.Exclusion:
			if err := s.cloneKey(t.ID, x); err != nil {
				return err
			}
		case schema.Index:
			if x.Unique {
				if err := s.judgePartitioned(t.ID, elementColumns(x.Elements), 0); err != nil {
					return err
				}
			}
			s.cloneIndex(t.ID, x, true)
		case schema.ForeignKey:
			s.cloneForeignKey(t.ID, x)
		case schema.Trigger:
			s.cloneTrigger(t.ID, x)
		}
	}
	return nil
}

// cloneTrigger copies a row trigger of a partitioned table to a partition.
func (s *stmt) cloneTrigger(child schema.ID, t schema.Trigger) {
	if !t.Row || s.db.Has(child.In(schema.KindTrigger, t.ID.Name)) {
		return
	}
	t.When = moveColumns(t.When, t.ID.Parent(), child)
	t.Header = s.header(child.In(schema.KindTrigger, t.ID.Name))
	s.put(t)
	for _, next := range s.partitions(child) {
		s.cloneTrigger(next, t)
	}
}
