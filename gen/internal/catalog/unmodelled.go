package catalog

import (
	"fmt"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

type unmodelledRow struct {
	// Schema and Relation say where the object is, or are "".
	Schema, Relation string
	// What describes the object as the server does in its messages.
	What string
}

// unmodelledQuery lists what users made and the model does not hold.
const unmodelledQuery = `
with made(class, object, namespace, relation, prefix) as (
	select 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, 0::oid, 0::oid, '' from pg_catalog.pg_subscription s
		where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
	union all select d.classid, d.objid, 0, 0, 'the tie to an extension of ' from pg_catalog.pg_depend d
		where d.deptype = 'x'
	union all select l.classoid, l.objoid, 0, 0, 'the security label on ' from pg_catalog.pg_seclabel l
		where l.objsubid = 0
)
select coalesce(n.nspname, ''), coalesce(c.relname, ''), m.prefix || pg_catalog.pg_describe_object(m.class, m.object, 0)
from made m
left join pg_catalog.pg_class c on c.oid = m.relation
left join pg_catalog.pg_namespace n on n.oid = coalesce(nullif(m.namespace, 0), c.relnamespace)
where m.object >= 16384
	and (n.oid is null or n.nspname !~ '^pg_' and n.nspname <> 'information_schema')
	and not exists (select from pg_catalog.pg_depend d where d.classid = m.class and d.objid = m.object and d.deptype = 'e')
order by 3`

// unmodelled reports what the model leaves out.
func (b *builder) unmodelled() {
	for _, row := range b.rows.unmodelled {
		at := schema.ID{}
		if row.Schema != "" {
			at = schema.ID{Kind: schema.KindSchema, Name: row.Schema}
		}
		if row.Relation != "" {
			at = schema.NewTable(row.Schema, row.Relation)
		}
		b.warn(at, "%s", row.What)
	}
}

// warn reports one thing that is not in the model. The ID is the object that it
// goes away with when a filter leaves that out; zero keeps it always.
func (b *builder) warn(at schema.ID, format string, args ...any) {
	b.places = append(b.places, at)
	b.findings = append(b.findings, source.Diagnostic{Severity: source.Warning, Code: "unmodelled",
		Message: fmt.Sprintf(format, args...) + " is in the database but not in the model",
		Hint:    "pgen neither compares nor changes it; keep it in a revision written by hand"})
}
