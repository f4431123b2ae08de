package testdb

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// Source says what a new database holds. The zero value is an empty database.
type Source struct {
	// Migrations is a folder of revisions, applied up to head.
	Migrations fs.FS
	// More are further folders, where the history is spread over several.
	More []fs.FS
	// Migrate configures that run: schema, roles, steps written in Go. What says
	// where to connect and what to run is filled in.
	Migrate migrate.Config
	// SQL runs after the migrations, as one message: rows that every test wants,
	// or a whole schema where there are no migrations.
	SQL string
	// Version tells templates apart whose files are the same. Change it when a
	// step that is written in Go changes, for its code cannot be compared.
	Version string
}

// timeout bounds what the package does for one test, migrations included.
const timeout = 5 * time.Minute

// releaseTime is how long goroutines of a test may hold connections after it.
const releaseTime = 5 * time.Second

// New returns connections to a database of the test's own. The test fails when
// there is no server, when a migration fails, or when it ends without giving
// back a connection.
func New(t testing.TB, src Source) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), URL(t, src))
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { closePool(t, pool, releaseTime) })
	return pool
}

// URL returns the address of a database of the test's own, for tests that
// connect by themselves.
func URL(t testing.TB, src Source) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	address, err := server()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	admin, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("testdb: connect to the server for tests: %v", err)
	}
	defer admin.Close(context.WithoutCancel(ctx))
	template, err := ensureTemplate(ctx, admin, address, src)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	name := databaseName(t.Name())
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template)); err != nil {
		t.Fatalf("testdb: copy the template: %v", err)
	}
	own := withDatabase(address, name)
	t.Cleanup(func() { dropOrKeep(t, address, name, own) })
	return own
}

// closePool closes the pool. A connection that was never released would make it
// wait for ever; the test is told instead.
func closePool(t testing.TB, pool *pgxpool.Pool, wait time.Duration) {
	t.Helper()
	closed := make(chan struct{})
	go func() {
		pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(wait):
		t.Errorf("testdb: %d connections were acquired and not released; close rows, transactions and connections",
			pool.Stat().AcquiredConns())
	}
}

// dropOrKeep ends the life of a database, unless somebody will want to see it.
func dropOrKeep(t testing.TB, address, name, own string) {
	t.Helper()
	if t.Failed() {
		t.Logf("testdb: the database is kept: psql '%s'", own)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	admin, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Errorf("testdb: connect to drop %s: %v", name, err)
		return
	}
	defer admin.Close(ctx)
	if _, err := admin.Exec(ctx, "DROP DATABASE "+quote(name)+" WITH (FORCE)"); err != nil {
		t.Errorf("testdb: drop %s: %v", name, err)
	}
}

// databaseName makes a name that can be recognised in a list of databases.
func databaseName(test string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(test))
	return fmt.Sprintf("test_%s_%s", plain[:min(len(plain), 40)], strings.ToLower(rand.Text()[:10]))
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
