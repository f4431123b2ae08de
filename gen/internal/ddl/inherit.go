package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// readParents takes over the columns of INHERITS, PARTITION OF and OF type.
func (s *stmt) readParents(d *tableDef, n *pg.CreateStmt) error {
	for _, p := range n.InhRelations {
		parent, err := s.table(p.GetRangeVar())
		if err != nil {
			return err
		}
		if n.Partbound == nil {
			if err := s.judgeParent(parent, p.GetRangeVar().Location); err != nil {
				return err
			}
			if slices.Contains(d.parents, parent) {
				return s.fault(p.GetRangeVar().Location, duplicateTable, "relation %q would be inherited from more than once", parent.Name)
			}
		}
		d.parents = append(d.parents, parent)
		if n.Partbound == nil {
			d.table.Inherits = append(d.table.Inherits, parent)
		} else if err := s.setPartition(d, parent, n.Partbound); err != nil {
			return err
		}
		s.inheritColumns(d, parent)
	}
	if n.OfTypename == nil {
		return nil
	}
	return s.readOfType(d, n.OfTypename)
}

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
	d.table.PartitionOf = parent
	var err error
	d.table.Bound, err = s.bound(parent, bound)
	return err
}

// inheritColumns adds the parent's columns, merged with those of other parents.
func (s *stmt) inheritColumns(d *tableDef, parent schema.ID) {
	for _, c := range s.db.Columns(parent) {
		c.Header = s.header(d.table.ID.In(schema.KindColumn, c.ID.Name))
		c.Inherited, c.Identity = true, schema.IdentityNone
		c.Generated = moveColumns(c.Generated, parent, d.table.ID)
		at := slices.IndexFunc(d.columns, func(o columnDef) bool { return o.column.ID == c.ID })
		if at < 0 {
			d.columns = append(d.columns, columnDef{column: c})
		} else {
			d.columns[at].column.NotNull = d.columns[at].column.NotNull || c.NotNull
		}
	}
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
			s.cloneIndex(t.ID, x)
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
