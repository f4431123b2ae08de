package ddl

import (
	"slices"
	"strings"

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
	d.column.Storage = storage(d.column.Type, n.StorageName)
	d.column.Compression = compression(n.Compression)
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
	t, err := s.typeOf(n)
	d.column.Type = t
	return err
}

func isAttribute(c *pg.Constraint) bool {
	return c.Contype >= pg.ConstrType_CONSTR_ATTR_DEFERRABLE
}

// readColumnConstraint files one constraint of a column; last is the one that a
// DEFERRABLE after it belongs to.
func (s *stmt) readColumnConstraint(d *columnDef, c, last *pg.Constraint) error {
	name := d.column.ID.Name
	key := &pg.Node{Node: &pg.Node_String_{String_: &pg.String{Sval: name}}}
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
		c.Keys = []*pg.Node{key}
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_UNIQUE:
		c.Keys = []*pg.Node{key}
		d.keys = append(d.keys, c)
	case pg.ConstrType_CONSTR_FOREIGN:
		c.FkAttrs = []*pg.Node{key}
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

// storage returns the storage that differs from the type's default, or "".
func storage(t schema.Type, name string) string {
	name = strings.ToLower(name)
	if name == "default" || name != "" && name == defaultStorage(t) {
		return ""
	}
	return name
}

// defaultStorage returns the storage of a type's values.
func defaultStorage(t schema.Type) string {
	if t.Array {
		return "extended"
	}
	switch t.Name {
	case "numeric", "inet", "cidr":
		return "main"
	case "bool", "int2", "int4", "int8", "float4", "float8", "date", "time", "timetz", "timestamp", "timestamptz",
		"interval", "uuid", "oid", "char", "name", "money", "macaddr", "macaddr8", "point", "lseg", "box", "line", "circle",
		"pg_lsn", "xid", "xid8", "tid", "cid", "int2vector", "oidvector", "regclass", "regproc", "regtype":
		return "plain"
	}
	if t.Kind == schema.KindEnum {
		return "plain"
	}
	return "extended"
}

func compression(name string) string {
	if name == "default" {
		return ""
	}
	return strings.ToLower(name)
}

// collation returns the model's form of a COLLATE clause: "" for the type's own.
func (s *stmt) collation(n *pg.CollateClause, t schema.Type) (string, error) {
	name, err := s.collationName(n.Collname)
	if err != nil {
		return "", err
	}
	if d, ok := schema.Get[schema.Domain](s.db, t.ID()); ok && d.Collation == name {
		return "", nil
	}
	if name == "default" && t.Name != "name" {
		return "", nil
	}
	return name, nil
}

func (s *stmt) collationName(names []*pg.Node) (string, error) {
	schemaName, name := qualified(names)
	if schemaName == "" || schemaName == "pg_catalog" {
		return name, nil
	}
	if !s.knownSchema(schemaName) {
		return "", s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return schemaName + "." + name, nil
}

// putColumn puts a column with its default or identity; the sequence behind a
// serial or identity column is made first. A generation expression has to wait
// until all columns are there.
func (s *stmt) putColumn(d columnDef) error {
	c := d.column
	switch {
	case d.serial != "" || d.identity != nil:
		if d.fallback != nil {
			return s.fault(d.fallback.Location, syntaxError, "both default and identity specified for column %q of table %q", c.ID.Name, c.ID.Relation)
		}
		seq, err := s.columnSequence(d)
		if err != nil {
			return err
		}
		if d.serial != "" {
			if c.Default, err = s.nextval(seq, c.Type); err != nil {
				return err
			}
		}
	case d.fallback != nil:
		expr, err := s.defaultExpr(d.fallback, c.Type)
		if err != nil {
			return err
		}
		c.Default = expr
	}
	s.put(c)
	return nil
}

// generate gives a column its generation expression.
func (s *stmt) generate(d columnDef) error {
	if d.generated == nil {
		return nil
	}
	if d.fallback != nil || d.serial != "" || d.identity != nil {
		return s.fault(d.generated.Location, syntaxError, "both default and generation expression specified for column %q of table %q",
			d.column.ID.Name, d.column.ID.Relation)
	}
	c, _ := schema.Get[schema.Column](s.db, d.column.ID)
	text := s.constraintBody(d.generated, "AS")
	expr, err := s.exprAs(d.generated.RawExpr, text, scope{relation: c.ID.Parent()}, c.Type)
	if err != nil {
		return err
	}
	c.Generated = expr
	s.put(c)
	return nil
}

// columnSequence makes the sequence of a serial or identity column.
func (s *stmt) columnSequence(d columnDef) (schema.ID, error) {
	col := d.column.ID
	var options []*pg.Node
	if d.identity != nil {
		options = d.identity.Options
	}
	id := schema.ID{Kind: schema.KindSequence, Schema: col.Schema}
	id.Name = s.relationName(col.Schema, col.Relation, col.Name, "seq", false)
	options = slices.DeleteFunc(slices.Clone(options), func(o *pg.Node) bool {
		given := o.GetDefElem()
		if given.Defname != "sequence_name" {
			return false
		}
		if schemaName, name := qualified(given.Arg.GetList().GetItems()); name != "" {
			id.Schema, id.Name = firstOf(schemaName, col.Schema), name
		}
		return true
	})
	seq := schema.Sequence{Header: s.header(id), OwnedBy: col, Identity: d.identity != nil, Type: d.column.Type.Name}
	if dom, ok := schema.Get[schema.Domain](s.db, d.column.Type.ID()); ok {
		seq.Type = dom.Base.Name
	}
	if d.identity.GetGeneratedWhen() == likeMark {
		seq.Type = "int8" // the server forgets the type here
	}
	if _, ok := limits[seq.Type]; !ok {
		return id, s.fault(0, invalidParameter, "identity column type must be smallint, integer, or bigint")
	}
	if t, ok := schema.Get[schema.Table](s.db, col.Parent()); ok {
		seq.Persistence = t.Persistence
	}
	if err := s.freeRelation(id.Schema, id.Name, false, 0); err != nil {
		return id, err
	}
	seq, err := s.sequenceOptions(seq, options, true)
	s.put(seq)
	return id, err
}

// nextval is the default of a serial column.
func (s *stmt) nextval(seq schema.ID, t schema.Type) (schema.Expr, error) {
	name := quotedName(seq.Schema) + "." + quotedName(seq.Name)
	text := "nextval('" + strings.ReplaceAll(name, "'", "''") + "'::regclass)"
	word := func(text string) *pg.Node { return &pg.Node{Node: &pg.Node_String_{String_: &pg.String{Sval: text}}} }
	constant := &pg.Node{Node: &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Sval{Sval: &pg.String{Sval: name}}}}}
	cast := &pg.Node{Node: &pg.Node_TypeCast{TypeCast: &pg.TypeCast{Arg: constant, TypeName: &pg.TypeName{Names: []*pg.Node{word("regclass")}}}}}
	call := &pg.Node{Node: &pg.Node_FuncCall{FuncCall: &pg.FuncCall{Funcname: []*pg.Node{word("nextval")}, Args: []*pg.Node{cast}}}}
	return s.exprAs(call, text, scope{}, t)
}

// defaultExpr reads the DEFAULT of a column; DEFAULT NULL is no default.
func (s *stmt) defaultExpr(c *pg.Constraint, t schema.Type) (schema.Expr, error) {
	if isNull(c.RawExpr) && t.Kind != schema.KindDomain {
		return schema.Expr{}, nil
	}
	return s.exprAs(c.RawExpr, s.columnDefault(c), scope{}, t)
}

// isNull reports whether the expression is a bare NULL, also one with a cast.
func isNull(n *pg.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst().GetIsnull()
}
