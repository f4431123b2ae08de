package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createComposite runs CREATE TYPE ... AS (...).
func (s *stmt) createComposite(n *pg.CompositeTypeStmt) error {
	target, err := s.targetOf(n.Typevar)
	if err != nil {
		return err
	}
	id := schema.ID{Kind: schema.KindComposite, Schema: target, Name: n.Typevar.Relname}
	if err := s.freeType(target, id.Name, n.Typevar.Location); err != nil {
		return err
	}
	c := schema.Composite{Header: s.header(id)}
	for _, e := range n.Coldeflist {
		a, err := s.attribute(e.GetColumnDef())
		if err != nil {
			return err
		}
		if attributeAt(c, a.Name) >= 0 {
			return s.fault(e.GetColumnDef().Location, duplicateColumn, "column %q specified more than once", a.Name)
		}
		c.Attributes = append(c.Attributes, a)
	}
	for _, a := range c.Attributes {
		if err := s.judgeType(a.Name, a.Type, 0); err != nil {
			return err
		}
	}
	if err := s.freeRelation(target, id.Name, false, n.Typevar.Location); err != nil {
		return err
	}
	s.put(c)
	return nil
}

// attribute reads an attribute of a composite type.
func (s *stmt) attribute(n *pg.ColumnDef) (schema.Attribute, error) {
	a := schema.Attribute{Name: n.Colname}
	t, err := s.wholeType(n.TypeName)
	if err != nil {
		return a, err
	}
	a.Type = t
	if n.CollClause != nil {
		a.Collation, err = s.collation(n.CollClause, t)
	}
	return a, err
}

func attributeAt(c schema.Composite, name string) int {
	return slices.IndexFunc(c.Attributes, func(a schema.Attribute) bool { return a.Name == name })
}

// alterComposite runs ALTER TYPE ... ADD, DROP and ALTER ATTRIBUTE. What it does to the
// type it does to the tables of the type as well.
func (s *stmt) alterComposite(n *pg.AlterTableStmt) error {
	id, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	c, ok := schema.Get[schema.Composite](s.db, id)
	if !ok {
		return s.fault(n.Relation.Location, wrongObjectType, "%q is not a composite type", id.Name)
	}
	for _, one := range n.Cmds {
		cmd := one.GetAlterTableCmd()
		if cmd.Subtype == pg.AlterTableType_AT_AlterColumnType && attributeAt(c, cmd.Name) < 0 {
			return s.nameFault(cmd.Name, undefinedColumn, "column %q of relation %q does not exist", cmd.Name, id.Name)
		}
		typed, err := s.typedTables(id, cmd.Behavior, n.Relation.Location)
		if err != nil {
			return err
		}
		c.Attributes = slices.Clone(c.Attributes)
		if err := s.alterAttribute(&c, cmd); err != nil {
			return err
		}
		s.put(c)
		for _, t := range typed {
			if err := s.alterTyped(t, cmd); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *stmt) alterAttribute(c *schema.Composite, cmd *pg.AlterTableCmd) error {
	def := cmd.Def.GetColumnDef()
	if cmd.Subtype == pg.AlterTableType_AT_AddColumn {
		if attributeAt(*c, def.Colname) >= 0 {
			return s.fault(def.Location, duplicateColumn, "column %q of relation %q already exists", def.Colname, c.ID.Name)
		}
		a, err := s.attribute(def)
		if err == nil {
			err = s.judgeType(a.Name, a.Type, def.Location)
		}
		if err == nil {
			err = s.judgeMember(c.ID, a.Type)
		}
		c.Attributes = append(c.Attributes, a)
		return err
	}
	at := attributeAt(*c, cmd.Name)
	if at < 0 {
		if cmd.MissingOk {
			return nil
		}
		return s.nameFault(cmd.Name, undefinedColumn, "column %q of relation %q does not exist", cmd.Name, c.ID.Name)
	}
	switch cmd.Subtype {
	case pg.AlterTableType_AT_DropColumn:
		column := c.ID.In(schema.KindColumn, cmd.Name)
		if err := s.dropUsers(column, cmd.Behavior == pg.DropBehavior_DROP_CASCADE); err != nil {
			return err
		}
		s.remove(column.Comment())
		c.Attributes = slices.Delete(c.Attributes, at, at+1)
	case pg.AlterTableType_AT_AlterColumnType:
		t, err := s.wholeType(def.TypeName)
		if err != nil {
			return err
		}
		if err := s.judgeType(cmd.Name, t, 0); err != nil {
			return err
		}
		if err := s.judgeMember(c.ID, t); err != nil {
			return err
		}
		if column, ok := s.storedIn(c.ID, map[schema.ID]bool{}); ok {
			return hinted(s.fault(def.TypeName.Location, notSupported, "cannot alter type %q because %s uses it", c.ID.Name, column),
				"make a new type, and move the column over to it")
		}
		c.Attributes[at].Type, c.Attributes[at].Collation = t, ""
		if def.CollClause != nil {
			if c.Attributes[at].Collation, err = s.collation(def.CollClause, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// hasPart reports whether an attribute goes with a type or collation.
func hasPart(a schema.Attribute, id schema.ID) bool {
	return a.Type.ID() == id || schema.CollationID(a.Collation) == id
}

// stripComposite takes the attributes away whose type or collation goes.
func (s *stmt) stripComposite(c schema.Composite, d *dropper) {
	c.Attributes = slices.DeleteFunc(slices.Clone(c.Attributes), func(a schema.Attribute) bool {
		goes := false
		for _, id := range []schema.ID{a.Type.ID(), schema.CollationID(a.Collation)} {
			f, ok := d.fates[id]
			goes = goes || ok && !f.strip
		}
		if goes {
			s.remove(c.ID.In(schema.KindColumn, a.Name).Comment())
		}
		return goes
	})
	s.put(c)
}

// dropUsers drops what uses an attribute. Without cascade the error is 2BP01 if anything does.
func (s *stmt) dropUsers(attribute schema.ID, cascade bool) error {
	users := s.db.Users(attribute)
	if len(users) == 0 {
		return nil
	}
	if !cascade {
		return hinted(s.nameFault(attribute.Name, dependentObjects, "cannot drop column %s of composite type %s because other objects depend on it: %s", attribute.Name, attribute.Relation, users[0]),
			"use ALTER TYPE ... DROP ATTRIBUTE ... CASCADE to drop the dependent objects too, or drop them first")
	}
	d := &dropper{r: s.Replay, fates: map[schema.ID]*fate{}}
	for _, user := range users {
		d.addUser(attribute, user)
	}
	d.spreadAll()
	s.take(d)
	return nil
}

// createRange runs CREATE TYPE ... AS RANGE.
func (s *stmt) createRange(n *pg.CreateRangeStmt) error {
	id, err := s.newType(schema.KindRange, n.TypeName)
	if err != nil {
		return err
	}
	shell := id
	if shell.Kind = schema.KindBaseType; s.db.Has(shell) {
		s.move(shell, id) // its canonical function was made on the shell
		s.remove(id)
		s.put(schema.Range{Header: s.header(id)})
	}
	if err := s.judgeValues(n.Params); err != nil {
		return err
	}
	r := schema.Range{Header: s.header(id), Multirange: multirangeName(id.Name)}
	for _, p := range n.Params {
		d := p.GetDefElem()
		switch d.Defname {
		case "subtype":
			subtype, err := s.typeParameter(d)
			if err != nil {
				return err
			}
			if r.Subtype, err = s.wholeType(subtype); err != nil {
				return err
			}
			r.Subtype.Modifier = ""
		case "multirange_type_name":
			_, r.Multirange = qualified(definedNames(d))
		default:
			if err := s.rangeOption(&r, d); err != nil {
				return err
			}
		}
	}
	if r.Subtype.IsZero() {
		return s.fault(0, syntaxError, "type attribute \"subtype\" is required")
	}
	if err := s.judgeRange(r, n.Params); err != nil {
		return err
	}
	if r.OpClass == "" || canon.IsDefaultOperatorClass("btree", r.OpClass) {
		r.OpClass = s.ownDefaultClass("btree", r.Subtype)
	}
	if err := s.rangeFunctions(&r, n.Params); err != nil {
		return err
	}
	if err := s.freeType(id.Schema, r.Multirange, 0); err != nil {
		return err
	}
	s.put(r)
	return nil
}

// judgeRange refuses a subtype that has no order, and options that do not fit it.
func (s *stmt) judgeRange(r schema.Range, params []*pg.Node) error {
	t := r.Subtype
	if err := s.once(params); err != nil {
		return err
	}
	if t.Builtin() && pseudoTypes[t.Name] && !t.Array {
		return s.fault(0, datatypeMismatch, "range subtype cannot be %s", schema.FormatTypes(t))
	}
	elem := &pg.IndexElem{Name: schema.FormatTypes(t)}
	for _, p := range params {
		if d := p.GetDefElem(); d.Defname == "subtype_opclass" {
			elem.Opclass = definedNames(d)
		}
	}
	if err := s.judgeElement("btree", elem, t); err != nil {
		return err
	}
	if r.Collation != "" && !s.collatable(t) {
		return s.fault(0, wrongObjectType, "range collation specified but subtype does not support collation")
	}
	return nil
}

// rangeOption reads what orders the values of a range.
func (s *stmt) rangeOption(r *schema.Range, d *pg.DefElem) error {
	var err error
	switch d.Defname {
	case "subtype_opclass":
		r.OpClass = s.classNamed("btree", definedNames(d))
	case "collation":
		r.Collation, err = s.collationName(definedNames(d))
	case "canonical", "subtype_diff":
	default:
		err = s.fault(d.Location, syntaxError, "type attribute %q not recognized", d.Defname)
	}
	return err
}

// rangeFunctions finds the functions of a range, which depend on its subtype.
func (s *stmt) rangeFunctions(r *schema.Range, params []*pg.Node) error {
	for _, p := range params {
		var err error
		switch d := p.GetDefElem(); d.Defname {
		case "canonical":
			own := schema.Type{Kind: schema.KindRange, Schema: r.ID.Schema, Name: r.ID.Name}
			r.Canonical, _, err = s.functionFor(definedNames(d), schema.FormatTypes(own), d.Location)
		case "subtype_diff":
			r.Difference, _, err = s.functionFor(definedNames(d), schema.FormatTypes(r.Subtype, r.Subtype), d.Location)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// multirangeName is the name that the server chooses for the multirange type.
func multirangeName(name string) string {
	for i := 0; i+5 <= len(name); i++ {
		if name[i:i+5] == "range" {
			head := name[:i] + "multirange" + name[i+5:]
			return clip(head, maxName)
		}
	}
	return clip(name, maxName-len("_multirange")) + "_multirange"
}
