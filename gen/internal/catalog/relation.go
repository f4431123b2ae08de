package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type relationRow struct {
	OID, Namespace uint32
	Name           string
	// Kind, Persistence and ReplicaIdentity are pg_class's letters.
	Kind, Persistence, ReplicaIdentity       string
	AccessMethod, Tablespace                 string
	RowSecurity, ForceRowSecurity, Populated bool
	// OfType is the composite type of a typed table, or 0.
	OfType                     uint32
	Options                    []string
	PartitionKey, Bound, Query string
	// What follows is of sequences only.
	SequenceType                      uint32
	Start, Increment, Min, Max, Cache int64
	Cycle                             bool
	// Dependency is 'a' for an owned sequence, 'i' for that of an identity column.
	Dependency  string
	Owner       uint32
	OwnerColumn int16
}

// relationQuery reads tables, views, sequences and composite types. Options of
// the TOAST table are given as the table's own, as CREATE TABLE takes them.
const relationQuery = `
select c.oid, c.relnamespace, c.relname, c.relkind::text, c.relpersistence::text, c.relreplident::text,
	case when am.amname is null or am.amname = 'heap' then '' else am.amname end, coalesce(ts.spcname, ''),
	c.relrowsecurity, c.relforcerowsecurity, c.relispopulated, c.reloftype,
	c.reloptions || array(select 'toast.' || o from pg_catalog.pg_class t, pg_catalog.unnest(t.reloptions) o
		where t.oid = c.reltoastrelid),
	case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) else '' end,
	coalesce(pg_catalog.pg_get_expr(c.relpartbound, c.oid), ''),
	case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) else '' end,
	coalesce(s.seqtypid, 0), coalesce(s.seqstart, 0), coalesce(s.seqincrement, 0), coalesce(s.seqmin, 0),
	coalesce(s.seqmax, 0), coalesce(s.seqcache, 0), coalesce(s.seqcycle, false),
	coalesce(d.deptype::text, ''), coalesce(d.refobjid, 0), coalesce(d.refobjsubid, 0)::int2
from pg_catalog.pg_class c
left join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
left join pg_catalog.pg_sequence s on s.seqrelid = c.oid
left join pg_catalog.pg_depend d on c.relkind = 'S' and d.classid = 1259 and d.objid = c.oid
	and d.refclassid = 1259 and d.refobjsubid <> 0 and d.deptype in ('a', 'i')
where c.oid >= 16384 and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c') and c.relpersistence <> 't'
order by c.oid`

// relation is one relation of the user with the names of its columns.
type relation struct {
	row     *relationRow
	id      schema.ID
	rows    []columnRow
	columns map[int16]string
	// identities are the columns with a sequence of their own behind them.
	identities map[int16]bool
}

// names returns the names of columns by their numbers.
func (r *relation) names(numbers []int16) []string {
	out := make([]string, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, r.columns[n])
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

var relationKinds = map[string]schema.Kind{"r": schema.KindTable, "p": schema.KindTable, "f": schema.KindTable, "v": schema.KindView,
	"m": schema.KindMaterializedView, "S": schema.KindSequence, "c": schema.KindComposite}

// indexRelations finds the relations of the user and gives each its columns.
func (b *builder) indexRelations() {
	for i := range b.rows.relations {
		row := &b.rows.relations[i]
		if id, ok := b.own(address{classClass, row.OID}, relationKinds[row.Kind], row.Namespace, row.Name); ok {
			b.relations[row.OID] = &relation{row: row, id: id, columns: map[int16]string{}, identities: map[int16]bool{}}
		}
	}
	for _, row := range b.rows.relations {
		if owner, ok := b.relations[row.Owner]; ok && row.Dependency == "i" {
			owner.identities[row.OwnerColumn] = true
		}
	}
	for _, c := range b.rows.columns {
		if rel, ok := b.relations[c.Relation]; ok {
			rel.rows = append(rel.rows, c)
			rel.columns[c.Number] = c.Name
		}
	}
	for i := range b.rows.indexes {
		x := &b.rows.indexes[i]
		b.indexes[x.OID] = x
	}
	for _, o := range b.rows.opclasses {
		b.opclasses[o.OID] = o
	}
}

// each calls f for the relations of one kind in the order of their oids.
func (b *builder) each(kinds string, f func(address, *relation)) {
	for i := range b.rows.relations {
		row := &b.rows.relations[i]
		if rel, ok := b.relations[row.OID]; ok && strings.Contains(kinds, row.Kind) {
			f(address{classClass, row.OID}, rel)
		}
	}
}

func (b *builder) tables() {
	parents := b.parents()
	b.each("rpf", func(at address, rel *relation) {
		row := rel.row
		t := schema.Table{Header: schema.Header{ID: rel.id}, Persistence: persistence(row.Persistence),
			RowSecurity: row.RowSecurity, ForceRowSecurity: row.ForceRowSecurity, Options: row.Options,
			ReplicaIdentity: b.replicaIdentity(row), AccessMethod: row.AccessMethod, Tablespace: row.Tablespace}
		switch {
		case row.Bound != "" && len(parents[row.OID]) == 1:
			t.PartitionOf = parents[row.OID][0]
		default:
			t.Inherits = parents[row.OID]
		}
		if row.Kind == "f" {
			b.foreignTable(&t, row.OID)
		}
		if row.OfType != 0 {
			t.OfType = b.typeOf(row.OfType, "").ID()
		}
		b.put(at, t)
		b.columns(rel)
		if row.PartitionKey == "" && row.Bound == "" {
			return
		}
		b.later(func() {
			t.PartitionBy = b.partitionBy(rel.id, row.PartitionKey)
			b.db.Put(t)
			b.last = append(b.last, func() {
				t.Bound = b.bound(rel.id, t.PartitionOf, row.Bound)
				b.db.Put(t)
			})
		})
	})
}

func persistence(letter string) schema.Persistence {
	if letter == "u" {
		return schema.Unlogged
	}
	return schema.Permanent
}

func (b *builder) replicaIdentity(row *relationRow) string {
	if row.Kind == "f" {
		return "" // it has none, and the catalog says so
	}
	switch row.ReplicaIdentity {
	case "f":
		return "full"
	case "n":
		return "nothing"
	case "i":
		for _, x := range b.rows.indexes {
			if x.Table == row.OID && x.ReplicaIdentity {
				return "index " + x.Name
			}
		}
	}
	return ""
}

// parentRow is one step of inheritance or partitioning, of tables and indexes.
type parentRow struct{ Child, Parent uint32 }

const parentQuery = `
select i.inhrelid, i.inhparent from pg_catalog.pg_inherits i order by i.inhrelid, i.inhseqno`

// parents returns the parent tables of each table in order.
func (b *builder) parents() map[uint32][]schema.ID {
	out := map[uint32][]schema.ID{}
	for _, p := range b.rows.parents {
		if parent, ok := b.relations[p.Parent]; ok {
			out[p.Child] = append(out[p.Child], parent.id)
		}
	}
	return out
}

func (b *builder) views() {
	b.each("vm", func(at address, rel *relation) {
		row := rel.row
		v := schema.View{Header: schema.Header{ID: rel.id}, Columns: b.attributes(rel), Options: row.Options,
			NoData: row.Kind == "m" && !row.Populated, AccessMethod: row.AccessMethod, Tablespace: row.Tablespace}
		b.put(at, v)
		b.later(func() {
			for i, r := range rel.rows {
				if r.Expr != "" {
					v = v.WithDefault(r.Name, b.assigned(rel.id.In(schema.KindColumn, r.Name), v.Columns[i].Type, r.Expr))
				}
			}
			v.Query = b.query(rel.id, strings.TrimSuffix(strings.TrimSpace(row.Query), ";"))
			b.db.Put(v)
		})
	})
}

func (b *builder) composites() {
	b.each("c", func(at address, rel *relation) {
		b.put(at, schema.Composite{Header: schema.Header{ID: rel.id}, Attributes: b.attributes(rel)})
	})
}

func (b *builder) sequences() {
	b.each("S", func(at address, rel *relation) {
		row := rel.row
		s := schema.Sequence{Header: schema.Header{ID: rel.id}, Persistence: persistence(row.Persistence),
			Type: b.types[row.SequenceType].Name, Start: row.Start, Increment: row.Increment, Min: row.Min, Max: row.Max,
			Cache: row.Cache, Cycle: row.Cycle, Identity: row.Dependency == "i"}
		if owner, ok := b.relations[row.Owner]; ok {
			s.OwnedBy = owner.id.In(schema.KindColumn, owner.column(row.OwnerColumn))
		}
		b.put(at, s)
	})
}

// systemColumns are the columns that each table has, by their numbers -1, -2, ...
var systemColumns = [...]string{"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"}

// column returns the name of a column, of the system too.
func (r *relation) column(number int16) string {
	if number < 0 {
		return systemColumns[-number-1]
	}
	return r.columns[number]
}
