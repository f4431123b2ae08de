package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// storage returns the storage that differs from the type's default, or "".
func storage(t schema.Type, name string) string {
	name = strings.ToLower(name)
	if name == "default" || name != "" && name == defaultStorage(t) {
		return ""
	}
	return name
}

// defaultStorage returns the storage of a type's values.
func defaultStorage(t schema.Type) string {
	if t.Array {
		return "extended"
	}
	switch t.Name {
	case "numeric", "inet", "cidr":
		return "main"
	case "bool", "int2", "int4", "int8", "float4", "float8", "date", "time", "timetz", "timestamp", "timestamptz",
		"interval", "uuid", "oid", "char", "name", "money", "macaddr", "macaddr8", "point", "lseg", "box", "line", "circle",
		"pg_lsn", "xid", "xid8", "tid", "cid", "int2vector", "oidvector", "regclass", "regproc", "regtype":
		return "plain"
	}
	if t.Kind == schema.KindEnum {
		return "plain"
	}
	return "extended"
}

func compression(name string) string {
	if name == "default" {
		return ""
	}
	return strings.ToLower(name)
}

// collation returns the model's form of a COLLATE clause: "" for the type's own.
func (s *stmt) collation(n *pg.CollateClause, t schema.Type) (string, error) {
	name, err := s.collationName(n.Collname)
	if err != nil {
		return "", err
	}
	if d, ok := schema.Get[schema.Domain](s.db, t.ID()); ok && d.Collation == name {
		return "", nil
	}
	if name == "default" && t.Name != "name" {
		return "", nil
	}
	return name, nil
}

// createCollation remembers where a collation is, so that columns name it fully.
func (s *stmt) createCollation(n *pg.DefineStmt) error {
	if n.Kind != pg.ObjectType_OBJECT_COLLATION {
		return nil
	}
	schemaName, name := qualified(n.Defnames)
	target, err := s.target(schemaName, 0)
	if err != nil {
		return err
	}
	if s.collations == nil {
		s.collations = map[string]bool{}
	}
	s.collations[target+"."+name] = true
	return nil
}

func (s *stmt) collationName(names []*pg.Node) (string, error) {
	schemaName, name := qualified(names)
	if schemaName == "" {
		for _, p := range s.path {
			if s.collations[p+"."+name] {
				return p + "." + name, nil
			}
		}
	}
	if schemaName == "" || schemaName == "pg_catalog" {
		return name, nil
	}
	if !s.knownSchema(schemaName) {
		return "", s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return schemaName + "." + name, nil
}
