package schema

import (
	"cmp"
	"slices"
)

// Rights is a set of privileges.
type Rights uint16

// The privileges. MAINTAIN exists from PostgreSQL 17 on: the whole set of a table
// holds it, so that GRANT ALL means the same for every version.
const (
	RightSelect Rights = 1 << iota
	RightInsert
	RightUpdate
	RightDelete
	RightTruncate
	RightReferences
	RightTrigger
	RightMaintain
	RightUsage
	RightCreate
	RightExecute
)

// tableRightsBefore17 are all privileges on a table of a server without MAINTAIN.
const tableRightsBefore17 = RightSelect | RightInsert | RightUpdate | RightDelete | RightTruncate | RightReferences | RightTrigger

// AllRights returns every privilege that objects of the kind can have, none for
// kinds without privileges.
func AllRights(k Kind) Rights {
	switch k {
	case KindTable, KindView, KindMaterializedView:
		return tableRightsBefore17 | RightMaintain
	case KindColumn:
		return RightSelect | RightInsert | RightUpdate | RightReferences
	case KindSequence:
		return RightSelect | RightUpdate | RightUsage
	case KindSchema:
		return RightUsage | RightCreate
	case KindFunction, KindProcedure, KindAggregate:
		return RightExecute
	case KindEnum, KindDomain, KindComposite, KindRange, KindBaseType, KindLanguage, KindForeignDataWrapper, KindServer:
		return RightUsage
	}
	return 0
}

// Public is the grantee that stands for everybody; no role can have the name.
const Public = "public"

// Grant is what one grantee has from one grantor.
type Grant struct {
	// Grantee is a role, [Public], or "" for the owner of the object, whoever that is.
	Grantee string
	// Grantor is the role that granted: one with the right to pass on what it has, or
	// "" for the owner.
	Grantor string
	// Rights are the privileges, Grantable those of them that the grantee may pass
	// on. The owner always may, so his are not kept.
	Rights, Grantable Rights
}

// Privileges are who may do what with an object, where it differs from what the
// server gives to a new object of the kind by itself.
type Privileges struct {
	Header
	// Grants are complete, the owner's own included, sorted by grantee and grantor. Nobody has
	// anything when there are none.
	Grants []Grant
}

// Refs returns nothing; the object is the parent.
func (p Privileges) Refs() []ID { return nil }

// Renamed implements [Object].
func (p Privileges) Renamed(f func(ID) ID) Object {
	p.ID = f(p.ID.Parent()).Privileges()
	return p
}

// StandardGrants returns what an object has without any GRANT: all for its owner,
// and for everybody EXECUTE of routines, USAGE of types and languages, and USAGE of
// the schema public.
func StandardGrants(id ID) []Grant {
	grants := []Grant{{Rights: AllRights(id.Kind)}}
	switch {
	case id.Kind == KindColumn, grants[0].Rights == 0:
		return nil
	case id.Kind.IsRoutine(), id.Kind.IsType(), id.Kind == KindBaseType, id.Kind == KindLanguage:
		return append(grants, Grant{Grantee: Public, Rights: grants[0].Rights})
	case id == NewSchema("public"):
		return append(grants, Grant{Grantee: Public, Rights: RightUsage})
	}
	return grants
}

// GrantsOf returns the grants on an object of db, the standard ones where it has no
// privileges of its own.
func GrantsOf(db *Database, id ID) []Grant {
	if p, ok := Get[Privileges](db, id.Privileges()); ok {
		return slices.Clone(p.Grants)
	}
	return StandardGrants(id)
}

// GrantOf returns what a grantee has from the owner.
func GrantOf(grants []Grant, grantee string) Grant { return GrantBy(grants, grantee, "") }

// GrantBy returns what a grantee has from a grantor.
func GrantBy(grants []Grant, grantee, grantor string) Grant {
	for _, g := range grants {
		if g.Grantee == grantee && g.Grantor == grantor {
			return g
		}
	}
	return Grant{Grantee: grantee, Grantor: grantor}
}

// GrantableBy returns what a role may pass on: the owner, "", all.
func GrantableBy(grants []Grant, role string) Rights {
	if role == "" {
		return ^Rights(0)
	}
	var out Rights
	for _, g := range grants {
		if g.Grantee == role {
			out |= g.Grantable
		}
	}
	return out
}

// NamesRole reports whether a role has something among the grants, or gave something.
func NamesRole(grants []Grant, role string) bool {
	return role != "" && slices.ContainsFunc(grants, func(g Grant) bool { return g.Grantee == role || g.Grantor == role })
}

// Granted returns the grants with one more, in order.
func Granted(grants []Grant, g Grant) []Grant {
	old := GrantBy(grants, g.Grantee, g.Grantor)
	g.Rights |= old.Rights
	g.Grantable = (g.Grantable | old.Grantable) & g.Rights
	return withGrant(grants, g)
}

// Circular reports whether a grant would give a role the right to pass on what it, or
// one that has it from it, passed on to the grantor.
func Circular(grants []Grant, g Grant) bool {
	if g.Grantor == "" || g.Grantable == 0 || g.Grantee == "" {
		return false
	}
	rest := grants
	for _, other := range grants {
		if other.Grantee == g.Grantee && other.Grantable != 0 {
			rest, _ = Revoked(rest, Grant{Grantee: other.Grantee, Grantor: other.Grantor, Grantable: other.Grantable}, true)
		}
	}
	return g.Grantable&^GrantableBy(rest, g.Grantor) != 0
}

// Revoked returns the grants without the rights and the rights to pass on that g has. It
// takes along what the grantee could pass on only by them; without cascade it then
// reports false and leaves the grants as they are.
func Revoked(grants []Grant, g Grant, cascade bool) ([]Grant, bool) {
	old := GrantBy(grants, g.Grantee, g.Grantor)
	left := old
	left.Rights &^= g.Rights
	left.Grantable &^= g.Grantable | g.Rights
	out := withGrant(grants, left)
	lost := old.Grantable &^ left.Grantable &^ GrantableBy(out, g.Grantee)
	if g.Grantee == "" || lost == 0 {
		return out, true
	}
	for {
		i := slices.IndexFunc(out, func(x Grant) bool { return x.Grantor == g.Grantee && x.Rights&lost != 0 })
		switch {
		case i < 0:
			return out, true
		case !cascade:
			return grants, false
		}
		out, _ = Revoked(out, Grant{Grantee: out[i].Grantee, Grantor: out[i].Grantor, Rights: out[i].Rights & lost}, true)
	}
}

// withGrant puts what a grantee has in the place of what he had.
func withGrant(grants []Grant, g Grant) []Grant {
	out := slices.DeleteFunc(slices.Clone(grants), func(old Grant) bool { return old.Grantee == g.Grantee && old.Grantor == g.Grantor })
	if g.Grantee == "" {
		g.Grantable = 0
	}
	if g.Rights != 0 {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Grantee, b.Grantee), cmp.Compare(a.Grantor, b.Grantor))
	})
	return out
}

// Reowned returns the grants after the object went to another owner: what the old one
// had and gave as owner is the new one's, together with what he had and gave before.
func Reowned(grants []Grant, owner string) []Grant {
	if owner == "" {
		return grants
	}
	return RenamedRole(grants, owner, "")
}

// RenamedRole returns the grants with another name for a role, wherever it stands.
func RenamedRole(grants []Grant, from, to string) []Grant {
	if !NamesRole(grants, from) {
		return grants
	}
	var out []Grant
	for _, g := range grants {
		if g.Grantee == from {
			g.Grantee = to
		}
		if g.Grantor == from {
			g.Grantor = to
		}
		out = Granted(out, g)
	}
	return out
}
