package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type typeRow struct {
	OID, Array, Element uint32
	Schema, Name        string
	// Type is pg_type's typtype; Relation the relkind of a row type, or "".
	Type, Relation string
}

const typeQuery = `
select t.oid, t.typarray, t.typelem, n.nspname, t.typname, t.typtype::text, coalesce(c.relkind::text, '')
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join pg_catalog.pg_class c on c.oid = t.typrelid`

// indexTypes fills the look-ups that typeOf needs.
func (b *builder) indexTypes() {
	for _, t := range b.rows.types {
		b.types[t.OID] = t
		if t.Array != 0 {
			b.elements[t.Array] = t.OID
		}
	}
}

// typeOf returns the type with the oid; formatted is what format_type prints for
// it with its modifier, or "" without one.
func (b *builder) typeOf(oid uint32, formatted string) schema.Type {
	var t schema.Type
	if element, ok := b.elements[oid]; ok {
		oid, t.Array = element, true
	}
	row, ok := b.types[oid]
	if !ok {
		return schema.Type{}
	}
	t.Schema, t.Name, t.Modifier = row.Schema, row.Name, modifier(formatted)
	if extension, ok := b.members[address{classType, oid}]; ok {
		t.Extension = extension
	} else if isUserSchema(row.Schema) || row.Schema == "information_schema" && row.Type == "d" {
		t.Kind = typeKind(row)
	}
	return t
}

func isUserSchema(name string) bool {
	return name != "information_schema" && !strings.HasPrefix(name, "pg_")
}

func typeKind(t typeRow) schema.Kind {
	switch t.Type {
	case "e":
		return schema.KindEnum
	case "d":
		return schema.KindDomain
	case "r", "m":
		return schema.KindRange
	case "b", "p":
		return schema.KindBaseType
	case "c":
		switch t.Relation {
		case "r", "p":
			return schema.KindTable
		case "v":
			return schema.KindView
		case "m":
			return schema.KindMaterializedView
		case "c":
			return schema.KindComposite
		}
	}
	return schema.KindNone
}

// modifier cuts "10,2" out of "numeric(10,2)[]", and "day to second(3)" out of
// "interval day to second(3)".
func modifier(formatted string) string {
	formatted = strings.TrimSuffix(formatted, "[]")
	if fields, ok := strings.CutPrefix(formatted, "interval "); ok {
		return fields
	}
	open, end := strings.LastIndexByte(formatted, '('), strings.LastIndexByte(formatted, ')')
	if open < 0 || end < open {
		return ""
	}
	return formatted[open+1 : end]
}

// qualified returns name, with its schema before it outside pg_catalog.
func qualified(namespace, name string) string {
	if namespace == "pg_catalog" || name == "" {
		return name
	}
	return namespace + "." + name
}

// collationQuery lists the collations by oid; servers with ICU have many
// hundreds, so only those in use are asked for.
const collationQuery = `
select c.oid, n.nspname, c.collname
from pg_catalog.pg_collation c
join pg_catalog.pg_namespace n on n.oid = c.collnamespace
where c.oid >= 16384
	or c.oid in (select a.attcollation from pg_catalog.pg_attribute a where a.attrelid >= 16384)
	or c.oid in (select t.typcollation from pg_catalog.pg_type t where t.oid >= 16384)
	or c.oid in (select pg_catalog.unnest(i.indcollation::oid[]) from pg_catalog.pg_index i where i.indexrelid >= 16384)
	or c.oid in (select r.rngcollation from pg_catalog.pg_range r)`

func (b *builder) indexCollations() {
	for _, c := range b.rows.collations {
		b.collations[c.OID] = qualified(c.Schema, c.Name)
	}
}
