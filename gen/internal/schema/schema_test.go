package schema_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// shop returns a small database in which everything refers to something.
func shop() *schema.Database {
	db := schema.New()
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	mood := schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "mood"}
	db.Put(schema.Enum{Header: schema.Header{ID: mood}, Labels: []string{"ok"}})
	users := schema.NewTable("public", "users")
	id, state := users.In(schema.KindColumn, "id"), users.In(schema.KindColumn, "state")
	db.Put(schema.Table{Header: schema.Header{ID: users}})
	db.Put(schema.Column{Header: schema.Header{ID: id}, Position: 1, Type: schema.Type{Schema: "pg_catalog", Name: "int4"}})
	db.Put(schema.Column{Header: schema.Header{ID: state}, Position: 2, Type: schema.Type{Schema: "public", Name: "mood", Kind: schema.KindEnum}})
	db.Put(schema.PrimaryKey{Header: schema.Header{ID: users.In(schema.KindPrimaryKey, "users_pkey")}, Columns: []string{"id"}})
	db.Put(schema.Comment{Header: schema.Header{ID: id.Comment()}, Text: "key"})
	db.Put(schema.Sequence{Header: schema.Header{ID: schema.ID{Kind: schema.KindSequence, Schema: "public", Name: "users_id_seq"}}, OwnedBy: id})
	posts := schema.NewTable("public", "posts")
	db.Put(schema.Table{Header: schema.Header{ID: posts}})
	db.Put(schema.Column{Header: schema.Header{ID: posts.In(schema.KindColumn, "user_id")}})
	db.Put(schema.ForeignKey{Header: schema.Header{ID: posts.In(schema.KindForeignKey, "posts_user_id_fkey")},
		Columns: []string{"user_id"}, Parent: users, ParentColumns: []string{"id"}})
	arg := schema.Argument{Mode: 'i', Type: schema.Type{Schema: "public", Name: "mood", Kind: schema.KindEnum}}
	db.Put(schema.Routine{Header: schema.Header{ID: schema.ID{Kind: schema.KindFunction, Schema: "public", Name: "f",
		Args: schema.FormatArgs([]schema.Argument{arg})}}, Arguments: []schema.Argument{arg}})
	return db
}

func TestRenameTableReachesEverything(t *testing.T) {
	t.Parallel()
	db := shop()
	people := schema.NewTable("public", "people")
	db.Rename(schema.NewTable("public", "users"), people)
	id := people.In(schema.KindColumn, "id")
	fk, _ := schema.Get[schema.ForeignKey](db, schema.NewTable("public", "posts").In(schema.KindForeignKey, "posts_user_id_fkey"))
	if fk.Parent != people {
		t.Errorf("foreign key still refers to %s", fk.Parent)
	}
	if got := db.Columns(people); len(got) != 2 || got[0].ID != id {
		t.Errorf("columns of people are %v", got)
	}
	if !db.Has(id.Comment()) || len(db.Owned(id)) != 1 {
		t.Errorf("comment or sequence did not follow column %s", id)
	}
	if rel, ok := db.Relation("public", "users_pkey"); !ok || rel.Relation != "people" {
		t.Errorf("name users_pkey is held by %v", rel)
	}
	if _, ok := db.Relation("public", "users"); ok {
		t.Error("the old name is still taken")
	}
	if users := db.Users(people); !slices.Contains(users, fk.ID) {
		t.Errorf("users of people are %v", users)
	}
}

func TestRenameTypeChangesRoutineAddress(t *testing.T) {
	t.Parallel()
	db := shop()
	db.Rename(schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "mood"}, schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "temper"})
	if !db.Has(schema.ID{Kind: schema.KindFunction, Schema: "public", Name: "f", Args: "public.temper"}) {
		t.Error("the function keeps its old argument list")
	}
	col, _ := schema.Get[schema.Column](db, schema.NewTable("public", "users").In(schema.KindColumn, "state"))
	if col.Type.Name != "temper" {
		t.Errorf("column has type %s", col.Type.Name)
	}
}

func TestRenameSchemaMovesAll(t *testing.T) {
	t.Parallel()
	db := shop()
	db.Rename(schema.NewSchema("public"), schema.NewSchema("app"))
	for o := range db.All() {
		if o.Address().Schema == "public" || o.Address().Name == "public" {
			t.Errorf("%s stayed behind", o.Address())
		}
		for _, ref := range o.Refs() {
			if !db.Has(ref) {
				t.Errorf("%s refers to %s, which does not exist", o.Address(), ref)
			}
		}
	}
}

func TestCloneIsIndependent(t *testing.T) {
	t.Parallel()
	db := shop()
	c := db.Clone()
	users := schema.NewTable("public", "users")
	c.Delete(users.In(schema.KindColumn, "id"))
	c.Rename(users, schema.NewTable("public", "people"))
	if !db.Has(users) || len(db.Columns(users)) != 2 || len(db.Users(users)) == 0 {
		t.Error("a change of the clone reached the original")
	}
}

func TestFieldsNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	a := schema.Column{Position: 1, Default: schema.Expr{SQL: "NOW()", Key: "now()"}}
	b := schema.Column{Position: 7, Default: schema.Expr{SQL: "now()", Key: "now()"}}
	if got := schema.Fields(a, b); len(got) != 0 {
		t.Errorf("equal columns differ in %v", got)
	}
	b.NotNull, b.Type.Modifier = true, "3"
	if got := schema.Fields(a, b); !slices.Equal(got, []string{"Type", "NotNull"}) {
		t.Errorf("differ in %v", got)
	}
}

func TestOrderOfOptionsDoesNotCount(t *testing.T) {
	t.Parallel()
	a := schema.Table{Options: []string{"fillfactor=70", "autovacuum_enabled=false"}}
	b := schema.Table{Options: []string{"autovacuum_enabled=false", "fillfactor=70"}}
	if got := schema.Fields(a, b); len(got) != 0 {
		t.Errorf("the same options in another order differ in %v", got)
	}
	b.Options = []string{"autovacuum_enabled=false", "fillfactor=80"}
	if got := schema.Fields(a, b); !slices.Equal(got, []string{"Options"}) {
		t.Errorf("other options differ in %v", got)
	}
}

func TestExtensionVersionCountsOnlyWhenNamed(t *testing.T) {
	t.Parallel()
	unnamed, old, next := schema.Extension{}, schema.Extension{Version: "1.3"}, schema.Extension{Version: "1.4"}
	if len(schema.Fields(unnamed, old)) != 0 || len(schema.Fields(old, unnamed)) != 0 {
		t.Error("a version that is not named differs from one that is")
	}
	if got := schema.Fields(old, next); !slices.Equal(got, []string{"Version"}) {
		t.Errorf("two versions differ in %v", got)
	}
}

// TestColumnsComeBackWhole sets each field of a column in turn, also those for which
// nothing is kept as a rule.
func TestColumnsComeBackWhole(t *testing.T) {
	t.Parallel()
	table := schema.NewTable("public", "t")
	usual := schema.Column{Header: schema.Header{ID: table.In(schema.KindColumn, "c"), At: source.Span{File: &source.File{Name: "f"}, Start: 3, End: 7}},
		Position: 1, Type: schema.Type{Schema: "pg_catalog", Name: "text"}, Statistics: -1}
	for i := range reflect.TypeFor[schema.Column]().NumField() {
		c := usual
		if f := reflect.ValueOf(&c).Elem().Field(i); reflect.TypeFor[schema.Column]().Field(i).Name != "Header" {
			f.Set(filled(t, f.Type()))
		}
		db := schema.New()
		db.Put(c)
		got, ok := schema.Get[schema.Column](db, c.ID)
		if !ok || !reflect.DeepEqual(got, c) {
			t.Errorf("%s: the column is\n%#v\nafter\n%#v", reflect.TypeFor[schema.Column]().Field(i).Name, got, c)
		}
		object, _ := db.Lookup(c.ID)
		if !reflect.DeepEqual(object, schema.Object(c)) || !reflect.DeepEqual(db.Swap(c), schema.Object(c)) {
			t.Errorf("%s: Lookup or Swap gives another column", reflect.TypeFor[schema.Column]().Field(i).Name)
		}
		if refs := object.Refs(); len(refs) > 0 && !slices.Contains(db.Users(refs[0]), c.ID) {
			t.Errorf("%s: the column is not a user of %v", reflect.TypeFor[schema.Column]().Field(i).Name, refs)
		}
		for o := range db.All() {
			if !reflect.DeepEqual(o, schema.Object(c)) {
				t.Errorf("%s: All gives another column", reflect.TypeFor[schema.Column]().Field(i).Name)
			}
		}
		if objects := schema.PartsOf[schema.Object](db, table); len(objects) != 1 || len(db.Columns(table)) != 1 || len(schema.PartsOf[schema.Check](db, table)) != 0 {
			t.Errorf("%s: the table has the parts %v", reflect.TypeFor[schema.Column]().Field(i).Name, objects)
		}
	}
}

// filled returns a value of the type in which nothing is zero.
func filled(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.String:
		v.SetString("x.y")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(2)
	case reflect.Slice:
		v.Set(reflect.Append(v, filled(t, typ.Elem())))
	case reflect.Struct:
		for i := range typ.NumField() {
			v.Field(i).Set(filled(t, typ.Field(i).Type))
		}
	default:
		t.Fatalf("%s is a kind of field that this test does not know", typ)
	}
	return v
}
