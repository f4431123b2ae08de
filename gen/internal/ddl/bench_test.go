package ddl_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
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
			compareToParse(b, [][]*source.File{files})
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/file")
			before := heap()
			r := ddl.New(ddl.Options{})
			for _, f := range files {
				r.Apply(f)
			}
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB-model")
			runtime.KeepAlive(r)
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// compareToParse measures the replay of each history, and parsing beside it.
func compareToParse(b *testing.B, histories [][]*source.File) {
	b.Helper()
	var parsing time.Duration
	for b.Loop() {
		for _, files := range histories {
			r := ddl.New(ddl.Options{})
			for _, f := range files {
				r.Apply(f)
			}
		}
		b.StopTimer()
		start := time.Now()
		for _, files := range histories {
			for _, f := range files {
				if _, err := pg.Parse(f.Text); err != nil {
					b.Fatal(err)
				}
			}
		}
		parsing += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(parsing), "×parse")
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
