package catalog

import (
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func TestGrantsAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		schema.Grant
		by string
	}{
		"app=arwdDxt/app":   {schema.Grant{Grantee: "app", Rights: schema.AllRights(schema.KindTable) &^ schema.RightMaintain}, "app"},
		"=U/app":            {schema.Grant{Rights: schema.RightUsage}, "app"},
		"a=r*w/b":           {schema.Grant{Grantee: "a", Rights: schema.RightSelect | schema.RightUpdate, Grantable: schema.RightSelect}, "b"},
		`"a=""b/c"=X/"x y"`: {schema.Grant{Grantee: `a="b/c`, Rights: schema.RightExecute}, "x y"},
		"a=m*/a":            {schema.Grant{Grantee: "a", Rights: schema.RightMaintain, Grantable: schema.RightMaintain}, "a"},
		"a=UC/a":            {schema.Grant{Grantee: "a", Rights: schema.RightUsage | schema.RightCreate}, "a"},
	} {
		want.Grantor = want.by
		if grant := parseGrant(text); grant != want.Grant {
			t.Errorf("%s is read as %+v", text, grant)
		}
	}
}
