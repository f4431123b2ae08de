package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// History reads the project's revisions, in pgen's own layout; a folder without
// SQL files is an empty history, and several folders are one history. Faults of
// format and graph are errors; whether files were edited is asked by
// [migrate.History.Verify].
func (p *Project) History() (*migrate.History, error) {
	if err := p.checkOwnLayout(); err != nil {
		return nil, err
	}
	return migrate.LoadDir(p.Folders()...)
}

// checkOwnLayout refuses a migrations folder that is missing or another tool's.
func (p *Project) checkOwnLayout() error {
	for _, dir := range p.Folders() {
		if err := checkOwnFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

func checkOwnFolder(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, migrate.SumFile)); err == nil {
		return nil // only pgen's own folders have it
	}
	empty, err := isEmptyFolder(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return missingFolder(dir)
	}
	if empty || err != nil {
		return err
	}
	layout, err := revision.Detect(dir)
	if err == nil && layout != revision.Pgen {
		err = fmt.Errorf("%s is in the layout of %s: pgen reads it as a SOURCE, but runs and writes revisions in its own layout only", dir, layout)
	}
	return err
}

func missingFolder(dir string) error {
	return fmt.Errorf("there is no migrations folder %s: pgen init makes one, --migrations DIR names another", dir)
}

// isEmptyFolder reports whether the folder holds no SQL at any depth.
func isEmptyFolder(dir string) (bool, error) {
	empty := true
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".sql" {
			empty = false
			return fs.SkipAll
		}
		return err
	})
	return empty, err
}

// historyFiles returns the SQL of the project's migrations up to rev, in order.
// In pgen's own layout rev may be several, joined by commas.
func (p *Project) historyFiles(rev string) ([]*source.File, source.Diagnostics, error) {
	dirs := p.Folders()
	if len(dirs) == 1 {
		files, found, foreign, err := otherFiles(dirs[0], rev)
		if foreign || err != nil {
			return files, found, err
		}
	} else if err := p.checkOwnLayout(); err != nil {
		return nil, nil, err
	}
	history, files, err := revision.Open(dirs...)
	if err != nil {
		return nil, nil, err
	}
	wanted := map[string]bool{}
	for target := range strings.SplitSeq(rev, ",") {
		path, err := history.UpgradePath(nil, target)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range path {
			wanted[r.ID] = true
		}
	}
	var out []*source.File
	for _, r := range history.Revisions() {
		if wanted[r.ID] {
			out = append(out, revision.FromRevision(r, files[r.ID]).Up...)
		}
	}
	return out, nil, nil
}

// otherFiles reads a folder that is empty or not in pgen's own layout; foreign is
// false when it is.
func otherFiles(dir, rev string) (files []*source.File, found source.Diagnostics, foreign bool, err error) {
	empty, err := isEmptyFolder(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = missingFolder(dir)
	}
	if empty || err != nil {
		return nil, nil, empty, err
	}
	layout, err := revision.Detect(dir)
	if err != nil || layout == revision.Pgen {
		return nil, nil, false, err
	}
	files, found, err = foreignFiles(dir, layout, rev)
	return files, found, true, err
}

// foreignFiles reads another tool's folder up to the migration with the id rev.
func foreignFiles(dir string, layout revision.Layout, rev string) ([]*source.File, source.Diagnostics, error) {
	migrations, found, err := revision.UpFiles(dir, layout)
	if err != nil || found.Err() != nil {
		return nil, nil, errors.Join(err, found.Err())
	}
	if rev == "head" || rev == "heads" {
		return upFiles(migrations), found, nil
	}
	for i, m := range migrations {
		if m.ID == rev {
			return upFiles(migrations[:i+1]), found, nil
		}
	}
	return nil, nil, fmt.Errorf("%s holds no migration %q: write its id as the file name gives it", dir, rev)
}

// pathFiles returns the SQL of a file or folder in any layout, in order.
func pathFiles(path string) ([]*source.File, source.Diagnostics, error) {
	layout, err := revision.Detect(path)
	if err != nil {
		return nil, nil, err
	}
	return foreignFiles(path, layout, "heads")
}

func upFiles(migrations []revision.Migration) []*source.File {
	var files []*source.File
	for _, m := range migrations {
		files = append(files, m.Up...)
	}
	return files
}
