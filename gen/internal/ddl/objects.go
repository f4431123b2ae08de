package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// plainKinds are the kinds of objects that DROP, RENAME, SET SCHEMA and COMMENT
// treat alike.
var plainKinds = map[pg.ObjectType]schema.Kind{
	pg.ObjectType_OBJECT_COLLATION: schema.KindCollation, pg.ObjectType_OBJECT_CONVERSION: schema.KindConversion,
	pg.ObjectType_OBJECT_OPERATOR: schema.KindOperator, pg.ObjectType_OBJECT_OPCLASS: schema.KindOperatorClass,
	pg.ObjectType_OBJECT_OPFAMILY: schema.KindOperatorFamily, pg.ObjectType_OBJECT_CAST: schema.KindCast,
	pg.ObjectType_OBJECT_TSPARSER: schema.KindTextSearchParser, pg.ObjectType_OBJECT_TSTEMPLATE: schema.KindTextSearchTemplate,
	pg.ObjectType_OBJECT_TSDICTIONARY:    schema.KindTextSearchDictionary,
	pg.ObjectType_OBJECT_TSCONFIGURATION: schema.KindTextSearchConfiguration,
	pg.ObjectType_OBJECT_LANGUAGE:        schema.KindLanguage, pg.ObjectType_OBJECT_TRANSFORM: schema.KindTransform,
	pg.ObjectType_OBJECT_ACCESS_METHOD: schema.KindAccessMethod,
}

// plainObject resolves an object of one of the plainKinds. Under missingOK an object
// that does not exist, or whose types or schema do not, is the zero ID.
func (s *stmt) plainObject(t pg.ObjectType, n *pg.Node, missingOK bool) (schema.ID, error) {
	id, state, err := s.plainAddress(plainKinds[t], n)
	switch {
	case err == nil && s.db.Has(id):
		return id, nil
	case err != nil && (t == pg.ObjectType_OBJECT_OPCLASS || t == pg.ObjectType_OBJECT_OPFAMILY):
		return id, err // the access method has to exist in any case
	case missingOK:
		return schema.ID{}, nil
	case err != nil:
		return id, err
	case id.Kind == schema.KindLanguage && (schema.LanguageID(id.Name).IsZero() || s.db.Has(extensionID(id.Name))),
		id.Kind == schema.KindAccessMethod && schema.AccessMethodID(id.Name).IsZero(), id.Schema == "pg_catalog":
		return id, s.nameFault(id.Name, dependentObjects, "%s is required by the database system", id)
	}
	return id, s.missing(id, state)
}

// plainAddress returns the address that a statement writes, and the state for an
// object that does not exist.
func (s *stmt) plainAddress(kind schema.Kind, n *pg.Node) (id schema.ID, state string, err error) {
	names := n.GetList().GetItems()
	state = undefinedObject
	switch kind {
	case schema.KindOperator:
		id, err = s.operator(n.GetObjectWithArgs())
		return id, undefinedFunction, err
	case schema.KindOperatorClass, schema.KindOperatorFamily:
		method := str(names[0])
		if err = s.knownMethod(method); err != nil {
			return id, state, err
		}
		id, _ = s.named(kind, names[1:], method)
	case schema.KindCast:
		var source, target schema.Type
		if source, err = s.typeOf(names[0].GetTypeName()); err == nil {
			target, err = s.typeOf(names[1].GetTypeName())
		}
		source.Modifier, target.Modifier = "", ""
		id = schema.CastID(source, target)
	case schema.KindTransform:
		var of schema.Type
		of, err = s.typeOf(names[0].GetTypeName())
		of.Modifier = ""
		id = schema.TransformID(of, str(names[1]))
	case schema.KindLanguage, schema.KindAccessMethod:
		id = schema.ID{Kind: kind, Name: str(n)}
	default:
		id, _ = s.named(kind, names, "")
	}
	return id, state, err
}

// renamePlain runs ALTER ... RENAME TO.
func (s *stmt) renamePlain(n *pg.RenameStmt) error {
	id, err := s.plainObject(n.RenameType, n.Object, n.MissingOk)
	if err != nil || id.IsZero() {
		return err
	}
	to := renamedID(id, n.Newname)
	if err := s.freeName(to, duplicateObject); err != nil {
		return err
	}
	return s.moveObject(id, to)
}

func isPlain(kind schema.Kind) bool {
	for _, k := range plainKinds {
		if k == kind {
			return true
		}
	}
	return false
}

// stateOfDuplicate is the state of a name that is taken where an object of the kind
// is moved to.
func stateOfDuplicate(kind schema.Kind) string {
	if kind == schema.KindOperator {
		return duplicateFunction
	}
	return duplicateObject
}
