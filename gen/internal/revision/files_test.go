package revision_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
)

const data = "../../../../shared/data/migrations"

// TestOrderOfRealFolders compares the order of the files with the order in
// which each project's own tool applies them.
func TestOrderOfRealFolders(t *testing.T) {
	t.Parallel()
	sets, err := os.ReadDir(data)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the open data is not here")
	}
	for _, set := range sets {
		t.Run(set.Name(), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(data, set.Name(), "files")
			layout, err := revision.Detect(dir)
			if err != nil {
				t.Fatal(err)
			}
			migrations, diagnostics, err := revision.Files(dir, layout)
			if err != nil {
				t.Fatal(err)
			}
			if err := diagnostics.Err(); err != nil {
				t.Fatal(err)
			}
			got := names(dir, migrations)
			want := lines(t, filepath.Join(data, set.Name(), "order.txt"))
			if !slices.Equal(got, want) {
				t.Errorf("layout %s: got\n%s\nwant\n%s", layout, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			checkPairs(t, dir, set.Name(), migrations)
			t.Log(layout, len(migrations), diagnostics)
		})
	}
}

// checkPairs compares which file undoes which.
func checkPairs(t *testing.T, dir, set string, migrations []revision.Migration) {
	path := filepath.Join(data, set, "pairs.txt")
	if _, err := os.Stat(path); err != nil {
		return
	}
	var got []string
	for _, m := range migrations {
		if len(m.Up) > 0 && len(m.Down) > 0 {
			got = append(got, rel(dir, m.Up[0])+"\t"+rel(dir, m.Down[0]))
		}
	}
	if want := lines(t, path); !slices.Equal(got, want) {
		t.Errorf("pairs: got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func names(dir string, migrations []revision.Migration) []string {
	var out []string
	for _, m := range migrations {
		for _, f := range m.Up {
			out = append(out, rel(dir, f))
		}
	}
	return slices.Compact(out)
}

func rel(dir string, f *source.File) string {
	name, err := filepath.Rel(dir, f.Name)
	if err != nil {
		return err.Error()
	}
	return filepath.ToSlash(name)
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
