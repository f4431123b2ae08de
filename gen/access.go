package gen

import (
	"fmt"
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// What a project can leave out of its models, because others see to it.
const (
	IgnoreOwners     = "owners"
	IgnorePrivileges = "privileges"
)

// checkIgnored reports a word that does not say what to leave out.
func checkIgnored(words []string) error {
	for _, word := range words {
		if word != IgnoreOwners && word != IgnorePrivileges {
			return fmt.Errorf("%q cannot be ignored: write owners or privileges", word)
		}
	}
	return nil
}

// withoutIgnored takes out of a model what the project leaves to others.
func (p *Project) withoutIgnored(db *schema.Database) *schema.Database {
	owners := slices.Contains(p.config.Model.Ignore, IgnoreOwners)
	privileges := slices.Contains(p.config.Model.Ignore, IgnorePrivileges)
	if !owners && !privileges {
		return db
	}
	out := db.Clone()
	for o := range db.All() {
		switch o.(type) {
		case schema.Owner:
			if owners {
				out.Delete(o.Address())
			}
		case schema.Privileges, schema.DefaultPrivileges:
			if privileges {
				out.Delete(o.Address())
			}
		}
	}
	return out
}

// alike returns two models as they can be compared: with one idea of who runs
// the migrations, and of a live database only those owners and grants that the other
// model has a say in.
func alike(a, b model) (x, y *schema.Database) {
	x, y = a.db.As(b.db.Reading), b.db.As(a.db.Reading)
	switch {
	case a.live && !b.live && !b.nothing:
		x = concerning(x, y)
	case b.live && !a.live && !a.nothing:
		y = concerning(y, x)
	}
	return x, y
}

// concerning returns a live database without the owners and grants that the project's
// files say nothing about. Owners count when the files name any; the grants of a role
// count when the files grant it something or take something away from it.
func concerning(live, files *schema.Database) *schema.Database {
	owners, grantees := false, map[string]bool{}
	note := func(grants, standard []schema.Grant) {
		for _, g := range append(slices.Clone(grants), standard...) {
			if schema.GrantOf(grants, g.Grantee) != schema.GrantOf(standard, g.Grantee) {
				grantees[g.Grantee] = true
			}
		}
	}
	for o := range files.All() {
		switch o := o.(type) {
		case schema.Owner:
			owners = true
		case schema.Privileges:
			note(o.Grants, schema.StandardGrants(o.ID.Parent()))
		case schema.DefaultPrivileges:
			note(o.Grants, schema.StandardDefaults(o.ID))
		}
	}
	out := live.Clone()
	for o := range live.All() {
		switch o := o.(type) {
		case schema.Owner:
			if !owners {
				out.Delete(o.ID)
			}
		case schema.Privileges:
			standard := schema.StandardGrants(o.ID.Parent())
			out.Delete(o.ID)
			if o.Grants = limited(o.Grants, standard, grantees); !slices.Equal(o.Grants, standard) {
				out.Put(o)
			}
		case schema.DefaultPrivileges:
			standard := schema.StandardDefaults(o.ID)
			out.Delete(o.ID)
			if o.Grants = limited(o.Grants, standard, grantees); !slices.Equal(o.Grants, standard) {
				out.Put(o)
			}
		}
	}
	return out
}

// limited returns the grants of some grantees; all others have the standard ones.
func limited(grants, standard []schema.Grant, grantees map[string]bool) []schema.Grant {
	var out []schema.Grant
	for _, g := range grants {
		if grantees[g.Grantee] {
			out = schema.Granted(out, g)
		}
	}
	for _, g := range standard {
		if !grantees[g.Grantee] {
			out = schema.Granted(out, g)
		}
	}
	return out
}
