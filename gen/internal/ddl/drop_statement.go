package ddl

import (
	"errors"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// relationKinds are the kinds that DROP and its kin name as relations.
var relationKinds = map[pg.ObjectType]schema.Kind{
	pg.ObjectType_OBJECT_TABLE: schema.KindTable, pg.ObjectType_OBJECT_INDEX: schema.KindIndex,
	pg.ObjectType_OBJECT_SEQUENCE: schema.KindSequence, pg.ObjectType_OBJECT_VIEW: schema.KindView,
	pg.ObjectType_OBJECT_MATVIEW: schema.KindMaterializedView, pg.ObjectType_OBJECT_FOREIGN_TABLE: schema.KindTable,
}

// dropStatement runs DROP.
func (s *stmt) dropStatement(n *pg.DropStmt) error {
	var ids []schema.ID
	var required error
	for _, o := range n.Objects {
		id, err := s.dropTarget(n, o)
		var d source.Diagnostic
		switch {
		case errors.As(err, &d) && d.SQLState == dependentObjects:
			required = err // the server first looks whether all are there
		case err != nil:
			return err
		case !id.IsZero():
			ids = append(ids, id)
		}
	}
	if n.RemoveType == pg.ObjectType_OBJECT_EXTENSION && slices.Contains(strs(n.Objects), "plpgsql") {
		ids = append(ids, s.blockRoutines()...) // they are none, or CASCADE takes them
	}
	if required != nil || len(ids) == 0 {
		return required
	}
	return s.drop(ids, n.Behavior == pg.DropBehavior_DROP_CASCADE, 0)
}

// dropTarget resolves one object of a DROP; the zero ID under IF EXISTS.
func (s *stmt) dropTarget(n *pg.DropStmt, o *pg.Node) (schema.ID, error) {
	names := o.GetList().GetItems()
	if err := s.pinned(n, o); err != nil {
		return schema.ID{}, err
	}
	switch kind := relationKinds[n.RemoveType]; {
	case kind != schema.KindNone:
		return s.dropRelation(n, names, kind)
	case n.RemoveType == pg.ObjectType_OBJECT_TYPE || n.RemoveType == pg.ObjectType_OBJECT_DOMAIN:
		return s.dropType(n, o.GetTypeName())
	}
	switch n.RemoveType {
	case pg.ObjectType_OBJECT_SCHEMA:
		return s.existing(n.MissingOk, schema.NewSchema(str(o)), undefinedSchema)
	case pg.ObjectType_OBJECT_EXTENSION:
		if str(o) == "plpgsql" {
			return schema.ID{}, s.judgeLanguageDrop(n)
		}
		if s.db.Has(extensionID(str(o))) {
			s.mention(str(o))
		}
		return s.existing(n.MissingOk, extensionID(str(o)), undefinedObject)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE,
		pg.ObjectType_OBJECT_AGGREGATE:
		return s.dropRoutine(n, o.GetObjectWithArgs())
	case pg.ObjectType_OBJECT_TRIGGER:
		return s.dropPart(n, names, schema.KindTrigger)
	case pg.ObjectType_OBJECT_POLICY:
		return s.dropPart(n, names, schema.KindPolicy)
	case pg.ObjectType_OBJECT_RULE:
		return s.dropRule(n, names)
	}
	if plainKinds[n.RemoveType] != schema.KindNone {
		if n.RemoveType == pg.ObjectType_OBJECT_OPERATOR && s.dropShell(o.GetObjectWithArgs()) {
			return schema.ID{}, nil
		}
		return s.plainObject(n.RemoveType, o, n.MissingOk)
	}
	if isOther(n.RemoveType) {
		return s.otherObject(n.RemoveType, o, n.MissingOk)
	}
	s.warnObject(n.RemoveType)
	return schema.ID{}, nil
}

func (s *stmt) existing(missingOK bool, id schema.ID, state string) (schema.ID, error) {
	switch {
	case s.db.Has(id):
		return id, nil
	case missingOK:
		return schema.ID{}, nil
	}
	return id, s.nameFault(id.Name, state, "%s does not exist", id)
}

func (s *stmt) dropRelation(n *pg.DropStmt, names []*pg.Node, kind schema.Kind) (schema.ID, error) {
	schemaName, name := qualified(names)
	id, ok := s.relation(schemaName, name)
	if !ok {
		if n.MissingOk {
			return schema.ID{}, nil
		}
		state := undefinedTable
		switch {
		case schemaName != "" && !s.knownSchema(schemaName):
			return id, s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
		case n.RemoveType == pg.ObjectType_OBJECT_FOREIGN_TABLE:
			return id, s.nameFault(name, undefinedObject, "foreign table %q does not exist", dotted(schemaName, name))
		case kind == schema.KindIndex:
			state = undefinedObject
		}
		return id, s.nameFault(name, state, "%s %q does not exist", kind, dotted(schemaName, name))
	}
	if kind == schema.KindIndex && id.Kind.HasIndex() {
		return id, hinted(s.nameFault(name, dependentObjects, "cannot drop index %s because %s requires it", name, id),
			"drop the constraint instead")
	}
	if id.Kind != kind {
		return id, s.nameFault(name, wrongObjectType, "%q is not a %s", name, kind)
	}
	if foreign := n.RemoveType == pg.ObjectType_OBJECT_FOREIGN_TABLE; kind == schema.KindTable && foreign != s.isForeign(id) {
		return id, s.nameFault(name, wrongObjectType, "%q is not a %s", name, objectWord(n.RemoveType))
	}
	if x, ok := schema.Get[schema.Index](s.db, id); ok && !x.PartitionOf.IsZero() {
		return id, s.nameFault(name, dependentObjects, "cannot drop index %s because %s requires it", name, x.PartitionOf)
	}
	if seq, ok := schema.Get[schema.Sequence](s.db, id); ok && seq.Identity {
		return id, s.nameFault(name, dependentObjects, "cannot drop sequence %s because %s requires it", name, seq.OwnedBy)
	}
	return id, nil
}

func (s *stmt) dropType(n *pg.DropStmt, t *pg.TypeName) (schema.ID, error) {
	id, ok := s.typeObject(t.Names)
	name := dotted(strs(t.Names)...)
	switch {
	case !ok && n.MissingOk:
		return schema.ID{}, nil
	case !ok:
		return id, s.noType(t.Names)
	case n.RemoveType == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
		return id, s.fault(t.Location, wrongObjectType, "%q is not a domain", name)
	case !id.Kind.IsType():
		return id, s.fault(t.Location, dependentObjects, "cannot drop type %s because %s requires it", name, id)
	}
	return id, nil
}

// dropPart resolves DROP TRIGGER and DROP POLICY name ON table.
func (s *stmt) dropPart(n *pg.DropStmt, names []*pg.Node, kind schema.Kind) (schema.ID, error) {
	schemaName, relName := qualified(names[:len(names)-1])
	name := str(names[len(names)-1])
	rel, ok := s.relation(schemaName, relName)
	if !ok {
		if n.MissingOk {
			return schema.ID{}, nil
		}
		return rel, s.noRelation(&pg.RangeVar{Schemaname: schemaName, Relname: relName, Location: s.placeOf(relName)})
	}
	if err := s.opened(rel); err != nil {
		return rel, err
	}
	id := rel.In(kind, name)
	switch {
	case s.db.Has(id):
		if t, ok := schema.Get[schema.Trigger](s.db, id); ok && s.ofParent(t) {
			parent, _ := schema.Get[schema.Table](s.db, rel)
			return id, hinted(s.nameFault(name, dependentObjects, "cannot drop trigger %s on table %s because trigger %s on table %s requires it",
				name, rel.Name, name, parent.PartitionOf.Name), "drop the trigger of "+parent.PartitionOf.Name+" instead")
		}
		return id, nil
	case n.MissingOk:
		return schema.ID{}, nil
	}
	return id, s.nameFault(name, undefinedObject, "%s %q for table %q does not exist", kind, name, rel.Name)
}
