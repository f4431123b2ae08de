package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// pinned gives 2BP01 for an object of the system, which no DROP takes away.
func (s *stmt) pinned(n *pg.DropStmt, o *pg.Node) error {
	what := ""
	switch n.RemoveType {
	case pg.ObjectType_OBJECT_SCHEMA:
		if name := str(o); name == "pg_catalog" || name == "pg_toast" {
			what = "schema " + name
		}
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		what = s.pinnedType(o.GetTypeName())
		if what != "" && n.RemoveType == pg.ObjectType_OBJECT_DOMAIN {
			return s.fault(o.GetTypeName().GetLocation(), wrongObjectType, "%s is not a domain", what)
		}
	case pg.ObjectType_OBJECT_ACCESS_METHOD:
		if _, builtin := abilities[str(o)]; builtin || str(o) == "heap" {
			what = "access method " + str(o)
		}
	case pg.ObjectType_OBJECT_CAST:
		types := o.GetList().GetItems()
		from, err := s.typeOf(types[0].GetTypeName())
		to, err2 := s.typeOf(types[1].GetTypeName())
		if err == nil && err2 == nil && canon.BuiltinCast(from, to) {
			what = "cast from " + schema.FormatTypes(from) + " to " + schema.FormatTypes(to)
		}
	default:
		if plainKinds[n.RemoveType] == schema.KindNone {
			return nil
		}
		id, _, err := s.plainAddress(plainKinds[n.RemoveType], o)
		if err == nil && !s.db.Has(id) && isPinned(id) {
			what = id.String()
		}
	}
	if what == "" {
		return nil
	}
	return s.fault(0, dependentObjects, "cannot drop %s because it is required by the database system", what)
}

// pinnedType names a built-in type that no type of the model hides, "" for others.
func (s *stmt) pinnedType(n *pg.TypeName) string {
	if _, ok := s.typeObject(n.GetNames()); ok {
		return ""
	}
	if t, err := canon.TypeName(n, s.db, s.path); err == nil && t.Builtin() {
		return "type " + schema.FormatTypes(t)
	}
	return ""
}

// isPinned reports whether a collation or an object of text search is surely
// built in.
func isPinned(id schema.ID) bool {
	inCatalog := id.Schema == "" || id.Schema == "pg_catalog"
	switch id.Kind {
	case schema.KindCollation:
		return inCatalog && slices.Contains([]string{"C", "POSIX", "default", "ucs_basic"}, id.Name)
	case schema.KindTextSearchParser, schema.KindTextSearchTemplate, schema.KindTextSearchDictionary, schema.KindTextSearchConfiguration:
		return inCatalog && canon.BuiltinTextSearch(id.Kind, id.Name)
	}
	return false
}

// judgeLanguageDrop gives 2BP01 for dropping PL/pgSQL while functions are written in it.
func (s *stmt) judgeLanguageDrop(n *pg.DropStmt) error {
	if n.Behavior == pg.DropBehavior_DROP_CASCADE {
		return nil
	}
	if ids := s.blockRoutines(); len(ids) > 0 {
		return s.fault(0, dependentObjects, "cannot drop extension plpgsql because %s depends on it", ids[0])
	}
	return nil
}

// blockRoutines returns the routines in PL/pgSQL.
func (s *stmt) blockRoutines() []schema.ID {
	var out []schema.ID
	for r := range schema.AllOf[schema.Routine](s.db) {
		if r.Language == "plpgsql" {
			out = append(out, r.ID)
		}
	}
	return out
}
