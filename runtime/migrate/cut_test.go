package migrate_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

var errCut = errors.New("the wire was cut")

// cutConn breaks when it has sent a number of messages: after the last one, so
// that the server acts on it and nobody hears the answer, or in front of it.
type cutConn struct {
	net.Conn
	left *atomic.Int64
	late bool
}

func (c cutConn) Write(b []byte) (int, error) {
	if c.left.Add(-1) > 0 {
		return c.Conn.Write(b)
	}
	if c.late {
		_, _ = c.Conn.Write(b)
	}
	_ = c.Close()
	return 0, errCut
}

// TestCutAfterEveryMessage breaks the connection of a mixed run after each
// message that it sends, up and down, and lets the next run finish.
func TestCutAfterEveryMessage(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{true, false} {
		config := scratch(t)
		conn := connect(t, config)
		h := chain(t, logTable, mixed)
		whole := newMigrator(t, config, h)
		for n := int64(1); ; n++ {
			upWhole := cutRun(t, config, n, late, func(cut *pgx.ConnConfig) error {
				_, err := newMigrator(t, cut, h).Upgrade(t.Context(), "head")
				return err
			})
			if _, err := whole.Upgrade(t.Context(), "head"); err != nil {
				t.Fatalf("cut at %d, late %v: %v", n, late, err)
			}
			if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY step) FROM log"); got != "r1 r2.1 r2.3" {
				t.Fatalf("cut at %d, late %v: the steps left %q", n, late, got)
			}
			if got := queryText(t, conn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'b_x_idx'::regclass"); got != "true" {
				t.Fatalf("cut at %d, late %v: valid is %s", n, late, got)
			}
			downWhole := cutRun(t, config, n, late, func(cut *pgx.ConnConfig) error {
				_, err := newMigrator(t, cut, h).Downgrade(t.Context(), "base")
				return err
			})
			if _, err := whole.Downgrade(t.Context(), "base"); err != nil {
				t.Fatalf("cut at %d, late %v: %v", n, late, err)
			}
			if got := queryText(t, conn, "SELECT count(*) FROM pgen_revision"); got != "0" {
				t.Fatalf("cut at %d, late %v: %s rows are left", n, late, got)
			}
			if upWhole && downWhole {
				t.Logf("late %v: %d messages", late, n-1)
				break
			}
		}
	}
}

// cutRun reports whether the run came through before its wire was cut.
func cutRun(t *testing.T, config *pgx.ConnConfig, n int64, late bool, run func(*pgx.ConnConfig) error) bool {
	t.Helper()
	var left atomic.Int64
	left.Store(n)
	config = config.Copy()
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return cutConn{conn, &left, late}, err
	}
	return run(config) == nil && left.Load() > 0
}
