package schema

import (
	"slices"
	"testing"
)

func TestGrantsAddUp(t *testing.T) {
	t.Parallel()
	table := NewTable("public", "t")
	standard := StandardGrants(table)
	grants := Granted(standard, Grant{Grantee: "reader", Rights: RightSelect})
	grants = Granted(grants, Grant{Grantee: "reader", Rights: RightInsert, Grantable: RightInsert})
	if got := GrantOf(grants, "reader"); got.Rights != RightSelect|RightInsert || got.Grantable != RightInsert {
		t.Errorf("after two grants the reader has %+v", got)
	}
	less, _ := Revoked(grants, Grant{Grantee: "reader", Grantable: RightInsert}, false)
	if got := GrantOf(less, "reader"); got.Rights != RightSelect|RightInsert || got.Grantable != 0 {
		t.Errorf("without the option the reader has %+v", got)
	}
	if back, _ := Revoked(grants, Grant{Grantee: "reader", Rights: ^Rights(0)}, false); !slices.Equal(back, standard) {
		t.Errorf("all revoked leaves %+v", back)
	}
	if own := Granted(standard, Grant{Rights: RightSelect, Grantable: RightSelect}); !slices.Equal(own, standard) {
		t.Errorf("the owner may pass on what is his anyway, but the grants are %+v", own)
	}
}

func TestWhatWasPassedOnGoesWithTheRight(t *testing.T) {
	t.Parallel()
	grants := []Grant{{Rights: RightSelect}}
	for _, g := range []Grant{{Grantee: "a", Rights: RightSelect, Grantable: RightSelect}, {Grantee: "b", Grantor: "a", Rights: RightSelect, Grantable: RightSelect},
		{Grantee: "c", Grantor: "b", Rights: RightSelect}, {Grantee: "c", Grantor: "a", Rights: RightSelect}} {
		if Circular(grants, g) {
			t.Errorf("%+v is taken for circular", g)
		}
		grants = Granted(grants, g)
	}
	if !Circular(grants, Grant{Grantee: "a", Grantor: "b", Rights: RightSelect, Grantable: RightSelect}) {
		t.Error("an option that comes back to its grantor is not seen")
	}
	lose := Grant{Grantee: "b", Grantor: "a", Grantable: RightSelect}
	if same, ok := Revoked(grants, lose, false); ok || !slices.Equal(same, grants) {
		t.Errorf("without cascade nothing may change: %v, %+v", ok, same)
	}
	want := []Grant{{Rights: RightSelect}, {Grantee: "a", Rights: RightSelect, Grantable: RightSelect},
		{Grantee: "b", Grantor: "a", Rights: RightSelect}, {Grantee: "c", Grantor: "a", Rights: RightSelect}}
	if got, ok := Revoked(grants, lose, true); !ok || !slices.Equal(got, want) {
		t.Errorf("with cascade: %+v", got)
	}
	if got, _ := Revoked(grants, Grant{Grantee: "a", Rights: RightSelect}, true); !slices.Equal(got, want[:1]) {
		t.Errorf("the whole chain hangs on the first: %+v", got)
	}
	if !NamesRole(grants, "b") || NamesRole(grants, "d") || NamesRole(grants, "") {
		t.Error("grantees and grantors are named")
	}
}

func TestTheNewOwnerHasWhatTheOldOneHad(t *testing.T) {
	t.Parallel()
	grants := []Grant{{Rights: RightSelect}, {Grantee: "app", Rights: RightInsert, Grantable: RightInsert}, {Grantee: "reader", Rights: RightSelect}}
	want := []Grant{{Rights: RightSelect | RightInsert}, {Grantee: "reader", Rights: RightSelect}}
	if got := Reowned(grants, "app"); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestNamesOfTheUsualOwnerMeanNobody reads a model as where "app" runs the migrations.
func TestNamesOfTheUsualOwnerMeanNobody(t *testing.T) {
	t.Parallel()
	table, other := NewTable("public", "t"), NewTable("public", "other")
	db := New()
	for _, o := range []Object{
		Schema{Header{ID: NewSchema("public")}}, Table{Header: Header{ID: table}}, Table{Header: Header{ID: other}},
		Owner{Header{ID: table.Ownership()}, "app"}, Owner{Header{ID: other.Ownership()}, "dba"},
		Privileges{Header{ID: table.Privileges()}, Granted(StandardGrants(table), Grant{Grantee: "app", Rights: RightSelect})},
		Privileges{Header{ID: other.Privileges()}, Granted(StandardGrants(other), Grant{Grantee: CurrentUser, Rights: RightSelect})},
		Policy{Header: Header{ID: table.In(KindPolicy, "p")}, Roles: []string{CurrentUser, "reader"}},
		DefaultPrivileges{Header{ID: NewDefaultPrivileges("app", "", "tables")},
			Granted(StandardGrants(table), Grant{Grantee: "reader", Rights: tableRightsBefore17})},
	} {
		db.Put(o)
	}
	got := db.As(Reading{Owner: "app", Version: 14})
	if got.Has(table.Ownership()) || got.Has(table.Privileges()) || got.RoleOf(other) != "dba" {
		t.Error("only what names the usual owner goes")
	}
	if p, _ := Get[Privileges](got, other.Privileges()); GrantOf(p.Grants, "app").Rights != RightSelect {
		t.Errorf("on the table of somebody else the usual owner has %+v", p.Grants)
	}
	if p, _ := Get[Policy](got, table.In(KindPolicy, "p")); !slices.Equal(p.Roles, []string{"app", "reader"}) {
		t.Errorf("the policy is for %v", p.Roles)
	}
	d, ok := Get[DefaultPrivileges](got, NewDefaultPrivileges("", "", "tables"))
	if !ok || GrantOf(d.Grants, "reader").Rights != AllRights(KindTable) {
		t.Errorf("without MAINTAIN the other rights are all, but the default privileges are %+v", d)
	}
	if db.As(Reading{}) != db || !db.Has(table.Ownership()) {
		t.Error("nothing changes for an unknown server, and never in place")
	}
}

func TestNewObjectsHaveTheDefaultPrivilegesOfTheirMaker(t *testing.T) {
	t.Parallel()
	db := New()
	table := NewTable("app", "t")
	db.Put(DefaultPrivileges{Header{ID: NewDefaultPrivileges("", "", "tables")}, []Grant{{Rights: RightSelect}}})
	db.Put(DefaultPrivileges{Header{ID: NewDefaultPrivileges("", "app", "tables")}, []Grant{{Grantee: "reader", Rights: RightSelect}}})
	if got := NewGrants(db, table, ""); !slices.Equal(got, []Grant{{Rights: RightSelect}, {Grantee: "reader", Rights: RightSelect}}) {
		t.Errorf("the table starts with %+v", got)
	}
	if got := NewGrants(db, table, "other"); !slices.Equal(got, StandardGrants(table)) {
		t.Errorf("the table of another role starts with %+v", got)
	}
	index := table.In(KindIndex, "i")
	if got := NewGrants(db, index, ""); got != nil {
		t.Errorf("an index starts with %+v", got)
	}
}
