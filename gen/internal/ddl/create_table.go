package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
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
	// torn is the first column that does not fit those before it and of the parents.
	torn error
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
	if err := s.judgePlace(n.Relation, target); err != nil {
		return err
	}
	d := tableDef{table: schema.Table{Header: s.header(id), Persistence: persistence(n.Relation),
		Options: reloptions(n.Options), Tablespace: s.spaceOf(target, n.Tablespacename), Server: server}}
	if target == temporarySchema {
		d.table.Persistence = schema.Temporary
	}
	defer s.giveBack(&d)
	if err := s.readTable(&d, n); err != nil {
		return err
	}
	if err := s.freeRelation(target, id.Name, true, n.Relation.Location); err != nil {
		return err
	}
	if n.Partbound != nil {
		if err := s.setPartition(&d, d.parents[0], n.Partbound); err != nil {
			return err
		}
		if parent, _ := schema.Get[schema.Table](s.db, d.parents[0]); n.Tablespacename == "" && parent.Tablespace != "" {
			d.table.Tablespace = parent.Tablespace
		}
	}
	return s.buildTable(d, n)
}

// readTable reads what the statement says, and refuses what is wrong with it in the
// order of the server: columns by themselves, options, parents, columns of the whole.
func (s *stmt) readTable(d *tableDef, n *pg.CreateStmt) error {
	parents := s.readParents(d, n)
	if err := s.readElements(d, n); err != nil {
		return err
	}
	if err := s.judgeIdentities(d.columns); err != nil {
		return err
	}
	if err := s.judgeCreatedKeys(d); err != nil && parents == nil {
		return err
	}
	if err := s.judgeCreate(n); err != nil {
		return err
	}
	if parents != nil {
		return parents
	}
	if d.torn != nil {
		return d.torn
	}
	var err error
	if err = s.judgeSpace(n.Tablespacename, n.Partspec != nil); err != nil {
		return err
	}
	method := n.AccessMethod
	if method == "" && n.Partspec == nil {
		method = s.access
	}
	if d.table.AccessMethod, err = s.tableMethod(method); err != nil {
		return err
	}
	return s.judgeNewColumns(d.columns)
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
			if err := s.mergeColumn(d, c, x.ColumnDef); err != nil && d.torn == nil {
				d.torn = err
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

// buildTable puts what was read, in the server's order: sequences, table,
// checks, keys, LIKE, foreign keys.
func (s *stmt) buildTable(d tableDef, n *pg.CreateStmt) error {
	id := d.table.ID
	if err := s.judgeTorn(d.columns); err != nil {
		return err
	}
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
		if err := s.generate(c, d.columns); err != nil {
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
	if d.table.Server.IsZero() { // there are no rows that might not be valid
		for _, c := range append(slices.Clone(d.checks), d.fks...) {
			c.SkipValidation = false
		}
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
	s.onCommit(id, n.Oncommit)
	return nil
}

// addCreatedCheck adds a check of a new table; one with the name and the
// expression of an inherited check becomes the table's own.
func (s *stmt) addCreatedCheck(id schema.ID, c *pg.Constraint) error {
	old, ok := schema.Get[schema.Check](s.db, id.In(schema.KindCheck, c.Conname))
	if c.Conname == "" || !ok || !old.Inherited {
		return s.addCheck(id, c, false)
	}
	t, _ := schema.Get[schema.Table](s.db, id)
	expr, err := s.expr(c.RawExpr, s.constraintBody(c, "CHECK"), scope{relation: id, clause: canon.InCheck})
	switch {
	case err != nil:
		return err
	case expr.Key != old.Expr.Key:
		return s.fault(0, duplicateObject, "constraint %q for relation %q already exists", c.Conname, id.Name)
	case c.IsNoInherit:
		return s.fault(0, invalidObject, "constraint %q conflicts with inherited constraint on relation %q", c.Conname, id.Name)
	}
	old.Inherited = !t.PartitionOf.IsZero()
	s.put(old)
	return nil
}
