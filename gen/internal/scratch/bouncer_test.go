package scratch

import (
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/connect"
)

func TestBouncerSharesServerConnections(t *testing.T) {
	t.Parallel()
	s := start(t)
	database, _, err := s.NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := StartBouncer(t.Context(), database, TransactionPool)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Stop(); err != nil {
			t.Error(err)
		}
		waitGone(t, folderOf(t, b.URL()))
	}()
	if got, want := query(t, b.URL(), "select current_database()"), databaseOf(t, database); got != want {
		t.Errorf("through the pooler the database is %s, want %s", got, want)
	}
	first, second := query(t, b.URL(), "select pg_backend_pid()::text"), query(t, b.URL(), "select pg_backend_pid()::text")
	if first != second {
		t.Errorf("two clients in turn had the server processes %s and %s, want one", first, second)
	}
	role, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer role.Close(t.Context())
	if _, err := role.Exec(t.Context(), "create role visitor login"); err != nil {
		t.Fatal(err)
	}
	if got := query(t, strings.Replace(b.URL(), "postgres@", "visitor@", 1), "select current_user::text"); got != "visitor" {
		t.Errorf("through the pooler the role is %s, want visitor", got)
	}
}

func TestBouncerThatCannotStartShowsItsLog(t *testing.T) {
	t.Parallel()
	_, err := StartBouncer(t.Context(), "postgres://postgres@localhost/postgres", "no such mode")
	if err == nil || !strings.Contains(err.Error(), "pool_mode") {
		t.Errorf("error is %v, want pgbouncer's complaint about pool_mode", err)
	}
}

// TestConnectGetsAlongWithATransactionPooler has more clients than the pooler has
// server connections, so that every client meets several of them.
func TestConnectGetsAlongWithATransactionPooler(t *testing.T) {
	t.Parallel()
	b, err := StartBouncer(t.Context(), start(t).URL(), TransactionPool)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Stop()
	settings, err := connect.FromURL("orders", b.URL())
	if err != nil {
		t.Fatal(err)
	}
	settings.Pooler, settings.MaxConns = connect.TransactionPooler, 40
	pool, err := connect.Open(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			for j := range 20 {
				var sum int
				if err := pool.QueryRow(t.Context(), "select $1::int + $2::int", i, j).Scan(&sum); err != nil || sum != i+j {
					t.Errorf("%d + %d is %d (%v)", i, j, sum, err)
					return
				}
			}
		})
	}
	wg.Wait()
}
