package ddl_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pgen-go/pgen/gen/internal/ddl"
)

// TestReplayIsLinear replays a history and one that is eight times as long; a cost
// that grows with the square would make it take 64 times as long.
func TestReplayIsLinear(t *testing.T) {
	t.Parallel()
	small, large := replayTime(t, 250), replayTime(t, 2000)
	if large > 24*small {
		t.Errorf("250 tables take %v, 2000 take %v", small, large)
	}
}

// replayTime returns the best of three runs over a history of n tables.
func replayTime(t *testing.T, n int) time.Duration {
	t.Helper()
	var b strings.Builder
	b.WriteString("CREATE TABLE hub (id int PRIMARY KEY);\n")
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE t%d (id serial PRIMARY KEY, hub int REFERENCES hub, a text UNIQUE CHECK (a <> ''), b numeric(10,2) DEFAULT 0);\n", i)
		fmt.Fprintf(&b, "CREATE INDEX ON t%d (a, b) WHERE b > 0;\nALTER TABLE t%d ADD COLUMN c int, DROP COLUMN b;\nALTER TABLE t%d RENAME COLUMN c TO d;\n", i, i, i)
	}
	f := file(t, b.String())
	best := time.Hour
	for range 3 {
		start := time.Now()
		if err := ddl.New(ddl.Options{}).Apply(f).Err(); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	return best
}
