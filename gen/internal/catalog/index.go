package catalog

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type indexRow struct {
	OID, Table       uint32
	Name, Method     string
	Unique           bool
	NullsNotDistinct bool
	Valid            bool
	ReplicaIdentity  bool
	Partitioned      bool
	// Constraint is true for the index of a constraint.
	Constraint bool
	// Keys counts the elements; what follows in Columns is INCLUDE.
	Keys    int16
	Columns []int16
	// Classes and Collations are oids, Flags the bits of pg_index's indoption, one
	// for each element.
	Classes, Collations []uint32
	Flags               []int16
	// Exprs has the text of each element that is an expression, "" for columns.
	Exprs      []string
	Predicate  string
	Options    []string
	Tablespace string
	// ClassOptions are "2 name=value": parameters of an element's operator class.
	ClassOptions []string
	// Definition is the whole statement, for indexes with expressions only.
	Definition string
}

func (x *indexRow) included() []int16 { return x.Columns[x.Keys:] }

// indexQuery reads all indexes, those of constraints too.
func indexQuery(version int) string {
	nulls := "false"
	if version >= 15 {
		nulls = "i.indnullsnotdistinct"
	}
	return strings.NewReplacer("@nulls_not_distinct", nulls).Replace(`
select i.indexrelid, i.indrelid, c.relname, am.amname, i.indisunique, @nulls_not_distinct, i.indisvalid,
	i.indisreplident, c.relkind = 'I',
	exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')),
	i.indnkeyatts, i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[],
	case when i.indexprs is not null then array(
		select case when k.attnum = 0 then pg_catalog.pg_get_indexdef(i.indexrelid, k.nr::int4, false) else '' end
		from pg_catalog.unnest(i.indkey::int2[]) with ordinality k(attnum, nr) order by k.nr) end,
	coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''), c.reloptions, coalesce(ts.spcname, ''),
	array(select a.attnum || ' ' || o from pg_catalog.pg_attribute a, pg_catalog.unnest(a.attoptions) o
		where a.attrelid = i.indexrelid and a.attoptions is not null),
	case when i.indexprs is not null then pg_catalog.pg_get_indexdef(i.indexrelid) else '' end
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
where i.indexrelid >= 16384 and c.relpersistence <> 't' and c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
order by i.indrelid, i.indexrelid`)
}

type opclassRow struct {
	OID          uint32
	Schema, Name string
	Default      bool
}

const opclassQuery = `
select o.oid, n.nspname, o.opcname, o.opcdefault
from pg_catalog.pg_opclass o
join pg_catalog.pg_namespace n on n.oid = o.opcnamespace`

// plainIndexes puts the indexes that no constraint owns.
func (b *builder) plainIndexes() {
	parents := map[uint32]uint32{}
	for _, p := range b.rows.parents {
		parents[p.Child] = p.Parent
	}
	for i := range b.rows.indexes {
		row := &b.rows.indexes[i]
		rel, ok := b.relations[row.Table]
		if !ok || row.Constraint {
			continue
		}
		x := schema.Index{Unique: row.Unique, NullsNotDistinct: row.NullsNotDistinct, Method: row.Method,
			Include: rel.names(row.included()), Options: row.Options, Tablespace: row.Tablespace,
			Only: row.Partitioned && !row.Valid, Invalid: !row.Partitioned && !row.Valid}
		x.ID = rel.id.In(schema.KindIndex, row.Name)
		x.PartitionOf = b.indexID(parents[row.OID])
		b.put(address{classClass, row.OID}, x)
		b.later(func() {
			x.Elements, x.Where = b.elementsOf(rel, row), b.expr(rel.id, row.Predicate)
			b.db.Put(x)
		})
	}
}

// indexID returns the ID of a plain index, or zero.
func (b *builder) indexID(oid uint32) schema.ID {
	x, ok := b.indexes[oid]
	if !ok || x.Constraint {
		return schema.ID{}
	}
	rel, ok := b.relations[x.Table]
	if !ok {
		return schema.ID{}
	}
	return rel.id.In(schema.KindIndex, x.Name)
}

// elementsOf returns the keys of an index in order.
func (b *builder) elementsOf(rel *relation, x *indexRow) []schema.IndexElement {
	const descending, nullsFirst = 1, 2
	out := make([]schema.IndexElement, x.Keys)
	for i := range out {
		e := &out[i]
		e.Desc, e.NullsFirst = x.Flags[i]&descending != 0, x.Flags[i]&nullsFirst != 0
		if number := x.Columns[i]; number != 0 {
			e.Column = rel.columns[number]
		} else {
			e.Expr = b.expr(rel.id, x.Exprs[i])
		}
		e.Collation = b.elementCollation(rel, x, i)
		for _, o := range x.ClassOptions {
			if option, ok := strings.CutPrefix(o, strconv.Itoa(i+1)+" "); ok {
				e.OpClassOptions = append(e.OpClassOptions, option)
			}
		}
		// Options cannot be written without the name of their class.
		if class := b.opclasses[x.Classes[i]]; !class.Default || len(e.OpClassOptions) > 0 || b.isOwnClass(class.OID) {
			e.OpClass = qualified(class.Schema, class.Name)
		}
	}
	return out
}

// elementCollation returns the collation of an element if it is not the one that
// the column or expression has by itself. The catalogs do not hold that of an
// expression, but the definition names a collation only where it differs.
func (b *builder) elementCollation(rel *relation, x *indexRow, i int) string {
	collation := x.Collations[i]
	if collation == 0 {
		return ""
	}
	number := x.Columns[i]
	if number != 0 {
		for _, c := range rel.rows {
			if c.Number == number && c.Effective == collation {
				return ""
			}
		}
		return b.collations[collation]
	}
	name := b.collations[collation]
	if _, after, ok := strings.Cut(x.Definition, x.Exprs[i]); ok && strings.HasPrefix(strings.TrimLeft(after, ")"), " COLLATE ") {
		return name
	}
	return ""
}
