package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Comment returns COMMENT ON for the object that carries it in db; an empty text
// removes the comment.
func (p Printer) Comment(db *schema.Database, c schema.Comment) string {
	text := "NULL"
	if c.Text != "" {
		text = Literal(c.Text)
	}
	return "COMMENT ON " + p.Target(db, c.ID.Parent()) + " IS " + text
}

// Target returns kind and name of an object as COMMENT, DROP and ALTER address it:
// "TABLE users", "COLUMN users.id", "FUNCTION f(integer)", "TRIGGER t ON users".
func (p Printer) Target(db *schema.Database, id schema.ID) string {
	switch {
	case id.Kind == schema.KindColumn:
		return "COLUMN " + p.relation(id) + "." + p.Ident(id.Name)
	case id.Kind == schema.KindCheck && db.Has(schema.ID{Kind: schema.KindDomain, Schema: id.Schema, Name: id.Relation}):
		return "CONSTRAINT " + p.Ident(id.Name) + " ON DOMAIN " + p.relation(id)
	case id.Kind.IsConstraint():
		return "CONSTRAINT " + p.Ident(id.Name) + " ON " + p.relation(id)
	case id.Kind == schema.KindTrigger, id.Kind == schema.KindPolicy, id.Kind == schema.KindRule:
		return strings.ToUpper(id.Kind.String()) + " " + p.Ident(id.Name) + " ON " + p.relation(id)
	case id.Kind.IsRoutine():
		if o, ok := db.Lookup(id); ok {
			return strings.ToUpper(id.Kind.String()) + " " + p.Signature(o)
		}
	case id.Kind == schema.KindEnum, id.Kind == schema.KindComposite, id.Kind == schema.KindRange:
		return "TYPE " + p.Name(id)
	case id.Kind == schema.KindBaseType:
		return "TYPE " + p.Name(id)
	case id.Kind == schema.KindOperator:
		return "OPERATOR " + p.operatorSignature(id)
	case id.Kind == schema.KindOperatorClass, id.Kind == schema.KindOperatorFamily:
		return strings.ToUpper(id.Kind.String()) + " " + p.Name(id) + " USING " + p.Ident(id.Args)
	case id.Kind == schema.KindCast:
		return "CAST (" + strings.Replace(p.types(id.Args), ", ", " AS ", 1) + ")"
	case id.Kind == schema.KindTransform:
		return "TRANSFORM FOR " + p.types(id.Args) + " LANGUAGE " + p.Ident(id.Name)
	case id.Kind == schema.KindForeignDataWrapper:
		return "FOREIGN DATA WRAPPER " + p.Ident(id.Name)
	case id.Kind == schema.KindUserMapping:
		return p.mapping(id)
	case id.Kind == schema.KindTable:
		if t, ok := schema.Get[schema.Table](db, id); ok && !t.Server.IsZero() {
			return "FOREIGN TABLE " + p.Name(id)
		}
	}
	return strings.ToUpper(id.Kind.String()) + " " + p.Name(id)
}
