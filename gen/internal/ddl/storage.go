package ddl

import (
	"github.com/pgen-go/pgen/gen/internal/schema"
	"strings"
)

// storage returns the storage that differs from the type's default, or "".
func (s *stmt) storage(t schema.Type, name string) string {
	name = strings.ToLower(name)
	if name == "default" || name != "" && name == s.defaultStorage(t) {
		return ""
	}
	return name
}

// defaultStorage returns the storage of a type's values.
func (s *stmt) defaultStorage(t schema.Type) string {
	if t.Array {
		return "extended"
	}
	if d, ok := schema.Get[schema.Domain](s.db, t.ID()); ok {
		return s.defaultStorage(d.Base)
	}
	if b, ok := schema.Get[schema.BaseType](s.db, t.ID()); ok {
		return storageOf(b)
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
