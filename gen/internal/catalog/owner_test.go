package catalog_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// roles makes roles that tests share; they belong to the whole server and stay.
const roles = `
do $$ begin create role pgen_reader; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role pgen_owner; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role pgen_admin; exception when duplicate_object or unique_violation then null; end $$;`

// TestTheUsualOwnerHasNoName reads databases as somebody who may own nothing in them.
func TestTheUsualOwnerHasNoName(t *testing.T) {
	t.Parallel()
	const two = `create table a (id int); create table b (id int); create table c (id int);
		alter table a owner to pgen_owner; alter table b owner to pgen_owner; `
	owner := func(sql string, o catalog.Options) string {
		db, _ := load(t, roles+sql, o)
		return db.Reading.Owner + ": " + db.RoleOf(schema.NewTable("public", "a")) + ", " + db.RoleOf(schema.NewTable("public", "c"))
	}
	me := strings.TrimSuffix(owner(two, catalog.Options{SessionOwner: true}), ": pgen_owner, ")
	for _, tc := range []struct {
		name, sql, want string
		o               catalog.Options
	}{
		{"the reader owns something", two, me + ": pgen_owner, ", catalog.Options{}},
		{"the reader owns nothing", two + "alter table c owner to pgen_admin", "pgen_owner: , pgen_admin", catalog.Options{}},
		{"the reader owns nothing that is looked at", two, "pgen_owner: , ", catalog.Options{Tables: []string{"a", "b"}}},
		{"somebody has run pgen", two + "create table pgen_revision (); alter table pgen_revision owner to pgen_admin; alter table c owner to pgen_admin",
			"pgen_admin: pgen_owner, ", catalog.Options{History: "pgen_revision"}},
		{"a throw-away server", two + "alter table c owner to pgen_owner", me + ": pgen_owner, pgen_owner", catalog.Options{SessionOwner: true}},
	} {
		if got := owner(tc.sql, tc.o); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestGrantsOfOthersAreKept(t *testing.T) {
	t.Parallel()
	db, found := load(t, roles+`
create table t (id int);
grant select on t to pgen_owner with grant option;
set role pgen_owner;
grant select on t to pgen_reader;
reset role;`, catalog.Options{})
	p, _ := schema.Get[schema.Privileges](db, schema.NewTable("public", "t").Privileges())
	if g := schema.GrantBy(p.Grants, "pgen_reader", "pgen_owner"); len(found) > 0 || g.Rights != schema.RightSelect {
		t.Errorf("grants %+v, findings %v", p.Grants, found)
	}
}
