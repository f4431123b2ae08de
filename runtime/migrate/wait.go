package migrate

import (
	"context"
	"math/rand/v2"
	"time"
)

// sleep waits, or returns the reason why the context ended.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// jitter spreads a delay over half to one and a half, so that runs that started
// together do not keep asking together.
func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d) }
