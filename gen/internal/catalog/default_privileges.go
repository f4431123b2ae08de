package catalog

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type defaultPrivilegesRow struct {
	Role, Objects string
	// Namespace is 0 for all schemas.
	Namespace uint32
	Grants    []string
}

const defaultPrivilegesQuery = `
select pg_catalog.pg_get_userbyid(d.defaclrole)::text, d.defaclobjtype::text, d.defaclnamespace, d.defaclacl::text[]
from pg_catalog.pg_default_acl d
order by d.oid`

var defaultObjects = map[string]string{"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas"}

// defaultPrivileges adds what ALTER DEFAULT PRIVILEGES said, where it makes a
// difference.
func (b *builder) defaultPrivileges() {
	for _, row := range b.rows.defaults {
		namespace, ok := b.schemas[row.Namespace]
		if row.Namespace != 0 && !ok {
			continue
		}
		role := row.Role
		if role == b.db.Reading.Owner {
			role = ""
		}
		id := schema.NewDefaultPrivileges(role, namespace, defaultObjects[row.Objects])
		if id.Name == "" {
			b.warn(schema.ID{}, "what ALTER DEFAULT PRIVILEGES of role %s says about large objects", row.Role)
			continue
		}
		grants := b.grants(schema.ID{Kind: schema.DefaultKind(id.Name)}, row.Role, row.Grants)
		if !slices.Equal(grants, schema.StandardDefaults(id)) {
			b.db.Put(schema.DefaultPrivileges{Header: schema.Header{ID: id}, Grants: grants})
		}
	}
}
