package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type commentRow struct {
	Class, Object uint32
	Column        int32
	Text          string
}

// commentQuery reads the comments on what users made and on the schema public.
const commentQuery = `
select d.classoid, d.objoid, d.objsubid, d.description
from pg_catalog.pg_description d
where (d.objoid >= 16384 or d.classoid = 2615 and d.objoid = 2200) and d.objsubid >= 0
order by d.classoid, d.objoid, d.objsubid`

// publicComment is what initdb writes on the schema public.
const publicComment = "standard public schema"

func (b *builder) comments() {
	for _, c := range b.rows.comments {
		at := address{c.Class, c.Object}
		id, ok := b.commented(at, c.Column)
		if !ok || c.Text == b.standard[at] || c.Text == publicComment && id == schema.NewSchema("public") {
			continue
		}
		b.db.Put(schema.Comment{Header: schema.Header{ID: id.Comment()}, Text: c.Text})
	}
}

// commented returns the object that a comment is on.
func (b *builder) commented(at address, column int32) (schema.ID, bool) {
	if column != 0 {
		rel, ok := b.relations[at.object]
		if !ok || at.class != classClass {
			return schema.ID{}, false
		}
		return rel.id.In(schema.KindColumn, rel.columns[int16(column)]), true
	}
	id, ok := b.ids[at]
	switch {
	case ok:
	case at.class == classType:
		return b.rowType(at.object)
	case at.class == classClass:
		return b.keyIndex(at.object)
	case at.class == classOperator:
		shell := b.operatorIDs[at.object]
		return shell, schema.Awaited(b.db, shell)
	}
	return id, ok
}

// rowType returns the composite type whose row type has the oid: a comment on
// the type is kept under the type, not under its entry as a relation, and that on
// the row type of a table or view as if it were a composite type.
func (b *builder) rowType(oid uint32) (schema.ID, bool) {
	t := b.types[oid]
	_, ok := b.db.TypeNamed(t.Schema, t.Name)
	return schema.ID{Kind: schema.KindComposite, Schema: t.Schema, Name: t.Name}, ok && t.Relation != ""
}

// keyIndex returns the index behind a constraint, which is no object of its own.
func (b *builder) keyIndex(oid uint32) (schema.ID, bool) {
	x, ok := b.indexes[oid]
	if !ok {
		return schema.ID{}, false
	}
	rel, ok := b.relations[x.Table]
	if !ok {
		return schema.ID{}, false
	}
	key, ok := b.db.Constraint(rel.id, x.Name)
	return rel.id.In(schema.KindIndex, x.Name), ok && key.Kind.HasIndex()
}
