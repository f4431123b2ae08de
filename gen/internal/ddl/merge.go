package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// inheritColumns adds the parent's columns, merged with those of other parents.
func (s *stmt) inheritColumns(d *tableDef, parent schema.ID) error {
	for _, c := range s.db.Columns(parent) {
		c.Header = s.header(d.table.ID.In(schema.KindColumn, c.ID.Name))
		c.Inherited, c.Identity, c.Statistics, c.Options, c.ForeignOptions = true, schema.IdentityNone, -1, nil, nil
		c.Generated = moveColumns(c.Generated, parent, d.table.ID)
		at := slices.IndexFunc(d.columns, func(o columnDef) bool { return o.column.ID == c.ID })
		if at < 0 {
			d.columns = append(d.columns, columnDef{column: c})
		} else if err := s.mergeParents(&d.columns[at], c); err != nil {
			return err
		}
	}
	return nil
}

// mergeParents makes one column of those of two parents.
func (s *stmt) mergeParents(old *columnDef, c schema.Column) error {
	if err := s.judgeMerge(old.column, c, "inherited column", 0); err != nil {
		return err
	}
	if old.column.Storage != c.Storage {
		return s.fault(0, datatypeMismatch, "inherited column %q has a storage parameter conflict", c.ID.Name)
	}
	if old.column.Generated.IsZero() != c.Generated.IsZero() {
		return s.fault(0, datatypeMismatch, "inherited column %q has a generation conflict", c.ID.Name)
	}
	old.column.NotNull = old.column.NotNull || c.NotNull
	old.column.Compression = firstOf(old.column.Compression, c.Compression)
	switch {
	case old.column.Default.IsZero():
		old.column.Default = c.Default
	case !c.Default.IsZero() && old.column.Default.Key != c.Default.Key:
		old.torn = true
	}
	old.torn = old.torn || old.column.Generated.Key != c.Generated.Key
	return nil
}

// judgeMerge refuses to make one column of two that differ.
func (s *stmt) judgeMerge(old, c schema.Column, what string, at int32) error {
	switch name := c.ID.Name; {
	case old.Type != c.Type:
		return s.fault(at, datatypeMismatch, "%s %q has a type conflict: %s and %s", what, name, schema.FormatTypes(old.Type), schema.FormatTypes(c.Type))
	case old.Collation != c.Collation:
		return s.fault(at, collationMismatch, "%s %q has a collation conflict", what, name)
	case old.Compression != "" && c.Compression != "" && old.Compression != c.Compression:
		return s.fault(at, datatypeMismatch, "%s %q has a compression method conflict", what, name)
	}
	return nil
}

// judgeTorn gives 42611 for a column whose parents give it different values.
func (s *stmt) judgeTorn(columns []columnDef) error {
	for i := range columns {
		if d := &columns[i]; d.torn {
			what, name := "default values", d.column.ID.Name
			if !d.column.Generated.IsZero() {
				what = "generation expressions"
			}
			return hinted(s.nameFault(name, invalidColumn, "column %q inherits conflicting %s", name, what), "give the column its value in the new table")
		}
	}
	return nil
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
	if at < 0 && (!d.table.OfType.IsZero() || !d.table.PartitionOf.IsZero()) {
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
	if !old.column.Inherited || old.written {
		return s.fault(n.Location, duplicateColumn, "column %q specified more than once", n.Colname)
	}
	if !d.table.PartitionOf.IsZero() {
		return s.mergeOptions(old, c)
	}
	if err := s.mergeInherited(old, c, 0); err != nil {
		return err
	}
	old.column.Inherited = false
	return nil
}

// mergeOptions adds what a partition says about a column.
func (s *stmt) mergeOptions(old *columnDef, c columnDef) error {
	if c.identity != nil {
		return s.fault(c.identity.Location, notSupported, "identity columns are not supported on partitions")
	}
	old.written = true
	old.column.NotNull = old.column.NotNull || c.column.NotNull
	if c.fallback != nil {
		old.fallback, old.column.Default = c.fallback, schema.Expr{}
	}
	if c.generated != nil {
		old.generated = c.generated
	}
	return nil
}

// mergeInherited makes the inherited column the table's own, too.
func (s *stmt) mergeInherited(old *columnDef, c columnDef, at int32) error {
	name := c.column.ID.Name
	if err := s.judgeMerge(old.column, c.column, "column", at); err != nil {
		return err
	}
	if c.column.Storage != "" && c.column.Storage != old.column.Storage {
		return s.fault(at, datatypeMismatch, "column %q has a storage parameter conflict", name)
	}
	generated := c.generated != nil || !c.column.Generated.IsZero()
	hasDefault := c.fallback != nil || c.serial != "" || !c.column.Default.IsZero()
	if !old.column.Generated.IsZero() {
		switch { // an expression of its own is for servers from 16 on
		case generated:
		case hasDefault:
			return s.fault(at, invalidColumn, "column %q inherits from generated column but specifies default", name)
		case c.identity != nil:
			return s.fault(at, invalidColumn, "column %q inherits from generated column but specifies identity", name)
		}
	}
	old.column.NotNull = old.column.NotNull || c.column.NotNull
	old.column.Compression = firstOf(old.column.Compression, c.column.Compression)
	old.identity, old.column.Identity = c.identity, c.column.Identity
	if generated || hasDefault {
		old.torn = false
		old.fallback, old.serial, old.generated = c.fallback, c.serial, c.generated
		old.column.Default, old.column.Generated, old.column.Virtual = c.column.Default, c.column.Generated, c.column.Virtual
	}
	return nil
}

// mergeLike merges a column of LIKE with the inherited one of the same name.
func (s *stmt) mergeLike(old *columnDef, like columnDef, at int32) error {
	old.column.Inherited = false
	return s.mergeInherited(old, like, at)
}
