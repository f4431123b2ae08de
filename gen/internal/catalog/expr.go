package catalog

import (
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// The texts of the server are qualified, so they are read with no search path.

func (b *builder) scope(relation schema.ID) canon.Scope {
	return canon.Scope{DB: b.db, SearchPath: []string{}, Relation: relation}
}

// kept returns the expression, or the plain text, and reports it, where package
// ddl cannot read what the server printed (a newer server's syntax, say).
func (b *builder) kept(e schema.Expr, err error, of schema.ID, text string) schema.Expr {
	if err == nil {
		return e
	}
	b.places = append(b.places, of)
	b.findings = append(b.findings, source.Diagnostic{Severity: source.Warning, Code: "server-text",
		Message: of.String() + " has an expression that could not be read: " + err.Error(),
		Hint:    "it is compared as plain text, so it may be shown as a difference although it is none"})
	return schema.Expr{SQL: text, Key: text}
}

// expr reads an expression over the columns of a relation.
func (b *builder) expr(relation schema.ID, text string) schema.Expr {
	if text == "" {
		return schema.Expr{}
	}
	text = unwrapped(text)
	e, err := ddl.ServerExpr(b.scope(relation), schema.Type{}, text)
	return b.kept(e, err, relation, text)
}

// generated reads the generation expression of a column.
func (b *builder) generated(c schema.Column, relation schema.ID, text string) schema.Expr {
	text = unwrapped(text)
	e, err := ddl.ServerExpr(b.scope(relation), c.Type, text)
	return b.kept(e, err, c.ID, text)
}

// assigned is a default, which refers to no column: equal texts for equal types
// are read once.
type assigned struct {
	target schema.Type
	text   string
}

// assigned reads the default of a column, domain or argument.
func (b *builder) assigned(of schema.ID, target schema.Type, text string) schema.Expr {
	if text == "" {
		return schema.Expr{}
	}
	key := assigned{target, unwrapped(text)}
	if e, ok := b.defaults[key]; ok {
		return e
	}
	e, err := ddl.ServerExpr(b.scope(schema.ID{}), target, key.text)
	e = b.kept(e, err, of, key.text)
	b.defaults[key] = e
	return e
}

// domainCheck reads a check in which VALUE stands for the domain's value.
func (b *builder) domainCheck(d schema.Domain, text string) schema.Expr {
	text = unwrapped(text)
	sc := b.scope(schema.ID{})
	sc.Value = d.Base
	e, err := ddl.ServerExpr(sc, schema.Type{}, text)
	return b.kept(e, err, d.ID, text)
}

// condition reads WHEN of a trigger.
func (b *builder) condition(trigger, relation schema.ID, text string) schema.Expr {
	text = unwrapped(text)
	sc := b.scope(relation)
	sc.NewOld = true
	e, err := ddl.ServerExpr(sc, schema.Type{}, text)
	return b.kept(e, err, trigger, text)
}

// query reads the query of a view.
func (b *builder) query(view schema.ID, text string) schema.Expr {
	e, _, err := ddl.ServerQuery(b.scope(schema.ID{}), text)
	return b.kept(e, err, view, text)
}

// body reads the standard body of a routine.
func (b *builder) body(r schema.Routine, text string) schema.Expr {
	sc := b.scope(schema.ID{})
	sc.Args = r.Arguments
	e, err := ddl.ServerBody(sc, text)
	return b.kept(e, err, r.ID, text)
}

// partitionBy reads the partition key of a table.
func (b *builder) partitionBy(table schema.ID, text string) schema.Expr {
	if text == "" {
		return schema.Expr{}
	}
	e, err := ddl.ServerPartitionBy(b.db, table, text)
	return b.kept(e, err, table, text)
}

// bound reads the bound of a partition.
func (b *builder) bound(table, parent schema.ID, text string) schema.Expr {
	if text == "" {
		return schema.Expr{}
	}
	e, err := ddl.ServerBound(b.db, parent, text)
	return b.kept(e, err, table, text)
}
