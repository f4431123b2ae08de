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
	for _, history := range []func(n int) string{manyTables, manyPartitions, manyVirtual} {
		small, large := time.Hour, time.Hour
		for range 5 { // by turns, since other tests run meanwhile
			small, large = min(small, replayTime(t, history(250))), min(large, replayTime(t, history(2000)))
		}
		if large > 32*small {
			t.Errorf("250 tables take %v, 2000 take %v:\n%s", small, large, history(3))
		}
	}
}

func manyTables(n int) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE hub (id int PRIMARY KEY);\n")
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE t%d (id serial PRIMARY KEY, hub int REFERENCES hub, a text UNIQUE CHECK (a <> ''), b numeric(10,2) DEFAULT 0);\n", i)
		fmt.Fprintf(&b, "CREATE INDEX ON t%d (a, b) WHERE b > 0;\nALTER TABLE t%d ADD COLUMN c int, DROP COLUMN b;\nALTER TABLE t%d RENAME COLUMN c TO d;\n", i, i, i)
	}
	return b.String()
}

func manyPartitions(n int) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE p (id bigint PRIMARY KEY, at date) PARTITION BY RANGE (id);\nCREATE INDEX ON p (at);\n")
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE p_%d PARTITION OF p FOR VALUES FROM (%d) TO (%d);\n", i, 10*i, 10*i+10)
	}
	return b.String()
}

// manyVirtual is what the parser does not read as one file.
func manyVirtual(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE v_%d (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);\n", i)
	}
	return b.String()
}

// replayTime returns how long the replay of a history takes.
func replayTime(t *testing.T, history string) time.Duration {
	t.Helper()
	f := file(t, history)
	start := time.Now()
	if err := ddl.New(ddl.Options{}).Apply(f).Err(); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}
