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
)

// TestKeysOfMigrationsAreEqual replays real migration folders on a server and
// compares the expressions that their files write down with those of the end.
func TestKeysOfMigrationsAreEqual(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	metas, _ := filepath.Glob(dataDir + "/migrations/*/meta.json")
	if len(metas) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the test data is missing: " + dataDir)
		}
		t.Skip("needs the test data in " + dataDir)
	}
	counts := map[string]*tally{}
	exec := func(c *pgx.Conn, sql string) error { return c.PgConn().Exec(context.Background(), sql).Close() }
	for _, meta := range metas {
		dir := filepath.Dir(meta)
		name := "canon_" + strings.ReplaceAll(filepath.Base(dir), "-", "_")
		for _, sql := range []string{"DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name} {
			if err := exec(conn, sql); err != nil {
				t.Fatal(err)
			}
		}
		cfg := conn.Config().Copy()
		cfg.Database = name
		own, err := pgx.ConnectConfig(context.Background(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		files := migrationFiles(t, dir)
		for _, f := range files {
			if exec(own, f) == nil {
				continue
			}
			exec(own, "ROLLBACK")
			for _, s := range statements(f) {
				exec(own, s)
			}
		}
		if err := exec(own, "RESET ALL; SET search_path = ''; SET timezone = 'UTC'"); err != nil {
			t.Fatal(err)
		}
		compareAll(t, own, filepath.Base(dir), files, counts)
		own.Close(context.Background())
		exec(conn, "DROP DATABASE "+name)
	}
	report(t, counts, 990)
}

// migrationFiles returns the prelude and the up halves of a folder, in order.
func migrationFiles(t *testing.T, dir string) []string {
	t.Helper()
	data, err := os.ReadFile(dir + "/meta.json")
	if err != nil {
		t.Fatal(err)
	}
	var meta struct {
		Prelude []string `json:"prelude"`
	}
	if err := json.Unmarshal(data, &meta); err != nil {
		t.Fatal(err)
	}
	order, err := os.ReadFile(dir + "/order.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := meta.Prelude
	for name := range strings.Lines(string(order)) {
		text, err := os.ReadFile(dir + "/files/" + strings.TrimSpace(name))
		if err != nil {
			t.Fatal(err)
		}
		up := string(text)
		for _, mark := range []string{"-- +goose Down", "-- +migrate Down", "--+migrate Down"} {
			up, _, _ = strings.Cut(up, mark)
		}
		out = append(out, up)
	}
	return out
}

func statements(text string) []string {
	list, err := pg.SplitWithParser(text, true)
	if err != nil {
		return nil
	}
	return list
}
