package schema

import "slices"

// Reading says from where a model was read. The zero value is that of a model that
// was made of SQL, in which nobody knows who will run it.
type Reading struct {
	// Owner is the role that owns the objects without an [Owner].
	Owner string
	// Version is the major version of the server.
	Version int
}

// CurrentUser is the name under which a replay keeps the role that runs the
// migrations where that is not the owner of an object.
const CurrentUser = "current_user"

// As returns the database as it would be read where the other one was: what names
// the usual owner there becomes his by himself, and GRANT of all that a server
// before 17 knows becomes GRANT ALL. The zero Reading changes nothing.
func (db *Database) As(r Reading) *Database {
	if r == db.Reading || r.Owner == "" {
		return db
	}
	out := db.Clone()
	out.Reading = r
	for o := range db.All() {
		switch o := o.(type) {
		case Owner:
			if o.Role == r.Owner {
				out.Delete(o.ID)
			}
		case UserMapping:
			if o.ID.Name == r.Owner {
				out.Delete(o.ID)
				o.ID.Name = ""
				out.Put(o)
			}
		case Subscription:
			out.Put(r.Subscribed(o))
		case Policy:
			roles := make([]string, len(o.Roles))
			for i, role := range o.Roles {
				roles[i] = r.name(role)
			}
			slices.Sort(roles)
			o.Roles = slices.Compact(roles)
			out.Put(o)
		}
	}
	for o := range db.All() {
		switch o := o.(type) {
		case Privileges:
			on := o.ID.Parent()
			grants := r.grants(on, o.Grants, out.RoleOf(on) == "")
			if out.Delete(o.ID); !slices.Equal(grants, StandardGrants(on)) {
				o.Grants = grants
				out.Put(o)
			}
		case DefaultPrivileges:
			out.Delete(o.ID)
			if o.ID.Args == r.Owner || o.ID.Args == CurrentUser {
				o.ID.Args = ""
			}
			grants := r.grants(ID{Kind: DefaultKind(o.ID.Name)}, o.Grants, o.ID.Args == "")
			if twin, ok := Get[DefaultPrivileges](out, o.ID); ok {
				for _, g := range twin.Grants {
					grants = Granted(grants, g)
				}
			}
			if o.Grants = grants; !slices.Equal(grants, StandardDefaults(o.ID)) {
				out.Put(o)
			}
		}
	}
	return out
}

// name returns the name of a role, with that of the usual owner for the keyword.
func (r Reading) name(role string) string {
	if role == CurrentUser || role == "session_user" {
		return r.Owner
	}
	return role
}

// grants returns grants as they would be read: usual is true if the object belongs
// to the usual owner.
func (r Reading) grants(on ID, grants []Grant, usual bool) []Grant {
	var out []Grant
	for _, g := range grants {
		if g.Grantee = r.name(g.Grantee); usual && g.Grantee == r.Owner {
			g.Grantee = ""
		}
		if g.Grantor = r.name(g.Grantor); usual && g.Grantor == r.Owner {
			g.Grantor = ""
		}
		out = Granted(out, r.Canonical(on, g))
	}
	return out
}

// Canonical returns a grant on an object as the server of the reading means it.
// Without MAINTAIN, all other privileges on a table are all there are. Before 15
// everybody may create in the schema public of a new database, and from then on not:
// that a server of 14 does is no difference, so it is not kept there at all.
func (r Reading) Canonical(on ID, g Grant) Grant {
	switch {
	case r.Version == 0:
	case r.Version < 17 && AllRights(on.Kind)&RightMaintain != 0:
		g.Rights, g.Grantable = withMaintain(g.Rights), withMaintain(g.Grantable)
	case r.Version < 15 && on == NewSchema("public") && g.Grantee == Public:
		g.Rights &^= RightCreate
	}
	return g
}

func withMaintain(rights Rights) Rights {
	if rights&tableRightsBefore17 == tableRightsBefore17 {
		return rights | RightMaintain
	}
	return rights &^ RightMaintain
}
