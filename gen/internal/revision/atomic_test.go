package revision

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// TestReplaceAllTakesBack lets the last of several changes fail, once for each
// way in which it can.
func TestReplaceAllTakesBack(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]func(dir string) change{
		"write over a folder":   func(dir string) change { return change{path: filepath.Join(dir, "folder"), data: []byte("x")} },
		"remove a folder":       func(dir string) change { return change{path: filepath.Join(dir, "folder"), gone: true} },
		"remove what is gone":   func(dir string) change { return change{path: filepath.Join(dir, "nothing"), gone: true} },
		"write below a file":    func(dir string) change { return change{path: filepath.Join(dir, "old", "x"), data: []byte("x")} },
		"write without a place": func(string) change { return change{path: "/proc/self/nothing/x", data: []byte("x")} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, file := range []string{"old", "gone", "folder/x"} {
				path := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte("was "+file), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			before := tree(t, dir)
			changes := []change{{path: filepath.Join(dir, "new"), data: []byte("new")}, {path: filepath.Join(dir, "old"), data: []byte("changed")},
				{path: filepath.Join(dir, "gone"), gone: true}}
			if err := replaceAll(append(changes, last(dir))); err == nil {
				t.Fatal("no error")
			}
			if after := tree(t, dir); !maps.Equal(before, after) {
				t.Errorf("left %v, was %v", after, before)
			}
			if err := replaceAll(changes); err != nil {
				t.Fatal(err)
			}
			after := tree(t, dir)
			if len(after) != 3 || after["new"] != "new" || after["old"] != "changed" {
				t.Errorf("got %v", after)
			}
		})
	}
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		files[name] = string(data)
		if err == nil {
			err = relErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
