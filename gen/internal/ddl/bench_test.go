package ddl_test

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// BenchmarkReplay replays all migration folders.
func BenchmarkReplay(b *testing.B) {
	sets := loadSets(b)
	for b.Loop() {
		for _, set := range sets {
			replay(b, set)
		}
	}
}

// BenchmarkParse only parses them, which the replay is measured against.
func BenchmarkParse(b *testing.B) {
	sets := loadSets(b)
	for b.Loop() {
		for _, set := range sets {
			for _, f := range set.files {
				if _, err := pg.Parse(f.Text); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
