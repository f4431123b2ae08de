package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterMisc runs the subcommands of the last pass.
func (s *stmt) alterMisc(rel schema.ID, c *pg.AlterTableCmd) error {
	t, _ := schema.Get[schema.Table](s.db, rel)
	switch c.Subtype {
	case pg.AlterTableType_AT_ValidateConstraint:
		return s.validateConstraint(rel, c)
	case pg.AlterTableType_AT_AlterConstraint:
		return s.alterConstraint(rel, c.Def.GetConstraint())
	case pg.AlterTableType_AT_AttachPartition:
		return s.attachPartition(rel, c.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_DetachPartition, pg.AlterTableType_AT_DetachPartitionFinalize:
		return s.detachPartition(rel, c.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_AddInherit, pg.AlterTableType_AT_DropInherit:
		return s.alterInherit(t, c)
	case pg.AlterTableType_AT_AddOf:
		return s.tieToType(t, c.Def.GetTypeName())
	case pg.AlterTableType_AT_DropOf:
		return s.untie(t)
	case pg.AlterTableType_AT_ReplicaIdentity:
		return s.replicaIdentity(t, c.Def.GetReplicaIdentityStmt())
	case pg.AlterTableType_AT_ChangeOwner:
		return s.alterRelationOwner(rel, c)
	case pg.AlterTableType_AT_EnableRowSecurity:
		t.RowSecurity = true
	case pg.AlterTableType_AT_DisableRowSecurity:
		t.RowSecurity = false
	case pg.AlterTableType_AT_ForceRowSecurity:
		t.ForceRowSecurity = true
	case pg.AlterTableType_AT_NoForceRowSecurity:
		t.ForceRowSecurity = false
	case pg.AlterTableType_AT_SetLogged:
		return s.setPersistence(t, schema.Permanent)
	case pg.AlterTableType_AT_SetUnLogged:
		return s.setPersistence(t, schema.Unlogged)
	case pg.AlterTableType_AT_SetAccessMethod:
		method, err := s.tableMethod(c.Name)
		if err != nil {
			return err
		}
		t.AccessMethod = method
	case pg.AlterTableType_AT_SetTableSpace:
		t.Tablespace = tablespace(c.Name)
	case pg.AlterTableType_AT_SetRelOptions:
		if err := s.judgeTableOptions(c.Def.GetList().GetItems()); err != nil {
			return err
		}
		t.Options = setOptions(t.Options, c.Def.GetList().GetItems())
	case pg.AlterTableType_AT_ResetRelOptions:
		if err := s.judgeReset(c.Def.GetList().GetItems()); err != nil {
			return err
		}
		t.Options = resetOptions(t.Options, c.Def.GetList().GetItems())
	default:
		return s.alterRest(rel, c)
	}
	s.put(t)
	return nil
}

func tablespace(name string) string {
	if name == "pg_default" {
		return ""
	}
	return name
}

// setPersistence changes the table with its own sequences.
func (s *stmt) setPersistence(t schema.Table, p schema.Persistence) error {
	t.Persistence = p
	s.put(t)
	for _, c := range s.db.Columns(t.ID) {
		for _, seq := range s.db.Owned(c.ID) {
			seq.Persistence = p
			s.put(seq)
		}
	}
	return nil
}

// validateConstraint clears NOT VALID.
func (s *stmt) validateConstraint(rel schema.ID, c *pg.AlterTableCmd) error {
	id, ok := s.db.Constraint(rel, c.Name)
	if !ok {
		return s.nameFault(c.Name, undefinedObject, "constraint %q of relation %q does not exist", c.Name, rel.Name)
	}
	for _, id := range append([]schema.ID{id}, s.constraintFamily(id)...) {
		switch o, _ := s.db.Lookup(id); x := o.(type) {
		case schema.Check:
			x.NotValid = false
			s.put(x)
		case schema.ForeignKey:
			x.NotValid = false
			s.put(x)
		default:
			return s.nameFault(c.Name, wrongObjectType, "constraint %q of relation %q is not a foreign key or check constraint", c.Name, rel.Name)
		}
	}
	return nil
}

// alterConstraint runs ALTER CONSTRAINT, which changes when a foreign key is checked.
func (s *stmt) alterConstraint(rel schema.ID, c *pg.Constraint) error {
	id, ok := s.db.Constraint(rel, c.Conname)
	if !ok {
		return s.fault(c.Location, undefinedObject, "constraint %q of relation %q does not exist", c.Conname, rel.Name)
	}
	fk, ok := schema.Get[schema.ForeignKey](s.db, id)
	if !ok {
		return s.fault(c.Location, wrongObjectType, "constraint %q of relation %q is not a foreign key constraint", c.Conname, rel.Name)
	}
	for _, id := range s.constraintFamily(fk.ID) {
		x, _ := schema.Get[schema.ForeignKey](s.db, id)
		x.Deferral = deferral(c)
		s.put(x)
	}
	return nil
}

func (s *stmt) replicaIdentity(t schema.Table, n *pg.ReplicaIdentityStmt) error {
	switch n.IdentityType {
	case "d":
		t.ReplicaIdentity = ""
	case "f":
		t.ReplicaIdentity = "full"
	case "n":
		t.ReplicaIdentity = "nothing"
	case "i":
		if id, ok := s.db.Relation(t.ID.Schema, n.Name); !ok || id.Parent() != t.ID {
			return s.nameFault(n.Name, undefinedObject, "index %q for table %q does not exist", n.Name, t.ID.Name)
		}
		t.ReplicaIdentity = "index " + n.Name
	}
	s.put(t)
	return nil
}

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
	if !t.PartitionOf.IsZero() {
		return s.fault(n.Name.Location, wrongObjectType, "%q is already a partition", child.Name)
	}
	if !t.OfType.IsZero() {
		return s.fault(n.Name.Location, wrongObjectType, "cannot attach a typed table as partition")
	}
	for _, c := range s.db.Columns(child) {
		if !s.hasColumn(parent, c.ID.Name) {
			return s.fault(n.Name.Location, datatypeMismatch, "table %q contains column %q not found in parent %q", child.Name, c.ID.Name, parent.Name)
		}
		c.Inherited = true
		s.put(c)
	}
	if err := s.judgeHeir(t, parent); err != nil {
		return err
	}
	if err := s.mergeChecks(child, parent, true); err != nil {
		return err
	}
	if err := s.judgeOverlap(parent, child, n.Bound); err != nil {
		return err
	}
	t.PartitionOf = parent
	if t.Bound, err = s.bound(parent, n.Bound); err != nil {
		return err
	}
	s.put(t)
	return s.clonePartition(t)
}

// mergeChecks marks the child's checks that its parent has as inherited.
func (s *stmt) mergeChecks(child, parent schema.ID, partition bool) error {
	for _, p := range schema.PartsOf[schema.Check](s.db, parent) {
		if p.NoInherit {
			continue
		}
		c, ok := schema.Get[schema.Check](s.db, child.In(schema.KindCheck, p.ID.Name))
		if !ok {
			return s.nameFault(p.ID.Name, datatypeMismatch, "child table is missing constraint %q", p.ID.Name)
		}
		if partition {
			c.Inherited = true
			s.put(c)
		}
	}
	return nil
}

// detachPartition runs DETACH PARTITION: what came from the parent becomes the table's own.
func (s *stmt) detachPartition(parent schema.ID, n *pg.PartitionCmd) error {
	child, err := s.table(n.Name)
	if err != nil {
		return err
	}
	t, _ := schema.Get[schema.Table](s.db, child)
	if t.PartitionOf != parent {
		return s.fault(n.Name.Location, undefinedTable, "relation %q is not a partition of relation %q", child.Name, parent.Name)
	}
	t.PartitionOf, t.Bound = schema.ID{}, schema.Expr{}
	s.put(t)
	for _, part := range s.db.Parts(child) {
		switch o, _ := s.db.Lookup(part); x := o.(type) {
		case schema.Column:
			x.Inherited = false
			s.put(x)
		case schema.Check:
			x.Inherited = false
			s.put(x)
		case schema.Index:
			x.PartitionOf = schema.ID{}
			s.put(x)
		case schema.Trigger:
			if s.db.Has(parent.In(schema.KindTrigger, part.Name)) && x.Row {
				s.remove(part)
			}
		}
	}
	return nil
}

// alterInherit runs INHERIT and NO INHERIT.
func (s *stmt) alterInherit(t schema.Table, c *pg.AlterTableCmd) error {
	if err := s.judgeInherit(t, c); err != nil {
		return err
	}
	parent, err := s.table(c.Def.GetRangeVar())
	if err != nil {
		return err
	}
	if c.Subtype == pg.AlterTableType_AT_AddInherit {
		if err := s.judgeParent(parent, c.Def.GetRangeVar().Location); err != nil {
			return err
		}
		if slices.Contains(t.Inherits, parent) {
			return s.nameFault(parent.Name, duplicateTable, "relation %q would be inherited from more than once", parent.Name)
		}
		if err := s.judgeHeir(t, parent); err != nil {
			return err
		}
		t.Inherits = append(slices.Clone(t.Inherits), parent)
		s.put(t)
		return s.mergeChecks(t.ID, parent, false)
	}
	if !slices.Contains(t.Inherits, parent) {
		return s.nameFault(parent.Name, undefinedTable, "relation %q is not a parent of relation %q", parent.Name, t.ID.Name)
	}
	t.Inherits = slices.DeleteFunc(slices.Clone(t.Inherits), func(id schema.ID) bool { return id == parent })
	s.put(t)
	s.ownParts(t, parent)
	return nil
}

// ownParts makes the columns and checks that came from a former parent alone the table's own.
func (s *stmt) ownParts(t schema.Table, parent schema.ID) {
	for _, part := range s.db.Parts(t.ID) {
		if !s.db.Has(parent.In(part.Kind, part.Name)) || slices.ContainsFunc(t.Inherits, func(p schema.ID) bool {
			return s.db.Has(p.In(part.Kind, part.Name))
		}) {
			continue
		}
		switch o, _ := s.db.Lookup(part); x := o.(type) {
		case schema.Column:
			x.Inherited = false
			s.put(x)
		case schema.Check:
			x.Inherited = false
			s.put(x)
		}
	}
}

// alterRest runs triggers' switches; what is not modelled is reported.
func (s *stmt) alterRest(rel schema.ID, c *pg.AlterTableCmd) error {
	switch subcommandLedger[c.Subtype] {
	case Modelled:
		if _, ok := ruleStates[c.Subtype]; ok {
			return s.enableRule(rel, c)
		}
		switch c.Subtype {
		case pg.AlterTableType_AT_GenericOptions:
			t, _ := schema.Get[schema.Table](s.db, rel)
			return s.alterForeignOptions(t, c)
		case pg.AlterTableType_AT_AlterColumnGenericOptions:
			return s.columnOptions(rel, c)
		}
		return s.enableTriggers(rel, c)
	case NoEffect:
		return nil
	}
	return s.fault(0, notSupported, "pgen does not know this action of ALTER TABLE (%s)", subcommandName(c))
}
