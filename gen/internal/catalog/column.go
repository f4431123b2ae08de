package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type columnRow struct {
	Relation uint32
	Number   int16
	Name     string
	Type     uint32
	// Formatted is the type as format_type prints it, "" without a modifier.
	Formatted string
	NotNull   bool
	// Expr is the default or the generation expression.
	Expr string
	// Generated, Identity and Compression are pg_attribute's letters, or "".
	Generated, Identity, Compression string
	// Storage and Collation are zero where they are the type's own.
	Storage   string
	Collation uint32
	// Effective is the collation, the type's own or not.
	Effective  uint32
	Statistics int32
	Options    []string
	Inherited  bool
}

// columnQuery reads the columns of tables and views and the attributes of
// composite types.
const columnQuery = `
select a.attrelid, a.attnum, a.attname, a.atttypid,
	case when a.atttypmod >= 0 then pg_catalog.format_type(a.atttypid, a.atttypmod) else '' end,
	a.attnotnull, coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''),
	a.attgenerated::text, a.attidentity::text, a.attcompression::text,
	case when a.attstorage <> t.typstorage then a.attstorage::text else '' end,
	case when a.attcollation <> t.typcollation then a.attcollation else 0::oid end, a.attcollation,
	coalesce(a.attstattarget, -1)::int4, a.attoptions, a.attinhcount > 0 and not a.attislocal
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
	and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and c.relpersistence <> 't'
order by a.attrelid, a.attnum`

func (b *builder) columns(rel *relation) {
	for _, r := range rel.rows {
		c := schema.Column{Position: int(r.Number), Type: b.typeOf(r.Type, r.Formatted), Collation: b.collations[r.Collation],
			NotNull: r.NotNull, Identity: rel.identity(r), Storage: storage(r.Storage),
			Compression: compression(r.Compression), Statistics: int(r.Statistics), Options: r.Options,
			Inherited: r.Inherited}
		if rel.row.Kind == "f" {
			c.ForeignOptions = b.columnOptions(r.Relation, r.Number)
		}
		c.ID = rel.id.In(schema.KindColumn, r.Name)
		c.Virtual = r.Generated == "v"
		b.db.Put(c)
		if r.Expr == "" {
			continue
		}
		b.later(func() {
			if r.Generated != "" {
				c.Generated = b.generated(c, rel.id, r.Expr)
			} else {
				c.Default = b.assigned(c.ID, c.Type, r.Expr)
			}
			b.db.Put(c)
		})
	}
}

// attributes returns the columns of a view or composite type.
func (b *builder) attributes(rel *relation) []schema.Attribute {
	var out []schema.Attribute
	for _, r := range rel.rows {
		out = append(out, schema.Attribute{Name: r.Name, Type: b.typeOf(r.Type, r.Formatted), Collation: b.collations[r.Collation]})
	}
	return out
}

// identity is none for a column of a partition that draws from its parent's
// sequence, which PostgreSQL marks as identity from 17 on.
func (r *relation) identity(c columnRow) schema.IdentityMode {
	if !r.identities[c.Number] {
		return schema.IdentityNone
	}
	switch c.Identity {
	case "a":
		return schema.IdentityAlways
	case "d":
		return schema.IdentityByDefault
	}
	return schema.IdentityNone
}

func storage(letter string) string {
	return map[string]string{"p": "plain", "e": "external", "m": "main", "x": "extended"}[letter]
}

func compression(letter string) string {
	return map[string]string{"p": "pglz", "l": "lz4"}[letter]
}
