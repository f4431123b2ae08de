package schema

import "slices"

// DefaultPrivileges are what ALTER DEFAULT PRIVILEGES says about the objects that a
// role creates from then on. Its ID has the role in Args ("" for the one that runs
// the migrations), the schema in Schema ("" for all), and the objects in Name:
// "tables", "sequences", "functions", "types" or "schemas".
type DefaultPrivileges struct {
	Header
	// Grants are sorted by grantee; "" is the role. For all schemas they take the
	// place of the standard ones, in one schema they come on top.
	Grants []Grant
}

// NewDefaultPrivileges addresses default privileges.
func NewDefaultPrivileges(role, schema, objects string) ID {
	return ID{Kind: KindDefaultPrivileges, Schema: schema, Name: objects, Args: role}
}

// Refs returns the schema, if it is about one.
func (d DefaultPrivileges) Refs() []ID {
	if d.ID.Schema == "" {
		return nil
	}
	return []ID{NewSchema(d.ID.Schema)}
}

// Renamed implements [Object].
func (d DefaultPrivileges) Renamed(f func(ID) ID) Object {
	d.Header = d.Header.renamed(f)
	return d
}

// defaultKinds give, for the objects of default privileges, a kind that stands for
// all of them.
var defaultKinds = map[string]Kind{"tables": KindTable, "sequences": KindSequence, "functions": KindFunction,
	"types": KindDomain, "schemas": KindSchema}

// DefaultKind returns a kind that has the privileges of the objects of default
// privileges, none for an unknown word.
func DefaultKind(objects string) Kind { return defaultKinds[objects] }

// defaultObjects is the word of default privileges for a kind, "" if none are
// about it.
func defaultObjects(k Kind) string {
	switch {
	case k == KindTable, k == KindView, k == KindMaterializedView:
		return "tables"
	case k == KindSequence:
		return "sequences"
	case k.IsRoutine():
		return "functions"
	case k.IsType(), k == KindBaseType:
		return "types"
	case k == KindSchema:
		return "schemas"
	}
	return ""
}

// StandardDefaults returns what default privileges say where nobody altered them.
func StandardDefaults(id ID) []Grant {
	if id.Schema != "" {
		return nil
	}
	return StandardGrants(ID{Kind: DefaultKind(id.Name)})
}

// NewGrants returns the grants that an object gets when the role creates it in db,
// by the default privileges of that role.
func NewGrants(db *Database, id ID, role string) []Grant {
	grants := StandardGrants(id)
	objects := defaultObjects(id.Kind)
	if objects == "" {
		return grants
	}
	if all, ok := Get[DefaultPrivileges](db, NewDefaultPrivileges(role, "", objects)); ok {
		grants = slices.Clone(all.Grants)
	}
	if id.Schema == "" {
		return grants
	}
	if more, ok := Get[DefaultPrivileges](db, NewDefaultPrivileges(role, id.Schema, objects)); ok {
		for _, g := range more.Grants {
			grants = Granted(grants, g)
		}
	}
	return grants
}
