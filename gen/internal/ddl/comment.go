package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// comment runs COMMENT ON.
func (s *stmt) comment(n *pg.CommentStmt) error {
	id, err := s.commented(n)
	if err != nil && s.commentsOnSystem(n) {
		s.warn(0, "this is of the system; the comment is left out")
		return nil
	}
	if err != nil || id.IsZero() {
		return err
	}
	if n.Comment == "" || isStandard(id, n.Comment) {
		s.remove(id.Comment())
		return nil
	}
	s.put(schema.Comment{Header: s.header(id.Comment()), Text: n.Comment})
	return nil
}

// commented resolves the object; the zero ID when it is of no modelled kind.
func (s *stmt) commented(n *pg.CommentStmt) (schema.ID, error) {
	names := n.Object.GetList().GetItems()
	switch n.Objtype {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_INDEX, pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_VIEW,
		pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return s.commentedRelation(n.Objtype, names)
	case pg.ObjectType_OBJECT_COLUMN:
		return s.commentedColumn(names)
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return s.commentedType(n)
	case pg.ObjectType_OBJECT_SCHEMA:
		return s.existing(false, schema.NewSchema(str(n.Object)), undefinedSchema)
	case pg.ObjectType_OBJECT_EXTENSION:
		if str(n.Object) == "plpgsql" {
			return schema.ID{}, nil
		}
		return s.existing(false, extensionID(str(n.Object)), undefinedObject)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE,
		pg.ObjectType_OBJECT_AGGREGATE:
		return s.anyRoutine(n.Objtype, n.Object.GetObjectWithArgs())
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		rel, name, err := s.partOwner(names)
		if err != nil {
			return rel, err
		}
		if err := s.opened(rel); err != nil {
			return rel, err
		}
		if id, ok := s.db.Constraint(rel, name); ok {
			return id, nil
		}
		return rel, s.nameFault(name, undefinedObject, "constraint %q for table %q does not exist", name, rel.Name)
	case pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return s.commentedDomainCheck(names)
	case pg.ObjectType_OBJECT_TRIGGER:
		return s.commentedPart(names, schema.KindTrigger)
	case pg.ObjectType_OBJECT_POLICY:
		return s.commentedPart(names, schema.KindPolicy)
	case pg.ObjectType_OBJECT_RULE:
		return s.commentedPart(names, schema.KindRule)
	case pg.ObjectType_OBJECT_DATABASE, pg.ObjectType_OBJECT_TABLESPACE, pg.ObjectType_OBJECT_ROLE, pg.ObjectType_OBJECT_LARGEOBJECT:
		return schema.ID{}, nil // of the whole server, or data
	}
	if plainKinds[n.Objtype] != schema.KindNone {
		if n.Objtype == pg.ObjectType_OBJECT_LANGUAGE && schema.LanguageID(str(n.Object)).IsZero() {
			return schema.ID{}, nil // it is built in
		}
		if id, ok := s.commentedShell(n); ok {
			return id, nil
		}
		return s.plainObject(n.Objtype, n.Object, false)
	}
	if isOther(n.Objtype) {
		return s.otherObject(n.Objtype, n.Object, false)
	}
	s.warn(0, "comments on %s are not modelled; this one is left out", objectWord(n.Objtype))
	return schema.ID{}, nil
}

// commentedType resolves COMMENT ON TYPE and DOMAIN.
func (s *stmt) commentedType(n *pg.CommentStmt) (schema.ID, error) {
	of := n.Object.GetTypeName()
	id, ok := s.typeObject(of.GetNames())
	switch {
	case !ok && n.Objtype == pg.ObjectType_OBJECT_DOMAIN && s.pinnedType(of) != "":
		return id, s.fault(of.GetLocation(), wrongObjectType, "%s is not a domain", s.pinnedType(of))
	case !ok && s.foreign(of.GetNames(), false):
		return schema.ID{}, nil
	case !ok:
		return id, s.noType(of.GetNames())
	}
	if n.Objtype == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain {
		return id, s.fault(of.GetLocation(), wrongObjectType, "%q is not a domain", id.Name)
	}
	if !id.Kind.IsType() {
		id.Kind = schema.KindComposite // the row type of a table or view
	}
	return id, nil
}

// commentedPart resolves COMMENT ON a part of a relation.
func (s *stmt) commentedPart(names []*pg.Node, kind schema.Kind) (schema.ID, error) {
	rel, name, err := s.partOwner(names)
	if err == nil {
		err = s.opened(rel)
	}
	if err != nil {
		return rel, err
	}
	return s.existing(false, rel.In(kind, name), undefinedObject)
}

// partOwner splits schema.table.part and finds the table.
func (s *stmt) partOwner(names []*pg.Node) (schema.ID, string, error) {
	last := len(names) - 1
	schemaName, relName := qualified(names[:last])
	rel, ok := s.relation(schemaName, relName)
	if !ok {
		return rel, "", s.unknownRelation(schemaName, relName)
	}
	return rel, str(names[last]), nil
}

func (s *stmt) commentedRelation(t pg.ObjectType, names []*pg.Node) (schema.ID, error) {
	schemaName, name := qualified(names)
	id, ok := s.relation(schemaName, name)
	if !ok {
		return id, s.unknownRelation(schemaName, name)
	}
	if want := relationKinds[t]; id.Kind != want && !(want == schema.KindIndex && id.Kind.HasIndex()) {
		return id, s.nameFault(name, wrongObjectType, "%q is not a %s", name, want)
	}
	if foreign := t == pg.ObjectType_OBJECT_FOREIGN_TABLE; id.Kind == schema.KindTable && foreign != s.isForeign(id) {
		return id, s.nameFault(name, wrongObjectType, "%q is not a %s", name, objectWord(t))
	}
	if id.Kind.HasIndex() {
		return id.Parent().In(schema.KindIndex, id.Name), nil
	}
	return id, nil
}

// commentedDomainCheck resolves COMMENT ON CONSTRAINT of a domain.
func (s *stmt) commentedDomainCheck(names []*pg.Node) (schema.ID, error) {
	id, err := s.oldType(names[0].GetTypeName().GetNames(), schema.KindDomain)
	if err != nil {
		return id, err
	}
	name := str(names[1])
	if d, _ := schema.Get[schema.Domain](s.db, id); !hasCheck(d, name) {
		return id, s.nameFault(name, undefinedObject, "constraint %q for domain %q does not exist", name, id.Name)
	}
	return id.In(schema.KindCheck, name), nil
}

func (s *stmt) commentedColumn(names []*pg.Node) (schema.ID, error) {
	if len(names) < 2 {
		return schema.ID{}, s.fault(0, syntaxError, "column name must be qualified")
	}
	rel, name, err := s.partOwner(names)
	if err != nil {
		return rel, err
	}
	if s.sortOf(rel) == sortIndex && !slices.Contains(s.indexColumns(rel), name) {
		return rel, s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, rel.Name)
	}
	if !s.columnsCommented(rel) && (rel.Kind != schema.KindSequence || sequenceColumns[name]) {
		return rel, s.nameFault(name, wrongObjectType, "cannot set comment on relation %q", rel.Name)
	}
	if !s.hasColumn(rel, name) {
		return rel, s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, rel.Name)
	}
	return rel.In(schema.KindColumn, name), nil
}

// columnAttachments returns the privileges on the columns of a view or composite type.
// Its columns are no objects of their own, so these are no parts of it.
func (r *Replay) columnAttachments(rel schema.ID) []schema.ID {
	if rel.Kind == schema.KindTable {
		return nil
	}
	var out []schema.ID
	for _, a := range r.db.Attributes(rel) {
		column := rel.In(schema.KindColumn, a.Name)
		if id := column.Privileges(); r.db.Has(id) {
			out = append(out, id)
		}
	}
	return out
}

// moveAttachment puts what is said about one object on another.
func (r *Replay) moveAttachment(id, to schema.ID) {
	o, ok := r.db.Lookup(id)
	if !ok {
		return
	}
	r.remove(id)
	r.put(o.Renamed(func(schema.ID) schema.ID { return to }))
}
