package golang_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// replay reads a model from an SQL file.
func replay(t *testing.T, path string) *schema.Database {
	t.Helper()
	f, err := source.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	r := ddl.New(ddl.Options{})
	if err := r.Apply(f).Err(); err != nil {
		t.Fatal(err)
	}
	return r.Database()
}

func write(t *testing.T, dir string, files []golang.File) {
	t.Helper()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
