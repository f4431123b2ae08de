package ddl

import (
	"cmp"
	"maps"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// identity says as whom statements run; "" is the role that runs the migrations.
type identity struct {
	// session is what SET SESSION AUTHORIZATION set, role what SET ROLE did.
	session, role string
}

// current returns the role that owns what is created now.
func (i identity) current() string {
	return cmp.Or(i.role, i.session)
}

// setRole runs SET ROLE, SET SESSION AUTHORIZATION and their RESET. It reports
// whether the setting is one of these.
func (s *stmt) setRole(n *pg.VariableSetStmt) bool {
	who := s.who
	name := ""
	if n.Kind == pg.VariableSetKind_VAR_SET_VALUE && len(n.Args) > 0 {
		name = constantText(n.Args[0])
	}
	switch n.Name {
	case "role":
		if who.role = name; name == "none" {
			who.role = ""
		}
	case "session_authorization":
		who = identity{session: name}
	default:
		return false
	}
	s.actAs(who, n.IsLocal)
	return true
}

// roleName returns whom a role specification means: "" for the role that runs the
// migrations, [schema.Public] for everybody.
func (s *stmt) roleName(n *pg.RoleSpec) string {
	switch n.GetRoletype() {
	case pg.RoleSpecType_ROLESPEC_PUBLIC:
		return schema.Public
	case pg.RoleSpecType_ROLESPEC_CURRENT_USER, pg.RoleSpecType_ROLESPEC_CURRENT_ROLE:
		return s.who.current()
	case pg.RoleSpecType_ROLESPEC_SESSION_USER:
		return s.who.session
	}
	switch name := n.GetRolename(); {
	case name == "" || s.roles[name]:
	case s.roleGone(name):
		s.gone = name
	default:
		s.setRoleKnown(name, true) // the server would refuse a name that is none
	}
	return n.GetRolename()
}

// roleNames is roleName for a list.
func (s *stmt) roleNames(nodes []*pg.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = s.roleName(n.GetRoleSpec())
	}
	return out
}

// createRole runs CREATE ROLE, USER and GROUP. Roles belong to the whole server, so
// the replay only remembers their names.
func (s *stmt) createRole(n *pg.CreateRoleStmt) error {
	if err := s.freeRole(n.Role); err != nil {
		return err
	}
	s.setRoleKnown(n.Role, true)
	s.setRoleCreated(n.Role)
	s.setSuperuser(n.Role, n.Options)
	return s.newMembers(n)
}

// setSuperuser notes what the options of CREATE ROLE and ALTER ROLE say about a role that
// may do anything.
func (r *Replay) setSuperuser(name string, options []*pg.Node) {
	for _, o := range options {
		d := o.GetDefElem()
		if d.GetDefname() != "superuser" {
			continue
		}
		before := r.superusers[name]
		if r.superusers == nil {
			r.superusers = map[string]bool{}
		}
		r.superusers[name] = d.GetArg().GetBoolean().GetBoolval()
		r.journal = append(r.journal, change{undo: func() { r.superusers[name] = before }})
	}
}

// setRoleKnown notes that a role exists or is gone.
func (r *Replay) setRoleKnown(name string, exists bool) {
	before, known := r.roles[name]
	if r.roles == nil {
		r.roles = map[string]bool{}
	}
	r.roles[name] = exists
	r.journal = append(r.journal, change{undo: func() {
		if r.roles[name] = before; !known {
			delete(r.roles, name)
		}
	}})
}

// setRoleCreated notes that a statement made a role.
func (r *Replay) setRoleCreated(name string) {
	if r.created == nil {
		r.created = map[string]bool{}
	}
	if !r.created[name] {
		r.created[name] = true
		r.journal = append(r.journal, change{undo: func() { delete(r.created, name) }})
	}
}

// dropRole runs DROP ROLE, USER and GROUP; the error is 2BP01 if the role owns
// something here or has privileges.
func (s *stmt) dropRole(n *pg.DropRoleStmt) error {
	for _, role := range n.Roles {
		name := role.GetRoleSpec().GetRolename()
		if role.GetRoleSpec().GetRoletype() != pg.RoleSpecType_ROLESPEC_CSTRING {
			return s.fault(0, invalidParameter, "cannot use special role specifier in DROP ROLE")
		}
		if s.roleGone(name) {
			if n.MissingOk {
				continue
			}
			return s.noRole(name)
		}
		if name == s.who.role || name == s.who.session {
			return s.nameFault(name, "55006", "current user or session user cannot be dropped")
		}
		if on, ok := s.useOfRole(name); ok && name != "" && name != schema.Public {
			return hinted(s.nameFault(name, dependentObjects, "role %q cannot be dropped because some objects depend on it: %s", name, on),
				"use REASSIGN OWNED and DROP OWNED BY before")
		}
		s.setRoleKnown(name, false)
		s.forgetRole(name)
		for p := range schema.AllOf[schema.Privileges](s.db) {
			if schema.NamesRole(p.Grants, name) {
				s.setGrants(p.ID.Parent(), withoutMaintain(p.Grants, name))
			}
		}
	}
	return nil
}

// forgetRole ends the memberships of a role that is dropped, and what was known of it.
func (s *stmt) forgetRole(name string) {
	for member, groups := range s.groups {
		if slices.Contains(groups, name) {
			s.setGroups(member, slices.DeleteFunc(slices.Clone(groups), func(o string) bool { return o == name }))
		}
	}
	s.setGroups(name, nil)
	if s.superusers[name] {
		delete(s.superusers, name)
		s.journal = append(s.journal, change{undo: func() { s.superusers[name] = true }})
	}
	if s.created[name] {
		delete(s.created, name)
		s.journal = append(s.journal, change{undo: func() { s.created[name] = true }})
	}
}

// useOfRole returns an object that depends on the role.
func (r *Replay) useOfRole(name string) (schema.ID, bool) {
	for o := range r.db.All() {
		switch o := o.(type) {
		case schema.Owner:
			if o.Role == name {
				return o.ID, true
			}
		case schema.Privileges:
			if schema.NamesRole(withoutMaintain(o.Grants, name), name) {
				return o.ID, true
			}
		case schema.UserMapping:
			if o.ID.Name == name {
				return o.ID, true
			}
		case schema.DefaultPrivileges:
			if o.ID.Args == name || schema.NamesRole(o.Grants, name) {
				return o.ID, true
			}
		case schema.Policy:
			if slices.Contains(o.Roles, name) {
				return o.ID, true
			}
		}
	}
	return schema.ID{}, false
}

// withoutMaintain leaves out grants to a role of the right to maintain alone: what is left
// of ALL when all rights are revoked by name that a server before version 17 has.
func withoutMaintain(grants []schema.Grant, role string) []schema.Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g schema.Grant) bool { return g.Grantee == role && g.Rights == schema.RightMaintain })
}

// renameRole runs ALTER ROLE ... RENAME TO: the new name shows wherever the old one did.
func (s *stmt) renameRole(n *pg.RenameStmt) error {
	from, to := n.Subname, n.Newname
	if s.roleGone(from) {
		return s.noRole(from)
	}
	if from == s.who.role || from == s.who.session {
		return s.nameFault(from, notSupported, "current user or session user cannot be renamed")
	}
	if err := s.freeRole(to); err != nil {
		return err
	}
	s.setRoleKnown(from, false)
	s.setRoleKnown(to, true)
	s.renameFacts(from, to)
	for o := range s.db.All() {
		switch o := o.(type) {
		case schema.Owner:
			if o.Role == from {
				o.Role = to
				s.put(o)
			}
		case schema.Privileges:
			o.Grants = schema.RenamedRole(o.Grants, from, to)
			s.put(o)
		case schema.DefaultPrivileges:
			o.Grants = schema.RenamedRole(o.Grants, from, to)
			if o.ID.Args == from {
				s.remove(o.ID)
				o.ID.Args = to
			}
			s.put(o)
		case schema.UserMapping:
			if o.ID.Name == from {
				s.remove(o.ID)
				o.ID.Name = to
				s.put(o)
			}
		case schema.Policy:
			if i := slices.Index(o.Roles, from); i >= 0 {
				o.Roles = slices.Clone(o.Roles)
				o.Roles[i] = to
				slices.Sort(o.Roles)
				s.put(o)
			}
		}
	}
	return nil
}

// renameFacts moves what is known of a role to its new name.
func (s *stmt) renameFacts(from, to string) {
	created, super, groups := s.created[from], s.superusers[from], s.groups[from]
	var members []string
	for member, of := range s.groups {
		if slices.Contains(of, from) {
			members = append(members, member)
		}
	}
	s.forgetRole(from)
	if s.setGroups(to, groups); created {
		s.setRoleCreated(to)
	}
	for _, member := range members {
		s.setGroups(member, append(slices.Clone(s.groups[member]), to))
	}
	if super {
		s.superusers[to] = true
		s.journal = append(s.journal, change{undo: func() { delete(s.superusers, to) }})
	}
}

// runPrivileges runs the statements about owners, privileges and roles.
func (s *stmt) runPrivileges(n *pg.Node) error {
	switch x := n.GetNode().(type) {
	case *pg.Node_GrantStmt:
		return s.grant(x.GrantStmt)
	case *pg.Node_AlterDefaultPrivilegesStmt:
		return s.alterDefaultPrivileges(x.AlterDefaultPrivilegesStmt)
	case *pg.Node_AlterOwnerStmt:
		return s.alterOwner(x.AlterOwnerStmt)
	case *pg.Node_ReassignOwnedStmt:
		return s.reassignOwned(x.ReassignOwnedStmt)
	case *pg.Node_DropOwnedStmt:
		return s.dropOwned(x.DropOwnedStmt)
	case *pg.Node_GrantRoleStmt:
		return s.grantRole(x.GrantRoleStmt)
	case *pg.Node_CreateRoleStmt:
		return s.createRole(x.CreateRoleStmt)
	case *pg.Node_AlterRoleStmt:
		s.setSuperuser(s.roleName(x.AlterRoleStmt.Role), x.AlterRoleStmt.Options)
		return nil
	case *pg.Node_DropRoleStmt:
		return s.dropRole(x.DropRoleStmt)
	}
	return s.unknown("this statement (" + kindOf(n) + ")")
}

// roleColumns are the catalogs that list roles, with their column for the name.
var roleColumns = map[string]string{"pg_roles": "rolname", "pg_authid": "rolname", "pg_user": "usename", "pg_shadow": "usename", "pg_group": "groname"}

// roleRows answers a block that asks which roles there are: those that statements
// created or spoke of, and others.
func (s *stmt) roleRows(relation string) ([]plpgsql.Row, bool) {
	column, ok := roleColumns[relation]
	if !ok {
		return nil, false
	}
	var out []plpgsql.Row
	for _, name := range slices.Sorted(maps.Keys(s.roles)) {
		if s.roles[name] {
			out = append(out, plpgsql.Row{column: name})
		}
	}
	return append(out, plpgsql.Row{plpgsql.Others: ""}), true
}
