package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// defaultObjects are the objects of default privileges by how the parser names them.
var defaultObjects = map[pg.ObjectType]string{pg.ObjectType_OBJECT_TABLE: "tables", pg.ObjectType_OBJECT_SEQUENCE: "sequences",
	pg.ObjectType_OBJECT_FUNCTION: "functions", pg.ObjectType_OBJECT_TYPE: "types", pg.ObjectType_OBJECT_SCHEMA: "schemas"}

// alterDefaultPrivileges runs ALTER DEFAULT PRIVILEGES.
func (s *stmt) alterDefaultPrivileges(n *pg.AlterDefaultPrivilegesStmt) error {
	roles, schemas := []string{s.who.current()}, []string{""}
	for _, o := range n.Options {
		switch d := o.GetDefElem(); d.Defname {
		case "roles":
			roles = s.roleNames(d.Arg.GetList().GetItems())
		case "schemas":
			schemas = strs(d.Arg.GetList().GetItems())
		}
	}
	order, err := s.order(n.Action)
	if err != nil {
		return err
	}
	objects := defaultObjects[n.Action.Objtype]
	all := schema.AllRights(schema.DefaultKind(objects))
	switch {
	case len(order.names) > 0:
		return s.fault(0, invalidGrant, "default privileges cannot be set for columns")
	case objects == "schemas" && schemas[0] != "":
		return s.fault(0, invalidGrant, "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS")
	case order.all:
		order.rights = all
	case order.rights&^all != 0:
		return s.nameFault("usage", invalidGrant, "invalid privilege type USAGE for relation")
	}
	for _, role := range roles {
		for _, name := range schemas {
			if name != "" && !s.knownSchema(name) {
				return s.nameFault(name, undefinedSchema, "schema %q does not exist", name)
			}
			d := schema.DefaultPrivileges{Header: s.header(schema.NewDefaultPrivileges(role, name, objects))}
			d.Grants = schema.StandardDefaults(d.ID)
			if old, ok := schema.Get[schema.DefaultPrivileges](s.db, d.ID); ok {
				d.Grants = old.Grants
			}
			if d.Grants, err = s.changed(order, d.Grants, order.rights, role, ""); err != nil {
				return err
			}
			s.setDefaults(d)
		}
	}
	return nil
}

// setDefaults keeps default privileges that make a difference.
func (s *stmt) setDefaults(d schema.DefaultPrivileges) {
	if slices.Equal(d.Grants, schema.StandardDefaults(d.ID)) {
		s.remove(d.ID)
		return
	}
	s.Replay.defaults = true
	s.put(d)
}
