package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type baseTypeRow struct {
	OID, Namespace uint32
	Name           string
	Defined        bool
	Element        uint32
	// Functions are in the order of the names of their options.
	Functions []uint32
	Options   []string
}

// baseTypeFunctions are the options that name functions, in the order of baseTypeQuery.
var baseTypeFunctions = []string{"analyze", "input", "output", "receive", "send", "subscript", "typmod_in", "typmod_out"}

// baseTypeQuery reads base types and shells, with the options that are not the default.
// The server adds a subscript function by itself to a type of fixed length with elements.
const baseTypeQuery = `
select t.oid, t.typnamespace, t.typname, t.typisdefined, t.typelem,
	array[t.typanalyze::oid, t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid,
		case when t.typsubscript::oid = 'pg_catalog.raw_array_subscript_handler'::pg_catalog.regproc then 0::oid else t.typsubscript::oid end,
		t.typmodin::oid, t.typmodout::oid],
	array_remove(array[case when t.typalign <> 'i' then 'alignment=' || t.typalign::text end,
		case when t.typcategory <> 'U' then 'category=' || t.typcategory::text end,
		case when t.typcollation <> 0 then 'collatable=true' end,
		'default=' || t.typdefault,
		case when t.typdelim <> ',' then 'delimiter=' || t.typdelim::text end,
		case when t.typlen <> -1 then 'internallength=' || t.typlen end,
		case when t.typbyval then 'passedbyvalue=true' end,
		case when t.typispreferred then 'preferred=true' end,
		case when t.typstorage <> 'p' then 'storage=' || t.typstorage::text end], null)
from pg_catalog.pg_type t
where t.oid >= 16384 and (t.typtype = 'b' or t.typtype = 'p' and not t.typisdefined)
	and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
order by t.oid`

func (b *builder) baseTypes() {
	for _, row := range b.rows.baseTypes {
		at := address{classType, row.OID}
		id, ok := b.own(at, schema.KindBaseType, row.Namespace, row.Name)
		if !ok {
			continue
		}
		t := schema.BaseType{Header: schema.Header{ID: id}}
		if row.Defined {
			t.Element, t.Options = b.typeOf(row.Element, ""), row.Options
			for i, oid := range row.Functions {
				if oid != 0 {
					t.Functions = append(t.Functions, schema.AggregateFunction{Option: baseTypeFunctions[i], Function: b.functionID(oid)})
				}
			}
		}
		b.put(at, t)
	}
}
