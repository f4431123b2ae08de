package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createForeignTable runs CREATE FOREIGN TABLE.
func (s *stmt) createForeignTable(n *pg.CreateForeignTableStmt) error {
	base := n.BaseStmt
	target, err := s.targetOf(base.Relation)
	if err != nil {
		return err
	}
	if _, taken := s.db.Relation(target, base.Relation.Relname); taken && base.IfNotExists {
		return nil
	}
	if err := s.foreignConstraints(base); err != nil {
		return err
	}
	if err := s.createTableOn(base, serverID(n.Servername)); err != nil {
		return err
	}
	if _, err := s.foreignServer(n.Servername); err != nil {
		return err
	}
	t, _ := schema.Get[schema.Table](s.db, schema.NewTable(target, base.Relation.Relname))
	if err := s.foreignOptions(&t.ForeignOptions, &t.Secrets, n.Options); err != nil {
		return err
	}
	s.put(t)
	return nil
}

// foreignConstraints refuses what foreign tables cannot have.
func (s *stmt) foreignConstraints(n *pg.CreateStmt) error {
	for _, e := range append(slices.Clone(n.TableElts), n.Constraints...) {
		if err := s.foreignConstraint(e.GetConstraint()); err != nil {
			return err
		}
		for _, c := range e.GetColumnDef().GetConstraints() {
			if err := s.foreignConstraint(c.GetConstraint()); err != nil {
				return err
			}
		}
	}
	return nil
}

// foreignConstraint gives 0A000 for a key.
func (s *stmt) foreignConstraint(c *pg.Constraint) error {
	what := ""
	switch c.GetContype() {
	case pg.ConstrType_CONSTR_PRIMARY:
		what = "primary key"
	case pg.ConstrType_CONSTR_UNIQUE:
		what = "unique"
	case pg.ConstrType_CONSTR_EXCLUSION:
		what = "exclusion"
	case pg.ConstrType_CONSTR_FOREIGN:
		what = "foreign key"
	default:
		return nil
	}
	return s.fault(c.Location, notSupported, "%s constraints are not supported on foreign tables", what)
}

// alterForeignOptions runs ALTER FOREIGN TABLE ... OPTIONS.
func (s *stmt) alterForeignOptions(t schema.Table, c *pg.AlterTableCmd) error {
	if t.Server.IsZero() {
		return s.nameFault(t.ID.Name, wrongObjectType, "ALTER action OPTIONS cannot be performed on relation %q", t.ID.Name)
	}
	if err := s.foreignOptions(&t.ForeignOptions, &t.Secrets, c.Def.GetList().GetItems()); err != nil {
		return err
	}
	s.put(t)
	return nil
}

// columnOptions runs ALTER COLUMN ... OPTIONS.
func (s *stmt) columnOptions(rel schema.ID, c *pg.AlterTableCmd) error {
	if t, _ := schema.Get[schema.Table](s.db, rel); t.Server.IsZero() {
		return s.nameFault(rel.Name, wrongObjectType, "ALTER action ALTER COLUMN ... OPTIONS cannot be performed on relation %q", rel.Name)
	}
	if systemColumns[c.Name] {
		return s.nameFault(c.Name, notSupported, "cannot alter system column %q", c.Name)
	}
	col, err := s.column(rel, c.Name, s.placeOf(c.Name))
	if err != nil {
		return err
	}
	var secrets []string
	if err := s.foreignOptions(&col.ForeignOptions, &secrets, c.Def.GetList().GetItems()); err != nil {
		return err
	}
	s.put(col)
	return nil
}

// isForeign reports whether the relation is a foreign table.
func (r *Replay) isForeign(rel schema.ID) bool {
	t, ok := schema.Get[schema.Table](r.db, rel)
	return ok && !t.Server.IsZero()
}

// foreignPartition judges a part of the partitioned table that a partition which is a
// foreign table would have to repeat: it has no indexes.
func (s *stmt) foreignPartition(t schema.Table, o schema.Object) error {
	x, isIndex := o.(schema.Index)
	if o.Address().Kind.HasIndex() || isIndex && x.Unique {
		return s.nameFault(t.ID.Name, wrongObjectType, "cannot create foreign partition of partitioned table %q, which has unique indexes", t.PartitionOf.Name)
	}
	return nil
}

// foreignBelow reports whether a partition of the table, or of one of these, is a foreign
// table.
func (r *Replay) foreignBelow(rel schema.ID) bool {
	for _, child := range r.partitions(rel) {
		if r.isForeign(child) || r.foreignBelow(child) {
			return true
		}
	}
	return false
}
