package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// commentsOnSystem reports whether COMMENT speaks of an object that every server has and
// no model: what a comment says about these is left out.
func (s *stmt) commentsOnSystem(n *pg.CommentStmt) bool {
	names := n.Object.GetList().GetItems()
	switch n.Objtype {
	case pg.ObjectType_OBJECT_SCHEMA:
		return s.knownSchema(str(n.Object)) && !s.db.Has(schema.NewSchema(str(n.Object)))
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW:
		schemaName, name := qualified(names)
		return canon.SystemRelation(firstOf(schemaName, "pg_catalog"), name)
	case pg.ObjectType_OBJECT_COLUMN:
		return s.commentsOnSystemColumn(names)
	case pg.ObjectType_OBJECT_RULE:
		rel, name, err := s.partOwner(names)
		return err == nil && name == returnRule && (rel.Kind == schema.KindView || rel.Kind == schema.KindMaterializedView)
	case pg.ObjectType_OBJECT_TYPE:
		return s.isArrayType(n.Object.GetTypeName().GetNames())
	case pg.ObjectType_OBJECT_ACCESS_METHOD:
		return schema.AccessMethodID(str(n.Object)).IsZero()
	}
	return s.commentsOnBuiltin(n.Objtype, n.Object)
}

// sequenceColumns are the columns of every sequence.
var sequenceColumns = wordSet("last_value log_cnt is_called")

// isArrayType reports whether the name is that of the array of a type.
func (s *stmt) isArrayType(names []*pg.Node) bool {
	schemaName, name := qualified(names)
	element, isArray := strings.CutPrefix(name, "_")
	_, ok := s.typeObject(nameNodes(schemaName, element))
	return isArray && ok
}

// commentsOnSystemColumn reports whether a table has the column because all tables do.
func (s *stmt) commentsOnSystemColumn(names []*pg.Node) bool {
	if len(names) < 2 {
		return false
	}
	schemaName, relName := qualified(names[:len(names)-1])
	if rel, ok := s.relation(schemaName, relName); ok {
		return systemColumns[lastOf(names)] && rel.Kind != schema.KindView && s.columnsCommented(rel)
	}
	return canon.SystemColumn(firstOf(schemaName, "pg_catalog"), relName, lastOf(names))
}

// columnsCommented reports whether the columns of a relation can have comments.
func (s *stmt) columnsCommented(rel schema.ID) bool {
	switch rel.Kind {
	case schema.KindTable, schema.KindView, schema.KindMaterializedView, schema.KindComposite:
		return true
	}
	return false
}

// commentsOnBuiltin is commentsOnSystem for the kinds that statements treat alike.
func (s *stmt) commentsOnBuiltin(t pg.ObjectType, n *pg.Node) bool {
	kind := plainKinds[t]
	if kind == schema.KindNone {
		return false
	}
	id, _, err := s.plainAddress(kind, n)
	if err != nil || s.db.Has(id) || id.Schema != "" && id.Schema != "pg_catalog" {
		return false
	}
	switch kind {
	case schema.KindOperator:
		return id.Schema == "pg_catalog"
	case schema.KindCollation:
		return canon.PlausibleCollation(id.Name)
	case schema.KindOperatorClass:
		exists, _ := canon.OperatorClass(s.db, id.Args, id.Name, schema.Type{})
		return exists
	case schema.KindOperatorFamily:
		return canon.BuiltinFamily(id.Args, id.Name)
	case schema.KindTextSearchParser, schema.KindTextSearchTemplate, schema.KindTextSearchDictionary, schema.KindTextSearchConfiguration:
		return canon.BuiltinTextSearch(kind, id.Name)
	}
	return false
}
