package canon_test

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func queryOf(t *testing.T, text string, sc canon.Scope) schema.Expr {
	t.Helper()
	tree, err := pg.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	e, _, err := canon.Query(tree.Stmts[0].Stmt, text, sc)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

// TestRenameRewritesTextAndKey renames in the text, and checks that text, key and
// uses are those of the new text in the renamed database.
func TestRenameRewritesTextAndKey(t *testing.T) {
	t.Parallel()
	table := schema.NewTable("public", "t")
	column := func(name string) schema.ID { return table.In(schema.KindColumn, name) }
	mood := schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "mood"}
	seq := schema.ID{Kind: schema.KindSequence, Schema: "public", Name: "s"}
	fn := schema.ID{Kind: schema.KindFunction, Schema: "public", Name: "f", Args: "int4"}
	in := func(id schema.ID, space, name string) schema.ID { id.Schema, id.Name = space, name; return id }
	for _, tc := range []struct {
		name, text, want string
		from, to         schema.ID
	}{
		{"column", "id > 0 AND t.id < 9", "num > 0 AND t.num < 9", column("id"), column("num")},
		{"quoted", "id > 0", `"Num" > 0`, column("id"), column("Num")},
		{"keyword", "id > 0", `"order" > 0`, column("id"), column("order")},
		{"quoted before", `"id" IS NOT NULL`, `num IS NOT NULL`, column("id"), column("num")},
		{"other column", "big > 0", "big > 0", column("id"), column("num")},
		{"string stays", "name = 'id' AND id = 1", "name = 'id' AND num = 1", column("id"), column("num")},
		{"table", "t.id > 0", "items.id > 0", table, in(table, "public", "items")},
		{"type", "m = 'ok'::mood", "m = 'ok'::temper", mood, in(mood, "public", "temper")},
		{"type literal", "m = 'ok'", "m = 'ok'", mood, in(mood, "public", "temper")},
		{"type schema", "m = 'ok'::mood", "m = 'ok'::app.mood", mood, in(mood, "app", "mood")},
		{"sequence", "nextval('s')", "nextval('ids')", seq, in(seq, "public", "ids")},
		{"sequence cast", "nextval('public.s'::regclass)", "nextval('app.s'::regclass)", seq, in(seq, "app", "s")},
		{"function", "f(id) > 0", "g(id) > 0", fn, in(fn, "public", "g")},
		{"function schema", "public.f(id) > 0", "app.g(id) > 0", fn, in(fn, "app", "g")},
		{"schema", "public.f(id) > 0 AND m = 'ok'::mood", "base.f(id) > 0 AND m = 'ok'::base.mood", schema.NewSchema("public"), schema.NewSchema("base")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sc := scope()
			before, err := canon.Expr(parseExpr(t, tc.text), tc.text, sc)
			if err != nil {
				t.Fatal(err)
			}
			renamer := canon.RenameObject
			if tc.from.Kind == schema.KindColumn {
				renamer = canon.RenameColumn
			}
			got, err := renamer(before, sc, tc.from, tc.to)
			if err != nil {
				t.Fatal(err)
			}
			if got.SQL != tc.want {
				t.Errorf("text is %s, want %s", got.SQL, tc.want)
			}
			checkRenamed(t, sc, got, tc.from, tc.to, func(sc canon.Scope) schema.Expr {
				e, err := canon.Expr(parseExpr(t, got.SQL), got.SQL, sc)
				if err != nil {
					t.Fatal(err)
				}
				return e
			})
		})
	}
}

// checkRenamed compares with what the new text gives in the renamed database.
func checkRenamed(t *testing.T, sc canon.Scope, got schema.Expr, from, to schema.ID, again func(canon.Scope) schema.Expr) {
	t.Helper()
	sc.DB.Rename(from, to)
	if sc.Relation == from {
		sc.Relation = to
	}
	if from.Kind == schema.KindSchema {
		sc.Relation.Schema, sc.SearchPath = to.Name, []string{to.Name}
	}
	want := again(sc)
	if got.Key != want.Key {
		t.Errorf("key is %s, want %s", got.Key, want.Key)
	}
	if len(got.Uses) != len(want.Uses) {
		t.Fatalf("uses are %v, want %v", got.Uses, want.Uses)
	}
	for i := range want.Uses {
		if got.Uses[i] != want.Uses[i] {
			t.Errorf("uses are %v, want %v", got.Uses, want.Uses)
		}
	}
}

func TestRenameInQueryKeepsOutputs(t *testing.T) {
	t.Parallel()
	table := schema.NewTable("public", "t")
	id, num := table.In(schema.KindColumn, "id"), table.In(schema.KindColumn, "num")
	for _, tc := range []struct {
		name, text, want string
		from, to         schema.ID
	}{
		{"implied name", "SELECT id, name FROM t ORDER BY id", "SELECT num AS id, name FROM t ORDER BY id", id, num},
		{"alias", "SELECT x.id AS a FROM t x WHERE x.id > 1", "SELECT x.num AS a FROM t x WHERE x.num > 1", id, num},
		{"star", "SELECT x.* FROM u x", "SELECT x.key AS id, x.t_id, x.name FROM u x",
			schema.NewTable("public", "u").In(schema.KindColumn, "id"), schema.NewTable("public", "u").In(schema.KindColumn, "key")},
		{"table", "SELECT t.id, u.name FROM t JOIN public.u ON u.t_id = t.id", "SELECT items.id, u.name FROM items JOIN public.u ON u.t_id = items.id",
			table, schema.NewTable("public", "items")},
		{"table schema", "SELECT t.id FROM t", "SELECT t.id FROM app.t", table, schema.NewTable("app", "t")},
		{"subquery", "SELECT (SELECT max(id) FROM t) AS m, s.id FROM (SELECT id FROM t) s", "SELECT (SELECT max(num) FROM t) AS m, s.id FROM (SELECT num AS id FROM t) s", id, num},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sc := scope()
			sc.Relation = schema.ID{}
			renamer := canon.RenameObject
			if tc.from.Kind == schema.KindColumn {
				renamer = canon.RenameColumn
			}
			got, err := renamer(queryOf(t, tc.text, sc), sc, tc.from, tc.to)
			if err != nil {
				t.Fatal(err)
			}
			if got.SQL != tc.want {
				t.Errorf("text is %s\n    want %s", got.SQL, tc.want)
			}
			checkRenamed(t, sc, got, tc.from, tc.to, func(sc canon.Scope) schema.Expr { return queryOf(t, got.SQL, sc) })
		})
	}
}

// TestRenameKnowsWhatADefaultIsAssignedTo renames the type of a default that does
// not name it.
func TestRenameKnowsWhatADefaultIsAssignedTo(t *testing.T) {
	t.Parallel()
	mood := schema.ID{Kind: schema.KindEnum, Schema: "public", Name: "mood"}
	temper := mood
	temper.Name = "temper"
	for _, text := range []string{"'ok'", "'{ok}'"} {
		typ := schema.Type{Schema: "public", Name: "mood", Kind: schema.KindEnum, Array: text[1] == '{'}
		sc := scope()
		sc.Relation = schema.ID{}
		before, err := canon.ExprAs(parseExpr(t, text), text, sc, typ)
		if err != nil {
			t.Fatal(err)
		}
		got, err := canon.RenameObject(before, sc, mood, temper)
		if err != nil {
			t.Fatal(err)
		}
		typ.Name = "temper"
		checkRenamed(t, sc, got, mood, temper, func(sc canon.Scope) schema.Expr {
			e, err := canon.ExprAs(parseExpr(t, text), text, sc, typ)
			if err != nil {
				t.Fatal(err)
			}
			return e
		})
	}
}

func TestQueryWritesStarOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"SELECT * FROM u":                                     "SELECT id, t_id, name FROM u",
		"SELECT x.*, 1 AS one FROM u x":                       "SELECT x.id, x.t_id, x.name, 1 AS one FROM u x",
		"SELECT s.id FROM (SELECT * FROM u) s":                "SELECT s.id FROM (SELECT id, t_id, name FROM u) s",
		"SELECT * FROM u a JOIN u b ON a.id = b.t_id":         "SELECT a.id, a.t_id, a.name, b.id, b.t_id, b.name FROM u a JOIN u b ON a.id = b.t_id",
		"SELECT count(*) FROM u":                              "SELECT count(*) FROM u",
		"SELECT id FROM t WHERE EXISTS (SELECT * FROM u)":     "SELECT id FROM t WHERE EXISTS (SELECT id, t_id, name FROM u)",
		"SELECT * FROM (VALUES (1, 'a')) AS v(n, \"Name\")":   "SELECT n, \"Name\" FROM (VALUES (1, 'a')) AS v(n, \"Name\")",
		"WITH w AS (SELECT * FROM u) SELECT w.name FROM w, t": "WITH w AS (SELECT id, t_id, name FROM u) SELECT w.name FROM w, t",
	} {
		sc := scope()
		sc.Relation = schema.ID{}
		e := queryOf(t, text, sc)
		if e.SQL != want {
			t.Errorf("%s became\n     %s\nwant %s", text, e.SQL, want)
		}
		if again := queryOf(t, e.SQL, sc); again.Key != e.Key {
			t.Errorf("%s has another key when written out", text)
		}
	}
}
