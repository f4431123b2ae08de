package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// pass is the step of ALTER TABLE in which a subcommand runs, whatever its place
// in the text.
type pass uint8

// The passes in PostgreSQL's order.
const (
	passDrop pass = iota
	passType
	passAddColumn
	passColumn
	passIndexConstraint
	passIndex
	passConstraint
	passMisc
)

// alterStep is a subcommand ready to run in its pass.
type alterStep struct {
	pass pass
	run  func() error
}

// alterTable runs ALTER TABLE and the forms of ALTER for views, indexes,
// sequences and composite types that share its grammar.
func (s *stmt) alterTable(n *pg.AlterTableStmt) error {
	if n.Objtype == pg.ObjectType_OBJECT_TYPE {
		return s.alterComposite(n)
	}
	id, ok := s.find(n.Relation)
	if !ok {
		if n.MissingOk {
			return nil
		}
		return s.noRelation(n.Relation)
	}
	if want := relationKinds[n.Objtype]; want != schema.KindNone && !renamable(want, id.Kind) {
		return s.fault(n.Relation.Location, wrongObjectType, "%q is not a %s", id.Name, want)
	}
	if n.Objtype == pg.ObjectType_OBJECT_FOREIGN_TABLE && !s.isForeign(id) {
		return s.fault(n.Relation.Location, wrongObjectType, "%q is not a foreign table", id.Name)
	}
	if err := s.takes(id, n.Cmds); err != nil {
		return err
	}
	if id.Kind != schema.KindTable {
		return s.alterOther(n, id)
	}
	var steps []alterStep
	for _, c := range n.Cmds {
		more, err := s.alterSteps(id, c.GetAlterTableCmd(), !n.Relation.Inh)
		if err != nil {
			return err
		}
		steps = append(steps, more...)
	}
	for p := passDrop; p <= passMisc; p++ {
		// A step may add others of a later pass, so the list is read by index.
		for i := 0; i < len(steps); i++ {
			if steps[i].pass != p {
				continue
			}
			if err := steps[i].run(); err != nil {
				return err
			}
		}
		if p == passDrop && len(n.Cmds) > 1 && n.Relation.Inh {
			if err := s.judgeLost(id, n.Cmds); err != nil {
				return err
			}
		}
	}
	return nil
}

// judgeLost gives 42703 for a column that an action changes in children of the table where
// another one has dropped it: the server does to the table all that drops before it goes
// on to its children.
func (s *stmt) judgeLost(rel schema.ID, cmds []*pg.Node) error {
	for _, n := range cmds {
		c := n.GetAlterTableCmd()
		drops := c.Subtype == pg.AlterTableType_AT_DropNotNull || c.Subtype == pg.AlterTableType_AT_DropExpression ||
			c.Subtype == pg.AlterTableType_AT_ColumnDefault && c.Def == nil
		if !drops || s.hasColumn(rel, c.Name) {
			continue
		}
		for _, child := range s.descendants(rel) {
			if !s.hasColumn(child, c.Name) {
				return s.nameFault(c.Name, undefinedColumn, "column %q of relation %q does not exist", c.Name, child.Name)
			}
		}
	}
	return nil
}

// alterSteps turns one subcommand into the steps it takes.
func (s *stmt) alterSteps(rel schema.ID, c *pg.AlterTableCmd, only bool) ([]alterStep, error) {
	if err := s.untyped(rel, c.Subtype); err != nil {
		return nil, err
	}
	one := func(p pass, run func() error) ([]alterStep, error) { return []alterStep{{p, run}}, nil }
	switch c.Subtype {
	case pg.AlterTableType_AT_AddColumn:
		return s.addColumnSteps(rel, c, only)
	case pg.AlterTableType_AT_AddConstraint:
		return s.addConstraintSteps(rel, c.Def.GetConstraint(), only)
	case pg.AlterTableType_AT_DropColumn:
		return one(passDrop, func() error { return s.dropColumn(rel, c, only) })
	case pg.AlterTableType_AT_DropConstraint:
		return one(passDrop, func() error { return s.dropConstraint(rel, c, only) })
	case pg.AlterTableType_AT_AlterColumnType:
		if err := s.prepareRetype(rel, c, only); err != nil {
			return nil, err
		}
		return one(passType, func() error { return s.alterType(rel, c, only) })
	case pg.AlterTableType_AT_ColumnDefault:
		p := passConstraint
		if c.Def == nil {
			p = passDrop
		}
		return one(p, func() error { return s.alterDefault(rel, c, only) })
	case pg.AlterTableType_AT_DropExpression:
		if err := s.judgeDropExpression(rel, c.Name, only); err != nil {
			return nil, err
		}
		return one(passDrop, func() error { return s.alterColumn(rel, c, only) })
	case pg.AlterTableType_AT_DropNotNull, pg.AlterTableType_AT_DropIdentity:
		return one(passDrop, func() error { return s.alterColumn(rel, c, only) })
	case pg.AlterTableType_AT_SetNotNull:
		return one(passColumn, func() error { return s.alterColumn(rel, c, only) })
	case pg.AlterTableType_AT_AddIdentity:
		return one(passConstraint, func() error { return s.alterColumn(rel, c, only) })
	case pg.AlterTableType_AT_SetIdentity, pg.AlterTableType_AT_SetStatistics, pg.AlterTableType_AT_SetStorage, pg.AlterTableType_AT_SetCompression,
		pg.AlterTableType_AT_SetOptions, pg.AlterTableType_AT_ResetOptions:
		return one(passMisc, func() error { return s.alterColumn(rel, c, only) })
	}
	if _, ok := triggerStates[c.Subtype]; ok {
		return one(passMisc, func() error { return s.enableTriggers(rel, c, only) })
	}
	return one(passMisc, func() error { return s.alterMisc(rel, c) })
}

// addConstraintSteps adds keys before other constraints, as the server does.
func (s *stmt) addConstraintSteps(rel schema.ID, c *pg.Constraint, only bool) ([]alterStep, error) {
	if s.isForeign(rel) {
		if err := s.foreignConstraint(c); err != nil {
			return nil, err
		}
	}
	p := passConstraint
	switch c.Contype {
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION:
		if p = passIndex; c.Indexname != "" {
			p = passIndexConstraint
		}
	}
	return []alterStep{{p, func() error { return s.addConstraint(rel, c, only) }}}, nil
}

// addColumnSteps adds a column, and in later passes the constraints written in it.
func (s *stmt) addColumnSteps(rel schema.ID, c *pg.AlterTableCmd, only bool) ([]alterStep, error) {
	skipped := false
	steps := []alterStep{{passAddColumn, nil}}
	n := c.Def.GetColumnDef()
	var d columnDef
	steps[0].run = func() error {
		if t, _ := schema.Get[schema.Table](s.db, rel); !t.PartitionOf.IsZero() {
			return s.nameFault(rel.Name, wrongObjectType, "cannot add column to a partition")
		}
		if s.db.Has(rel.In(schema.KindColumn, n.Colname)) {
			skipped = true
			if c.MissingOk {
				return nil
			}
			return s.fault(n.Location, duplicateColumn, "column %q of relation %q already exists", n.Colname, rel.Name)
		}
		if systemColumns[n.Colname] {
			return s.fault(n.Location, duplicateColumn, "column name %q conflicts with a system column name", n.Colname)
		}
		var err error
		if d, err = s.readColumn(rel, n); err != nil {
			return err
		}
		if err := s.judgeNewColumns([]columnDef{d}); err != nil {
			return err
		}
		return s.addColumn(rel, d, only)
	}
	unless := func(run func() error) func() error {
		return func() error {
			if skipped {
				return nil
			}
			return run()
		}
	}
	steps = append(steps, alterStep{passIndex, unless(func() error {
		for _, k := range distinctKeys(d.keys) {
			if err := s.addKey(rel, k, only); err != nil {
				return err
			}
		}
		return nil
	})}, alterStep{passConstraint, unless(func() error {
		for _, k := range append(slices.Clone(d.checks), d.fks...) {
			if err := s.addConstraint(rel, k, only); err != nil {
				return err
			}
		}
		return nil
	})})
	return steps, nil
}

// addColumn adds a column to the table and its children.
func (s *stmt) addColumn(rel schema.ID, d columnDef, only bool) error {
	if only && len(s.children(rel)) > 0 {
		return s.fault(0, invalidTable, "column must be added to child tables too")
	}
	if err := s.beforeColumn(rel, d.column.ID.Name); err != nil {
		return err
	}
	if err := s.judgeMember(rel, d.column.Type); err != nil {
		return err
	}
	if d.fallback != nil && !s.isNone(d.fallback.RawExpr, d.column.Type) || d.generated != nil || d.identity != nil || d.serial != "" {
		if err := s.rewritable(rel); err != nil {
			return err
		}
	}
	if d.identity != nil && !only && !s.isPartitioned(rel) && len(s.children(rel)) > 0 {
		return s.fault(0, invalidTable, "cannot recursively add identity column to table that has child tables")
	}
	d.column.Position = s.db.LastPosition(rel) + 1
	if err := s.putColumn(d); err != nil {
		return err
	}
	if err := s.generate(d, nil); err != nil {
		return err
	}
	if only {
		return nil
	}
	added, _ := schema.Get[schema.Column](s.db, d.column.ID)
	for _, child := range s.children(rel) {
		if err := s.inheritColumn(child, added); err != nil {
			return err
		}
	}
	return nil
}

// inheritColumn gives a child a column that its parent got.
func (s *stmt) inheritColumn(child schema.ID, c schema.Column) error {
	parent := c.ID.Parent()
	c.ID = child.In(schema.KindColumn, c.ID.Name)
	if own, ok := schema.Get[schema.Column](s.db, c.ID); ok {
		if own.Type != c.Type {
			return s.nameFault(c.ID.Name, datatypeMismatch, "child table %q has different type for column %q", child.Name, c.ID.Name)
		}
		if own.Collation != c.Collation {
			return s.nameFault(c.ID.Name, collationMismatch, "child table %q has different collation for column %q", child.Name, c.ID.Name)
		}
		return nil
	}
	c.Inherited, c.Identity = true, schema.IdentityNone
	c.Generated = moveColumns(c.Generated, parent, child)
	c.Position = s.db.LastPosition(child) + 1
	s.put(c)
	for _, next := range s.children(child) {
		if err := s.inheritColumn(next, c); err != nil {
			return err
		}
	}
	return nil
}

// dropColumn runs DROP COLUMN, in children too where they have it from here only.
func (s *stmt) dropColumn(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	id := rel.In(schema.KindColumn, c.Name)
	if systemColumns[c.Name] {
		return s.nameFault(c.Name, notSupported, "cannot drop system column %q", c.Name)
	}
	if !s.db.Has(id) {
		if c.MissingOk {
			return nil
		}
		return s.nameFault(c.Name, undefinedColumn, "column %q of relation %q does not exist", c.Name, rel.Name)
	}
	if s.inherits(id) {
		return s.nameFault(c.Name, invalidTable, "cannot drop inherited column %q", c.Name)
	}
	if only && len(s.partitions(rel)) > 0 {
		return hinted(s.nameFault(c.Name, invalidTable, "cannot drop column from only the partitioned table when partitions exist"), "do not write ONLY")
	}
	family := s.columnFamily(id, only)
	for _, id := range family {
		if t, _ := schema.Get[schema.Table](s.db, id.Parent()); slices.Contains(t.PartitionBy.Uses, id) {
			return s.nameFault(c.Name, invalidTable, "cannot drop column %q because it is part of the partition key of relation %q", c.Name, t.ID.Name)
		}
	}
	if only {
		s.leaveToChildren(id)
	}
	return s.drop(family, c.Behavior == pg.DropBehavior_DROP_CASCADE, 0)
}

// columnFamily returns the column and those that children have from it alone.
func (s *stmt) columnFamily(id schema.ID, only bool) []schema.ID {
	out := []schema.ID{id}
	if only {
		return out
	}
	for _, child := range s.children(id.Parent()) {
		in := child.In(schema.KindColumn, id.Name)
		if c, ok := schema.Get[schema.Column](s.db, in); ok && c.Inherited && !s.otherParentHas(child, id) {
			out = append(out, s.columnFamily(in, false)...)
		}
	}
	return out
}

func (s *stmt) otherParentHas(child, id schema.ID) bool {
	t, _ := schema.Get[schema.Table](s.db, child)
	return slices.ContainsFunc(t.Inherits, func(p schema.ID) bool {
		return p != id.Parent() && s.db.Has(p.In(schema.KindColumn, id.Name))
	})
}

// dropConstraint runs DROP CONSTRAINT; inherited copies go with it.
func (s *stmt) dropConstraint(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	id, ok := s.db.Constraint(rel, c.Name)
	if !ok {
		if c.MissingOk {
			return nil
		}
		return s.nameFault(c.Name, undefinedObject, "constraint %q of relation %q does not exist", c.Name, rel.Name)
	}
	if s.inherits(id) {
		return s.nameFault(c.Name, invalidTable, "cannot drop inherited constraint %q of relation %q", c.Name, rel.Name)
	}
	if check, ok := schema.Get[schema.Check](s.db, id); ok && only && !check.NoInherit {
		s.leaveToChildren(id)
		return s.drop([]schema.ID{id}, c.Behavior == pg.DropBehavior_DROP_CASCADE, 0)
	}
	return s.drop(s.constraintFamily(id), c.Behavior == pg.DropBehavior_DROP_CASCADE, 0)
}

// constraintFamily returns the constraint with the copies that children have from it.
func (s *stmt) constraintFamily(id schema.ID) []schema.ID {
	out := []schema.ID{id}
	rel := id.Parent()
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.Check:
		for _, child := range s.children(rel) {
			in := child.In(schema.KindCheck, id.Name)
			if c, ok := schema.Get[schema.Check](s.db, in); ok && c.Inherited {
				out = append(out, s.constraintFamily(in)...)
			}
		}
	default:
		for _, child := range s.partitions(rel) {
			for _, part := range s.db.Parts(child) {
				if o, _ := s.db.Lookup(part); part.Kind == id.Kind && len(schema.Fields(o, x)) == 0 {
					out = append(out, s.constraintFamily(part)...)
				}
			}
		}
	}
	return out
}
