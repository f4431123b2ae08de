package ddl_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestWhatAServerIsNotToldIsKept has subscriptions and labels, which a throw-away server
// would refuse or act upon.
func TestWhatAServerIsNotToldIsKept(t *testing.T) {
	t.Parallel()
	f, err := source.New("test.sql", `CREATE TABLE t (id int);
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p;
ALTER SUBSCRIPTION s RENAME TO r;
COMMENT ON SUBSCRIPTION r IS 'x';
ALTER SUBSCRIPTION r OWNER TO boss;
SECURITY LABEL FOR anon ON TABLE t IS 'secret';`)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := ddl.ForScratch(f)
	if len(text) != len(f.Text) || strings.TrimRight(strings.ReplaceAll(text, "\n", ""), " ;") != "CREATE TABLE t (id int)" {
		t.Errorf("the server is told %q", text)
	}
	sub := schema.ID{Kind: schema.KindSubscription, Name: "r"}
	want := map[schema.ID]bool{sub: true, sub.Comment(): true, sub.Ownership(): true, schema.NewTable("public", "t").SecurityLabels(): true}
	for _, o := range ddl.Untold([]*source.File{f}, ddl.Options{}) {
		if !want[o.Address()] {
			t.Errorf("%s is kept", o.Address())
		}
		delete(want, o.Address())
	}
	if len(want) > 0 {
		t.Errorf("%v are not kept", want)
	}
}

func TestALabelWithoutProviderIsReported(t *testing.T) {
	t.Parallel()
	db, found := applied(t, "CREATE TABLE t (id int); SECURITY LABEL ON TABLE t IS 'x'; SECURITY LABEL FOR a ON TABLE nope IS 'x';")
	if len(found.Of(source.Warning)) != 1 || len(found.Of(source.Error)) != 1 || db.Has(schema.NewTable("public", "t").SecurityLabels()) {
		t.Errorf("found %v", found)
	}
}
