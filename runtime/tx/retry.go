package tx

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	firstWait = 10 * time.Millisecond
	longest   = time.Second
)

// Retryable reports whether err is a serialization failure or a deadlock, after
// which the server asks to run the whole transaction again.
func Retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// wait waits before attempt n+1. The time grows twofold and is drawn at random,
// so that two transactions that met do not meet again.
func wait(ctx context.Context, n int) error {
	bound := min(firstWait<<min(n-1, 16), longest)
	timer := time.NewTimer(bound/2 + rand.N(bound/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
