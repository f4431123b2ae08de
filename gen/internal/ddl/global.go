package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// globalKinds are the kinds whose objects are in no schema, and which DROP, RENAME
// and COMMENT treat alike.
var globalKinds = map[pg.ObjectType]schema.Kind{
	pg.ObjectType_OBJECT_EVENT_TRIGGER: schema.KindEventTrigger, pg.ObjectType_OBJECT_PUBLICATION: schema.KindPublication,
	pg.ObjectType_OBJECT_FDW: schema.KindForeignDataWrapper, pg.ObjectType_OBJECT_FOREIGN_SERVER: schema.KindServer,
	pg.ObjectType_OBJECT_SUBSCRIPTION: schema.KindSubscription,
}

// isOther reports whether [stmt.otherObject] resolves objects of the type.
func isOther(t pg.ObjectType) bool {
	return globalKinds[t] != schema.KindNone || t == pg.ObjectType_OBJECT_STATISTIC_EXT
}

// otherObject resolves an object of one of the globalKinds, or statistics. The zero ID
// is one that does not exist under missingOK, or one that an extension brings.
func (s *stmt) otherObject(t pg.ObjectType, n *pg.Node, missingOK bool) (schema.ID, error) {
	if t == pg.ObjectType_OBJECT_STATISTIC_EXT {
		id, err := s.statistics(n.GetList().GetItems())
		if err != nil && missingOK {
			return schema.ID{}, nil
		}
		return id, err
	}
	id := schema.ID{Kind: globalKinds[t], Name: str(n)}
	if owner, brought := s.wrapper(id.Name); brought && id.Kind == schema.KindForeignDataWrapper && owner.Kind == schema.KindExtension {
		s.warn(0, "the foreign-data wrapper %s belongs to %s; this statement is left out", id.Name, owner)
		return schema.ID{}, nil
	}
	switch {
	case s.db.Has(id):
		return id, nil
	case missingOK:
		return schema.ID{}, nil
	}
	return id, s.nameFault(id.Name, undefinedObject, "%s %q does not exist", id.Kind, id.Name)
}

// renameOther runs ALTER ... RENAME TO for them.
func (s *stmt) renameOther(n *pg.RenameStmt) error {
	if n.RenameType == pg.ObjectType_OBJECT_STATISTIC_EXT {
		return s.renameStatistics(n)
	}
	id, err := s.otherObject(n.RenameType, n.Object, false)
	if err != nil || id.IsZero() {
		return err
	}
	to := renamedID(id, n.Newname)
	if s.db.Has(to) {
		return s.nameFault(n.Newname, duplicateObject, "%s %q already exists", id.Kind, n.Newname)
	}
	s.move(id, to)
	return nil
}

// runOtherKinds runs the statements about rules, statistics, event triggers,
// publications and foreign data; false for every other.
func (s *stmt) runOtherKinds(n *pg.Node) (bool, error) {
	switch x := n.GetNode().(type) {
	case *pg.Node_RuleStmt:
		return true, s.createRule(x.RuleStmt)
	case *pg.Node_CreateStatsStmt:
		return true, s.createStatistics(x.CreateStatsStmt)
	case *pg.Node_AlterStatsStmt:
		return true, s.alterStatistics(x.AlterStatsStmt)
	case *pg.Node_CreateEventTrigStmt:
		return true, s.createEventTrigger(x.CreateEventTrigStmt)
	case *pg.Node_AlterEventTrigStmt:
		return true, s.alterEventTrigger(x.AlterEventTrigStmt)
	case *pg.Node_CreatePublicationStmt:
		return true, s.createPublication(x.CreatePublicationStmt)
	case *pg.Node_AlterPublicationStmt:
		return true, s.alterPublication(x.AlterPublicationStmt)
	case *pg.Node_SecLabelStmt:
		return true, s.securityLabel(x.SecLabelStmt)
	case *pg.Node_AlterObjectDependsStmt:
		return true, s.alterDepends(x.AlterObjectDependsStmt)
	case *pg.Node_CreateSubscriptionStmt:
		return true, s.createSubscription(x.CreateSubscriptionStmt)
	case *pg.Node_AlterSubscriptionStmt:
		return true, s.alterSubscription(x.AlterSubscriptionStmt)
	case *pg.Node_DropSubscriptionStmt:
		return true, s.dropSubscription(x.DropSubscriptionStmt)
	case *pg.Node_CreateFdwStmt:
		return true, s.createWrapper(x.CreateFdwStmt)
	case *pg.Node_AlterFdwStmt:
		return true, s.alterWrapper(x.AlterFdwStmt)
	case *pg.Node_CreateForeignServerStmt:
		return true, s.createServer(x.CreateForeignServerStmt)
	case *pg.Node_AlterForeignServerStmt:
		return true, s.alterServer(x.AlterForeignServerStmt)
	case *pg.Node_CreateUserMappingStmt:
		return true, s.createMapping(x.CreateUserMappingStmt)
	case *pg.Node_AlterUserMappingStmt:
		return true, s.alterMapping(x.AlterUserMappingStmt)
	case *pg.Node_DropUserMappingStmt:
		return true, s.dropMapping(x.DropUserMappingStmt)
	case *pg.Node_CreateForeignTableStmt:
		return true, s.createForeignTable(x.CreateForeignTableStmt)
	case *pg.Node_AlterTableMoveAllStmt:
		s.moveAll(x.AlterTableMoveAllStmt)
		return true, nil
	case *pg.Node_AlterExtensionContentsStmt:
		return true, s.alterContents(x.AlterExtensionContentsStmt)
	case *pg.Node_ImportForeignSchemaStmt:
		return true, s.importForeign(x.ImportForeignSchemaStmt)
	}
	return false, nil
}

// importForeign runs IMPORT FOREIGN SCHEMA, whose tables only the other server knows.
func (s *stmt) importForeign(n *pg.ImportForeignSchemaStmt) error {
	server, err := s.foreignServer(n.ServerName)
	if err != nil {
		return err
	}
	if !s.knownSchema(n.LocalSchema) {
		return s.nameFault(n.LocalSchema, undefinedSchema, "schema %q does not exist", n.LocalSchema)
	}
	if w, ok := schema.Get[schema.ForeignDataWrapper](s.db, server.Wrapper); ok && w.Handler.IsZero() {
		return s.nameFault(n.ServerName, notInState, "foreign-data wrapper %q has no handler", w.ID.Name)
	}
	s.opaque(0, "write CREATE FOREIGN TABLE for the tables that are used", "the tables of IMPORT FOREIGN SCHEMA are decided by the server %s", n.ServerName)
	return nil
}

// alterContents runs ALTER EXTENSION ... ADD and DROP. What an extension owns is no
// part of the model, and only the server knows all of it.
func (s *stmt) alterContents(n *pg.AlterExtensionContentsStmt) error {
	if !s.db.Has(extensionID(n.Extname)) && n.Extname != "plpgsql" {
		return s.nameFault(n.Extname, undefinedObject, "extension %q does not exist", n.Extname)
	}
	s.opaque(0, "leave it to the script of the extension", "what belongs to the extension %s is decided by the server", n.Extname)
	return nil
}
