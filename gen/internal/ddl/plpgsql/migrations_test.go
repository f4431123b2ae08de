package plpgsql_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
)

const migrationsDir = "../../../../../shared/data/migrations"

// TestBlocksOfMigrations replays real migration folders on a server; each DO block
// is first tried with the package, and both must leave the same schema.
func TestBlocksOfMigrations(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	orders, _ := filepath.Glob(migrationsDir + "/*/order.txt")
	if len(orders) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the test data is missing: " + migrationsDir)
		}
		t.Skip("needs the test data in " + migrationsDir)
	}
	blocks, decided := 0, 0
	for _, order := range orders {
		dir := filepath.Dir(order)
		if !hasBlocks(t, dir) {
			continue
		}
		db := "plpgsql_" + strings.ReplaceAll(filepath.Base(dir), "-", "_")
		for _, sql := range []string{"DROP DATABASE IF EXISTS " + db, "CREATE DATABASE " + db} {
			if err := run(conn, sql); err != nil {
				t.Fatal(err)
			}
		}
		cfg := conn.Config().Copy()
		cfg.Database = db
		own, err := pgx.ConnectConfig(context.Background(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		b, d := replay(t, own, dir, order)
		blocks, decided = blocks+b, decided+d
		own.Close(context.Background())
		run(conn, "DROP DATABASE "+db)
	}
	t.Logf("%d blocks, %d decided", blocks, decided)
	if decided*100 < blocks*90 {
		t.Errorf("only %d of %d blocks are decided", decided, blocks)
	}
}

func hasBlocks(t *testing.T, dir string) bool {
	t.Helper()
	files, _ := filepath.Glob(dir + "/files/*.sql")
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToUpper(string(data)), "DO $") {
			return true
		}
	}
	return false
}

func replay(t *testing.T, conn *pgx.Conn, dir, order string) (blocks, decided int) {
	t.Helper()
	list, err := os.ReadFile(order)
	if err != nil {
		t.Fatal(err)
	}
	run(conn, "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)")
	for name := range strings.FieldsSeq(string(list)) {
		data, err := os.ReadFile(dir + "/files/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		tree, err := pg.Parse(text)
		if err != nil {
			run(conn, text)
			continue
		}
		for _, s := range tree.Stmts {
			start, end := int(s.StmtLocation), len(text)
			if s.StmtLen > 0 {
				end = start + int(s.StmtLen)
			}
			if s.Stmt.GetDoStmt() != nil {
				blocks++
				if try(t, conn, name, text, start, s.Stmt.GetDoStmt()) {
					decided++
				}
			}
			run(conn, text[start:end])
		}
	}
	return blocks, decided
}

// try runs a block both ways and reports whether the package could decide it.
func try(t *testing.T, conn *pgx.Conn, name, text string, start int, do *pg.DoStmt) bool {
	t.Helper()
	body := ""
	for _, arg := range do.Args {
		if d := arg.GetDefElem(); d.Defname == "as" {
			body = d.Arg.GetString_().GetSval()
		}
	}
	at := start + strings.Index(text[start:], body)
	outcome := func(block func() error) (string, error) {
		run(conn, "BEGIN; SAVEPOINT start")
		defer run(conn, "ROLLBACK")
		err := block()
		if err != nil {
			run(conn, "ROLLBACK TO start")
		}
		return fingerprint(t, conn), err
	}
	want, wantErr := outcome(func() error { return run(conn, "DO $pgen$"+body+"$pgen$") })
	var res plpgsql.Result
	got, gotErr := outcome(func() error {
		res = plpgsql.Block(body, at, &serverCatalog{t: t, conn: conn, file: text})
		return res.Err
	})
	switch {
	case !res.Decided:
		t.Logf("%s: line %d: %s", name, res.Line, res.Why)
		if res.Why == "" {
			t.Errorf("%s: not decided, without a reason", name)
		}
	case (wantErr == nil) != (gotErr == nil):
		t.Errorf("%s: the server says %v, the package %v", name, wantErr, gotErr)
	case got != want:
		t.Errorf("%s: schemas differ: %s", name, difference(got, want))
	}
	return res.Decided
}
