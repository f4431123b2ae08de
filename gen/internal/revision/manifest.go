package revision

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

const manifestName = "manifest.json"

// manifest lists the files of one version, in order.
type manifest struct {
	Files []string `json:"SchemaUpdateCqlFiles"`
}

// manifestDirs returns the folders that hold a manifest, in the order of their
// versions.
func (d folder) manifestDirs() []string {
	var dirs []string
	for _, name := range d.files {
		if dir, file, ok := strings.Cut(name, "/"); ok && file == manifestName {
			dirs = append(dirs, dir)
		}
	}
	slices.SortFunc(dirs, migrate.CompareIDs)
	return dirs
}

// hasManifests reports whether the first folder with a manifest.json lists SQL files.
func (d folder) hasManifests() bool {
	dirs := d.manifestDirs()
	if len(dirs) == 0 {
		return false
	}
	m, err := d.manifest(dirs[0])
	return err == nil && m.Files != nil
}

func (d folder) manifest(dir string) (manifest, error) {
	var m manifest
	path := filepath.Join(d.path, dir, manifestName)
	text, err := os.ReadFile(path)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// manifests reads a folder per version, with the files that its manifest lists.
func (r *reader) manifests() {
	listed := map[string]bool{}
	for _, dir := range r.folder.manifestDirs() {
		list, err := r.folder.manifest(dir)
		if err != nil {
			r.err = err
			return
		}
		m := Migration{ID: dir}
		for _, file := range list.Files {
			name := dir + "/" + file
			listed[name] = true
			if !slices.Contains(r.folder.files, name) {
				r.report(source.Error, name, "the manifest names the file, but it is missing", "bring it back from git")
				continue
			}
			if f := r.load(name); f != nil {
				m.Up = append(m.Up, f)
			}
		}
		r.add(m)
	}
	for _, name := range r.folder.all() {
		if !listed[name] {
			r.warn(name, "no manifest names the file, so it is left out", "")
		}
	}
}
