package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// readOfType takes over the columns of CREATE TABLE ... OF type.
func (s *stmt) readOfType(d *tableDef, n *pg.TypeName) error {
	c, err := s.compositeOf(n)
	if err != nil {
		return err
	}
	d.table.OfType = c.ID
	for _, a := range c.Attributes {
		d.columns = append(d.columns, columnDef{column: schema.Column{Header: s.header(d.table.ID.In(schema.KindColumn, a.Name)),
			Type: a.Type, Collation: a.Collation, Statistics: -1, Inherited: true}})
	}
	return nil
}

// compositeOf finds the composite type of a typed table; the row type of a table will
// not do.
func (s *stmt) compositeOf(n *pg.TypeName) (schema.Composite, error) {
	t, err := s.wholeType(n)
	if err != nil {
		return schema.Composite{}, err
	}
	c, ok := schema.Get[schema.Composite](s.db, t.ID())
	if !ok || t.Array {
		return c, s.fault(n.Location, wrongObjectType, "type %s is not a composite type", dotted(strs(n.Names)...))
	}
	return c, nil
}

// mergeTyped gives a column of a typed table its options, which may stand there once.
func (s *stmt) mergeTyped(old *columnDef, c columnDef, n *pg.ColumnDef) error {
	switch {
	case c.identity != nil:
		return s.fault(n.Location, notSupported, "identity columns are not supported on typed tables")
	case c.generated != nil:
		return s.fault(n.Location, notSupported, "generated columns are not supported on typed tables")
	}
	typed, options := old.column, c.column
	typed.NotNull, typed.Inherited = options.NotNull, false
	*old = columnDef{column: typed, fallback: c.fallback}
	return nil
}

// untyped gives the error for an action that a typed table cannot take, because its
// type decides.
func (s *stmt) untyped(rel schema.ID, action pg.AlterTableType) error {
	t, _ := schema.Get[schema.Table](s.db, rel)
	if t.OfType.IsZero() {
		return nil
	}
	message, ok := map[pg.AlterTableType]string{
		pg.AlterTableType_AT_AddColumn:       "cannot add column to typed table",
		pg.AlterTableType_AT_DropColumn:      "cannot drop column from typed table",
		pg.AlterTableType_AT_AlterColumnType: "cannot alter column type of typed table",
		pg.AlterTableType_AT_AddInherit:      "cannot change inheritance of typed table",
	}[action]
	if !ok {
		return nil
	}
	return hinted(s.fault(0, wrongObjectType, "%s", message),
		"change "+t.OfType.String()+" with ALTER TYPE ... CASCADE, or untie the table with ALTER TABLE ... NOT OF")
}

// typedTables returns the tables of a type that is about to change. Without CASCADE
// the error is 2BP01 if there are any.
func (s *stmt) typedTables(of schema.ID, behavior pg.DropBehavior, at int32) ([]schema.ID, error) {
	var out []schema.ID
	for _, user := range s.db.UsersOfKind(of, schema.KindTable) {
		if t, ok := schema.Get[schema.Table](s.db, user); ok && t.OfType == of {
			out = append(out, user)
		}
	}
	if len(out) > 0 && behavior != pg.DropBehavior_DROP_CASCADE {
		return nil, hinted(s.fault(at, dependentObjects, "cannot alter type %q because it is the type of a typed table: %s", of.Name, out[0]),
			"use ALTER TYPE ... CASCADE to alter the typed tables too")
	}
	return out, nil
}

// alterTyped does to a typed table what ALTER TYPE did to its type.
func (s *stmt) alterTyped(rel schema.ID, c *pg.AlterTableCmd) error {
	switch c.Subtype {
	case pg.AlterTableType_AT_AddColumn:
		steps, err := s.addColumnSteps(rel, c, false)
		for _, step := range steps {
			if err == nil {
				err = step.run()
			}
		}
		return err
	case pg.AlterTableType_AT_DropColumn:
		return s.dropColumn(rel, c, false)
	case pg.AlterTableType_AT_AlterColumnType:
		return s.alterType(rel, c, false)
	}
	return nil
}

// tieToType runs ALTER TABLE ... OF: the columns must be those of the type, in order.
func (s *stmt) tieToType(t schema.Table, n *pg.TypeName) error {
	c, err := s.compositeOf(n)
	if err != nil {
		return err
	}
	if len(t.Inherits) > 0 || !t.PartitionOf.IsZero() {
		return s.fault(n.Location, wrongObjectType, "typed tables cannot inherit")
	}
	columns := s.db.Columns(t.ID)
	for i, a := range c.Attributes {
		if i >= len(columns) {
			return s.fault(n.Location, datatypeMismatch, "table is missing column %q", a.Name)
		}
		switch col := columns[i]; {
		case col.ID.Name != a.Name:
			return s.fault(n.Location, datatypeMismatch, "table has column %q where type requires %q", col.ID.Name, a.Name)
		case col.Type != a.Type || col.Collation != a.Collation:
			return s.fault(n.Location, datatypeMismatch, "table %q has different type for column %q", t.ID.Name, a.Name)
		}
	}
	if len(columns) > len(c.Attributes) {
		return s.fault(n.Location, datatypeMismatch, "table has extra column %q", columns[len(c.Attributes)].ID.Name)
	}
	t.OfType = c.ID
	s.put(t)
	return nil
}

// untie runs ALTER TABLE ... NOT OF.
func (s *stmt) untie(t schema.Table) error {
	if t.OfType.IsZero() {
		return s.nameFault(t.ID.Name, wrongObjectType, "%q is not a typed table", t.ID.Name)
	}
	t.OfType = schema.ID{}
	s.put(t)
	return nil
}
