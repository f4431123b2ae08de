package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// textSearchRow is a parser, template or dictionary; Functions are those of its
// options in a fixed order, Template that of a dictionary.
type textSearchRow struct {
	OID, Namespace uint32
	Schema, Name   string
	Functions      []uint32
	Template       uint32
	Options        string
}

const parserQuery = `
select p.oid, p.prsnamespace, n.nspname, p.prsname,
	array[p.prsstart::oid, p.prstoken::oid, p.prsend::oid, p.prslextype::oid, p.prsheadline::oid], 0::oid, ''
from pg_catalog.pg_ts_parser p
join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
order by p.oid`

const templateQuery = `
select t.oid, t.tmplnamespace, n.nspname, t.tmplname, array[t.tmplinit::oid, t.tmpllexize::oid], 0::oid, ''
from pg_catalog.pg_ts_template t
join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
order by t.oid`

const dictionaryQuery = `
select d.oid, d.dictnamespace, n.nspname, d.dictname, null::oid[], d.dicttemplate, coalesce(d.dictinitoption, '')
from pg_catalog.pg_ts_dict d
join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
order by d.oid`

type configurationRow struct {
	OID, Namespace uint32
	Name           string
	Parser         uint32
}

const configurationQuery = `
select c.oid, c.cfgnamespace, c.cfgname, c.cfgparser
from pg_catalog.pg_ts_config c
where c.oid >= 16384
order by c.oid`

type mappedTokenRow struct {
	Configuration uint32
	Token         string
	Dictionaries  []uint32
}

const mappedTokenQuery = `
select m.mapcfg, t.alias, array_agg(m.mapdict order by m.mapseqno)
from pg_catalog.pg_ts_config_map m
join pg_catalog.pg_ts_config c on c.oid = m.mapcfg
cross join lateral pg_catalog.ts_token_type(c.cfgparser) t
where m.mapcfg >= 16384 and t.tokid = m.maptokentype
group by 1, 2
order by 1, 2`

// textSearch puts what belongs to full text search.
func (b *builder) textSearch() {
	parsers := b.textSearchObjects(classParser, schema.KindTextSearchParser, b.rows.parsers, func(h schema.Header, row textSearchRow) schema.Object {
		fn := row.Functions
		return schema.TextSearchParser{Header: h, Start: b.functionID(fn[0]), Token: b.functionID(fn[1]), End: b.functionID(fn[2]),
			LexTypes: b.functionID(fn[3]), Headline: b.functionID(fn[4])}
	})
	templates := b.textSearchObjects(classTemplate, schema.KindTextSearchTemplate, b.rows.templates, func(h schema.Header, row textSearchRow) schema.Object {
		return schema.TextSearchTemplate{Header: h, Init: b.functionID(row.Functions[0]), Lexize: b.functionID(row.Functions[1])}
	})
	dictionaries := b.textSearchObjects(classDictionary, schema.KindTextSearchDictionary, b.rows.dictionaries, func(h schema.Header, row textSearchRow) schema.Object {
		return schema.TextSearchDictionary{Header: h, Template: templates[row.Template], Options: dictionaryOptions(row.Options)}
	})
	mappings := map[uint32][]schema.TextSearchMapping{}
	for _, row := range b.rows.mappedTokens {
		m := schema.TextSearchMapping{Token: row.Token}
		for _, d := range row.Dictionaries {
			m.Dictionaries = append(m.Dictionaries, dictionaries[d])
		}
		mappings[row.Configuration] = append(mappings[row.Configuration], m)
	}
	for _, row := range b.rows.configurations {
		at := address{classConfiguration, row.OID}
		id, ok := b.own(at, schema.KindTextSearchConfiguration, row.Namespace, row.Name)
		if !ok {
			continue
		}
		list := mappings[row.OID]
		slices.SortFunc(list, func(x, y schema.TextSearchMapping) int { return strings.Compare(x.Token, y.Token) })
		b.put(at, schema.TextSearchConfiguration{Header: schema.Header{ID: id}, Parser: parsers[row.Parser], Mappings: list})
	}
}

// textSearchObjects puts the objects of the user and returns the addresses of all.
func (b *builder) textSearchObjects(class uint32, kind schema.Kind, rows []textSearchRow, made func(schema.Header, textSearchRow) schema.Object) map[uint32]schema.ID {
	ids := map[uint32]schema.ID{}
	for _, row := range rows {
		id := schema.ID{Kind: kind, Schema: row.Schema, Name: row.Name}
		ids[row.OID] = id
		at := address{class, row.OID}
		if _, ok := b.own(at, kind, row.Namespace, row.Name); ok && row.OID >= firstOwn {
			b.put(at, made(schema.Header{ID: id}, row))
		}
	}
	return ids
}

// dictionaryOptions takes apart what the server keeps of a dictionary's options:
// "language = 'english', stopwords = 'english'".
func dictionaryOptions(text string) []string {
	var out []string
	for text != "" {
		name, rest, ok := strings.Cut(text, " = ")
		if !ok {
			return append(out, text)
		}
		if strings.HasPrefix(name, `"`) {
			name = strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
		}
		value := rest
		escaped := strings.HasPrefix(rest, "E'")
		if escaped {
			rest = rest[1:]
		}
		if strings.HasPrefix(rest, "'") {
			end := 0
			for end < len(rest) && rest[end] == '\'' {
				end += quotedLength(rest[end:])
			}
			value, text = strings.ReplaceAll(rest[1:end-1], "''", "'"), rest[end:]
		} else {
			end := strings.IndexByte(rest, ',')
			if end < 0 {
				end = len(rest)
			}
			value, text = rest[:end], rest[end:]
		}
		if escaped {
			value = strings.ReplaceAll(value, `\\`, `\`)
		}
		out = append(out, name+"="+value)
		text = strings.TrimPrefix(text, ", ")
	}
	return out
}
