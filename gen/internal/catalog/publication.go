package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type publicationRow struct {
	OID       uint32
	Name      string
	AllTables bool
	Options   []string
}

// publicationQuery gives the options that differ from the default.
func publicationQuery(version int) string {
	generated := "null"
	if version >= 18 {
		generated = "case p.pubgencols when 's' then 'publish_generated_columns=stored' end"
	}
	return strings.NewReplacer("@generated", generated).Replace(`
select p.oid, p.pubname, p.puballtables, array_remove(array[
	case when not (p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate) then 'publish=' || pg_catalog.array_to_string(array_remove(array[
		case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
		case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end], null), ', ') end,
	@generated,
	case when p.pubviaroot then 'publish_via_partition_root=true' end], null)
from pg_catalog.pg_publication p
where p.oid >= 16384
order by p.oid`)
}

type publishedRow struct {
	// One of Relation and Schema is not zero.
	Publication, Relation, Schema uint32
	Columns                       []int16
	Where                         string
}

// publishedQuery reads what publications hold. Column lists, filters and schemas came
// with 15.
func publishedQuery(version int) string {
	if version < 15 {
		return `select r.prpubid, r.prrelid, 0::oid, '{}'::int2[], '' from pg_catalog.pg_publication_rel r order by r.oid`
	}
	return `
select r.prpubid, r.prrelid, 0::oid, coalesce(r.prattrs::int2[], '{}'), coalesce(pg_catalog.pg_get_expr(r.prqual, r.prrelid), '')
from pg_catalog.pg_publication_rel r
union all
select n.pnpubid, 0, n.pnnspid, '{}', '' from pg_catalog.pg_publication_namespace n`
}

func (b *builder) publications() {
	for _, row := range b.rows.publications {
		at := address{classPublication, row.OID}
		if _, member := b.members[at]; member {
			continue
		}
		p := schema.Publication{AllTables: row.AllTables, Options: row.Options}
		p.ID = schema.ID{Kind: schema.KindPublication, Name: row.Name}
		if len(p.Options) == 0 {
			p.Options = nil
		}
		b.put(at, p)
		b.later(func() {
			for _, r := range b.rows.published {
				if r.Publication == row.OID {
					b.published(&p, r)
				}
			}
			b.db.Put(p.Sorted())
		})
	}
}

// published adds one table or schema to a publication.
func (b *builder) published(p *schema.Publication, r publishedRow) {
	if name, ok := b.schemas[r.Schema]; ok {
		p.Schemas = append(p.Schemas, schema.NewSchema(name))
		return
	}
	rel, ok := b.relations[r.Relation]
	if !ok {
		return
	}
	entry := schema.PublicationTable{Table: rel.id, Columns: rel.names(slices.Sorted(slices.Values(r.Columns)))}
	entry.Where = b.expr(rel.id, r.Where)
	p.Tables = append(p.Tables, entry)
}
