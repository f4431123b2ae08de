package catalog_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func TestSecretsStayOnTheServer(t *testing.T) {
	t.Parallel()
	db, found := load(t, `
create foreign data wrapper w options (api_token 'hidden');
create server s foreign data wrapper w options (host 'h', sslpassword 'hidden');
create user mapping for public server s options (user 'u', password 'hidden');
create foreign table f (id int options (secret_key 'hidden', name 'n')) server s options (a 'b', access_key_id 'hidden');`, catalog.Options{})
	if len(found) != 0 {
		t.Errorf("findings %v", found)
	}
	m := get[schema.UserMapping](t, db, schema.NewUserMapping("s", schema.Public))
	if !slices.Equal(m.Options, []string{"user=u"}) || !slices.Equal(m.Secrets, []string{"password"}) {
		t.Errorf("user mapping is %+v", m)
	}
	s := get[schema.Server](t, db, schema.ID{Kind: schema.KindServer, Name: "s"})
	if !slices.Equal(s.Options, []string{"host=h"}) || s.WrapperName != "w" {
		t.Errorf("server is %+v", s)
	}
	f := get[schema.Table](t, db, schema.NewTable("public", "f"))
	c := get[schema.Column](t, db, f.ID.In(schema.KindColumn, "id"))
	if f.Server != s.ID || !slices.Equal(f.ForeignOptions, []string{"a=b"}) || !slices.Equal(c.ForeignOptions, []string{"name=n"}) {
		t.Errorf("foreign table is %+v with column %+v", f, c)
	}
}

func TestSubscriptionsAreReadWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	conn := connect(t)
	exec := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Error(err)
		}
	}
	exec("do $$ begin create role pgen_reader; exception when duplicate_object or unique_violation then null; end $$")
	exec("create subscription sub connection 'host=nowhere password=hidden' publication p with (connect = false)")
	exec("alter subscription sub set (slot_name = none)")
	// A database with a subscription cannot be dropped.
	defer exec("drop subscription sub")
	read := func() schema.Subscription {
		db, found, err := catalog.Read(ctx, conn, catalog.Options{})
		if err != nil || len(found) > 0 {
			t.Fatal(err, found)
		}
		return get[schema.Subscription](t, db, schema.ID{Kind: schema.KindSubscription, Name: "sub"})
	}
	sub := read()
	if !slices.Equal(sub.Connection, []string{"host=nowhere"}) || !slices.Equal(sub.Secrets, []string{"password"}) || sub.Slot != "" {
		t.Errorf("read %+v", sub)
	}
	exec("set role pgen_reader")
	hidden := read()
	exec("reset role")
	if hidden.Connection != nil || !schema.Equal(sub, hidden) {
		t.Errorf("one who may not see the connection reads %+v", hidden)
	}
}

// TestSecurityLabelsAreRead writes labels as a provider would, of which the server has none.
func TestSecurityLabelsAreRead(t *testing.T) {
	t.Parallel()
	db, found := load(t, `create table t (id int, name text); create function f() returns int language sql as 'select 1';
insert into pg_seclabel values ('t'::regclass, 'pg_class'::regclass, 0, 'p', 'secret'), ('t'::regclass, 'pg_class'::regclass, 2, 'p', 'masked'),
	('t'::regclass, 'pg_class'::regclass, 0, 'a', 'other'), ('f()'::regprocedure, 'pg_proc'::regclass, 0, 'p', 'leaky');
insert into pg_shseclabel select oid, 'pg_database'::regclass, 'p', 'whole' from pg_database where datname = current_database();`, catalog.Options{})
	table := schema.NewTable("public", "t")
	for id, want := range map[schema.ID][]schema.SecurityLabel{
		table:                               {{Provider: "a", Text: "other"}, {Provider: "p", Text: "secret"}},
		table.In(schema.KindColumn, "name"): {{Provider: "p", Text: "masked"}},
		{Kind: schema.KindFunction, Schema: "public", Name: "f"}: {{Provider: "p", Text: "leaky"}},
	} {
		if got := get[schema.SecurityLabels](t, db, id.SecurityLabels()); !slices.Equal(got.Labels, want) {
			t.Errorf("%s has %v, want %v", id, got.Labels, want)
		}
	}
	if len(found) != 1 || !strings.Contains(found.Error(), "the security label for p on database") {
		t.Errorf("findings %v", found)
	}
}

func TestFilterReachesPublicationsAndStatistics(t *testing.T) {
	t.Parallel()
	const sql = `create schema app; create table app.a (x int, y int); create table app.b (x int, y int);
		create publication p for table app.a, app.b; create statistics app.sa on x, y from app.a; create statistics app.sb on x, y from app.b;
		comment on statistics app.sb is 'b'`
	db, _ := load(t, sql, catalog.Options{ExcludeTables: []string{"b"}})
	p := get[schema.Publication](t, db, schema.ID{Kind: schema.KindPublication, Name: "p"})
	if len(p.Tables) != 1 || p.Tables[0].Table != schema.NewTable("app", "a") {
		t.Errorf("the publication has %v", p.Tables)
	}
	sb := schema.ID{Kind: schema.KindStatistics, Schema: "app", Name: "sb"}
	if db.Has(sb) || db.Has(sb.Comment()) {
		t.Error("statistics of an excluded table are in the model")
	}
}
