package ddl_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

const caseDir = "../../../../shared/data/diff"

// schemaCase is one side of a case of the diff suites: a whole schema.
type schemaCase struct {
	name, sql string
	roles     []string
}

func loadCases(t testing.TB) []schemaCase {
	t.Helper()
	var out []schemaCase
	_ = filepath.WalkDir(caseDir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".txtar") {
			out = append(out, readCase(t, path)...)
		}
		return nil
	})
	if len(out) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no cases in " + caseDir)
		}
		t.Skip("no cases in " + caseDir)
	}
	return out
}

func readCase(t testing.TB, path string) []schemaCase {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(data), "\n-- ")
	var meta struct {
		Valid bool `json:"valid_on_15"`
		Roles []string
	}
	if err := json.Unmarshal([]byte(head), &meta); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if !meta.Valid {
		return nil
	}
	var out []schemaCase
	seen := map[string]bool{}
	for part := range strings.SplitSeq("\n-- "+rest, "\n-- ") {
		name, sql, ok := strings.Cut(part, " --\n")
		if ok && (name == "old.sql" || name == "new.sql") && !seen[sql] {
			seen[sql] = true
			rel, _ := filepath.Rel(caseDir, path)
			out = append(out, schemaCase{name: rel + ":" + name, sql: sql, roles: meta.Roles})
		}
	}
	return out
}

// TestCases replays the schemas of the diff suites, each in a transaction that is
// rolled back, and compares objects and expressions with the server's.
func TestCases(t *testing.T) {
	t.Parallel()
	url := scratchURL(t)
	conn := scratchDatabase(t, url, "ddl_cases")
	ctx := context.Background()
	objects, differ, expressions, unequal := 0, 0, 0, 0
	for i, c := range loadCases(t) {
		if testing.Short() && i%10 != 0 {
			continue
		}
		tx, err := conn.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range c.roles {
			var there bool
			if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)", role).Scan(&there); err != nil {
				t.Fatal(err)
			}
			if there {
				continue
			}
			if _, err := tx.Exec(ctx, "CREATE ROLE "+pgx.Identifier{role}.Sanitize()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := conn.PgConn().Exec(ctx, c.sql).ReadAll(); err != nil {
			t.Logf("%s: the server says %v", c.name, err)
			_ = tx.Rollback(ctx)
			continue
		}
		db := replayCase(t, c)
		want, got := serverObjects(t, conn), modelObjects(db)
		objects += len(want)
		differ += reportDifferences(t, c.name, want, got)
		n, bad := compareExpressions(t, c.name, conn, db)
		expressions, unequal = expressions+n, unequal+bad
		checkReferences(t, db)
		if err := tx.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d objects, %d differ; %d expressions, %d differ", objects, differ, expressions, unequal)
}

func replayCase(t *testing.T, c schemaCase) *schema.Database {
	t.Helper()
	f, err := source.New(c.name, c.sql)
	if err != nil {
		t.Fatal(err)
	}
	r := ddl.New(ddl.Options{})
	for _, d := range r.Apply(f) {
		switch d.Severity {
		case source.Error:
			t.Error(d)
		case source.Opaque:
			t.Log(d)
		}
	}
	return r.Database()
}

func reportDifferences(t *testing.T, name string, want, got map[string]string) int {
	t.Helper()
	differ := 0
	for _, o := range slices.Sorted(maps.Keys(want)) {
		if g, ok := got[o]; !ok {
			t.Errorf("%s: missing %s: server has %s", name, o, want[o])
			differ++
		} else if g != want[o] && !unknownTypes(want[o], g) {
			t.Errorf("%s: differs %s:\n  server %s\n  replay %s", name, o, want[o], g)
			differ++
		}
	}
	for _, o := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[o]; !ok {
			t.Errorf("%s: too much %s: %s", name, o, got[o])
			differ++
		}
	}
	return differ
}

// expressionQueries give where an expression stands and the server's text of it.
var expressionQueries = []string{
	`SELECT 'v', n.nspname, c.relname, '', pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^(pg_|information_schema)' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
	`SELECT 'c', n.nspname, c.relname, k.conname, pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'c' AND n.nspname !~ '^(pg_|information_schema)'`,
	`SELECT CASE a.attgenerated WHEN '' THEN 'd' ELSE 'g' END, n.nspname, c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^(pg_|information_schema)'`,
	`SELECT 'w', n.nspname, t.relname, c.relname, pg_get_expr(x.indpred, x.indrelid) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE x.indpred IS NOT NULL AND n.nspname !~ '^(pg_|information_schema)'`,
	`SELECT 'e', n.nspname, t.relname, c.relname, pg_get_indexdef(x.indexrelid, k, true) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace, generate_series(1, x.indnkeyatts) k WHERE x.indkey[k - 1] = 0 AND NOT x.indisexclusion AND n.nspname !~ '^(pg_|information_schema)'`,
}

// compareExpressions reads the server's text of every expression back: its key
// must be that of the author's text in the model.
func compareExpressions(t *testing.T, name string, conn *pgx.Conn, db *schema.Database) (n, differ int) {
	t.Helper()
	ctx := context.Background()
	elements := map[string]int{}
	for _, q := range expressionQueries {
		rows, err := conn.Query(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		var kind, space, rel, part, text string
		if _, err := pgx.ForEachRow(rows, []any{&kind, &space, &rel, &part, &text}, func() error {
			table := schema.NewTable(space, rel)
			have := modelExpr(db, table, kind, part, elements)
			// A function that nothing modelled has no full name in the key.
			if have.IsZero() || strings.Contains(have.Key, `(call "`) {
				return nil
			}
			n++
			server, err := serverExpr(db, table, kind, part, text)
			if err != nil {
				t.Errorf("%s: %s %s: server text %s: %v", name, table, part, text, err)
				return nil
			}
			if server.Key != have.Key {
				differ++
				t.Errorf("%s: %s.%s\n  author %s\n  server %s\n  keys %s\n       %s", name, table, part, have.SQL, text, have.Key, server.Key)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return n, differ
}

// serverExpr reads the text that the server prints.
func serverExpr(db *schema.Database, table schema.ID, kind, part, text string) (schema.Expr, error) {
	sc := canon.Scope{DB: db, Relation: table}
	switch kind {
	case "v":
		tree, err := pg.Parse(text)
		if err != nil {
			return schema.Expr{}, err
		}
		sc.Relation = schema.ID{}
		e, _, err := canon.Query(tree.Stmts[0].Stmt, text, sc)
		return e, err
	case "d", "g":
		tree, err := pg.Parse("SELECT " + text)
		if err != nil {
			return schema.Expr{}, err
		}
		if kind == "d" {
			sc.Relation = schema.ID{}
		}
		c, _ := schema.Get[schema.Column](db, table.In(schema.KindColumn, part))
		return canon.ExprAs(tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val, text, sc, c.Type)
	}
	return ddl.ParseExpr(db, table, text)
}

// modelExpr finds an expression of the model; elements counts those of an index.
func modelExpr(db *schema.Database, table schema.ID, kind, part string, elements map[string]int) schema.Expr {
	switch kind {
	case "v":
		id, _ := db.Relation(table.Schema, table.Name)
		v, _ := schema.Get[schema.View](db, id)
		return v.Query
	case "c":
		c, _ := schema.Get[schema.Check](db, table.In(schema.KindCheck, part))
		return c.Expr
	case "d":
		c, _ := schema.Get[schema.Column](db, table.In(schema.KindColumn, part))
		return c.Default
	case "g":
		c, _ := schema.Get[schema.Column](db, table.In(schema.KindColumn, part))
		return c.Generated
	}
	id, _ := db.Relation(table.Schema, part)
	x, ok := schema.Get[schema.Index](db, id)
	if kind == "w" || !ok {
		return x.Where
	}
	at := elements[id.String()]
	for i := at; i < len(x.Elements); i++ {
		if x.Elements[i].Column == "" {
			elements[id.String()] = i + 1
			return x.Elements[i].Expr
		}
	}
	return schema.Expr{}
}
