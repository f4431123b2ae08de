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
	// nullable is true once NULL or NOT NULL was said, primary for a primary key.
	nullable, primary bool
	// at is the place of the definition, 0 for a column that comes from elsewhere.
	at int32
	// written is true of a column of a partition that the statement speaks of, torn if
	// parents give the column different values, of which none is chosen.
	written, torn bool

	checks []*pg.Constraint
	keys   []*pg.Constraint
	fks    []*pg.Constraint
}

// readColumn takes a column definition apart.
func (s *stmt) readColumn(rel schema.ID, n *pg.ColumnDef) (columnDef, error) {
	d := columnDef{column: schema.Column{Header: s.headerAt(rel.In(schema.KindColumn, n.Colname), n.Location), Statistics: -1}, at: n.Location}
	if n.TypeName != nil {
		if err := s.readType(&d, n.TypeName); err != nil {
			return d, err
		}
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
	if err := s.readColumnConstraints(&d, n.Constraints); err != nil {
		return d, err
	}
	if err := s.judgeStorage(d.column.Type, n.StorageName, n.Colname); err != nil {
		return d, err
	}
	return d, s.judgeCompression(d.column.Type, n.Compression, n.Colname)
}

// readColumnConstraints files the constraints of a column, DEFERRABLE and its kin first.
func (s *stmt) readColumnConstraints(d *columnDef, constraints []*pg.Node) error {
	var a attributed
	for _, n := range constraints {
		c := n.GetConstraint()
		if !isAttribute(c) {
			a = attributed{to: c}
		} else if why := a.read(c); why != "" {
			return s.fault(c.Location, syntaxError, "%s", why)
		}
	}
	for _, n := range constraints {
		c := n.GetConstraint()
		if isAttribute(c) {
			continue
		}
		if err := s.readColumnConstraint(d, c); err != nil {
			return err
		}
		if err := s.judgeValue(d, c.Location); err != nil {
			return err
		}
	}
	if d.serial == "" && !d.primary {
		return nil
	}
	if d.serial != "" && d.nullable && !d.column.NotNull {
		return s.fault(d.at, syntaxError, "conflicting NULL/NOT NULL declarations for column %q of table %q", d.column.ID.Name, d.column.ID.Relation)
	}
	d.column.NotNull = true
	return nil
}

// judgeValue gives 42601 for a column that would get its value in two ways.
func (s *stmt) judgeValue(d *columnDef, at int32) error {
	what := ""
	switch fallback := d.fallback != nil || d.serial != ""; {
	case fallback && d.identity != nil:
		what = "default and identity"
	case fallback && d.generated != nil:
		what = "default and generation expression"
	case d.identity != nil && d.generated != nil:
		what = "identity and generation expression"
	default:
		return nil
	}
	return s.fault(at, syntaxError, "both %s specified for column %q of table %q", what, d.column.ID.Name, d.column.ID.Relation)
}

func (s *stmt) readType(d *columnDef, n *pg.TypeName) error {
	if base, ok := canon.Serial(n); ok {
		if len(n.ArrayBounds) > 0 {
			return s.fault(n.Location, notSupported, "array of serial is not implemented")
		}
		d.serial = base
		d.column.Type = schema.Type{Schema: "pg_catalog", Name: d.serial}
		return nil
	}
	t, err := s.wholeType(n)
	if err != nil {
		return err
	}
	d.column.Type = t
	return nil
}

// setNullable notes NULL or NOT NULL, which must not contradict what was said before.
func (s *stmt) setNullable(d *columnDef, notNull bool, at int32) error {
	if d.nullable && d.column.NotNull != notNull {
		return s.fault(at, syntaxError, "conflicting NULL/NOT NULL declarations for column %q of table %q", d.column.ID.Name, d.column.ID.Relation)
	}
	d.nullable, d.column.NotNull = true, notNull
	return nil
}

// readColumnConstraint files one constraint of a column.
func (s *stmt) readColumnConstraint(d *columnDef, c *pg.Constraint) error {
	name := d.column.ID.Name
	key := func() []*pg.Node { return []*pg.Node{{Node: &pg.Node_String_{String_: &pg.String{Sval: name}}}} }
	switch c.Contype {
	case pg.ConstrType_CONSTR_NULL, pg.ConstrType_CONSTR_NOTNULL:
		return s.setNullable(d, c.Contype == pg.ConstrType_CONSTR_NOTNULL, c.Location)
	case pg.ConstrType_CONSTR_DEFAULT:
		if d.fallback != nil || d.serial != "" {
			return s.fault(c.Location, syntaxError, "multiple default values specified for column %q of table %q", name, d.column.ID.Relation)
		}
		d.fallback = c
	case pg.ConstrType_CONSTR_GENERATED:
		if d.generated != nil {
			return s.fault(c.Location, syntaxError, "multiple generation clauses specified for column %q of table %q", name, d.column.ID.Relation)
		}
		d.generated = c
	case pg.ConstrType_CONSTR_IDENTITY:
		if d.identity != nil {
			return s.fault(c.Location, syntaxError, "multiple identity specifications for column %q of table %q", name, d.column.ID.Relation)
		}
		d.identity, d.column.Identity = c, identityMode(c.GeneratedWhen)
		return s.setNullable(d, true, c.Location)
	case pg.ConstrType_CONSTR_CHECK:
		d.checks = append(d.checks, c)
	case pg.ConstrType_CONSTR_PRIMARY:
		d.primary, c.Keys = true, key()
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_UNIQUE:
		c.Keys = key()
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_FOREIGN:
		c.FkAttrs = key()
		d.fks = append(d.fks, c)
	}
	return nil
}

// judgeNewColumns refuses names and types that no column of a relation can have.
func (s *stmt) judgeNewColumns(columns []columnDef) error {
	for i := range columns {
		if name := columns[i].column.ID.Name; systemColumns[name] {
			return s.fault(columns[i].at, duplicateColumn, "column name %q conflicts with a system column name", name)
		}
	}
	for i := range columns {
		if err := s.judgeType(columns[i].column.ID.Name, columns[i].column.Type, columns[i].at); err != nil {
			return err
		}
	}
	return nil
}

// judgeIdentities refuses types that no sequence has; the sequences of identity columns
// are made before their table.
func (s *stmt) judgeIdentities(columns []columnDef) error {
	for i := range columns {
		if columns[i].identity == nil || columns[i].identity.GeneratedWhen == likeMark {
			continue
		}
		if _, _, err := s.sequenceOf(columns[i]); err != nil {
			return err
		}
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
