package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// putColumn puts a column with its default or identity; the sequence behind a
// serial or identity column is made first. A generation expression has to wait
// until all columns are there.
func (s *stmt) putColumn(d columnDef) error {
	c := d.column
	switch {
	case d.serial != "" || d.identity != nil:
		seq, err := s.columnSequence(d)
		if err != nil {
			return err
		}
		if d.serial != "" {
			c.Default = nextval(seq)
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

// generate gives a column its generation expression; all are the new columns of its
// table.
func (s *stmt) generate(d columnDef, all []columnDef) error {
	if d.generated == nil {
		return nil
	}
	c, _ := schema.Get[schema.Column](s.db, d.column.ID)
	text := s.constraintBody(d.generated, "AS")
	expr, err := s.exprAs(d.generated.RawExpr, text, scope{relation: c.ID.Parent(), clause: canon.InGenerated}, c.Type)
	if err != nil {
		return err
	}
	if err := s.judgeGenerated(c, d.generated.RawExpr, all); err != nil {
		return err
	}
	c.Generated, c.Virtual = expr, s.isVirtual(d.generated)
	s.put(c)
	return nil
}

// columnSequence makes the sequence of a serial or identity column.
func (s *stmt) columnSequence(d columnDef) (schema.ID, error) {
	seq, options, err := s.sequenceOf(d)
	if err != nil {
		return seq.ID, err
	}
	if err := s.freeRelation(seq.ID.Schema, seq.ID.Name, true, 0); err != nil {
		return seq.ID, err
	}
	seq, err = s.sequenceOptions(seq, options, true)
	s.put(seq)
	return seq.ID, err
}

// sequenceOf returns the sequence of a serial or identity column, without its options.
func (s *stmt) sequenceOf(d columnDef) (schema.Sequence, []*pg.Node, error) {
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
		return seq, options, s.fault(0, invalidParameter, "identity column type must be smallint, integer, or bigint")
	}
	if t, ok := schema.Get[schema.Table](s.db, col.Parent()); ok {
		seq.Persistence = t.Persistence
	}
	if err := s.once(options); err != nil {
		return seq, options, err
	}
	return seq, options, nil
}

// nextval is the default of a serial column.
func nextval(seq schema.ID) schema.Expr {
	name := quotedName(seq.Schema) + "." + quotedName(seq.Name)
	return schema.Expr{SQL: "nextval('" + strings.ReplaceAll(name, "'", "''") + "'::regclass)", Key: canon.NextVal(seq), Uses: []schema.ID{seq}}
}

// defaultExpr reads the DEFAULT of a column; most DEFAULT NULL are none.
func (s *stmt) defaultExpr(c *pg.Constraint, t schema.Type) (schema.Expr, error) {
	if s.isNone(c.RawExpr, t) {
		return schema.Expr{}, nil
	}
	return s.defaultOf(c.RawExpr, s.columnDefault(c), t)
}

// isNone reports whether a default for a type is none: a NULL that needs no cast
// to it. The server keeps one that does, to a length (varchar(9)), to another type
// or to a domain, whose own default it hides.
func (s *stmt) isNone(n *pg.Node, t schema.Type) bool {
	types := []schema.Type{t}
	for n.GetTypeCast() != nil {
		cast, err := s.typeOf(n.GetTypeCast().TypeName)
		if err != nil {
			return false
		}
		types = append(types, cast)
		n = n.GetTypeCast().Arg
	}
	if !n.GetAConst().GetIsnull() {
		return false
	}
	have := types[len(types)-1]
	if have.Kind == schema.KindDomain && !have.Array || have.Modifier != "" && !isInterval(have) {
		return false
	}
	for _, next := range slices.Backward(types[:len(types)-1]) {
		if next.Modifier == "" {
			next.Modifier = have.Modifier
		}
		if next != have {
			return false
		}
	}
	return true
}

// isInterval reports whether a constant of the type has its fields from the start.
func isInterval(t schema.Type) bool { return t.Builtin() && t.Name == "interval" && !t.Array }
