package tx_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/pgen-go/pgen/runtime/store"
	"github.com/pgen-go/pgen/runtime/testdb"
	"github.com/pgen-go/pgen/runtime/tx"
)

const tables = `
CREATE TABLE doctors (name text PRIMARY KEY, on_call boolean NOT NULL);
INSERT INTO doctors VALUES ('alice', true), ('bob', true);
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE children (parent_id integer REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
`

func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	return testdb.New(t, testdb.Source{SQL: tables})
}

func onCall(t *testing.T, db store.DB) (n int) {
	t.Helper()
	if err := db.QueryRow(context.Background(), "SELECT count(*) FROM doctors WHERE on_call").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func leave(ctx context.Context, db store.DB, name string) error {
	_, err := db.Exec(ctx, "UPDATE doctors SET on_call = false WHERE name = $1", name)
	return err
}

func TestCommitAndRollback(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	refused := errors.New("refused")
	err := tx.Run(ctx, db, tx.Options{}, func(t *tx.Tx) error { return errors.Join(leave(ctx, t, "alice"), refused) })
	if !errors.Is(err, refused) || onCall(t, db) != 2 {
		t.Errorf("after an error %v, %d are on call", err, onCall(t, db))
	}
	if err := tx.Run(ctx, db, tx.Options{}, func(t *tx.Tx) error { return leave(ctx, t, "alice") }); err != nil || onCall(t, db) != 1 {
		t.Errorf("after a commit: %v, %d are on call", err, onCall(t, db))
	}
}

// TestWriteSkewIsRetried is the textbook case: each of two transactions sees two
// doctors on call and lets one go.
func TestWriteSkewIsRetried(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	tooFew := errors.New("nobody would be left")
	both := make(chan struct{}, 2)
	attempts := make(chan int, 2)
	shift := func(name string) error {
		n := 0
		err := tx.Run(ctx, db, tx.Options{Isolation: pgx.Serializable}, func(t *tx.Tx) error {
			n++
			var left int
			if err := t.QueryRow(ctx, "SELECT count(*) FROM doctors WHERE on_call").Scan(&left); err != nil {
				return err
			}
			if n == 1 { // both have read before one writes
				both <- struct{}{}
				for len(both) < 2 {
					time.Sleep(time.Millisecond)
				}
			}
			if left < 2 {
				return tooFew
			}
			return leave(ctx, t, name)
		})
		attempts <- n
		return err
	}
	errs := make(chan error, 2)
	go func() { errs <- shift("alice") }()
	go func() { errs <- shift("bob") }()
	one, two := <-errs, <-errs
	if (one == nil) == (two == nil) || !errors.Is(errors.Join(one, two), tooFew) {
		t.Errorf("one must leave and one must be refused: %v, %v", one, two)
	}
	if n := <-attempts + <-attempts; n != 3 {
		t.Errorf("there were %d attempts, want 3", n)
	}
	if n := onCall(t, db); n != 1 {
		t.Errorf("%d are on call", n)
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	for limit, want := range map[int]int{0: 3, 1: 1, 5: 5} {
		n := 0
		err := tx.Run(ctx, db, tx.Options{MaxAttempts: limit}, func(t *tx.Tx) error {
			n++
			_, err := t.Exec(ctx, "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")
			return err
		})
		if !tx.Retryable(err) || n != want {
			t.Errorf("MaxAttempts %d: %d attempts, %v", limit, n, err)
		}
	}
}

func TestNestedIsASavepoint(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	err := tx.Run(ctx, db, tx.Options{}, func(outer *tx.Tx) error {
		inner := tx.Run(ctx, outer, tx.Options{}, func(t *tx.Tx) error {
			_, err := t.Exec(ctx, "INSERT INTO doctors VALUES ('alice', true)")
			return err
		})
		if inner == nil {
			t.Error("the inner transaction must fail")
		}
		return tx.Run(ctx, outer, tx.Options{}, func(t *tx.Tx) error { return leave(ctx, t, "bob") })
	})
	if err != nil || onCall(t, db) != 1 {
		t.Errorf("%v, %d are on call", err, onCall(t, db))
	}
	err = tx.Run(ctx, db, tx.Options{}, func(outer *tx.Tx) error {
		nop := func(*tx.Tx) error { return nil }
		if err := tx.Run(ctx, outer, tx.Options{Isolation: pgx.Serializable}, nop); err == nil {
			t.Error("a nested transaction cannot change the isolation")
		}
		if err := tx.Run(ctx, outer, tx.Options{ReadOnly: true}, nop); err == nil {
			t.Error("a nested transaction cannot be read-only alone")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestDryRunLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	committed := false
	err := tx.Run(ctx, db, tx.Options{DryRun: true}, func(t *tx.Tx) error {
		t.AfterCommit(func() { committed = true })
		return leave(ctx, t, "alice")
	})
	if err != nil || onCall(t, db) != 2 || committed {
		t.Errorf("%v, %d are on call, hook ran: %t", err, onCall(t, db), committed)
	}
	err = tx.Run(ctx, db, tx.Options{DryRun: true}, func(t *tx.Tx) error {
		_, err := t.Exec(ctx, "INSERT INTO children VALUES (1)")
		return err
	})
	if !errors.Is(err, store.ForeignKey) {
		t.Errorf("a dry run must check deferred constraints, got %v", err)
	}
}

func TestCommitErrorsAreTyped(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	err := tx.Run(ctx, db, tx.Options{}, func(t *tx.Tx) error {
		_, err := t.Exec(ctx, "INSERT INTO children VALUES (1)")
		return err
	})
	missing := store.Constraint{Kind: store.MissingParent, Table: "children", Name: "children_parent_id_fkey"}
	if !errors.Is(err, missing) || !errors.Is(err, store.ForeignKey) {
		t.Errorf("got %v", err)
	}
	err = tx.Run(ctx, db, tx.Options{}, func(t *tx.Tx) error {
		_, _ = t.Exec(ctx, "SELECT 1/0")
		return nil
	})
	if !errors.Is(err, pgx.ErrTxCommitRollback) || !strings.Contains(err.Error(), "its error was not returned") {
		t.Errorf("a swallowed error gave %v", err)
	}
}

func TestPanicRollsBack(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	func() {
		defer func() {
			if recover() != "stop" {
				t.Error("the panic must go on")
			}
		}()
		_ = tx.Run(ctx, db, tx.Options{}, func(t *tx.Tx) error {
			if err := leave(ctx, t, "alice"); err != nil {
				return err
			}
			panic("stop")
		})
	}()
	if n := onCall(t, db); n != 2 || db.Stat().AcquiredConns() != 0 {
		t.Errorf("%d are on call, %d connections are taken", n, db.Stat().AcquiredConns())
	}
}

func TestRollbackSurvivesCancelledContext(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	conn, err := db.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	inner, cancel := context.WithCancel(ctx)
	err = tx.Run(inner, conn, tx.Options{}, func(t *tx.Tx) error {
		if err := leave(inner, t, "alice"); err != nil {
			return err
		}
		cancel()
		return inner.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := onCall(t, conn); n != 2 {
		t.Errorf("%d are on call: the connection must be usable and the change undone", n)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	err := tx.Run(ctx, db, tx.Options{ReadOnly: true, Deferrable: true, Isolation: pgx.Serializable}, func(t *tx.Tx) error {
		return leave(ctx, t, "alice")
	})
	if err == nil || onCall(t, db) != 2 {
		t.Errorf("got %v", err)
	}
}

func TestHooksFollowTheirTransaction(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	var ran []string
	add := func(db store.DB, name string) { tx.AfterCommit(db, func() { ran = append(ran, name) }) }
	attempts := 0
	err := tx.Run(ctx, db, tx.Options{}, func(outer *tx.Tx) error {
		attempts++
		add(outer, "outer")
		_ = tx.Run(ctx, outer, tx.Options{}, func(t *tx.Tx) error {
			add(t, "undone")
			return errors.New("no")
		})
		if err := tx.Run(ctx, outer, tx.Options{}, func(t *tx.Tx) error { add(t, "inner"); return nil }); err != nil {
			return err
		}
		if len(ran) != 0 {
			t.Errorf("%v ran before the commit", ran)
		}
		if attempts == 1 {
			_, err := outer.Exec(ctx, "DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")
			return err
		}
		return nil
	})
	if err != nil || strings.Join(ran, " ") != "outer inner" {
		t.Errorf("%v, hooks %v", err, ran)
	}
	add(db, "at once")
	if len(ran) != 3 {
		t.Errorf("outside a transaction a hook runs at once, got %v", ran)
	}
}
