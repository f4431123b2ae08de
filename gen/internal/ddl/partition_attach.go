package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// attachPartition runs ATTACH PARTITION.
func (s *stmt) attachPartition(parent schema.ID, n *pg.PartitionCmd) error {
	if !s.isPartitioned(parent) {
		return s.nameFault(parent.Name, invalidObject, "table %q is not partitioned", parent.Name)
	}
	if err := s.judgeBound(parent, n.Bound); err != nil {
		return err
	}
	child, err := s.table(n.Name)
	if err != nil {
		return err
	}
	t, _ := schema.Get[schema.Table](s.db, child)
	if err := s.judgeAttach(parent, t, n); err != nil {
		return err
	}
	if err := s.judgeOverlap(parent, child, n.Bound); err != nil {
		return err
	}
	if err := s.judgeHeir(t, parent); err != nil {
		return err
	}
	if err := s.mergeChecks(child, parent); err != nil {
		return err
	}
	for _, c := range s.db.Columns(child) {
		c.Inherited = true
		s.put(c)
	}
	t.PartitionOf = parent
	if t.Bound, err = s.bound(parent, n.Bound); err != nil {
		return err
	}
	s.put(t)
	s.inheritOwnChecks(child, parent)
	return s.clonePartition(t)
}

// judgeAttach refuses a table that cannot become a partition, in the order of the server.
func (s *stmt) judgeAttach(parent schema.ID, t schema.Table, n *pg.PartitionCmd) error {
	at := n.Name.Location
	switch children := s.children(t.ID); {
	case !t.PartitionOf.IsZero():
		return s.fault(at, wrongObjectType, "%q is already a partition", t.ID.Name)
	case !t.OfType.IsZero():
		return s.fault(at, wrongObjectType, "cannot attach a typed table as partition")
	case len(t.Inherits) > 0:
		return s.fault(at, wrongObjectType, "cannot attach inheritance child as partition")
	case len(children) > 0 && t.PartitionBy.IsZero() && t.Server.IsZero():
		return s.fault(at, wrongObjectType, "cannot attach inheritance parent as partition")
	case parent == t.ID || slices.Contains(s.descendants(t.ID), parent):
		return s.fault(at, duplicateTable, "circular inheritance not allowed: %q is already a child of %q", parent.Name, t.ID.Name)
	}
	if err := s.judgeKin(parent, t.ID, true, true, at); err != nil {
		return err
	}
	for _, c := range s.db.Columns(t.ID) {
		if !s.hasColumn(parent, c.ID.Name) {
			return s.fault(at, datatypeMismatch, "table %q contains column %q not found in parent %q", t.ID.Name, c.ID.Name, parent.Name)
		}
	}
	for _, fk := range schema.PartsOf[schema.ForeignKey](s.db, parent) {
		if fk.Parent == t.ID {
			return s.fault(at, notSupported, "cannot attach table %q as a partition because it is referenced by foreign key %q", t.ID.Name, fk.ID.Name)
		}
	}
	return nil
}

// mergeChecks refuses a child whose checks are not those of its parent.
func (s *stmt) mergeChecks(child, parent schema.ID) error {
	for _, p := range schema.PartsOf[schema.Check](s.db, parent) {
		if p.NoInherit {
			continue
		}
		name := p.ID.Name
		switch c, ok := schema.Get[schema.Check](s.db, child.In(schema.KindCheck, name)); {
		case !ok:
			return s.nameFault(name, datatypeMismatch, "child table is missing constraint %q", name)
		case !s.sameCheck(c, p):
			return s.nameFault(name, datatypeMismatch, "child table %q has different definition for check constraint %q", child.Name, name)
		case c.NoInherit:
			return s.nameFault(name, invalidObject, "constraint %q conflicts with non-inherited constraint on child table %q", name, child.Name)
		case c.NotValid && !p.NotValid:
			return s.nameFault(name, invalidObject, "constraint %q conflicts with NOT VALID constraint on child table %q", name, child.Name)
		}
	}
	return nil
}

// inheritOwnChecks marks those checks of a new partition as inherited that its parent has.
func (s *stmt) inheritOwnChecks(child, parent schema.ID) {
	for _, c := range schema.PartsOf[schema.Check](s.db, child) {
		if !c.Inherited && s.passesOn(parent, c.ID) {
			c.Inherited = true
			s.put(c)
		}
	}
}
