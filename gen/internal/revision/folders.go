package revision

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// folders reads the layouts with a folder per migration: Diesel (up.sql and
// down.sql, the version is the name up to "_" without dashes; other tools use
// these names too, with plain numbers) and Prisma
// (migration.sql, in text order).
func (r *reader) folders() {
	up, down := "up.sql", "down.sql"
	if r.layout == Prisma {
		up, down = "migration.sql", "down.sql"
	}
	var dirs []string
	for _, name := range r.folder.files {
		dir := strings.TrimSuffix(name, "/"+base(name))
		switch file := base(name); {
		case file == up:
			dirs = append(dirs, dir)
		case file == down:
		case strings.HasSuffix(name, ".sql"):
			r.warn(name, "the file is not part of the layout of "+string(r.layout)+", so it is left out", "")
		}
	}
	if r.layout == Diesel {
		slices.SortFunc(dirs, compareDiesel)
	}
	for _, dir := range dirs {
		m := Migration{ID: dir, NoTransaction: r.dieselNoTransaction(dir)}
		if f := r.load(dir + "/" + up); f != nil {
			m.Up = []*source.File{f}
		}
		if slices.Contains(r.folder.files, dir+"/"+down) {
			m.Down = r.down(dir + "/" + down)
		}
		r.add(m)
	}
}

// compareDiesel compares the versions of two folders as text, as Diesel does
// with its dates, and folders with other names as people count.
func compareDiesel(a, b string) int {
	x, y := dieselVersion(base(a)), dieselVersion(base(b))
	if isDate(x) && isDate(y) {
		return cmp.Or(strings.Compare(x, y), strings.Compare(a, b))
	}
	return migrate.CompareIDs(a, b)
}

func isDate(version string) bool {
	return len(version) >= 6 && strings.Trim(version, "0123456789") == ""
}

func dieselVersion(dir string) string {
	version, _, _ := strings.Cut(dir, "_")
	return strings.ReplaceAll(version, "-", "")
}

// dieselNoTransaction reads "run_in_transaction = false" of a metadata.toml.
func (r *reader) dieselNoTransaction(dir string) bool {
	if !slices.Contains(r.folder.files, dir+"/metadata.toml") {
		return false
	}
	text, err := os.ReadFile(filepath.Join(r.path, dir, "metadata.toml"))
	if err != nil {
		r.err = err
		return false
	}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(line, "=")
		if ok && strings.TrimSpace(key) == "run_in_transaction" && strings.HasPrefix(strings.TrimSpace(value), "false") {
			return true
		}
	}
	return false
}

// drizzle reads the files in the order of meta/_journal.json.
func (r *reader) drizzle() {
	const journalName = "meta/_journal.json"
	text, err := os.ReadFile(filepath.Join(r.path, journalName))
	if err != nil {
		r.err = err
		return
	}
	var journal struct {
		Entries []struct {
			Idx int    `json:"idx"`
			Tag string `json:"tag"`
		} `json:"entries"`
	}
	if err := json.Unmarshal(text, &journal); err != nil {
		r.err = fmt.Errorf("%s: %w", filepath.Join(r.path, journalName), err)
		return
	}
	slices.SortStableFunc(journal.Entries, func(a, b struct {
		Idx int    `json:"idx"`
		Tag string `json:"tag"`
	}) int {
		return cmp.Compare(a.Idx, b.Idx)
	})
	named := map[string]bool{}
	for _, entry := range journal.Entries {
		name := entry.Tag + ".sql"
		named[name] = true
		if !slices.Contains(r.folder.files, name) {
			r.report(source.Error, name, "the journal names the file, but it is missing", "bring it back from git")
			continue
		}
		if f := r.load(name); f != nil {
			r.add(Migration{ID: entry.Tag, Up: []*source.File{f}})
		}
	}
	for _, name := range r.folder.top() {
		if !named[name] {
			r.warn(name, "the journal does not name the file, so it is left out", "")
		}
	}
}
