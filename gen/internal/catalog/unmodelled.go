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

// unmodelledQuery lists what users made and the model does not hold. Privileges
// count where they differ from what an object has without any GRANT.
const unmodelledQuery = `
with made(class, object, namespace, relation, prefix) as (
	select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, oid, 0::oid, ev_class, '' from pg_catalog.pg_rewrite
		where rulename <> '_RETURN'
	union all select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_event_trigger
	union all select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprnamespace, 0, '' from pg_catalog.pg_operator
	union all select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcnamespace, 0, '' from pg_catalog.pg_opclass
	union all select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfnamespace, 0, '' from pg_catalog.pg_opfamily
	union all select 'pg_catalog.pg_cast'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_cast
	union all select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collnamespace, 0, '' from pg_catalog.pg_collation
	union all select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, connamespace, 0, '' from pg_catalog.pg_conversion
	union all select 'pg_catalog.pg_language'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_language
	union all select 'pg_catalog.pg_am'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_am
	union all select 'pg_catalog.pg_transform'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_transform
	union all select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgnamespace, 0, '' from pg_catalog.pg_ts_config
	union all select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictnamespace, 0, '' from pg_catalog.pg_ts_dict
	union all select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid, prsnamespace, 0, '' from pg_catalog.pg_ts_parser
	union all select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid, tmplnamespace, 0, '' from pg_catalog.pg_ts_template
	union all select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_foreign_data_wrapper
	union all select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_foreign_server
	union all select 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, umid, 0, 0, '' from pg_catalog.pg_user_mappings
	union all select 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace, 0, '' from pg_catalog.pg_class
		where relkind = 'f'
	union all select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace, 0, '' from pg_catalog.pg_type t
		where t.typtype in ('b', 'p') and t.oid >= 16384
			and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
	union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxnamespace, 0, '' from pg_catalog.pg_statistic_ext
	union all select 'pg_catalog.pg_publication'::pg_catalog.regclass, oid, 0, 0, '' from pg_catalog.pg_publication
	union all select 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, 0, 0, '' from pg_catalog.pg_subscription s
		where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
	union all select 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid, defaclnamespace, 0, '' from pg_catalog.pg_default_acl
	union all select 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace, oid, 'privileges on ' from pg_catalog.pg_class
		where relacl is not null
	union all select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.relnamespace, c.oid, 'column privileges on ' from pg_catalog.pg_class c
		where exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null)
	union all select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace, 0, 'privileges on ' from pg_catalog.pg_proc
		where proacl is not null
	union all select 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typnamespace, 0, 'privileges on ' from pg_catalog.pg_type
		where typacl is not null
	union all select 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, oid, 0, 'privileges on ' from pg_catalog.pg_namespace
		where nspacl is not null
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
