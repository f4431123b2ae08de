package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// columnDef is a column definition taken apart: the column itself and the
// constraints that stand in it.
type columnDef struct {
	column schema.Column
	// fallback, generated and identity are the constraints that give the value.
	fallback, generated, identity *pg.Constraint
	// serial is the pseudo type's integer type, or "".
	serial string
	null   bool
	checks []*pg.Constraint
	keys   []*pg.Constraint
	fks    []*pg.Constraint
}

// readColumn takes a column definition apart.
func (s *stmt) readColumn(rel schema.ID, n *pg.ColumnDef) (columnDef, error) {
	d := columnDef{column: schema.Column{Header: s.headerAt(rel.In(schema.KindColumn, n.Colname), n.Location), Statistics: -1}}
	if n.TypeName != nil {
		if err := s.readType(&d, n.TypeName); err != nil {
			return d, err
		}
	}
	if systemColumns[n.Colname] {
		return d, s.fault(n.Location, duplicateColumn, "column name %q conflicts with a system column name", n.Colname)
	}
	if err := s.judgeStorage(d.column.Type, n.StorageName, n.Colname); err != nil {
		return d, err
	}
	if err := s.judgeCompression(d.column.Type, n.Compression, n.Colname); err != nil {
		return d, err
	}
	d.column.Storage = s.storage(d.column.Type, n.StorageName)
	d.column.Compression = compression(n.Compression)
	if len(n.Fdwoptions) > 0 {
		var secrets []string
		if err := s.foreignOptions(&d.column.ForeignOptions, &secrets, n.Fdwoptions); err != nil {
			return d, err
		}
	}
	if n.CollClause != nil {
		collation, err := s.collation(n.CollClause, d.column.Type)
		if err != nil {
			return d, err
		}
		d.column.Collation = collation
	}
	var last *pg.Constraint
	for _, c := range n.Constraints {
		if err := s.readColumnConstraint(&d, c.GetConstraint(), last); err != nil {
			return d, err
		}
		if !isAttribute(c.GetConstraint()) {
			last = c.GetConstraint()
		}
	}
	if d.null && d.column.NotNull {
		return d, s.fault(n.Location, syntaxError, "conflicting NULL/NOT NULL declarations for column %q of table %q", n.Colname, rel.Name)
	}
	return d, nil
}

func (s *stmt) readType(d *columnDef, n *pg.TypeName) error {
	if base, ok := canon.Serial(n); ok {
		if len(n.ArrayBounds) > 0 {
			return s.fault(n.Location, notSupported, "array of serial is not implemented")
		}
		d.serial = base
		d.column.Type = schema.Type{Schema: "pg_catalog", Name: d.serial}
		d.column.NotNull = true
		return nil
	}
	t, err := s.wholeType(n)
	if err != nil {
		return err
	}
	d.column.Type = t
	return s.judgeType(d.column.ID.Name, t, n.Location)
}

func isAttribute(c *pg.Constraint) bool {
	return c.Contype >= pg.ConstrType_CONSTR_ATTR_DEFERRABLE
}

// readColumnConstraint files one constraint of a column; last is the one that a
// DEFERRABLE after it belongs to.
func (s *stmt) readColumnConstraint(d *columnDef, c, last *pg.Constraint) error {
	name := d.column.ID.Name
	key := func() []*pg.Node { return []*pg.Node{{Node: &pg.Node_String_{String_: &pg.String{Sval: name}}}} }
	switch c.Contype {
	case pg.ConstrType_CONSTR_NULL:
		d.null = true
		if d.serial != "" {
			return s.fault(c.Location, syntaxError, "conflicting NULL/NOT NULL declarations for column %q", name)
		}
	case pg.ConstrType_CONSTR_NOTNULL:
		d.column.NotNull = true
	case pg.ConstrType_CONSTR_DEFAULT:
		if d.fallback != nil || d.serial != "" {
			return s.fault(c.Location, syntaxError, "multiple default values specified for column %q", name)
		}
		d.fallback = c
	case pg.ConstrType_CONSTR_GENERATED:
		d.generated = c
	case pg.ConstrType_CONSTR_IDENTITY:
		if d.identity != nil {
			return s.fault(c.Location, syntaxError, "multiple identity specifications for column %q", name)
		}
		d.identity, d.column.NotNull, d.column.Identity = c, true, identityMode(c.GeneratedWhen)
	case pg.ConstrType_CONSTR_CHECK:
		d.checks = append(d.checks, c)
	case pg.ConstrType_CONSTR_PRIMARY:
		d.column.NotNull = true
		c.Keys = key()
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_UNIQUE:
		c.Keys = key()
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_FOREIGN:
		c.FkAttrs = key()
		d.fks = append(d.fks, c)
	default:
		return s.readAttribute(c, last)
	}
	return nil
}

// readAttribute applies DEFERRABLE and its kin to the constraint before it.
func (s *stmt) readAttribute(c, last *pg.Constraint) error {
	if last == nil {
		return s.fault(c.Location, syntaxError, "misplaced DEFERRABLE clause")
	}
	switch c.Contype {
	case pg.ConstrType_CONSTR_ATTR_DEFERRABLE:
		last.Deferrable = true
	case pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE:
		last.Deferrable = false
	case pg.ConstrType_CONSTR_ATTR_DEFERRED:
		last.Deferrable, last.Initdeferred = true, true
	case pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
		last.Initdeferred = false
	}
	return nil
}

func identityMode(when string) schema.IdentityMode {
	switch when {
	case "a":
		return schema.IdentityAlways
	case "d":
		return schema.IdentityByDefault
	}
	return schema.IdentityNone
}
