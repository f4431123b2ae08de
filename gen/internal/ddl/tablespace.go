package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Tablespaces belong to the whole server; the model only has their names.

// tablespace is the name that the model has, "" for that of the database.
func tablespace(name string) string {
	if name == "pg_default" {
		return ""
	}
	return name
}

// spaceOf returns the tablespace of a new table, materialized view or index: the one that
// the statement names, else that of default_tablespace, which is not for temporary ones.
func (s *stmt) spaceOf(schemaName, named string) string {
	if named == "" && schemaName != temporarySchema {
		return s.space
	}
	return tablespace(named)
}

// moveAll runs ALTER TABLE, INDEX and MATERIALIZED VIEW ALL IN TABLESPACE.
func (s *stmt) moveAll(n *pg.AlterTableMoveAllStmt) {
	from, to := tablespace(n.OrigTablespacename), tablespace(n.NewTablespacename)
	roles := s.roleNames(n.Roles)
	for o := range s.db.All() {
		id := o.Address()
		if len(roles) > 0 && !slices.Contains(roles, s.db.RoleOf(id)) {
			continue
		}
		var kind pg.ObjectType
		switch x := o.(type) {
		case schema.Table:
			if kind = pg.ObjectType_OBJECT_TABLE; !x.Server.IsZero() {
				continue
			}
		case schema.View:
			if kind = pg.ObjectType_OBJECT_MATVIEW; id.Kind != schema.KindMaterializedView {
				continue
			}
		default:
			kind = pg.ObjectType_OBJECT_INDEX
		}
		if next, ok := inTablespace(o, from, to); ok && kind == n.Objtype {
			s.put(next)
		}
	}
}

// judgeSpace refuses a tablespace that holds no table or index of the kind.
func (s *stmt) judgeSpace(name string, partitioned bool) error {
	switch {
	case name == "pg_global":
		return s.nameFault(name, invalidParameter, "only shared relations can be placed in pg_global tablespace")
	case name == "pg_default" && partitioned:
		return s.nameFault(name, notSupported, "cannot specify default tablespace for partitioned relations")
	}
	return nil
}

// renameTablespace runs ALTER TABLESPACE ... RENAME TO.
func (s *stmt) renameTablespace(n *pg.RenameStmt) error {
	for o := range s.db.All() {
		if next, ok := inTablespace(o, n.Subname, n.Newname); ok {
			s.put(next)
		}
	}
	return nil
}

// inTablespace returns the object in another tablespace, if it is in the one given.
func inTablespace(o schema.Object, from, to string) (schema.Object, bool) {
	switch x := o.(type) {
	case schema.Table:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from
	case schema.View:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from && x.ID.Kind == schema.KindMaterializedView
	case schema.Index:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from
	case schema.PrimaryKey:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from
	case schema.Unique:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from
	case schema.Exclusion:
		old := x.Tablespace
		x.Tablespace = to
		return x, old == from
	}
	return o, false
}
