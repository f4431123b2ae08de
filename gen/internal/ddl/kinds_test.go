package ddl_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// applied replays a text on an empty database.
func applied(t *testing.T, text string) (*schema.Database, source.Diagnostics) {
	t.Helper()
	f, err := source.New("test.sql", text)
	if err != nil {
		t.Fatal(err)
	}
	r := ddl.New(ddl.Options{})
	found := r.Apply(f)
	return r.Database(), found
}

func TestSecretsStayOutOfModelAndMessages(t *testing.T) {
	t.Parallel()
	db, found := applied(t, `CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', sslpassword 'hidden');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password 'hidden');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password 'hidden');
CREATE SUBSCRIPTION sub CONNECTION 'host=h password=hidden' PUBLICATION p;
CREATE SUBSCRIPTION sub CONNECTION 'postgres://u:hidden@h/d' PUBLICATION p;`)
	if len(found) != 2 { // each of the two is there already
		t.Errorf("found %v", found)
	}
	for _, d := range found {
		if strings.Contains(d.Error(), "hidden") {
			t.Errorf("a secret is shown: %v", d)
		}
	}
	m, _ := schema.Get[schema.UserMapping](db, schema.NewUserMapping("s", schema.Public))
	sub, _ := schema.Get[schema.Subscription](db, schema.ID{Kind: schema.KindSubscription, Name: "sub"})
	if len(sub.Connection) != 1 || sub.Connection[0] != "host=h" || len(sub.Secrets) != 1 || sub.Secrets[0] != "password" {
		t.Errorf("the subscription is %+v", sub)
	}
	if len(m.Options) != 1 || m.Options[0] != "user=u" || len(m.Secrets) != 1 || m.Secrets[0] != "password" {
		t.Errorf("the mapping is %+v", m)
	}
}

func TestWhatOnlyAServerKnowsIsOpaque(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw; IMPORT FOREIGN SCHEMA x FROM SERVER s INTO public",
		"CREATE EXTENSION hstore; CREATE TABLE t (id int); ALTER EXTENSION hstore ADD TABLE t",
		`CREATE TABLE t (id int); CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT 1 AS id`,
	} {
		if _, found := applied(t, text); len(found) != 1 || !found.Has(source.Opaque) {
			t.Errorf("%s\nfound %v", text, found)
		}
	}
}

func TestTablespacesAreNames(t *testing.T) {
	t.Parallel()
	db, found := applied(t, `CREATE TABLESPACE fast LOCATION '/fast';
CREATE TABLE a (id int PRIMARY KEY USING INDEX TABLESPACE fast) TABLESPACE fast;
CREATE TABLE b (id int) TABLESPACE slow;
CREATE INDEX i ON a (id) TABLESPACE fast;
CREATE MATERIALIZED VIEW m TABLESPACE fast AS SELECT 1 AS x;
ALTER TABLE ALL IN TABLESPACE fast SET TABLESPACE pg_default;
ALTER INDEX ALL IN TABLESPACE fast SET TABLESPACE slow;
ALTER TABLESPACE slow RENAME TO quick;
COMMENT ON TABLESPACE quick IS 'x';`)
	if len(found) != 0 {
		t.Errorf("found %v", found)
	}
	a, _ := schema.Get[schema.Table](db, schema.NewTable("public", "a"))
	b, _ := schema.Get[schema.Table](db, schema.NewTable("public", "b"))
	i, _ := schema.Get[schema.Index](db, a.ID.In(schema.KindIndex, "i"))
	k, _ := schema.Get[schema.PrimaryKey](db, a.ID.In(schema.KindPrimaryKey, "a_pkey"))
	m, _ := schema.Get[schema.View](db, schema.ID{Kind: schema.KindMaterializedView, Schema: "public", Name: "m"})
	if a.Tablespace != "" || b.Tablespace != "quick" || i.Tablespace != "quick" || k.Tablespace != "quick" || m.Tablespace != "fast" {
		t.Errorf("tables in %q and %q, index in %q, key in %q, view in %q", a.Tablespace, b.Tablespace, i.Tablespace, k.Tablespace, m.Tablespace)
	}
}

func TestAssumedWrapperBringsItsExtension(t *testing.T) {
	t.Parallel()
	db, found := applied(t, "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h')")
	s, _ := schema.Get[schema.Server](db, schema.ID{Kind: schema.KindServer, Name: "s"})
	if len(found.Of(source.Warning)) != 1 || s.Wrapper.Kind != schema.KindExtension || !db.Has(s.Wrapper) {
		t.Errorf("server %+v, found %v", s, found)
	}
}

func TestBlocksSeeEveryKind(t *testing.T) {
	t.Parallel()
	db, found := applied(t, `CREATE TABLE t (a int, b int);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE PUBLICATION p FOR TABLE t;
CREATE STATISTICS st ON a, b FROM t;
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
DO $$ BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_publication WHERE pubname = 'p') THEN CREATE TABLE wrong1 (); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_publication_tables WHERE pubname = 'p' AND tablename = 't') THEN CREATE TABLE wrong2 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_foreign_server WHERE srvname = 's') THEN CREATE TABLE wrong3 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_foreign_data_wrapper WHERE fdwname = 'w') THEN CREATE TABLE wrong4 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_statistic_ext WHERE stxname = 'st') THEN CREATE TABLE wrong5 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_rules WHERE rulename = 'r' AND tablename = 't') THEN CREATE TABLE wrong6 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'e') THEN CREATE TABLE right1 (); END IF;
	IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'q') THEN CREATE PUBLICATION q; END IF;
END $$;`)
	if len(found) != 0 {
		t.Errorf("found %v", found)
	}
	for table := range schema.AllOf[schema.Table](db) {
		if strings.HasPrefix(table.ID.Name, "wrong") {
			t.Errorf("a block did not see what there is: %s", table.ID)
		}
	}
	if !db.Has(schema.NewTable("public", "right1")) || !db.Has(schema.ID{Kind: schema.KindPublication, Name: "q"}) {
		t.Error("a block saw what there is not")
	}
}
