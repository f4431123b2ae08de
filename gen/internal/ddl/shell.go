package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// wholeType is typeOf for a place where a type must be more than a shell.
func (s *stmt) wholeType(n *pg.TypeName) (schema.Type, error) {
	t, err := s.typeOf(n)
	if err != nil || t.Kind != schema.KindBaseType {
		return t, err
	}
	return t, s.notShell(t.ID(), n.Location)
}

// notShell gives the error for a type of which only the name is known.
func (s *stmt) notShell(id schema.ID, at int32) error {
	if b, ok := schema.Get[schema.BaseType](s.db, id); ok && b.Shell() {
		return hinted(s.fault(at, undefinedObject, "type %q is only a shell", id.Name), "define it with CREATE TYPE "+id.Name+" (INPUT = ..., OUTPUT = ...) first")
	}
	return nil
}

// commentedShell returns the operator that only a commutator or negator speaks of: it
// can be commented on although nobody has defined it yet.
func (s *stmt) commentedShell(n *pg.CommentStmt) (schema.ID, bool) {
	if n.Objtype != pg.ObjectType_OBJECT_OPERATOR {
		return schema.ID{}, false
	}
	id, ok, err := s.operatorNamed(n.Object.GetObjectWithArgs())
	if ok || err != nil {
		return id, false
	}
	schemaName, _ := qualified(n.Object.GetObjectWithArgs().Objname)
	for _, space := range s.lookedUp(schemaName) {
		if id.Schema = space; schema.Awaited(s.db, id) {
			return id, true
		}
	}
	return id, false
}
