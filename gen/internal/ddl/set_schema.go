package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// setSchema runs ALTER ... SET SCHEMA.
func (s *stmt) setSchema(n *pg.AlterObjectSchemaStmt) error {
	id, err := s.movedObject(n)
	if err != nil || id.IsZero() {
		return err
	}
	if !s.knownSchema(n.Newschema) {
		return s.nameFault(n.Newschema, undefinedSchema, "schema %q does not exist", n.Newschema)
	}
	if id.Kind == schema.KindExtension {
		return s.moveExtension(id, n.Newschema)
	}
	if err := s.judgeMove(id.Schema, n.Newschema); err != nil {
		return err
	}
	if id.Schema == n.Newschema {
		return nil
	}
	s.intoSystem(n.Newschema)
	to := id
	to.Schema = n.Newschema
	if err := s.freeIn(to); err != nil {
		return err
	}
	var owned []schema.Sequence
	for _, column := range s.db.SequenceOwners(id) {
		owned = append(owned, s.db.Owned(column)...)
	}
	if err := s.moveObject(id, to); err != nil {
		return err
	}
	for _, seq := range owned {
		next := seq.ID
		next.Schema = n.Newschema
		if err := s.freeIn(next); err != nil {
			return err
		}
		if err := s.moveObject(seq.ID, next); err != nil {
			return err
		}
	}
	return nil
}

// movedObject resolves the object; the zero ID under IF EXISTS or if it is not modelled.
func (s *stmt) movedObject(n *pg.AlterObjectSchemaStmt) (schema.ID, error) {
	switch n.ObjectType {
	case pg.ObjectType_OBJECT_STATISTIC_EXT:
		return s.otherObject(n.ObjectType, n.Object, n.MissingOk)
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		id, ok := s.find(n.Relation)
		if !ok && n.MissingOk {
			return schema.ID{}, nil
		}
		if !ok {
			return id, s.noRelation(n.Relation)
		}
		if err := s.judgeMoved(n.ObjectType, id, n.Relation); err != nil {
			return id, err
		}
		if seq, ok := schema.Get[schema.Sequence](s.db, id); ok && !seq.OwnedBy.IsZero() {
			return id, s.fault(n.Relation.Location, notSupported, "cannot move an owned sequence into another schema: %s is linked to %s", id, seq.OwnedBy)
		}
		return id, nil
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		names := n.Object.GetList().GetItems()
		id, ok := s.typeObject(names)
		if !ok {
			return id, s.noType(names)
		}
		switch {
		case n.ObjectType == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
			return id, s.nameFault(id.Name, wrongObjectType, "%q is not a domain", id.Name)
		case !id.Kind.IsType() && s.knownSchema(n.Newschema):
			return id, hinted(s.nameFault(id.Name, wrongObjectType, "%q is a table's row type", id.Name), "use ALTER TABLE instead")
		}
		return id, s.notShell(id, 0)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE,
		pg.ObjectType_OBJECT_AGGREGATE:
		return s.routineOrAggregate(n.ObjectType, n.Object.GetObjectWithArgs())
	case pg.ObjectType_OBJECT_EXTENSION:
		return s.existing(false, extensionID(str(n.Object)), undefinedObject)
	}
	if plainKinds[n.ObjectType] != schema.KindNone {
		return s.plainObject(n.ObjectType, n.Object, n.MissingOk)
	}
	s.warnObject(n.ObjectType)
	return schema.ID{}, nil
}

// judgeMoved gives 42809 for a relation of another kind than the statement names.
func (s *stmt) judgeMoved(t pg.ObjectType, id schema.ID, rv *pg.RangeVar) error {
	want := relationKinds[t]
	switch is := s.sortOf(id); {
	case t == pg.ObjectType_OBJECT_FOREIGN_TABLE && is != sortForeign:
		return s.fault(rv.Location, wrongObjectType, "%q is not a foreign table", id.Name)
	case want != schema.KindTable && want != id.Kind:
		return s.fault(rv.Location, wrongObjectType, "%q is not a %s", id.Name, want)
	case is == sortIndex:
		return s.fault(rv.Location, wrongObjectType, "cannot change schema of index %q", id.Name)
	case is == sortComposite:
		return hinted(s.fault(rv.Location, wrongObjectType, "%q is a composite type", id.Name), "use ALTER TYPE instead")
	}
	return nil
}

// freeIn gives an error if the new address is taken.
func (s *stmt) freeIn(id schema.ID) error {
	switch {
	case id.Kind.IsRoutine():
		if _, taken := s.routineLike(id); taken {
			return s.nameFault(id.Name, duplicateFunction, "function %q already exists in schema %q", id.Name, id.Schema)
		}
	case id.Kind == schema.KindStatistics:
		if s.db.Has(id) {
			return s.nameFault(id.Name, duplicateObject, "statistics object %q already exists in schema %q", id.Name, id.Schema)
		}
	case id.Kind.IsType():
		return s.freeType(id.Schema, id.Name, 0)
	case isPlain(id.Kind):
		return s.freeName(id, stateOfDuplicate(id.Kind))
	default:
		return s.freeRelation(id.Schema, id.Name, id.Kind != schema.KindSequence, 0)
	}
	return nil
}

// moveExtension moves an extension; the types that it brings go along.
func (s *stmt) moveExtension(id schema.ID, target string) error {
	ext, _ := schema.Get[schema.Extension](s.db, id)
	old := ext.Schema
	ext.Schema = target
	for _, user := range s.db.Users(id) {
		o, _ := s.db.Lookup(user)
		s.put(withTypes(o, func(t schema.Type) schema.Type {
			if t.Extension == id.Name && t.Schema == old {
				t.Schema = target
			}
			return t
		}))
	}
	s.put(ext)
	return nil
}

// withTypes passes the types of an object through f.
func withTypes(o schema.Object, f func(schema.Type) schema.Type) schema.Object {
	switch x := o.(type) {
	case schema.Column:
		x.Type = f(x.Type)
		return x
	case schema.Domain:
		x.Base = f(x.Base)
		return x
	case schema.Range:
		x.Subtype = f(x.Subtype)
		return x
	case schema.Composite:
		x.Attributes = typedAttributes(x.Attributes, f)
		return x
	case schema.View:
		x.Columns = typedAttributes(x.Columns, f)
		return x
	case schema.Aggregate:
		x.Arguments, x.State, x.MState = typedArguments(x.Arguments, f), f(x.State), f(x.MState)
		return x
	case schema.Routine:
		x.Arguments, x.Returns = typedArguments(x.Arguments, f), f(x.Returns)
		x.Transforms = slices.Clone(x.Transforms)
		for i, t := range x.Transforms {
			x.Transforms[i] = f(t)
		}
		return x
	}
	return o
}

func typedAttributes(attrs []schema.Attribute, f func(schema.Type) schema.Type) []schema.Attribute {
	out := make([]schema.Attribute, len(attrs))
	for i, a := range attrs {
		a.Type = f(a.Type)
		out[i] = a
	}
	return out
}

func typedArguments(args []schema.Argument, f func(schema.Type) schema.Type) []schema.Argument {
	out := make([]schema.Argument, len(args))
	for i, a := range args {
		a.Type = f(a.Type)
		out[i] = a
	}
	return out
}
