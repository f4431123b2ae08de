package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// tableDef is a CREATE TABLE taken apart.
type tableDef struct {
	table   schema.Table
	columns []columnDef
	checks  []*pg.Constraint
	keys    []*pg.Constraint
	fks     []*pg.Constraint
	likes   []likeDef
	// parents are the tables of INHERITS or PARTITION OF.
	parents []schema.ID
}

// createTable runs CREATE TABLE.
func (s *stmt) createTable(n *pg.CreateStmt) error { return s.createTableOn(n, schema.ID{}) }

// createTableOn makes a table, a foreign one if there is a server.
func (s *stmt) createTableOn(n *pg.CreateStmt, server schema.ID) error {
	target, err := s.targetOf(n.Relation)
	if err != nil {
		return err
	}
	id := schema.NewTable(target, n.Relation.Relname)
	s.release(target, id.Name)
	if _, taken := s.db.Relation(target, id.Name); taken && n.IfNotExists {
		return nil
	}
	if err := s.freeRelation(target, id.Name, true, n.Relation.Location); err != nil {
		return err
	}
	method, err := s.tableMethod(n.AccessMethod)
	if err != nil {
		return err
	}
	if err := s.judgeCreate(n, target); err != nil {
		return err
	}
	d := tableDef{table: schema.Table{Header: s.header(id), Persistence: persistence(n.Relation),
		Options: reloptions(n.Options), AccessMethod: method, Tablespace: tablespace(n.Tablespacename), Server: server}}
	if target == temporarySchema {
		d.table.Persistence = schema.Temporary
	}
	if err := s.readParents(&d, n); err != nil {
		return err
	}
	defer s.giveBack(&d)
	if err := s.readElements(&d, n); err != nil {
		return err
	}
	return s.buildTable(d, n)
}

// giveBack keeps the memory of the columns for the next table.
func (s *stmt) giveBack(d *tableDef) {
	clear(d.columns)
	s.spareColumns = d.columns[:0]
}

// readElements takes the columns and constraints apart, in the order of the text.
func (s *stmt) readElements(d *tableDef, n *pg.CreateStmt) error {
	d.columns = append(s.spareColumns, d.columns...)
	s.spareColumns = nil
	for _, e := range n.TableElts {
		switch x := e.GetNode().(type) {
		case *pg.Node_ColumnDef:
			c, err := s.readColumn(d.table.ID, x.ColumnDef)
			if err != nil {
				return err
			}
			if err := s.mergeColumn(d, c, x.ColumnDef); err != nil {
				return err
			}
		case *pg.Node_TableLikeClause:
			if err := s.readLike(d, x.TableLikeClause); err != nil {
				return err
			}
		case *pg.Node_Constraint:
			s.readTableConstraint(d, x.Constraint)
		}
	}
	for _, c := range n.Constraints {
		s.readTableConstraint(d, c.GetConstraint())
	}
	return nil
}

func (s *stmt) readTableConstraint(d *tableDef, c *pg.Constraint) {
	switch c.Contype {
	case pg.ConstrType_CONSTR_CHECK:
		d.checks = append(d.checks, c)
	case pg.ConstrType_CONSTR_FOREIGN:
		d.fks = append(d.fks, c)
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION:
		d.keys = append(d.keys, c)
	}
}

// mergeColumn adds a column, or merges it with the inherited one of the same name.
func (s *stmt) mergeColumn(d *tableDef, c columnDef, n *pg.ColumnDef) error {
	d.checks = append(d.checks, c.checks...)
	d.keys = append(d.keys, c.keys...)
	d.fks = append(d.fks, c.fks...)
	at := -1
	for i := range d.columns {
		if d.columns[i].column.ID.Name == c.column.ID.Name {
			at = i
		}
	}
	if at < 0 && !d.table.OfType.IsZero() {
		return s.fault(n.Location, undefinedColumn, "column %q does not exist", n.Colname)
	}
	if at < 0 {
		d.columns = append(d.columns, c)
		return nil
	}
	old := &d.columns[at]
	if !d.table.OfType.IsZero() && old.column.Inherited {
		return s.mergeTyped(old, c, n)
	}
	if !old.column.Inherited {
		return s.fault(n.Location, duplicateColumn, "column %q specified more than once", n.Colname)
	}
	if n.TypeName != nil && (old.column.Type.ID() != c.column.Type.ID() || old.column.Type.Name != c.column.Type.Name) {
		return s.fault(n.Location, datatypeMismatch, "column %q has a type conflict", n.Colname)
	}
	old.column.NotNull = old.column.NotNull || c.column.NotNull
	old.column.Inherited = !d.table.PartitionOf.IsZero()
	if c.fallback != nil {
		old.fallback, old.column.Default = c.fallback, schema.Expr{}
	}
	if c.generated != nil {
		old.generated = c.generated
	}
	return nil
}

// buildTable puts what was read, in the server's order: sequences, table,
// checks, keys, LIKE, foreign keys.
func (s *stmt) buildTable(d tableDef, n *pg.CreateStmt) error {
	id := d.table.ID
	s.put(d.table)
	for i := range d.columns {
		d.columns[i].column.Position = i + 1
		if n.OfTypename != nil { // marked only so that options could be merged once
			d.columns[i].column.Inherited = false
		}
		if err := s.putColumn(d.columns[i]); err != nil {
			return err
		}
	}
	for _, c := range d.columns {
		if err := s.generate(c); err != nil {
			return err
		}
	}
	if n.Partspec != nil {
		if err := s.partitionBy(id, n.Partspec); err != nil {
			return err
		}
	}
	for _, parent := range d.parents {
		s.inheritChecks(id, parent)
	}
	for _, c := range d.checks {
		if err := s.addCreatedCheck(id, c); err != nil {
			return err
		}
	}
	if err := s.clonePartition(d.table); err != nil {
		return err
	}
	for _, c := range distinctKeys(d.keys) {
		if err := s.addKey(id, c, false); err != nil {
			return err
		}
	}
	for _, l := range d.likes {
		if err := s.expandLike(id, l); err != nil {
			return err
		}
	}
	for _, c := range d.fks {
		if err := s.addForeignKey(id, c); err != nil {
			return err
		}
	}
	return nil
}

// addCreatedCheck adds a check of a new table; one with the name and the
// expression of an inherited check becomes the table's own.
func (s *stmt) addCreatedCheck(id schema.ID, c *pg.Constraint) error {
	old, ok := schema.Get[schema.Check](s.db, id.In(schema.KindCheck, c.Conname))
	if c.Conname == "" || !ok || !old.Inherited {
		return s.addCheck(id, c, false)
	}
	old.Inherited = false
	s.put(old)
	return nil
}
