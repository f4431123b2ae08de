package diff_test

import (
	"slices"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

var (
	integer = schema.Type{Schema: "pg_catalog", Name: "int4"}
	text    = schema.Type{Schema: "pg_catalog", Name: "text"}
	users   = schema.NewTable("public", "users")
)

func column(table schema.ID, name string, position int, t schema.Type) schema.Column {
	return schema.Column{Header: schema.Header{ID: table.In(schema.KindColumn, name)}, Position: position, Type: t, Statistics: -1}
}

// shop has a table with a check on one of its columns.
func shop(table schema.ID, columnName, constraint string) *schema.Database {
	db := schema.New()
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	db.Put(schema.Table{Header: schema.Header{ID: table}})
	db.Put(column(table, "id", 1, integer))
	db.Put(column(table, columnName, 2, text))
	id := table.In(schema.KindColumn, columnName)
	db.Put(schema.Check{Header: schema.Header{ID: table.In(schema.KindCheck, constraint)},
		Expr: schema.Expr{SQL: columnName + " <> ''", Key: "(op <> \"" + columnName + "\" '')", Uses: []schema.ID{id}}})
	return db
}

func TestEqualDatabasesDoNotDiffer(t *testing.T) {
	t.Parallel()
	a, b := shop(users, "name", "c"), shop(users, "name", "c")
	moved := column(users, "id", 9, integer)
	b.Put(moved)
	if got := diff.Compare(a, b, diff.Hints{}); len(got) > 0 {
		t.Errorf("changes are %v", got)
	}
}

func TestConstraintThatOnlyChangesItsNameIsRenamed(t *testing.T) {
	t.Parallel()
	got := diff.Compare(shop(users, "name", "old"), shop(users, "name", "new"), diff.Hints{})
	want := diff.Rename{From: users.In(schema.KindCheck, "old"), To: users.In(schema.KindCheck, "new")}
	if len(got) != 1 || got[0] != want {
		t.Errorf("changes are %v", got)
	}
}

func TestColumnIsRenamedOnlyByHint(t *testing.T) {
	t.Parallel()
	from, to := shop(users, "name", "c"), shop(users, "title", "c")
	old, next := users.In(schema.KindColumn, "name"), users.In(schema.KindColumn, "title")
	var verbs []string
	for _, c := range diff.Compare(from, to, diff.Hints{}) {
		switch c.(type) {
		case diff.Add:
			verbs = append(verbs, "add")
		case diff.Drop:
			verbs = append(verbs, "drop")
		case diff.Alter:
			verbs = append(verbs, "alter")
		}
	}
	if !slices.Equal(verbs, []string{"drop", "alter", "add"}) {
		t.Errorf("without a hint: %v", verbs)
	}
	if got := diff.RenameCandidates(from, to); len(got) != 1 || got[0] != (diff.Candidate{From: old, To: next}) {
		t.Errorf("candidates are %v", got)
	}
	hints := diff.Hints{Renames: map[schema.ID]schema.ID{old: next}}
	if got := diff.Compare(from, to, hints); len(got) != 1 || got[0] != (diff.Rename{From: old, To: next}) {
		t.Errorf("with a hint: %v", got)
	}
	if got := diff.Compare(to, to, hints); len(got) > 0 {
		t.Errorf("a hint that is done gives %v", got)
	}
	if !from.Has(old) {
		t.Error("the old database was changed")
	}
}

func TestRenamesOfTableAndColumnGoTogether(t *testing.T) {
	t.Parallel()
	people := schema.NewTable("public", "people")
	for _, column := range []schema.ID{users.In(schema.KindColumn, "name"), people.In(schema.KindColumn, "name")} {
		got := diff.Compare(shop(users, "name", "c"), shop(people, "title", "c"), diff.Hints{Renames: map[schema.ID]schema.ID{
			users: people, column: people.In(schema.KindColumn, "title")}})
		if len(got) != 2 {
			t.Errorf("changes are %v", got)
		}
	}
}

func TestNothingIsPairedTwice(t *testing.T) {
	t.Parallel()
	from, to := shop(users, "name", "c"), shop(users, "name", "c")
	from.Put(column(users, "a", 3, text))
	to.Put(column(users, "b", 3, text))
	to.Put(column(users, "c", 4, text))
	if got := diff.RenameCandidates(from, to); len(got) != 1 {
		t.Errorf("candidates are %v", got)
	}
}
