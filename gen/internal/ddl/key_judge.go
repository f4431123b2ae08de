package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// judgeCreatedKeys refuses keys of a new table that name no column of it, before the
// server asks whether the table is there.
func (s *stmt) judgeCreatedKeys(d *tableDef) error {
	primary := false
	for _, c := range d.keys {
		switch {
		case c.Contype == pg.ConstrType_CONSTR_PRIMARY && primary:
			return s.fault(c.Location, invalidTable, "multiple primary keys for table %q are not allowed", d.table.ID.Name)
		case c.Indexname != "":
			return s.fault(c.Location, notSupported, "cannot use an existing index in CREATE TABLE")
		}
		primary = primary || c.Contype == pg.ConstrType_CONSTR_PRIMARY
		columns := strs(c.Keys)
		for i, name := range columns {
			if !d.has(name) {
				return s.fault(c.Location, undefinedColumn, "column %q named in key does not exist", name)
			}
			if slices.Contains(columns[:i], name) {
				return s.fault(c.Location, duplicateColumn, "column %q appears twice in %s constraint", name, keyWords[c.Contype])
			}
		}
		for _, name := range strs(c.Including) {
			if !d.has(name) {
				return s.fault(c.Location, undefinedColumn, "column %q named in key does not exist", name)
			}
		}
	}
	return nil
}

// has reports whether a new table has the column.
func (d *tableDef) has(name string) bool {
	return systemColumns[name] || slices.ContainsFunc(d.columns, func(c columnDef) bool { return c.column.ID.Name == name })
}
