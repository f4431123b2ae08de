package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeForeignKey refuses a foreign key whose columns cannot be compared with those of
// the key, or whose actions do not fit its columns.
func (s *stmt) judgeForeignKey(rel schema.ID, c *pg.Constraint, fk schema.ForeignKey) error {
	for _, name := range fk.SetColumns {
		if !s.hasColumn(rel, name) {
			return s.fault(c.Location, undefinedColumn, "column %q referenced in foreign key constraint does not exist", name)
		}
		if !slices.Contains(fk.Columns, name) {
			return s.fault(c.Location, invalidReference, "column %q referenced in ON DELETE SET action must be part of foreign key", name)
		}
	}
	for i, name := range fk.Columns {
		from, _ := s.columnType(rel, name)
		to, _ := s.columnType(fk.Parent, fk.ParentColumns[i])
		if !canon.KeyFits(s.db, from, to) {
			return s.fault(c.Location, datatypeMismatch, "foreign key constraint cannot be implemented: key columns %q and %q are of incompatible types: %s and %s",
				name, fk.ParentColumns[i], schema.FormatTypes(plainType(from)), schema.FormatTypes(plainType(to)))
		}
		col, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
		if !col.Generated.IsZero() {
			switch {
			case fk.OnUpdate == schema.SetNull || fk.OnUpdate == schema.SetDefault || fk.OnUpdate == schema.Cascade:
				return s.fault(c.Location, syntaxError, "invalid ON UPDATE action for foreign key constraint containing generated column")
			case fk.OnDelete == schema.SetNull || fk.OnDelete == schema.SetDefault:
				return s.fault(c.Location, syntaxError, "invalid ON DELETE action for foreign key constraint containing generated column")
			}
		}
	}
	return nil
}

func plainType(t schema.Type) schema.Type {
	t.Modifier = ""
	return t
}

// keysStillFit gives 42804 if a column has got a type that a foreign key over it, to
// another table or from one, cannot compare. The columns of a foreign key to the table
// itself may both be about to change.
func (s *stmt) keysStillFit(rel schema.ID, column string) error {
	fks := schema.PartsOf[schema.ForeignKey](s.db, rel)
	for _, user := range s.db.Users(rel) {
		if fk, ok := schema.Get[schema.ForeignKey](s.db, user); ok {
			fks = append(fks, fk)
		}
	}
	for _, fk := range fks {
		from := fk.ID.Parent()
		if from == fk.Parent {
			continue
		}
		for i, name := range fk.Columns {
			if !(from == rel && name == column) && !(fk.Parent == rel && fk.ParentColumns[i] == column) {
				continue
			}
			a, _ := s.columnType(from, name)
			b, _ := s.columnType(fk.Parent, fk.ParentColumns[i])
			if !canon.KeyFits(s.db, a, b) {
				return hinted(s.nameFault(column, datatypeMismatch, "foreign key constraint %q cannot be implemented: key columns %q and %q are of incompatible types: %s and %s",
					fk.ID.Name, name, fk.ParentColumns[i], schema.FormatTypes(plainType(a)), schema.FormatTypes(plainType(b))),
					"drop the foreign key, change both columns, and add it again")
			}
		}
	}
	return nil
}
