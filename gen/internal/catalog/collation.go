package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type ownCollationRow struct {
	OID, Namespace                uint32
	Name, Provider                string
	Collate, CType, Locale, Rules string
	Deterministic                 bool
}

// ownCollationQuery reads the collations of the user. Before 15, the locale of ICU
// stands where that of libc does.
func ownCollationQuery(version int) string {
	locale, rules := "case when c.collprovider = 'i' then c.collcollate end", "''"
	switch {
	case version >= 17:
		locale = "c.colllocale"
	case version >= 15:
		locale = "c.colliculocale"
	}
	if version >= 16 {
		rules = "coalesce(c.collicurules, '')"
	}
	return strings.NewReplacer("@locale", locale, "@rules", rules).Replace(`
select c.oid, c.collnamespace, c.collname, case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
	case when c.collprovider = 'c' then coalesce(c.collcollate, '') else '' end,
	case when c.collprovider = 'c' then coalesce(c.collctype, '') else '' end,
	coalesce(@locale, ''), @rules, c.collisdeterministic
from pg_catalog.pg_collation c
where c.oid >= 16384
order by c.oid`)
}

// ownCollations puts the collations that users made.
func (b *builder) ownCollations() {
	for _, row := range b.rows.ownCollations {
		at := address{classCollation, row.OID}
		if row.Provider == "icu" {
			row.Locale = schema.LanguageTag(row.Locale)
		}
		if id, ok := b.own(at, schema.KindCollation, row.Namespace, row.Name); ok {
			b.put(at, schema.Collation{Header: schema.Header{ID: id}, Provider: row.Provider, Collate: row.Collate, CType: row.CType,
				Locale: row.Locale, Rules: row.Rules, Nondeterministic: !row.Deterministic})
		}
	}
}
