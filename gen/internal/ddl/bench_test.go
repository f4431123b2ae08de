//go:build unix

package ddl_test

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// BenchmarkReplay replays all migration folders and reports how much longer that
// takes than parsing them alone.
func BenchmarkReplay(b *testing.B) {
	var files [][]*source.File
	for _, set := range loadSets(b) {
		files = append(files, set.files)
	}
	compareToParse(b, files)
}

// BenchmarkGenerated replays histories of many files, and reports the time for one
// file, its ratio to parsing and the memory that the model takes.
func BenchmarkGenerated(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			files := generated(b, n)
			fastest := compareToParse(b, [][]*source.File{files})
			b.ReportMetric(float64(fastest.Microseconds())/float64(n), "µs-cpu/file")
			before := heap()
			model := replayAll(files)
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB-model")
			b.ReportMetric(float64(model.Len()), "objects")
		})
	}
}

func replayAll(files []*source.File) *schema.Database {
	r := ddl.New(ddl.Options{})
	r.ApplyAll(files)
	return r.Finish()
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// cost is the least that any round took.
type cost struct{ wall, cpu time.Duration }

// measure runs f and keeps its cost if that is less than before. The garbage of
// what ran before is not f's.
func (c *cost) measure(b *testing.B, f func()) {
	b.Helper()
	runtime.GC()
	start, before := time.Now(), processorTime(b)
	f()
	c.wall, c.cpu = least(c.wall, time.Since(start)), least(c.cpu, processorTime(b)-before)
}

func least(before, now time.Duration) time.Duration {
	if before == 0 {
		return now
	}
	return min(before, now)
}

// compareToParse replays each history, and parses it beside that, in rounds. It
// reports how many times as long as the parser the replay takes, by the fastest
// round of each: the processor time of one file after the other (×cpu), and the
// wall time with the next files parsed meanwhile (×wall). It returns the processor
// time of the replay.
func compareToParse(b *testing.B, histories [][]*source.File) time.Duration {
	b.Helper()
	var one, all, parser cost
	for b.Loop() {
		one.measure(b, func() {
			for _, files := range histories {
				r := ddl.New(ddl.Options{})
				for _, f := range files {
					r.Apply(f)
				}
			}
		})
		all.measure(b, func() {
			for _, files := range histories {
				ddl.New(ddl.Options{}).ApplyAll(files)
			}
		})
		parser.measure(b, func() {
			for _, files := range histories {
				for _, f := range files {
					if _, err := pg.Parse(f.Text); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	b.ReportMetric(float64(one.cpu)/float64(parser.cpu), "×cpu")
	b.ReportMetric(float64(all.wall)/float64(parser.wall), "×wall")
	return one.cpu
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// generated makes a history in which every file creates a table that refers to an
// earlier one, and changes another.
func generated(b *testing.B, n int) []*source.File {
	b.Helper()
	files := make([]*source.File, n)
	for i := range files {
		sql := fmt.Sprintf(`CREATE TABLE t%d (id bigserial PRIMARY KEY, parent bigint REFERENCES t%d ON DELETE CASCADE, name varchar(80) NOT NULL,
	email text UNIQUE, amount numeric(12,2) DEFAULT 0 CHECK (amount >= 0), created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX t%d_parent_idx ON t%d (parent, created_at DESC) WHERE amount > 0;
COMMENT ON TABLE t%d IS 'table';
`, i, max(0, i-1), i, i, i)
		if i > 0 {
			sql += fmt.Sprintf("ALTER TABLE t%d ADD COLUMN note text DEFAULT 'x', ALTER COLUMN email SET NOT NULL;\n", i-1)
		}
		f, err := source.New(fmt.Sprintf("%05d.sql", i), sql)
		if err != nil {
			b.Fatal(err)
		}
		files[i] = f
	}
	return files
}
