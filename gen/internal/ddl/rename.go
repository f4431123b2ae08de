package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rename runs ALTER ... RENAME.
func (s *stmt) rename(n *pg.RenameStmt) error {
	switch n.RenameType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_INDEX, pg.ObjectType_OBJECT_SEQUENCE,
		pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return s.renameRelation(n)
	case pg.ObjectType_OBJECT_COLUMN:
		return s.renameColumn(n)
	case pg.ObjectType_OBJECT_ATTRIBUTE:
		return s.renameAttribute(n)
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		return s.renameConstraint(n)
	case pg.ObjectType_OBJECT_TRIGGER:
		return s.renameTrigger(n)
	case pg.ObjectType_OBJECT_POLICY:
		return s.renamePolicy(n)
	case pg.ObjectType_OBJECT_RULE:
		return s.renameRule(n)
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return s.renameType(n)
	case pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return s.renameDomainConstraint(n)
	case pg.ObjectType_OBJECT_SCHEMA:
		return s.renameSchema(n)
	case pg.ObjectType_OBJECT_ROLE:
		return s.renameRole(n)
	case pg.ObjectType_OBJECT_DATABASE:
		return nil
	case pg.ObjectType_OBJECT_TABLESPACE:
		return s.renameTablespace(n)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE,
		pg.ObjectType_OBJECT_AGGREGATE:
		return s.renameRoutine(n)
	}
	if plainKinds[n.RenameType] != schema.KindNone {
		return s.renamePlain(n)
	}
	if isOther(n.RenameType) {
		return s.renameOther(n)
	}
	s.warnObject(n.RenameType)
	return nil
}

func (s *stmt) renameRelation(n *pg.RenameStmt) error {
	id, ok := s.find(n.Relation)
	if !ok {
		if n.MissingOk {
			return nil
		}
		return s.noRelation(n.Relation)
	}
	if want := relationKinds[n.RenameType]; !renamable(want, id.Kind) && !(want == schema.KindIndex && id.Kind != schema.KindComposite) {
		return s.fault(n.Relation.Location, wrongObjectType, "%q is not a %s", id.Name, want)
	}
	if n.RenameType == pg.ObjectType_OBJECT_FOREIGN_TABLE && !s.isForeign(id) {
		return s.fault(n.Relation.Location, wrongObjectType, "%q is not a foreign table", id.Name)
	}
	rowType := id.Kind == schema.KindTable || id.Kind == schema.KindView || id.Kind == schema.KindMaterializedView
	if err := s.freeRelation(id.Schema, n.Newname, rowType, 0); err != nil {
		return err
	}
	if id.Kind.HasIndex() { // the constraint is renamed with its index
		if err := s.freeConstraint(id.Parent(), n.Newname, 0); err != nil {
			return err
		}
	}
	return s.moveObject(id, renamedID(id, n.Newname))
}

// renamable reports whether ALTER <want> may rename an object of the kind: ALTER
// TABLE takes every relation, ALTER INDEX takes keys too.
func renamable(want, kind schema.Kind) bool {
	switch {
	case want == kind:
		return true
	case want == schema.KindTable:
		return kind != schema.KindComposite
	case want == schema.KindIndex:
		return kind.HasIndex()
	}
	return false
}

func renamedID(id schema.ID, name string) schema.ID {
	id.Name = name
	return id
}

// renameColumn renames a column of a table, in children too, or of a view.
func (s *stmt) renameColumn(n *pg.RenameStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		if n.MissingOk {
			return nil
		}
		return s.noRelation(n.Relation)
	}
	from, at := rel.In(schema.KindColumn, n.Subname), n.Relation.Location
	t, isTable := schema.Get[schema.Table](s.db, rel)
	switch {
	case rel.Kind == schema.KindSequence:
		return s.fault(at, wrongObjectType, "cannot rename columns of relation %q", rel.Name)
	case !t.OfType.IsZero():
		return hinted(s.fault(at, wrongObjectType, "cannot rename column of typed table"),
			"rename the attribute of "+t.OfType.String()+" with ALTER TYPE ... RENAME ATTRIBUTE ... CASCADE")
	case isTable && !n.Relation.Inh && len(s.children(rel)) > 0:
		return hinted(s.fault(at, invalidTable, "inherited column %q must be renamed in child tables too", n.Subname), "do not write ONLY")
	case !s.hasColumn(rel, n.Subname) && systemColumns[n.Subname] && rel.Kind != schema.KindView:
		return s.fault(at, notSupported, "cannot rename system column %q", n.Subname)
	case s.sortOf(rel) == sortIndex && slices.Contains(s.indexColumns(rel), n.Subname):
		return s.renameIndexColumn(rel, n)
	case !s.hasColumn(rel, n.Subname):
		return s.fault(at, undefinedColumn, "column %q does not exist", n.Subname)
	}
	if heir, ok := s.strangerHas(from); isTable && ok {
		return s.fault(at, invalidTable, "cannot rename inherited column %q of relation %q", n.Subname, heir.Relation)
	}
	switch {
	case systemColumns[n.Newname] && rel.Kind != schema.KindView:
		return s.fault(at, duplicateColumn, "column name %q conflicts with a system column name", n.Newname)
	case s.hasColumn(rel, n.Newname):
		return s.fault(at, duplicateColumn, "column %q of relation %q already exists", n.Newname, rel.Name)
	}
	switch o, _ := s.db.Lookup(rel); x := o.(type) {
	case schema.View:
		return s.renameViewColumn(x, n)
	case schema.Composite:
		return s.renameAttribute(n)
	}
	return s.renameInChildren(from, n.Newname)
}

func (s *stmt) renameInChildren(from schema.ID, name string) error {
	for _, child := range s.children(from.Parent()) {
		in := child.In(schema.KindColumn, from.Name)
		if s.db.Has(in) {
			if s.hasColumn(child, name) {
				return s.nameFault(name, duplicateColumn, "column %q of relation %q already exists", name, child.Name)
			}
			if err := s.renameInChildren(in, name); err != nil {
				return err
			}
		}
	}
	if err := s.beforeColumn(from.Parent(), name); err != nil {
		return err
	}
	return s.moveObject(from, renamedID(from, name))
}

// renameViewColumn changes the name under which a view shows a column.
func (s *stmt) renameViewColumn(v schema.View, n *pg.RenameStmt) error {
	from, to := v.ID.In(schema.KindColumn, n.Subname), v.ID.In(schema.KindColumn, n.Newname)
	if err := s.rewriteUsers(from, to); err != nil {
		return err
	}
	s.keepNames(from)
	for _, x := range schema.PartsOf[schema.Index](s.db, v.ID) {
		s.put(x.Renamed(func(id schema.ID) schema.ID {
			if id == from {
				return to
			}
			return id
		}))
	}
	for _, seq := range s.db.Owned(from) {
		seq.OwnedBy = to
		s.put(seq)
	}
	v, _ = schema.Get[schema.View](s.db, v.ID)
	v.Columns = slices.Clone(v.Columns)
	for i := range v.Columns {
		if v.Columns[i].Name == n.Subname {
			v.Columns[i].Name = n.Newname
		}
	}
	s.moveAttachment(from.Comment(), to)
	s.moveAttachment(from.Privileges(), to)
	if e := v.Default(n.Subname); !e.IsZero() {
		v = v.WithDefault(n.Subname, schema.Expr{}).WithDefault(n.Newname, e)
	}
	s.put(v)
	return nil
}

func (s *stmt) renameAttribute(n *pg.RenameStmt) error {
	id, ok := s.find(n.Relation)
	c, composite := schema.Get[schema.Composite](s.db, id)
	switch {
	case !ok:
		return s.noRelation(n.Relation)
	case !composite: // the server does not mind
		return s.renameColumn(n)
	}
	at := attributeAt(c, n.Subname)
	if at < 0 {
		return s.fault(n.Relation.Location, undefinedColumn, "column %q does not exist", n.Subname)
	}
	if attributeAt(c, n.Newname) >= 0 {
		return s.fault(n.Relation.Location, duplicateColumn, "column %q of relation %q already exists", n.Newname, id.Name)
	}
	typed, err := s.typedTables(id, n.Behavior, n.Relation.Location)
	if err != nil {
		return err
	}
	from, to := id.In(schema.KindColumn, n.Subname), id.In(schema.KindColumn, n.Newname)
	s.keepNames(from)
	if err := s.rewriteUsers(from, to); err != nil {
		return err
	}
	s.move(from, to)
	c.Attributes = slices.Clone(c.Attributes)
	c.Attributes[at].Name = n.Newname
	s.moveAttachment(from.Comment(), to)
	s.put(c)
	for _, t := range typed {
		if err := s.renameInChildren(t.In(schema.KindColumn, n.Subname), n.Newname); err != nil {
			return err
		}
	}
	return nil
}

// renameConstraint renames a constraint, with its index and its inherited copies.
func (s *stmt) renameConstraint(n *pg.RenameStmt) error {
	rel, ok := s.find(n.Relation)
	switch {
	case !ok && n.MissingOk:
		return nil
	case !ok:
		return s.noRelation(n.Relation)
	case rel.Kind == schema.KindSequence:
		return s.fault(n.Relation.Location, wrongObjectType, "cannot rename columns of relation %q", rel.Name)
	}
	id, ok := s.db.Constraint(rel, n.Subname)
	if !ok {
		return s.fault(n.Relation.Location, undefinedObject, "constraint %q for table %q does not exist", n.Subname, rel.Name)
	}
	if c, ok := schema.Get[schema.Check](s.db, id); ok && !c.NoInherit {
		if !n.Relation.Inh && len(s.children(rel)) > 0 {
			return hinted(s.fault(n.Relation.Location, invalidTable, "inherited constraint %q must be renamed in child tables too", n.Subname), "do not write ONLY")
		}
		if heir, ok := s.strangerHas(id); ok {
			return s.fault(n.Relation.Location, invalidTable, "cannot rename inherited constraint %q of relation %q", n.Subname, heir.Relation)
		}
	}
	if id.Kind.HasIndex() {
		if err := s.freeRelation(rel.Schema, n.Newname, false, 0); err != nil {
			return err
		}
	}
	if err := s.freeConstraint(rel, n.Newname, 0); err != nil {
		return err
	}
	if id.Kind.HasIndex() {
		s.move(id, renamedID(id, n.Newname))
		return nil
	}
	family := []schema.ID{id}
	if id.Kind == schema.KindCheck {
		family = s.constraintFamily(id)
	}
	for _, id := range family {
		s.move(id, renamedID(id, n.Newname))
	}
	return nil
}

func (s *stmt) renameTrigger(n *pg.RenameStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	if err := s.mayHave(rel, sortTable|sortView|sortForeign, "triggers"); err != nil {
		return err
	}
	from := rel.In(schema.KindTrigger, n.Subname)
	t, ok := schema.Get[schema.Trigger](s.db, from)
	switch {
	case !ok:
		return s.fault(n.Relation.Location, undefinedObject, "trigger %q for table %q does not exist", n.Subname, rel.Name)
	case n.Subname == n.Newname:
		return nil // the server allows this here and for no other kind
	case s.ofParent(t):
		return hinted(s.fault(n.Relation.Location, "XX000", "cannot rename trigger %q on table %q", n.Subname, rel.Name), "rename the trigger of the partitioned table")
	}
	tables := s.withCopies(t)
	for _, table := range tables {
		if s.db.Has(table.In(schema.KindTrigger, n.Newname)) {
			return s.fault(n.Relation.Location, duplicateObject, "trigger %q for relation %q already exists", n.Newname, table.Name)
		}
	}
	for _, table := range tables {
		if id := table.In(schema.KindTrigger, n.Subname); s.db.Has(id) {
			s.move(id, renamedID(id, n.Newname))
		}
	}
	return nil
}

func (s *stmt) renameType(n *pg.RenameStmt) error {
	names := n.Object.GetList().GetItems()
	id, ok := s.typeObject(names)
	if !ok {
		return s.noType(names)
	}
	if !id.Kind.IsType() {
		return hinted(s.nameFault(id.Name, wrongObjectType, "%q is a table's row type", id.Name), "use ALTER TABLE instead")
	}
	if n.RenameType == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain {
		return s.nameFault(id.Name, wrongObjectType, "%q is not a domain", id.Name)
	}
	if err := s.notShell(id, 0); err != nil {
		return err
	}
	if id.Kind == schema.KindComposite {
		if err := s.freeRelation(id.Schema, n.Newname, false, 0); err != nil {
			return err
		}
	}
	if err := s.freeType(id.Schema, n.Newname, 0); err != nil {
		return err
	}
	return s.moveObject(id, renamedID(id, n.Newname))
}

func (s *stmt) renameDomainConstraint(n *pg.RenameStmt) error {
	id, err := s.oldType(n.Object.GetList().GetItems(), schema.KindDomain)
	if err != nil {
		return err
	}
	d, _ := schema.Get[schema.Domain](s.db, id)
	if hasCheck(d, n.Subname) && hasCheck(d, n.Newname) {
		return s.nameFault(n.Newname, duplicateObject, "constraint %q for domain %q already exists", n.Newname, id.Name)
	}
	d.Checks = slices.Clone(d.Checks)
	found := false
	for i := range d.Checks {
		if d.Checks[i].Name == n.Subname {
			d.Checks[i].Name, found = n.Newname, true
		}
	}
	if !found {
		return s.nameFault(n.Subname, undefinedObject, "constraint %q for domain %q does not exist", n.Subname, id.Name)
	}
	d.Checks = sortedChecks(d.Checks)
	s.put(d)
	s.moveAttachment(id.In(schema.KindCheck, n.Subname).Comment(), id.In(schema.KindCheck, n.Newname))
	return nil
}

func (s *stmt) renameSchema(n *pg.RenameStmt) error {
	from, to := schema.NewSchema(n.Subname), schema.NewSchema(n.Newname)
	if !s.db.Has(from) {
		return s.nameFault(n.Subname, undefinedSchema, "schema %q does not exist", n.Subname)
	}
	if s.knownSchema(n.Newname) {
		return s.nameFault(n.Newname, duplicateSchema, "schema %q already exists", n.Newname)
	}
	if strings.HasPrefix(n.Newname, "pg_") {
		return s.nameFault(n.Newname, reservedName, "unacceptable schema name %q: the prefix \"pg_\" is reserved for system schemas", n.Newname)
	}
	return s.moveObject(from, to)
}

func (s *stmt) renameRoutine(n *pg.RenameStmt) error {
	id, err := s.routineOrAggregate(n.RenameType, n.Object.GetObjectWithArgs())
	if err != nil {
		return err
	}
	to := renamedID(id, n.Newname)
	if _, taken := s.routineLike(to); taken {
		return s.nameFault(n.Newname, duplicateFunction, "function %s already exists in schema %q", n.Newname, id.Schema)
	}
	return s.moveObject(id, to)
}
