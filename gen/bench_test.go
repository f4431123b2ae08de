package gen_test

import (
	"path/filepath"
	"testing"

	"github.com/pgen-go/pgen/gen"
)

// BenchmarkGenerate reads a real history of 115 files, makes its code and writes it.
func BenchmarkGenerate(b *testing.B) {
	p, err := gen.Open(gen.Settings{Environ: []string{}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		o := gen.GenerateOptions{Out: filepath.Join(b.TempDir(), "store"), Replay: gen.ReplayStatic}
		out, err := p.GenerateFrom(b.Context(), filepath.Join(dataDir, "firefly", "files"), o)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := out.Write(); err != nil {
			b.Fatal(err)
		}
	}
}
