package schema_test

import (
	"reflect"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestDatabaseKeepsEveryField puts objects that say one thing each, whatever it is, and
// expects them back as they were: what a database keeps of most objects leaves out what
// they do not say.
func TestDatabaseKeepsEveryField(t *testing.T) {
	t.Parallel()
	file, err := source.New("a.sql", "create table t ()")
	if err != nil {
		t.Fatal(err)
	}
	table := schema.NewTable("public", "t")
	at := func(k schema.Kind) schema.Header {
		return schema.Header{ID: table.In(k, "x"), At: source.Span{File: file, Start: 7, End: 9}}
	}
	sequence := schema.Header{ID: schema.ID{Kind: schema.KindSequence, Schema: "public", Name: "s"}}
	for _, o := range []schema.Object{
		schema.Table{Header: schema.Header{ID: table}}, schema.Column{Header: at(schema.KindColumn), Statistics: -1},
		schema.Column{Header: at(schema.KindColumn)}, schema.PrimaryKey{Header: at(schema.KindPrimaryKey)}, schema.Unique{Header: at(schema.KindUnique)},
		schema.ForeignKey{Header: at(schema.KindForeignKey)}, schema.ForeignKey{Header: at(schema.KindForeignKey), Parent: schema.NewTable("s", "p")},
		schema.Check{Header: at(schema.KindCheck)}, schema.Index{Header: at(schema.KindIndex)}, schema.Index{Header: at(schema.KindIndex), Method: "btree"},
		schema.Sequence{Header: sequence, Start: 1}, schema.Comment{Header: schema.Header{ID: table.Comment()}}, schema.Domain{Header: at(schema.KindDomain)},
	} {
		v := reflect.New(reflect.TypeOf(o)).Elem()
		v.Set(reflect.ValueOf(o))
		count := 0
		check := func() {
			count++
			want := v.Interface().(schema.Object)
			db := schema.New()
			db.Put(want)
			if got, _ := db.Lookup(want.Address()); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if got, _ := db.Clone().Lookup(want.Address()); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v from a copy\nwant %+v", got, want)
			}
		}
		check()
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Header" {
				oneByOne(v.Field(i), check)
			}
		}
		if count < v.NumField() {
			t.Errorf("%T was put in %d forms, it has %d fields", o, count, v.NumField())
		}
	}
}

// oneByOne gives each value inside v another content in turn, and calls check each time.
func oneByOne(v reflect.Value, check func()) {
	before := reflect.New(v.Type()).Elem()
	before.Set(v)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			oneByOne(v.Field(i), check)
		}
		return
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		check()
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		check()
		oneByOne(v.Index(0), check)
	case reflect.String:
		v.SetString("other")
		check()
	case reflect.Bool:
		v.SetBool(true)
		check()
	case reflect.Uint8:
		v.SetUint(2)
		check()
	default:
		v.SetInt(5)
		check()
	}
	v.Set(before)
}
