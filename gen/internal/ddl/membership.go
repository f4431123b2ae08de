package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// roleGone reports whether a statement dropped the role and none made it again.
func (r *Replay) roleGone(name string) bool {
	exists, known := r.roles[name]
	return known && !exists
}

// noRole gives 42704 for a role that was dropped.
func (s *stmt) noRole(name string) error {
	return s.nameFault(name, undefinedObject, "role %q does not exist", name)
}

// setGroups keeps of which roles another one is a member.
func (r *Replay) setGroups(member string, groups []string) {
	if r.groups == nil {
		r.groups = map[string][]string{}
	}
	before := r.groups[member]
	r.groups[member] = groups
	r.journal = append(r.journal, change{undo: func() { r.groups[member] = before }})
}

// groupsOf lists the roles that a role is a member of, itself first.
func (r *Replay) groupsOf(role string) []string {
	out := []string{role}
	for i := 0; i < len(out); i++ {
		for _, group := range r.groups[out[i]] {
			if !slices.Contains(out, group) {
				out = append(out, group)
			}
		}
	}
	return out
}

// joinRole makes a role a member of a group, which must not be a member of it.
func (s *stmt) joinRole(group, member string) error {
	if slices.Contains(s.groupsOf(group), member) {
		return s.nameFault(group, invalidGrant, "role %q is a member of role %q", group, member)
	}
	if !slices.Contains(s.groups[member], group) {
		s.setGroups(member, append(slices.Clone(s.groups[member]), group))
	}
	return nil
}

// grantRole runs GRANT and REVOKE of roles.
func (s *stmt) grantRole(n *pg.GrantRoleStmt) error {
	members := s.roleNames(n.GranteeRoles)
	if slices.Contains(members, schema.Public) {
		return s.noRole("public")
	}
	for _, g := range n.GrantedRoles {
		group := g.GetAccessPriv().GetPrivName()
		if s.roleGone(group) {
			return s.noRole(group)
		}
		for _, member := range members {
			switch {
			case n.IsGrant:
				if err := s.joinRole(group, member); err != nil {
					return err
				}
			case len(n.Opt) == 0:
				s.setGroups(member, slices.DeleteFunc(slices.Clone(s.groups[member]), func(o string) bool { return o == group }))
			}
		}
	}
	return nil
}

// newMembers reads IN ROLE, ROLE and ADMIN of CREATE ROLE.
func (s *stmt) newMembers(n *pg.CreateRoleStmt) error {
	for _, o := range n.Options {
		d := o.GetDefElem()
		for _, other := range d.GetArg().GetList().GetItems() {
			if other.GetRoleSpec() == nil {
				continue
			}
			group, member := s.roleName(other.GetRoleSpec()), n.Role
			if d.Defname != "addroleto" {
				group, member = member, group
			}
			if err := s.joinRole(group, member); err != nil {
				return err
			}
		}
	}
	return nil
}

// freeRole gives the error for a name that a role cannot have.
func (s *stmt) freeRole(name string) error {
	switch {
	case strings.HasPrefix(name, "pg_"):
		return s.nameFault(name, reservedName, "role name %q is reserved: names that start with pg_ are", name)
	case s.roles[name]:
		return s.nameFault(name, duplicateObject, "role %q already exists", name)
	}
	return nil
}

// mayActAs reports whether a role may do what another one may. Of a role that no
// statement made it is not known, so it may.
func (r *Replay) mayActAs(role, other string) bool {
	if role == other || role == "" || r.superusers[role] {
		return true
	}
	return slices.ContainsFunc(r.groupsOf(role), func(group string) bool { return group == other || r.superusers[group] || !r.created[group] })
}
