package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// SQLSTATE invalid_grant_operation.
const invalidGrant = "0LP01"

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
	switch n.Objtype {
	case pg.ObjectType_OBJECT_DATABASE, pg.ObjectType_OBJECT_TABLESPACE, pg.ObjectType_OBJECT_LARGEOBJECT, pg.ObjectType_OBJECT_PARAMETER_ACL:
		return nil // these are no part of a schema
	}
	o, err := s.order(n)
	if err != nil {
		return err
	}
	if n.Grantor != nil && s.who.current() != s.roleName(n.Grantor) && s.who.current() != "" {
		return s.fault(0, notSupported, "grantor must be current user")
	}
	if n.Targtype == pg.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA {
		return s.grantInSchemas(n, o)
	}
	for _, object := range n.Objects {
		id, err := s.grantable(n.Objtype, object)
		if err != nil {
			return err
		}
		if id.IsZero() {
			continue
		}
		if err := s.grantOn(n.Objtype, id, o); err != nil {
			return err
		}
	}
	return nil
}

// order reads privileges and grantees.
func (s *stmt) order(n *pg.GrantStmt) (order, error) {
	o := order{grant: n.IsGrant, optionOnly: !n.IsGrant && n.GrantOption, withOption: n.IsGrant && n.GrantOption,
		cascade: n.Behavior == pg.DropBehavior_DROP_CASCADE, all: len(n.Privileges) == 0, columns: map[string]schema.Rights{}, grantees: s.roleNames(n.Grantees)}
	relations := n.Objtype == pg.ObjectType_OBJECT_TABLE || n.Objtype == pg.ObjectType_OBJECT_SEQUENCE
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
			if !relations {
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
		case id.Kind == schema.KindIndex || id.Kind.HasIndex():
			return id, s.fault(rv.Location, wrongObjectType, "%q is an index", id.Name)
		case id.Kind == schema.KindComposite:
			return id, s.fault(rv.Location, wrongObjectType, "%q is a composite type", id.Name)
		case t == pg.ObjectType_OBJECT_SEQUENCE && id.Kind != schema.KindSequence:
			return id, s.fault(rv.Location, wrongObjectType, "%q is not a sequence", id.Name)
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
		case !ok:
			return id, s.nameFault(lastOf(names), undefinedObject, "type %q does not exist", dotted(strs(names)...))
		case t == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
			return id, s.nameFault(id.Name, wrongObjectType, "%q is not a domain", id.Name)
		case schema.AllRights(id.Kind)&schema.RightUsage == 0:
			s.warn(0, "privileges on the row type of %s are left out", id)
			return schema.ID{}, nil
		}
		return id, nil
	case pg.ObjectType_OBJECT_SCHEMA:
		if name := str(n); name == "pg_catalog" || name == "information_schema" {
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

// grantInSchemas runs ON ALL ... IN SCHEMA.
func (s *stmt) grantInSchemas(n *pg.GrantStmt, o order) error {
	for _, name := range strs(n.Objects) {
		if !s.knownSchema(name) {
			return s.nameFault(name, undefinedSchema, "schema %q does not exist", name)
		}
		for _, id := range s.inSchema(n.Objtype, name) {
			if err := s.grantOn(n.Objtype, id, o); err != nil {
				return err
			}
		}
	}
	return nil
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
	if grantor != "" {
		rights &= schema.GrantableBy(append(slices.Clone(whole), grants...), grantor)
	}
	grants, err := s.changed(o, grants, rights, owner, grantor)
	if err == nil {
		s.setGrants(id, grants)
	}
	return err
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
