package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pgen-go/pgen/gen/internal/config"
	"github.com/pgen-go/pgen/templates"
)

// Init writes the files of a new project into dir, which is made if missing:
// pgen.yaml, schema.sql, an empty migrations folder and a Go file that runs pgen
// by go:generate. It refuses, before it writes anything, when one of the files
// exists, and returns the paths that it wrote.
func Init(dir, packageName string) ([]string, error) {
	files := []struct{ path, content string }{
		{config.FileName, templates.Config},
		{"schema.sql", templates.Schema},
		{filepath.Join("migrations", ".gitkeep"), ""},
		{"pgen.go", fmt.Sprintf(templates.Generate, packageName)},
	}
	for _, f := range files {
		path := filepath.Join(dir, f.path)
		if _, err := os.Lstat(path); err == nil {
			return nil, fmt.Errorf("%s exists: pgen init writes new projects only", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(dir, f.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return written, err
		}
		if err := os.WriteFile(path, []byte(f.content), 0o644); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}
