package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

// functionRow is a function that other objects of the user speak of and that is not
// the user's own: built in, or of an extension.
type functionRow struct {
	OID          uint32
	Schema, Name string
	Types        []uint32
}

const functionQuery = `
select p.oid, n.nspname, p.proname, p.proargtypes::oid[]
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.oid in (
	select v.fn from pg_catalog.pg_operator o, lateral (values (o.oprcode::oid), (o.oprrest::oid), (o.oprjoin::oid)) v(fn) where o.oid >= 16384
	union all select a.amproc::oid from pg_catalog.pg_amproc a where a.oid >= 16384
	union all select c.castfunc from pg_catalog.pg_cast c where c.oid >= 16384
	union all select c.conproc::oid from pg_catalog.pg_conversion c where c.oid >= 16384
	union all select v.fn from pg_catalog.pg_language l, lateral (values (l.lanplcallfoid), (l.laninline), (l.lanvalidator)) v(fn) where l.oid >= 16384
	union all select v.fn from pg_catalog.pg_transform t, lateral (values (t.trffromsql::oid), (t.trftosql::oid)) v(fn) where t.oid >= 16384
	union all select a.amhandler::oid from pg_catalog.pg_am a where a.oid >= 16384
	union all select v.fn from pg_catalog.pg_ts_parser p, lateral (values (p.prsstart::oid), (p.prstoken::oid), (p.prsend::oid),
		(p.prsheadline::oid), (p.prslextype::oid)) v(fn) where p.oid >= 16384
	union all select v.fn from pg_catalog.pg_ts_template t, lateral (values (t.tmplinit::oid), (t.tmpllexize::oid)) v(fn) where t.oid >= 16384
	union all select v.fn from pg_catalog.pg_range r, lateral (values (r.rngcanonical::oid), (r.rngsubdiff::oid)) v(fn) where r.rngtypid >= 16384
	union all select v.fn from pg_catalog.pg_type t, lateral (values (t.typinput::oid), (t.typoutput::oid), (t.typreceive::oid), (t.typsend::oid),
		(t.typmodin::oid), (t.typmodout::oid), (t.typanalyze::oid), (t.typsubscript::oid)) v(fn) where t.oid >= 16384 and t.typtype = 'b')`

// functionID returns the address of the function, whoever made it; zero for none.
func (b *builder) functionID(oid uint32) schema.ID {
	if id, ok := b.ids[address{classProc, oid}]; ok {
		return id
	}
	if b.functions == nil {
		b.functions = map[uint32]functionRow{}
		for _, row := range b.rows.functions {
			b.functions[row.OID] = row
		}
	}
	row, ok := b.functions[oid]
	if !ok {
		return schema.ID{}
	}
	return schema.ID{Kind: schema.KindFunction, Schema: row.Schema, Name: row.Name, Args: b.formatTypes(row.Types...)}
}

// formatTypes writes types as they stand in an ID; 0 is no type.
func (b *builder) formatTypes(oids ...uint32) string {
	types := make([]schema.Type, len(oids))
	for i, oid := range oids {
		types[i] = b.typeOf(oid, "")
	}
	return schema.FormatTypes(types...)
}
