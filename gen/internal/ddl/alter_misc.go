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
	case pg.AlterTableType_AT_DetachPartition:
		return s.detachPartition(rel, c.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_DetachPartitionFinalize:
		return s.finalizeDetach(rel, c.Def.GetPartitionCmd())
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
		if err := s.judgeSpace(c.Name, false); err != nil {
			return err
		}
		t.Tablespace = tablespace(c.Name)
	case pg.AlterTableType_AT_SetRelOptions, pg.AlterTableType_AT_ResetRelOptions:
		return s.alterOptions(t, c)
	default:
		return s.alterRest(rel, c)
	}
	s.put(t)
	return nil
}

// alterOptions runs SET and RESET of storage parameters.
func (s *stmt) alterOptions(t schema.Table, c *pg.AlterTableCmd) error {
	items := c.Def.GetList().GetItems()
	if c.Subtype == pg.AlterTableType_AT_ResetRelOptions {
		if err := s.judgeReset(items); err != nil {
			return err
		}
		t.Options = resetOptions(t.Options, items)
	} else if !t.PartitionBy.IsZero() {
		return s.judgeOptions(map[string]optionRule{}, withoutToast(t.ID, items)) // a partitioned table has none
	} else {
		if err := s.judgeTableOptions(items); err != nil {
			return err
		}
		t.Options = setOptions(t.Options, items)
	}
	s.put(t)
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
	if s.inherits(fk.ID) {
		return hinted(s.fault(c.Location, "XX000", "cannot alter constraint %q on relation %q", c.Conname, rel.Name), "alter the constraint of the partitioned table")
	}
	for _, id := range s.constraintFamily(fk.ID) {
		x, _ := schema.Get[schema.ForeignKey](s.db, id)
		x.Deferral = deferral(c)
		s.put(x)
	}
	return nil
}

// alterInherit runs INHERIT and NO INHERIT.
func (s *stmt) alterInherit(t schema.Table, c *pg.AlterTableCmd) error {
	if err := s.judgeInherit(t, c); err != nil {
		return err
	}
	parent, ok := s.find(c.Def.GetRangeVar())
	if !ok {
		return s.noRelation(c.Def.GetRangeVar())
	}
	if c.Subtype == pg.AlterTableType_AT_AddInherit {
		if _, err := s.table(c.Def.GetRangeVar()); err != nil {
			return err
		}
		if err := s.judgeKin(parent, t.ID, false, false, c.Def.GetRangeVar().Location); err != nil {
			return err
		}
		if err := s.judgeParent(parent, c.Def.GetRangeVar().Location); err != nil {
			return err
		}
		if err := s.judgeTransitional(t.ID, "an inheritance child"); err != nil {
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
		return s.mergeChecks(t.ID, parent)
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
		s.own(part)
	}
}

// alterRest runs what is rare; what is not modelled is reported.
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
	case NoEffect:
		return s.alterCluster(rel, c)
	}
	return s.unknown("this action of ALTER TABLE (" + subcommandName(c) + ")")
}
