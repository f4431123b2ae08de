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

// Grant is what one grantee has.
type Grant struct {
	// Grantee is a role, [Public], or "" for the owner of the object, whoever that is.
	Grantee string
	// Rights are the privileges, Grantable those of them that the grantee may pass
	// on. The owner always may, so his are not kept.
	Rights, Grantable Rights
}

// Privileges are who may do what with an object, where it differs from what the
// server gives to a new object of the kind by itself. Who granted is not kept.
type Privileges struct {
	Header
	// Grants are complete, the owner's own included, sorted by grantee. Nobody has
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

// GrantOf returns what a grantee has among the grants.
func GrantOf(grants []Grant, grantee string) Grant {
	for _, g := range grants {
		if g.Grantee == grantee {
			return g
		}
	}
	return Grant{Grantee: grantee}
}

// Granted returns the grants with one more, in order.
func Granted(grants []Grant, g Grant) []Grant {
	old := GrantOf(grants, g.Grantee)
	g.Rights |= old.Rights
	g.Grantable = (g.Grantable | old.Grantable) & g.Rights
	return withGrant(grants, g)
}

// Revoked returns the grants without rights of a grantee; with optionOnly he keeps
// them and only loses the right to pass them on.
func Revoked(grants []Grant, grantee string, rights Rights, optionOnly bool) []Grant {
	g := GrantOf(grants, grantee)
	g.Grantable &^= rights
	if !optionOnly {
		g.Rights &^= rights
	}
	return withGrant(grants, g)
}

// withGrant puts what a grantee has in the place of what he had.
func withGrant(grants []Grant, g Grant) []Grant {
	out := slices.DeleteFunc(slices.Clone(grants), func(old Grant) bool { return old.Grantee == g.Grantee })
	if g.Grantee == "" {
		g.Grantable = 0
	}
	if g.Rights != 0 {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Grant) int { return cmp.Compare(a.Grantee, b.Grantee) })
	return out
}

// Reowned returns the grants after the object went to another owner: what the old
// one had as owner is the new one's, together with what he had before.
func Reowned(grants []Grant, owner string) []Grant {
	own := GrantOf(grants, owner)
	if owner == "" || own.Rights == 0 {
		return grants
	}
	rest := Revoked(grants, owner, own.Rights, false)
	return Granted(rest, Grant{Rights: own.Rights})
}
