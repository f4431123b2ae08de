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

func TestSubscriptionsAreReportedWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	conn := connect(t)
	for _, sql := range []string{
		"create subscription sub connection 'host=nowhere password=hidden' publication p with (connect = false)",
		"alter subscription sub set (slot_name = none)",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	_, found, err := catalog.Read(ctx, conn, catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text := found.Error(); !strings.Contains(text, "subscription sub") || strings.Contains(text, "hidden") {
		t.Errorf("found %s", text)
	}
	// A database with a subscription cannot be dropped.
	if _, err := conn.Exec(ctx, "drop subscription sub"); err != nil {
		t.Error(err)
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
