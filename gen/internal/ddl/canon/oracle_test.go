package canon_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
)

const dataDir = "../../../../../shared/data"

// connect opens the throw-away server of the test run.
func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	url := scratchtest.Server(t).URL()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cfg.RuntimeParams["jit"] = "off" // costs more than the queries themselves
	conn, err := pgx.ConnectConfig(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// testCase is one file of ../shared/data/diff.
type testCase struct {
	name, old, new string
	valid          bool
	roles          []string
}

func cases(t *testing.T) []testCase {
	t.Helper()
	files, _ := filepath.Glob(dataDir + "/diff/*/*.txtar")
	if len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the test data is missing: " + dataDir)
		}
		t.Skip("needs the test data in " + dataDir)
	}
	var out []testCase
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, _ := strings.Cut(string(data), "-- old.sql --\n")
		old, rest, _ := strings.Cut(rest, "-- new.sql --\n")
		next, _, _ := strings.Cut(rest, "-- seed.sql --\n")
		var meta struct {
			Valid bool     `json:"valid_on_15"`
			Roles []string `json:"roles"`
		}
		if err := json.Unmarshal([]byte(head), &meta); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out = append(out, testCase{name: filepath.Base(filepath.Dir(f)) + "/" + filepath.Base(f), old: old, new: next,
			valid: meta.Valid, roles: meta.Roles})
	}
	return out
}

// applied runs a file in a transaction, hands the state to use, and rolls back.
// It returns false when the file does not run in a transaction.
func applied(t *testing.T, conn *pgx.Conn, sql string, roles []string, use func()) bool {
	t.Helper()
	ctx := context.Background()
	begin := "BEGIN;"
	for _, r := range roles {
		begin += `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname='` + r + `') THEN CREATE ROLE "` + r + `"; END IF; END $$;`
	}
	defer func() { conn.PgConn().Exec(ctx, "ROLLBACK; RESET ALL").Close() }()
	for _, text := range []string{begin, sql, "SET LOCAL search_path = ''; SET LOCAL timezone = 'UTC'"} {
		if err := conn.PgConn().Exec(ctx, text).Close(); err != nil {
			t.Logf("not applied: %v", err)
			return false
		}
	}
	use()
	return true
}

// serverExpr is an expression as the server prints it.
type serverExpr struct {
	kind, table, name, text string
}

// key addresses an expression among those of its kind.
func (e serverExpr) key() string { return e.kind + " " + e.table + " " + e.name }

const serverQuery = `
SELECT CASE WHEN a.attgenerated='s' THEN 'generated' ELSE 'default' END, n.nspname||'.'||c.relname, a.attname, pg_get_expr(d.adbin,d.adrelid)
FROM pg_attrdef d JOIN pg_class c ON c.oid=d.adrelid JOIN pg_namespace n ON n.oid=c.relnamespace JOIN pg_attribute a ON a.attrelid=c.oid AND a.attnum=d.adnum WHERE c.relkind IN ('r','p')
UNION ALL SELECT 'check', n.nspname||'.'||c.relname, o.conname, pg_get_expr(o.conbin,o.conrelid)
FROM pg_constraint o JOIN pg_class c ON c.oid=o.conrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE o.contype='c'
UNION ALL SELECT 'index expression', n.nspname||'.'||c.relname, ic.relname, pg_get_indexdef(i.indexrelid, k, true)
FROM pg_index i JOIN pg_class ic ON ic.oid=i.indexrelid JOIN pg_class c ON c.oid=i.indrelid JOIN pg_namespace n ON n.oid=c.relnamespace, generate_series(1,i.indnkeyatts) k WHERE i.indkey[k-1]=0 AND n.nspname !~ '^pg_'
UNION ALL SELECT 'index predicate', n.nspname||'.'||c.relname, ic.relname, pg_get_expr(i.indpred,i.indrelid)
FROM pg_index i JOIN pg_class ic ON ic.oid=i.indexrelid JOIN pg_class c ON c.oid=i.indrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE i.indpred IS NOT NULL AND n.nspname !~ '^pg_'
UNION ALL SELECT 'view', n.nspname||'.'||c.relname, '', pg_get_viewdef(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE c.relkind IN ('v','m') AND n.nspname NOT IN ('pg_catalog','information_schema')
UNION ALL SELECT 'policy using', n.nspname||'.'||c.relname, p.polname, pg_get_expr(p.polqual,p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid=p.polrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE p.polqual IS NOT NULL
UNION ALL SELECT 'policy check', n.nspname||'.'||c.relname, p.polname, pg_get_expr(p.polwithcheck,p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid=p.polrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE p.polwithcheck IS NOT NULL
UNION ALL SELECT 'domain default', n.nspname||'.'||t.typname, '', pg_get_expr(t.typdefaultbin,0) FROM pg_type t JOIN pg_namespace n ON n.oid=t.typnamespace WHERE t.typtype='d' AND t.typdefaultbin IS NOT NULL
UNION ALL SELECT 'domain check', n.nspname||'.'||t.typname, o.conname, pg_get_expr(o.conbin,0) FROM pg_constraint o JOIN pg_type t ON t.oid=o.contypid JOIN pg_namespace n ON n.oid=t.typnamespace WHERE n.nspname<>'information_schema'
UNION ALL SELECT 'trigger', n.nspname||'.'||c.relname, g.tgname, pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid=g.tgrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE g.tgqual IS NOT NULL`

func serverExprs(t *testing.T, conn *pgx.Conn) []serverExpr {
	t.Helper()
	rows, err := conn.Query(context.Background(), serverQuery)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (serverExpr, error) {
		var e serverExpr
		err := row.Scan(&e.kind, &e.table, &e.name, &e.text)
		return e, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// scopeOf is the scope of an expression of a kind on a table.
func scopeOf(db *schema.Database, path []string, kind, table string) canon.Scope {
	space, name, _ := strings.Cut(table, ".")
	sc := canon.Scope{DB: db, SearchPath: path}
	if d, ok := schema.Get[schema.Domain](db, schema.ID{Kind: schema.KindDomain, Schema: space, Name: name}); ok && kind == "domain check" {
		sc.Value = d.Base
		return sc
	}
	if rel, ok := db.Relation(space, name); ok && kind != "view" {
		sc.Relation = rel
	}
	sc.NewOld = kind == "trigger"
	return sc
}

// target is the type that a default or generated expression is assigned to.
func target(db *schema.Database, e serverExpr) schema.Type {
	space, name, _ := strings.Cut(e.table, ".")
	switch e.kind {
	case "default", "generated":
		col, _ := schema.Get[schema.Column](db, schema.NewTable(space, name).In(schema.KindColumn, e.name))
		return col.Type
	case "domain default":
		d, _ := schema.Get[schema.Domain](db, schema.ID{Kind: schema.KindDomain, Schema: space, Name: name})
		return d.Base
	}
	return schema.Type{}
}

// keyOf makes the key of an expression of the server.
func keyOf(db *schema.Database, e serverExpr, path []string) (string, error) {
	sc := scopeOf(db, path, e.kind, e.table)
	var node *pg.Node
	switch e.kind {
	case "view":
		tree, err := pg.Parse(e.text)
		if err != nil {
			return "", err
		}
		x, _, err := canon.Query(tree.Stmts[0].Stmt, e.text, sc)
		return x.Key, err
	case "trigger":
		tree, err := pg.Parse(e.text)
		if err != nil {
			return "", err
		}
		node = tree.Stmts[0].Stmt.GetCreateTrigStmt().WhenClause
	default:
		tree, err := pg.Parse("SELECT " + e.text)
		if err != nil {
			return "", err
		}
		node = tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val
	}
	x, err := canon.ExprAs(node, e.text, sc, target(db, e))
	return x.Key, err
}
