package catalog

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type policyRow struct {
	OID, Table   uint32
	Name         string
	Command      string
	Permissive   bool
	Roles        []string
	Using, Check string
}

// policyQuery reads row security policies; role 0 is PUBLIC.
const policyQuery = `
select p.oid, p.polrelid, p.polname, p.polcmd::text, p.polpermissive,
	array(select coalesce(r.rolname::text, 'public') from pg_catalog.unnest(p.polroles) o(oid)
		left join pg_catalog.pg_roles r on r.oid = o.oid),
	coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
from pg_catalog.pg_policy p
where p.oid >= 16384
order by p.polrelid, p.oid`

var policyCommands = map[string]string{"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}

func (b *builder) policies() {
	for _, row := range b.rows.policies {
		rel, ok := b.relations[row.Table]
		at := address{classPolicy, row.OID}
		if _, member := b.members[at]; !ok || member {
			continue
		}
		slices.Sort(row.Roles)
		p := schema.Policy{Restrictive: !row.Permissive, Command: policyCommands[row.Command], Roles: row.Roles}
		p.ID = rel.id.In(schema.KindPolicy, row.Name)
		b.put(at, p)
		b.later(func() {
			p.Using, p.Check = b.expr(rel.id, row.Using), b.expr(rel.id, row.Check)
			b.db.Put(p)
		})
	}
}
