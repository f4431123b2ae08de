package gotype_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

var (
	table = schema.NewTable("public", "t")
	mood  = schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "mood"}
)

// model has one type of every kind, and domains over domains and arrays.
func model() *schema.Database {
	db := schema.New()
	header := func(kind schema.Kind, name string) schema.Header {
		return schema.Header{ID: schema.ID{Kind: kind, Schema: "public", Name: name}}
	}
	db.Put(schema.Enum{Header: schema.Header{ID: mood}, Labels: []string{"ok"}})
	db.Put(schema.Domain{Header: header(schema.KindDomain, "count"), Base: builtin("int4")})
	db.Put(schema.Domain{Header: header(schema.KindDomain, "small"), Base: user(schema.KindDomain, "count")})
	db.Put(schema.Domain{Header: header(schema.KindDomain, "tags"), Base: array(builtin("text"))})
	db.Put(schema.Domain{Header: header(schema.KindDomain, "temper"), Base: user(schema.KindEnum, "mood")})
	db.Put(schema.Composite{Header: header(schema.KindComposite, "address")})
	return db
}

func builtin(name string) schema.Type { return schema.Type{Schema: "pg_catalog", Name: name} }

func user(kind schema.Kind, name string) schema.Type {
	return schema.Type{Schema: "public", Name: name, Kind: kind}
}

func array(t schema.Type) schema.Type {
	t.Array = true
	return t
}

func resolver(t *testing.T, overrides map[string]string) *gotype.Resolver {
	t.Helper()
	r, err := gotype.New(model(), overrides, func(schema.ID) string { return "Mood" })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func goName(t gotype.Type) string {
	name := t.Name
	if t.Path != "" {
		name = t.Path[strings.LastIndexByte(t.Path, '/')+1:] + "." + name
	}
	if t.Array {
		name = "[]" + name
	}
	return name
}

func TestTypes(t *testing.T) {
	t.Parallel()
	r := resolver(t, nil)
	for _, c := range []struct {
		t    schema.Type
		want string
		cast string
	}{
		{builtin("int8"), "int64", ""}, {builtin("text"), "string", ""}, {builtin("bytea"), "[]byte", ""},
		{builtin("numeric"), "store.Decimal", "text"}, {array(builtin("numeric")), "[]store.Decimal", "text[]"},
		{builtin("timestamptz"), "time.Time", ""}, {builtin("uuid"), "store.UUID", ""}, {array(builtin("uuid")), "[]store.UUID", ""},
		{builtin("jsonb"), "store.JSON", "text"}, {builtin("inet"), "netip.Prefix", ""}, {builtin("interval"), "store.Interval", ""},
		{user(schema.KindEnum, "mood"), "Mood", "text"}, {array(user(schema.KindEnum, "mood")), "[]Mood", "text[]"},
		{user(schema.KindDomain, "small"), "int32", ""}, {array(user(schema.KindDomain, "small")), "[]int32", "int4[]"},
		{user(schema.KindDomain, "tags"), "[]string", ""}, {array(user(schema.KindDomain, "tags")), "string", "text"},
		{user(schema.KindDomain, "temper"), "Mood", "text"}, {user(schema.KindComposite, "address"), "string", "text"},
		{user(schema.KindTable, "t"), "string", "text"}, {builtin("tstzrange"), "string", "text"}, {builtin("no_such"), "string", "text"},
		{schema.Type{Schema: "public", Name: "citext", Extension: "citext"}, "string", "text"},
		{schema.Type{Schema: "public", Name: "geometry", Extension: "postgis"}, "string", "text"},
	} {
		got := r.Column(table, "c", c.t)
		if goName(got) != c.want || got.Cast != c.cast {
			t.Errorf("%+v became %s with the cast %q, want %s and %q", c.t, goName(got), got.Cast, c.want, c.cast)
		}
	}
}

func TestTextTellsWhy(t *testing.T) {
	t.Parallel()
	r := resolver(t, nil)
	for _, typ := range []schema.Type{builtin("time"), builtin("tsvector"), builtin("no_such"), user(schema.KindComposite, "address")} {
		if got := r.Column(table, "c", typ); got.Name != "string" || got.Why == "" {
			t.Errorf("%s became %+v without a reason", typ.Name, got)
		}
	}
	if got := r.Column(table, "c", builtin("varchar")); got.Why != "" || got.Filter != gotype.TextFilter {
		t.Errorf("a text needs no reason: %+v", got)
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	r := resolver(t, map[string]string{"uuid": "example.com/ids.ID", "t.doc": "example.com/x/v2.Settings", "public.mood": "string",
		"numeric": "example.com/go-money.Amount", "public.t.n": "float64", "nosuch": "bool"})
	for _, c := range []struct {
		column string
		t      schema.Type
		want   string
		class  gotype.Class
	}{
		{"a", builtin("uuid"), "ids.ID", gotype.UUID}, {"a", array(builtin("uuid")), "[]ids.ID", gotype.UUID},
		{"doc", builtin("jsonb"), "v2.Settings", gotype.Document}, {"a", builtin("jsonb"), "store.JSON", gotype.JSON},
		{"a", user(schema.KindDomain, "temper"), "string", gotype.String}, {"a", builtin("numeric"), "go-money.Amount", gotype.Custom},
		{"n", builtin("numeric"), "float64", gotype.Plain},
	} {
		if got := r.Column(table, c.column, c.t); goName(got) != c.want || got.Class != c.class {
			t.Errorf("%s %s became %s of class %d, want %s of %d", c.column, c.t.Name, goName(got), got.Class, c.want, c.class)
		}
	}
	if unused := r.Unused(); len(unused) != 1 || unused[0] != "nosuch" {
		t.Errorf("unused overrides are %q", unused)
	}
	for _, bad := range []string{"", "UUID", "uuid.", "*x.Y", "[]x.Y", "a b.C", ".X", "github.com/a/b"} {
		if _, err := gotype.New(model(), map[string]string{"uuid": bad}, nil); err == nil || !strings.Contains(err.Error(), "uuid") {
			t.Errorf("the Go type %q must be refused, got %v", bad, err)
		}
	}
}
