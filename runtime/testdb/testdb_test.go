package testdb

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// recorder stands for a test that New works for: it keeps what is said to it
// and runs its cleanups when the real test asks.
type recorder struct {
	testing.TB
	failed   bool
	messages []string
	cleanups []func()
}

func (r *recorder) Failed() bool            { return r.failed }
func (r *recorder) Cleanup(f func())        { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Logf(f string, a ...any) { r.messages = append(r.messages, fmt.Sprintf(f, a...)) }
func (r *recorder) Errorf(f string, a ...any) {
	r.failed = true
	r.messages = append(r.messages, fmt.Sprintf(f, a...))
}

func (r *recorder) end() {
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		f := r.cleanups[last]
		r.cleanups = r.cleanups[:last]
		f()
	}
}

const shop = "create table item (id int primary key); insert into item values (1), (2)"

// exists reports whether the server has a database of that name.
func exists(t *testing.T, name string) bool {
	t.Helper()
	address, err := server()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	found, err := hasDatabase(t.Context(), conn, name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEachTestHasItsOwnRows(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "b", "c", "d"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := New(t, Source{SQL: shop})
			if _, err := pool.Exec(t.Context(), "insert into item values (3)"); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := pool.QueryRow(t.Context(), "select count(*) from item").Scan(&n); err != nil || n != 3 {
				t.Errorf("%d items (%v), want 3", n, err)
			}
		})
	}
}

func TestPassedTestLeavesNoDatabase(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	pool := New(r, Source{SQL: shop})
	name := pool.Config().ConnConfig.Database
	if !exists(t, name) {
		t.Fatalf("database %s is not there while the test runs", name)
	}
	r.end()
	if r.failed || exists(t, name) {
		t.Errorf("database %s is left; messages: %q", name, r.messages)
	}
}

func TestFailedTestKeepsItsDatabase(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	own := URL(r, Source{SQL: shop})
	r.failed = true
	r.end()
	if len(r.messages) != 1 || !strings.Contains(r.messages[0], own) {
		t.Fatalf("messages %q, want one with %s", r.messages, own)
	}
	cfg, err := pgx.ParseConfig(own)
	if err != nil {
		t.Fatal(err)
	}
	if !exists(t, cfg.Database) {
		t.Error("the database is gone")
	}
	address, err := server()
	if err != nil {
		t.Fatal(err)
	}
	dropOrKeep(t, address, cfg.Database, own)
}

func TestForgottenConnectionFailsTheTest(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	pool := New(r, Source{})
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closePool(r, pool, 50*time.Millisecond)
	if !r.failed || !strings.Contains(strings.Join(r.messages, "\n"), "1 connections were acquired") {
		t.Errorf("messages %q, want the count of connections", r.messages)
	}
	conn.Release()
	r.failed = false
	r.end()
}

// TestTemplateIsBuiltOnce lets many tests ask at once for a source that nobody
// had before: more than one build would fail on the marker table.
func TestTemplateIsBuiltOnce(t *testing.T) {
	t.Parallel()
	address, err := server()
	if err != nil {
		t.Fatal(err)
	}
	src := Source{SQL: "create table once (at timestamptz); insert into once values (clock_timestamp()); select pg_sleep(0.2)",
		Version: databaseName("fresh")}
	var wg sync.WaitGroup
	stamps := make([]string, 6)
	for i := range stamps {
		wg.Go(func() {
			conn, err := pgx.Connect(t.Context(), URL(t, src))
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close(context.Background())
			if err := conn.QueryRow(t.Context(), "select at::text from once").Scan(&stamps[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range stamps {
		if s != stamps[0] || s == "" {
			t.Fatalf("the databases come from different builds: %q", stamps)
		}
	}
	dropTemplate(t, address, src)
}

func dropTemplate(t *testing.T, address string, src Source) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name, err := ensureTemplate(t.Context(), conn, address, src)
	if err != nil {
		t.Fatal(err)
	}
	if err := execAll(t.Context(), conn, "drop database "+quote(name)); err != nil {
		t.Error(err)
	}
}

func TestBrokenSourceLeavesNoTemplate(t *testing.T) {
	t.Parallel()
	address, err := server()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name, err := ensureTemplate(t.Context(), conn, address, Source{SQL: "create table a (id int); selekt", Version: databaseName("broken")})
	if err == nil || !strings.Contains(err.Error(), "selekt") {
		t.Errorf("error is %v, want the server's", err)
	}
	if exists(t, name) || exists(t, name+"_new") {
		t.Errorf("%s or its draft is left", name)
	}
}

func TestMigrationsAreApplied(t *testing.T) {
	t.Parallel()
	pool := New(t, Source{Migrations: revisions(map[string]string{
		"0001_item": "-- pgen:up\nCREATE TABLE item (id int);\n\n-- pgen:down\nDROP TABLE item;\n",
		"0002_more": "-- pgen:revises 0001_item\n\n-- pgen:up\nALTER TABLE item ADD name text;\n\n-- pgen:down\nALTER TABLE item DROP name;\n",
	}), More: []fs.FS{revisions(map[string]string{
		"0003_part": "-- pgen:revises 0002_more\n\n-- pgen:up\nCREATE TABLE part (item int);\n",
	})}, SQL: "insert into item values (1, 'one'); insert into part values (1)"})
	var name string
	if err := pool.QueryRow(t.Context(), "select name from item join part on part.item = item.id").Scan(&name); err != nil || name != "one" {
		t.Errorf("name is %q (%v), want one", name, err)
	}
}

// revisions makes a migration folder with its sums.
func revisions(bodies map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	var sum migrate.Sum
	for _, id := range slices.Sorted(maps.Keys(bodies)) {
		text := []byte("-- pgen:revision " + id + "\n" + bodies[id])
		files[id+".sql"] = &fstest.MapFile{Data: text}
		sum = append(sum, migrate.SumLine{ID: id, Meaning: migrate.HashBytes([]byte(id)), Bytes: migrate.HashBytes(text)})
	}
	files["pgen.sum"] = &fstest.MapFile{Data: sum.Format()}
	return files
}

// TestChecksumSeesEveryField changes one thing at a time; no two sources may
// share a template.
func TestChecksumSeesEveryField(t *testing.T) {
	t.Parallel()
	file := func(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }
	withRoles := Source{}
	withRoles.Migrate.Roles = map[string]string{"admin": "root"}
	withSchema := Source{}
	withSchema.Migrate.Schema = "a"
	seen := map[string]int{}
	for i, src := range []Source{
		{}, {SQL: "a"}, {Version: "a"}, withRoles, withSchema,
		{Migrations: file("1.sql", "a")}, {Migrations: file("1.sql", "b")}, {Migrations: file("2.sql", "a")}, {Migrations: file("pgen.sum", "a")},
		{Migrations: file("1.sql", "a"), More: []fs.FS{file("2.sql", "a")}}, {Migrations: file("1.sql", "a"), More: []fs.FS{fstest.MapFS{}}},
	} {
		sum, err := src.checksum()
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[string(sum)]; ok {
			t.Errorf("sources %d and %d have one checksum", before, i)
		}
		seen[string(sum)] = i
	}
}

func TestDatabaseNameFitsAnIdentifier(t *testing.T) {
	t.Parallel()
	long := databaseName("TestÄrger/" + strings.Repeat("long name ", 20))
	if len(long) > 63 || strings.Trim(long, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || long == databaseName("TestÄrger/") {
		t.Errorf("name %q is too long or has odd characters", long)
	}
}
