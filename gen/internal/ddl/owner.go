package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// endow gives a new object its owner and the privileges that it has from the start.
// The sequence of a column belongs to whom the table does.
func (r *Replay) endow(o schema.Object) {
	id := o.Address()
	if !id.Kind.HasOwner() {
		return
	}
	owner := r.who.current()
	if s, ok := o.(schema.Sequence); ok && !s.OwnedBy.IsZero() {
		if r.db.Has(s.OwnedBy.Parent()) {
			owner = r.db.RoleOf(s.OwnedBy.Parent())
		}
	} else if owner != "" {
		r.put(schema.Owner{Header: schema.Header{ID: id.Ownership(), At: o.Origin()}, Role: owner})
	}
	if !r.defaults {
		return
	}
	if grants := schema.NewGrants(r.db, id, owner); !slices.Equal(grants, schema.StandardGrants(id)) {
		r.put(schema.Privileges{Header: schema.Header{ID: id.Privileges(), At: o.Origin()}, Grants: grants})
	}
}

// rebind settles the owner of a sequence that is tied to a column or let go of.
func (r *Replay) rebind(before, after schema.Sequence) {
	switch {
	case !after.OwnedBy.IsZero():
		r.remove(after.ID.Ownership())
	case !before.OwnedBy.IsZero():
		r.setOwner(after.ID, r.db.RoleOf(before.OwnedBy.Parent()))
	}
}

// setOwner makes the role the owner; what the old owner could do, the new one can.
func (r *Replay) setOwner(id schema.ID, role string) {
	if role == "" {
		r.remove(id.Ownership())
		return
	}
	o, _ := r.db.Lookup(id)
	r.put(schema.Owner{Header: schema.Header{ID: id.Ownership(), At: o.Origin()}, Role: role})
}

// giveTo changes the owner of an object with all that follows.
func (s *stmt) giveTo(id schema.ID, role string) {
	if id == schema.NewSchema("public") && role == schema.DatabaseOwner {
		role = ""
	}
	if s.db.RoleOf(id) == role {
		return
	}
	s.setOwner(id, role)
	related := append([]schema.ID{id}, s.columnIDs(id)...)
	for _, column := range s.db.SequenceOwners(id) {
		for _, seq := range s.db.Owned(column) {
			related = append(related, seq.ID)
		}
	}
	if role == "" {
		role = schema.CurrentUser
	}
	for _, x := range related {
		if p, ok := schema.Get[schema.Privileges](s.db, x.Privileges()); ok {
			s.setGrants(x, schema.Reowned(p.Grants, role))
		}
	}
}

// columnIDs addresses the columns of a relation, of a view too.
func (r *Replay) columnIDs(rel schema.ID) []schema.ID {
	var out []schema.ID
	switch rel.Kind {
	case schema.KindTable, schema.KindView, schema.KindMaterializedView:
		for _, a := range r.db.Attributes(rel) {
			out = append(out, rel.In(schema.KindColumn, a.Name))
		}
	}
	return out
}

// alterRelationOwner runs OWNER TO of a relation.
func (s *stmt) alterRelationOwner(id schema.ID, cmd *pg.AlterTableCmd) error {
	role := s.roleName(cmd.Newowner)
	switch {
	case s.sortOf(id) == sortIndex && s.isPartitioned(id.Parent()):
		return hinted(s.fault(0, wrongObjectType, "cannot change owner of index %q", id.Name), "change the owner of its table instead")
	case id.Kind == schema.KindIndex, id.Kind.HasIndex():
		return nil // an index has the owner of its table; the server warns
	case id.Kind == schema.KindComposite:
		return s.fault(0, wrongObjectType, "%q is a composite type; use ALTER TYPE instead", id.Name)
	}
	if seq, ok := schema.Get[schema.Sequence](s.db, id); ok && !seq.OwnedBy.IsZero() {
		if owner := s.db.RoleOf(id); owner != role {
			return s.fault(0, notSupported, "cannot change owner of sequence %q: it is linked to table %q", id.Name, seq.OwnedBy.Relation)
		}
		return nil
	}
	s.giveTo(id, role)
	return nil
}

// alterOwner runs ALTER ... OWNER TO of what is no relation.
func (s *stmt) alterOwner(n *pg.AlterOwnerStmt) error {
	switch n.ObjectType {
	case pg.ObjectType_OBJECT_DATABASE, pg.ObjectType_OBJECT_TABLESPACE, pg.ObjectType_OBJECT_LARGEOBJECT:
		return nil
	}
	id, err := s.ownable(n)
	if err != nil || id.IsZero() {
		return err
	}
	s.giveTo(id, s.roleName(n.Newowner))
	return nil
}

// ownable resolves the object of ALTER ... OWNER TO; the zero ID when it is of no
// modelled kind.
func (s *stmt) ownable(n *pg.AlterOwnerStmt) (schema.ID, error) {
	object := n.Object
	switch n.ObjectType {
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		names := object.GetList().GetItems()
		id, ok := s.typeObject(names)
		switch {
		case !ok && s.foreign(names, false):
			return schema.ID{}, nil
		case !ok:
			return id, s.noType(names)
		case n.ObjectType == pg.ObjectType_OBJECT_DOMAIN && id.Kind != schema.KindDomain:
			return id, s.nameFault(id.Name, wrongObjectType, "%q is not a domain", id.Name)
		case !id.Kind.HasOwner() || id.Kind == schema.KindTable || id.Kind == schema.KindView || id.Kind == schema.KindMaterializedView:
			return id, hinted(s.nameFault(id.Name, wrongObjectType, "%q is a table's row type", id.Name), "use ALTER TABLE instead")
		}
		return id, nil
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		return s.anyRoutine(n.ObjectType, object.GetObjectWithArgs())
	}
	return s.addressed(n.ObjectType, object)
}

// reassignOwned runs REASSIGN OWNED.
func (s *stmt) reassignOwned(n *pg.ReassignOwnedStmt) error {
	to := s.roleName(n.Newrole)
	for _, id := range s.ownedBy(s.roleNames(n.Roles)) {
		s.giveTo(id, to)
	}
	return nil
}

// ownedBy lists the objects that belong to the roles. A sequence of a column goes
// with its table.
func (s *stmt) ownedBy(roles []string) []schema.ID {
	var out []schema.ID
	for o := range s.db.All() {
		id := o.Address()
		seq, isSequence := o.(schema.Sequence)
		if !id.Kind.HasOwner() || isSequence && !seq.OwnedBy.IsZero() || id == schema.NewSchema("public") && s.db.RoleOf(id) == "" {
			continue
		}
		if slices.Contains(roles, s.db.RoleOf(id)) {
			out = append(out, id)
		}
	}
	return out
}

// dropOwned runs DROP OWNED BY: the objects of the roles go, and with them what the
// roles may do with those of others and what they said about new ones.
func (s *stmt) dropOwned(n *pg.DropOwnedStmt) error {
	roles := s.roleNames(n.Roles)
	owned := s.ownedBy(roles)
	for m := range schema.AllOf[schema.UserMapping](s.db) {
		if slices.Contains(roles, m.ID.Name) {
			owned = append(owned, m.ID)
		}
	}
	if len(owned) > 0 {
		if err := s.drop(owned, n.Behavior == pg.DropBehavior_DROP_CASCADE, 0); err != nil {
			return err
		}
	}
	for o := range s.db.All() {
		switch o := o.(type) {
		case schema.Privileges:
			owner := s.db.RoleOf(o.ID.Parent())
			for _, role := range roles {
				if role != owner {
					o.Grants, _ = schema.Revoked(o.Grants, schema.Grant{Grantee: grantee(role, owner), Rights: ^schema.Rights(0)}, true)
				}
			}
			s.setGrants(o.ID.Parent(), o.Grants)
		case schema.DefaultPrivileges:
			if slices.Contains(roles, o.ID.Args) {
				s.remove(o.ID)
				continue
			}
			for _, role := range roles {
				o.Grants, _ = schema.Revoked(o.Grants, schema.Grant{Grantee: grantee(role, o.ID.Args), Rights: ^schema.Rights(0)}, true)
			}
			s.setDefaults(o)
		case schema.UserMapping:
			if slices.Contains(roles, o.ID.Name) && o.ID.Name != "" {
				s.remove(o.ID)
			}
		case schema.Policy:
			s.dropFromPolicy(o, roles)
		}
	}
	return nil
}

// dropFromPolicy takes roles out of a policy, which goes with its last one.
func (s *stmt) dropFromPolicy(p schema.Policy, roles []string) {
	rest := slices.DeleteFunc(slices.Clone(p.Roles), func(role string) bool {
		return slices.Contains(roles, role) || role == schema.CurrentUser && slices.Contains(roles, "")
	})
	switch {
	case len(rest) == len(p.Roles):
	case len(rest) == 0:
		_ = s.drop([]schema.ID{p.ID}, true, 0) // cannot fail with CASCADE
	default:
		p.Roles = rest
		s.put(p)
	}
}

// addressed resolves an object of any kind that the model has as COMMENT does; the zero
// ID, with a warning, for other kinds.
func (s *stmt) addressed(t pg.ObjectType, object *pg.Node) (schema.ID, error) {
	if t == pg.ObjectType_OBJECT_LANGUAGE && schema.LanguageID(str(object)).IsZero() {
		s.warn(0, "owner and privileges of the built-in language %s are left out", str(object))
		return schema.ID{}, nil
	}
	before := len(s.found)
	id, err := s.commented(&pg.CommentStmt{Objtype: t, Object: object})
	if err == nil && id.IsZero() {
		s.found = s.found[:before]
		s.warn(0, "owner and privileges of %s are left out", objectWord(t))
	}
	return id, err
}
