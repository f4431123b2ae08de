package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rightNames are the privileges by their names in GRANT.
var rightNames = map[string]schema.Rights{"select": schema.RightSelect, "insert": schema.RightInsert, "update": schema.RightUpdate,
	"delete": schema.RightDelete, "truncate": schema.RightTruncate, "references": schema.RightReferences, "trigger": schema.RightTrigger,
	"maintain": schema.RightMaintain, "usage": schema.RightUsage, "create": schema.RightCreate, "execute": schema.RightExecute}

// rightsOf are the privileges that GRANT knows for a kind of object; ON TABLE takes
// sequences too.
var rightsOf = map[pg.ObjectType]schema.Rights{
	pg.ObjectType_OBJECT_TABLE:     schema.AllRights(schema.KindTable) | schema.RightUsage,
	pg.ObjectType_OBJECT_SEQUENCE:  schema.AllRights(schema.KindSequence),
	pg.ObjectType_OBJECT_FUNCTION:  schema.RightExecute,
	pg.ObjectType_OBJECT_PROCEDURE: schema.RightExecute,
	pg.ObjectType_OBJECT_ROUTINE:   schema.RightExecute,
	pg.ObjectType_OBJECT_SCHEMA:    schema.AllRights(schema.KindSchema),
	pg.ObjectType_OBJECT_TYPE:      schema.RightUsage, pg.ObjectType_OBJECT_DOMAIN: schema.RightUsage,
	pg.ObjectType_OBJECT_LANGUAGE: schema.RightUsage, pg.ObjectType_OBJECT_FDW: schema.RightUsage,
	pg.ObjectType_OBJECT_FOREIGN_SERVER: schema.RightUsage,
}

// order is what a GRANT or REVOKE says, with its privileges read.
type order struct {
	grant, optionOnly, withOption, cascade bool
	// all is true for ALL; rights are the others, columns those on columns.
	all      bool
	rights   schema.Rights
	columns  map[string]schema.Rights
	names    []string
	grantees []string
}

// grant runs GRANT and REVOKE on objects.
func (s *stmt) grant(n *pg.GrantStmt) error {
	if shared, err := s.grantShared(n); shared {
		return err
	}
	if by := s.roleName(n.Grantor); n.Grantor != nil && s.who.current() != by && (s.who.current() != "" || s.created[by]) {
		return s.fault(0, notSupported, "grantor must be current user")
	}
	targets, err := s.grantTargets(n)
	if err != nil {
		return err
	}
	o, err := s.order(n)
	if err != nil {
		return err
	}
	for i, id := range targets {
		if id.IsZero() {
			continue
		}
		if n.Targtype == pg.GrantTargetType_ACL_TARGET_OBJECT {
			if err := s.judgeGrantable(n.Objtype, id, n.Objects[i]); err != nil {
				return err
			}
		}
		if err := s.grantOn(n.Objtype, id, o); err != nil {
			return err
		}
	}
	return nil
}

// grantTargets finds the objects, which the server does before it reads the privileges;
// the zero ID for one that has no place in the model.
func (s *stmt) grantTargets(n *pg.GrantStmt) ([]schema.ID, error) {
	if n.Targtype == pg.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA {
		return s.inSchemas(n)
	}
	out := make([]schema.ID, len(n.Objects))
	for i, object := range n.Objects {
		var err error
		if out[i], err = s.grantable(n.Objtype, object); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judgeGrantable gives 42809 for an object of another kind than GRANT names.
func (s *stmt) judgeGrantable(t pg.ObjectType, id schema.ID, n *pg.Node) error {
	at := n.GetRangeVar().GetLocation()
	switch {
	case t == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
		return s.nameFault(id.Name, wrongObjectType, "%q is not a domain", id.Name)
	case t != pg.ObjectType_OBJECT_TABLE && t != pg.ObjectType_OBJECT_SEQUENCE:
		return nil
	case id.Kind == schema.KindIndex || id.Kind.HasIndex():
		return s.fault(at, wrongObjectType, "%q is an index", id.Name)
	case id.Kind == schema.KindComposite:
		return s.fault(at, wrongObjectType, "%q is a composite type", id.Name)
	case t == pg.ObjectType_OBJECT_SEQUENCE && id.Kind != schema.KindSequence:
		return s.fault(at, wrongObjectType, "%q is not a sequence", id.Name)
	}
	return nil
}

// order reads privileges and grantees.
func (s *stmt) order(n *pg.GrantStmt) (order, error) {
	o := order{grant: n.IsGrant, optionOnly: !n.IsGrant && n.GrantOption, withOption: n.IsGrant && n.GrantOption,
		cascade: n.Behavior == pg.DropBehavior_DROP_CASCADE, all: len(n.Privileges) == 0, columns: map[string]schema.Rights{}, grantees: s.roleNames(n.Grantees)}
	for _, p := range n.Privileges {
		name, cols := strings.ToLower(p.GetAccessPriv().PrivName), strs(p.GetAccessPriv().Cols)
		right, ok := rightNames[name]
		allowed := rightsOf[n.Objtype]
		switch {
		case name == "" && len(cols) > 0:
			right = schema.AllRights(schema.KindColumn)
		case !ok:
			return o, s.nameFault(name, syntaxError, "unrecognized privilege type %q", name)
		}
		if len(cols) > 0 {
			if n.Objtype != pg.ObjectType_OBJECT_TABLE {
				return o, s.nameFault(name, invalidGrant, "column privileges are only valid for relations")
			}
			allowed = schema.AllRights(schema.KindColumn)
		}
		if right&^allowed != 0 {
			return o, s.nameFault(name, invalidGrant, "invalid privilege type %s for %s", strings.ToUpper(name), grantWord(n.Objtype, len(cols) > 0))
		}
		if len(cols) == 0 {
			o.rights |= right
		}
		for _, c := range cols {
			if o.columns[c] == 0 {
				o.names = append(o.names, c)
			}
			o.columns[c] |= right
		}
	}
	if o.withOption && slices.Contains(o.grantees, schema.Public) {
		return o, s.fault(0, invalidGrant, "grant options can only be granted to roles")
	}
	return o, nil
}

func grantWord(t pg.ObjectType, column bool) string {
	switch {
	case column:
		return "column"
	case t == pg.ObjectType_OBJECT_TABLE:
		return "relation"
	case t == pg.ObjectType_OBJECT_FDW:
		return "foreign-data wrapper"
	}
	return objectWord(t)
}

// grantable resolves an object of GRANT; the zero ID for one that is there but in no
// model: of the system, of an extension, of a kind that is not modelled.
func (s *stmt) grantable(t pg.ObjectType, n *pg.Node) (schema.ID, error) {
	switch t {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_SEQUENCE:
		rv := n.GetRangeVar()
		id, ok := s.find(rv)
		switch {
		case !ok && s.foreign(nameNodes(rv.Schemaname, rv.Relname), false):
			return schema.ID{}, nil
		case !ok:
			return id, s.noRelation(rv)
		}
		return id, nil
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE:
		return s.anyRoutine(t, n.GetObjectWithArgs())
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		names := n.GetList().GetItems()
		id, ok := s.typeObject(names)
		switch {
		case !ok && s.foreign(names, false):
			return schema.ID{}, nil
		case !ok && s.isArrayType(names):
			return id, hinted(s.nameFault(lastOf(names), invalidGrant, "cannot set privileges of array types"), "set the privileges of the element type instead")
		case !ok:
			return id, s.noType(names)
		case t == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
			return id, nil // which is refused later
		case schema.AllRights(id.Kind)&schema.RightUsage == 0:
			s.warn(0, "privileges on the row type of %s are left out", id)
			return schema.ID{}, nil
		}
		return id, nil
	case pg.ObjectType_OBJECT_LANGUAGE:
		if err := s.trusted(str(n)); err != nil {
			return schema.ID{}, err
		}
	case pg.ObjectType_OBJECT_SCHEMA:
		if name := str(n); isSystemSchema(name) || name == "pg_toast" {
			return schema.ID{}, nil
		}
	}
	return s.addressed(t, n)
}

// foreign reports whether a name that the model lacks may be one of the system or of
// an extension, whose objects have no place in the model, and says so.
func (s *stmt) foreign(names []*pg.Node, routine bool) bool {
	schemaName, name := qualified(names)
	system := schemaName == "pg_catalog" || schemaName == "information_schema" ||
		schemaName == "" && (strings.HasPrefix(name, "pg_") || routine && canon.BuiltinFunction(name) || !routine && canon.BuiltinType(name))
	extension := false
	for e := range schema.AllOf[schema.Extension](s.db) {
		extension = extension || (schemaName == "" && slices.Contains(s.path, e.Schema) || e.Schema == schemaName) && mayBring(e.ID.Name, name, routine)
	}
	if system || extension {
		s.warn(s.placeOf(name), "%q is of the system or of an extension; its owner, privileges and comment are left out", dotted(schemaName, name))
	}
	return system || extension
}

// mayBring reports whether an extension may have a routine, or else a type, of the name.
func mayBring(extension, name string, routine bool) bool {
	if routine {
		may, _ := canon.ExtensionMayBring(extension, name)
		return may
	}
	types, known := canon.ExtensionTypes(extension)
	return !known || slices.Contains(types, name)
}

func nameNodes(names ...string) []*pg.Node {
	var out []*pg.Node
	for _, name := range names {
		if name != "" {
			out = append(out, pg.MakeStrNode(name))
		}
	}
	return out
}

// inSchemas lists what ON ALL ... IN SCHEMA means.
func (s *stmt) inSchemas(n *pg.GrantStmt) ([]schema.ID, error) {
	var out []schema.ID
	for _, name := range strs(n.Objects) {
		if !s.knownSchema(name) {
			return nil, s.nameFault(name, undefinedSchema, "schema %q does not exist", name)
		}
		out = append(out, s.inSchema(n.Objtype, name)...)
	}
	return out, nil
}

// inSchema lists what GRANT ON ALL means by a kind in a schema. Aggregates count as
// functions.
func (r *Replay) inSchema(t pg.ObjectType, name string) []schema.ID {
	var out []schema.ID
	add := func(id schema.ID) {
		if id.Schema == name {
			out = append(out, id)
		}
	}
	switch t {
	case pg.ObjectType_OBJECT_TABLE:
		for x := range schema.AllOf[schema.Table](r.db) {
			add(x.ID)
		}
		for x := range schema.AllOf[schema.View](r.db) {
			add(x.ID)
		}
	case pg.ObjectType_OBJECT_SEQUENCE:
		for x := range schema.AllOf[schema.Sequence](r.db) {
			add(x.ID)
		}
	default:
		for x := range schema.AllOf[schema.Routine](r.db) {
			if procedure := x.ID.Kind == schema.KindProcedure; procedure == (t == pg.ObjectType_OBJECT_PROCEDURE) || t == pg.ObjectType_OBJECT_ROUTINE {
				add(x.ID)
			}
		}
		if t != pg.ObjectType_OBJECT_PROCEDURE {
			for x := range schema.AllOf[schema.Aggregate](r.db) {
				add(x.ID)
			}
		}
	}
	return out
}

// grantOn changes the privileges on one object and its columns.
func (s *stmt) grantOn(t pg.ObjectType, id schema.ID, o order) error {
	rights, all := o.rights, schema.AllRights(id.Kind)
	switch {
	case o.all:
		rights = all
	case id.Kind == schema.KindSequence:
		rights &= all // the server only warns of others
	case t == pg.ObjectType_OBJECT_TABLE && rights&^all != 0:
		return s.nameFault("usage", invalidGrant, "invalid privilege type USAGE for table")
	}
	if rights != 0 {
		if err := s.grantRights(id, o, rights, schema.GrantsOf(s.db, id)); err != nil {
			return err
		}
	}
	if onColumns := rights & schema.AllRights(schema.KindColumn); !o.grant && onColumns != 0 {
		// What is taken away from the table goes from its columns too.
		for _, c := range s.columnIDs(id) {
			if err := s.grantRights(c, o, onColumns, schema.GrantsOf(s.db, id)); err != nil {
				return err
			}
		}
	}
	for _, name := range o.names {
		if systemColumns[name] && (id.Kind == schema.KindTable || id.Kind == schema.KindMaterializedView) ||
			id.Kind == schema.KindSequence && sequenceColumns[name] {
			s.warn(s.placeOf(name), "privileges on the column %s, which the server makes, are left out", name)
			continue
		}
		if !s.hasColumn(id, name) {
			return s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, id.Name)
		}
		if err := s.grantRights(id.In(schema.KindColumn, name), o, o.columns[name], schema.GrantsOf(s.db, id)); err != nil {
			return err
		}
	}
	return nil
}

// grantRights changes the grants on an object or a column; whole are those on the object,
// by which a role may pass on what is on a column, too.
func (s *stmt) grantRights(id schema.ID, o order, rights schema.Rights, whole []schema.Grant) error {
	owner := s.db.RoleOf(id)
	grants := schema.GrantsOf(s.db, id)
	grantor := s.grantor(owner, append(slices.Clone(whole), grants...), rights)
	if grantor == "" && !s.mayActAs(s.who.current(), owner) {
		return s.grantsNothing(id, append(slices.Clone(whole), grants...))
	}
	if grantor != "" {
		rights &= schema.GrantableBy(append(slices.Clone(whole), grants...), grantor)
	}
	grants, err := s.changed(o, grants, rights, owner, grantor)
	if err == nil {
		s.setGrants(id, grants)
	}
	return err
}

// grantsNothing judges a GRANT or REVOKE of a role that may not do it: the server refuses
// one that has no rights at all, and only warns others.
func (s *stmt) grantsNothing(id schema.ID, grants []schema.Grant) error {
	roles := append(s.groupsOf(s.who.current()), schema.Public)
	if slices.ContainsFunc(grants, func(g schema.Grant) bool { return slices.Contains(roles, g.Grantee) }) {
		return nil
	}
	return s.fault(0, notPermitted, "permission denied for %s", id)
}

// grantor returns who grants in the eyes of the server: the owner, "", unless the role
// that the statement runs as has by grants what it passes on. Of a role that has not, it
// is taken that it may act as the owner.
func (s *stmt) grantor(owner string, grants []schema.Grant, rights schema.Rights) string {
	role := s.who.current()
	if role == owner || role == "" || s.superusers[role] || schema.GrantableBy(grants, role)&rights == 0 {
		return ""
	}
	return role
}

// changed returns the grants of an owner's object after the order of a grantor.
func (s *stmt) changed(o order, grants []schema.Grant, rights schema.Rights, owner, grantor string) ([]schema.Grant, error) {
	for _, role := range o.grantees {
		g := schema.Grant{Grantee: grantee(role, owner), Grantor: grantor, Rights: rights}
		if o.withOption {
			g.Grantable = rights
		}
		if o.grant {
			if schema.Circular(grants, g) {
				return nil, s.fault(0, invalidGrant, "grant options cannot be granted back to your own grantor")
			}
			grants = schema.Granted(grants, g)
			continue
		}
		if g.Grantable = rights; o.optionOnly {
			g.Rights = 0
		}
		var free bool
		if grants, free = schema.Revoked(grants, g, o.cascade); !free {
			return nil, hinted(s.fault(0, dependentObjects, "dependent privileges exist"), "use CASCADE to revoke them too")
		}
	}
	return grants, nil
}

// grantee returns how a role is called among the grants on an object of the owner.
func grantee(role, owner string) string {
	switch role {
	case owner:
		return ""
	case "":
		return schema.CurrentUser
	}
	return role
}

// setGrants gives an object its grants, which are not kept if they are the standard
// ones.
func (s *stmt) setGrants(id schema.ID, grants []schema.Grant) {
	p, had := schema.Get[schema.Privileges](s.db, id.Privileges())
	switch {
	case slices.Equal(grants, schema.StandardGrants(id)):
		s.remove(id.Privileges())
	case !had || !slices.Equal(grants, p.Grants):
		s.put(schema.Privileges{Header: s.header(id.Privileges()), Grants: grants})
	}
}
