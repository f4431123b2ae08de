package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type namespaceRow struct {
	OID  uint32
	Name string
}

const namespaceQuery = `
select n.oid, n.nspname
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname`

type extensionRow struct {
	OID          uint32
	Name, Schema string
	// StandardComment is what CREATE EXTENSION itself writes.
	StandardComment string
}

// extensionQuery leaves versions out: what one server has another need not have.
// plpgsql is in every database from the start, so nobody creates it.
const extensionQuery = `
select e.oid, e.extname, n.nspname, coalesce(a.comment, '')
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_available_extensions() a on a.name = e.extname
where e.extname <> 'plpgsql'
order by e.extname`

// memberRow is an object that an extension brings.
type memberRow struct {
	Class, Object uint32
	Extension     string
}

// memberQuery reads them. Of a composite type only the type is a member, not the
// relation behind it.
const memberQuery = `
select m.class, m.object, e.extname
from pg_catalog.pg_depend d
join pg_catalog.pg_extension e on e.oid = d.refobjid
left join pg_catalog.pg_type t on d.classid = 1247 and t.oid = d.objid and t.typtype = 'c',
lateral (select d.classid, d.objid union all select 1259, t.typrelid where t.typrelid <> 0) m (class, object)
where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`

// address is how the catalogs refer to an object. Oids are unique only within
// their catalog.
type address struct{ class, object uint32 }

// firstOwn is the first oid of what is made after initdb.
const firstOwn = 16384

// The oids of the catalogs themselves are fixed in PostgreSQL's source.
const (
	classCollation     = 3456
	classOperator      = 2617
	classOpclass       = 2616
	classFamily        = 2753
	classCast          = 2605
	classConversion    = 2607
	classLanguage      = 2612
	classTransform     = 3576
	classAccessMethod  = 2601
	classParser        = 3601
	classDictionary    = 3600
	classTemplate      = 3764
	classConfiguration = 3602

	classType         = 1247
	classProc         = 1255
	classClass        = 1259
	classConstraint   = 2606
	classRewrite      = 2618
	classServer       = 1417
	classUserMapping  = 1418
	classWrapper      = 2328
	classStatistics   = 3381
	classEventTrigger = 3466
	classPublication  = 6104
	classSubscription = 6100
	classNamespace    = 2615
	classTrigger      = 2620
	classExtension    = 3079
	classPolicy       = 3256
)

func (b *builder) namespaces() {
	for _, m := range b.rows.members {
		b.members[address{m.Class, m.Object}] = m.Extension
	}
	for _, n := range b.rows.namespaces {
		b.schemas[n.OID] = n.Name
		if _, member := b.members[address{classNamespace, n.OID}]; member {
			continue
		}
		id := schema.NewSchema(n.Name)
		b.put(address{classNamespace, n.OID}, schema.Schema{Header: schema.Header{ID: id}})
	}
}

func (b *builder) extensions() {
	for _, e := range b.rows.extensions {
		at := address{classExtension, e.OID}
		x := schema.Extension{Schema: e.Schema}
		x.ID = schema.ID{Kind: schema.KindExtension, Name: e.Name}
		b.put(at, x)
		b.standard[at] = e.StandardComment
	}
}
