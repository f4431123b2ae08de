package tx

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/store"
)

// Options say how a transaction runs. The zero value is a read-write transaction
// with the server's default isolation that is tried up to three times.
type Options struct {
	// Isolation is "" for the server's default. A nested transaction has that of
	// the outer one and may not ask for another.
	Isolation pgx.TxIsoLevel
	// ReadOnly makes the server refuse to write.
	ReadOnly bool
	// Deferrable makes a read-only serializable transaction wait for a moment at
	// which it cannot fail.
	Deferrable bool
	// DryRun always rolls back. Constraints that would be checked at commit are
	// checked before, so that no error means that the commit would have worked.
	DryRun bool
	// MaxAttempts bounds how often the function runs when it fails with a
	// serialization failure or a deadlock: 0 means 3, 1 means never again. Only the
	// outermost transaction is tried again.
	MaxAttempts int
}

// rollbackTimeout bounds a rollback, which must also work after the caller's
// context is cancelled.
const rollbackTimeout = 5 * time.Second

// Tx is a running transaction or savepoint. It is a [store.DB].
type Tx struct {
	pgx.Tx
	options Options
	hooks   []func()
}

// AfterCommit calls f once the outermost transaction is committed; it does
// nothing after a rollback, be it of a savepoint around the call only. A hook
// that is added in an attempt that is tried again is dropped with that attempt.
func (t *Tx) AfterCommit(f func()) { t.hooks = append(t.hooks, f) }

// AfterCommit calls f once the transaction that db belongs to is committed, and
// at once if db is none that [Run] began.
func AfterCommit(db store.DB, f func()) {
	if t, ok := db.(*Tx); ok {
		t.AfterCommit(f)
		return
	}
	f()
}

// Run calls fn in a transaction of db and commits if fn returns nil, else rolls
// back and returns fn's error. If db is a transaction already, fn runs in a
// savepoint of it. It may call fn several times (see [Options]), so fn should
// have no effects beside those in the database; use [Tx.AfterCommit] for others.
// After a panic in fn the transaction is rolled back and the panic goes on.
//
// Errors of the commit are of type *store.Error.
func Run(ctx context.Context, db store.DB, o Options, fn func(*Tx) error) error {
	if outer, ok := db.(pgx.Tx); ok {
		return nested(ctx, outer, o, fn)
	}
	b, ok := db.(beginner)
	if !ok {
		return fmt.Errorf("cannot begin a transaction: a %T has no BeginTx method; pass a pool, a connection or a transaction", db)
	}
	begin := func() (*Tx, error) {
		t, err := b.BeginTx(ctx, o.begin())
		return &Tx{Tx: t, options: o}, err
	}
	attempts := o.MaxAttempts
	if attempts <= 0 {
		attempts = 3
	}
	for n := 1; ; n++ {
		hooks, err := once(ctx, begin, o, fn)
		if err == nil {
			for _, f := range hooks {
				f()
			}
			return nil
		}
		if n >= attempts || !Retryable(err) {
			return err
		}
		if wait(ctx, n) != nil {
			return err
		}
	}
}

type beginner interface {
	BeginTx(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error)
}

func (o Options) begin() pgx.TxOptions {
	t := pgx.TxOptions{IsoLevel: o.Isolation}
	if o.ReadOnly {
		t.AccessMode = pgx.ReadOnly
	}
	if o.Deferrable {
		t.DeferrableMode = pgx.Deferrable
	}
	return t
}

// nested runs fn in a savepoint.
func nested(ctx context.Context, outer pgx.Tx, o Options, fn func(*Tx) error) error {
	parent, _ := outer.(*Tx)
	var has Options
	if parent != nil {
		has = parent.options
	}
	if o.Isolation != "" && o.Isolation != has.Isolation {
		return fmt.Errorf("a nested transaction cannot be %s: its isolation is that of the outer one; set it there", o.Isolation)
	}
	if o.ReadOnly && !has.ReadOnly {
		return errors.New("a nested transaction cannot be read-only in one that writes: make the outer one read-only")
	}
	o.Isolation, o.ReadOnly = has.Isolation, has.ReadOnly
	begin := func() (*Tx, error) {
		t, err := outer.Begin(ctx)
		return &Tx{Tx: t, options: o}, err
	}
	hooks, err := once(ctx, begin, o, fn)
	if err != nil {
		return err
	}
	if parent == nil {
		// The outer transaction was not begun by Run, so its commit cannot be seen:
		// the end of the savepoint counts as the commit.
		for _, f := range hooks {
			f()
		}
		return nil
	}
	parent.hooks = append(parent.hooks, hooks...)
	return nil
}

// once makes one attempt and returns the hooks to call after the commit.
func once(ctx context.Context, begin func() (*Tx, error), o Options, fn func(*Tx) error) (hooks []func(), err error) {
	t, err := begin()
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if !done { // fn failed, panicked or ended the goroutine
			failed := rollback(ctx, t)
			if err == nil { // after an error the connection is often gone, and with it the transaction
				err = failed
			}
		}
	}()
	if err := fn(t); err != nil {
		return nil, err
	}
	if o.DryRun {
		_, err := t.Exec(ctx, "SET CONSTRAINTS ALL IMMEDIATE")
		return nil, store.CommitError(err)
	}
	done = true
	if err := t.Commit(ctx); err != nil {
		if errors.Is(err, pgx.ErrTxCommitRollback) {
			return nil, fmt.Errorf("the transaction was rolled back: a statement in it failed but its error was not returned: %w", err)
		}
		_ = rollback(ctx, t)
		return nil, store.CommitError(err)
	}
	return t.hooks, nil
}

// rollback also works after the caller's context is cancelled.
func rollback(ctx context.Context, t *Tx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	err := t.Rollback(ctx)
	if err == nil || errors.Is(err, pgx.ErrTxClosed) {
		return nil
	}
	return fmt.Errorf("rollback: %w", err)
}
