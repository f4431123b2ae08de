package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type languageRow struct {
	OID                        uint32
	Name                       string
	Trusted                    bool
	Handler, Inline, Validator uint32
}

const languageQuery = `
select l.oid, l.lanname, l.lanpltrusted, l.lanplcallfoid, l.laninline, l.lanvalidator
from pg_catalog.pg_language l
where l.oid >= 16384 and l.lanispl
order by l.oid`

type transformRow struct {
	OID, Type      uint32
	Language       string
	FromSQL, ToSQL uint32
}

const transformQuery = `
select t.oid, t.trftype, l.lanname, t.trffromsql::oid, t.trftosql::oid
from pg_catalog.pg_transform t
join pg_catalog.pg_language l on l.oid = t.trflang
where t.oid >= 16384
order by t.oid`

type accessMethodRow struct {
	OID        uint32
	Name, Type string
	Handler    uint32
}

const accessMethodQuery = `
select a.oid, a.amname, case a.amtype when 't' then 'table' else 'index' end, a.amhandler::oid
from pg_catalog.pg_am a
where a.oid >= 16384
order by a.oid`

// languages puts languages, transforms and access methods, which are in no schema.
func (b *builder) languages() {
	for _, row := range b.rows.languages {
		b.putGlobal(address{classLanguage, row.OID}, schema.Language{
			Header:  schema.Header{ID: schema.ID{Kind: schema.KindLanguage, Name: row.Name}},
			Trusted: row.Trusted, Handler: b.functionID(row.Handler), Inline: b.functionID(row.Inline), Validator: b.functionID(row.Validator)})
	}
	for _, row := range b.rows.transforms {
		t := b.typeOf(row.Type, "")
		b.putGlobal(address{classTransform, row.OID}, schema.Transform{Header: schema.Header{ID: schema.TransformID(t, row.Language)},
			Type: t, FromSQL: b.functionID(row.FromSQL), ToSQL: b.functionID(row.ToSQL)})
	}
	for _, row := range b.rows.accessMethods {
		b.putGlobal(address{classAccessMethod, row.OID}, schema.AccessMethod{
			Header: schema.Header{ID: schema.ID{Kind: schema.KindAccessMethod, Name: row.Name}}, Type: row.Type, Handler: b.functionID(row.Handler)})
	}
}

// putGlobal puts an object that is in no schema, unless it is of an extension.
func (b *builder) putGlobal(at address, o schema.Object) {
	if _, member := b.members[at]; !member {
		b.put(at, o)
	}
}

type conversionRow struct {
	OID, Namespace       uint32
	Name, Source, Target string
	Function             uint32
	Default              bool
}

const conversionQuery = `
select c.oid, c.connamespace, c.conname, pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
	c.conproc::oid, c.condefault
from pg_catalog.pg_conversion c
where c.oid >= 16384
order by c.oid`

func (b *builder) conversions() {
	for _, row := range b.rows.conversions {
		at := address{classConversion, row.OID}
		if id, ok := b.own(at, schema.KindConversion, row.Namespace, row.Name); ok {
			b.put(at, schema.Conversion{Header: schema.Header{ID: id}, Source: row.Source, Target: row.Target,
				Function: b.functionID(row.Function), Default: row.Default})
		}
	}
}
