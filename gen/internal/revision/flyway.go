package revision

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// script is a file with a name of Flyway's.
type script struct {
	name, kind, version, description string
}

// flyway reads V files in the order of their versions, and R files after them
// in the order of their descriptions. A baseline replaces all versions up to its own, as it does on an empty
// database; a U file is the way down of the V file with its version. Flyway
// looks into folders below the given one too.
func (r *reader) flyway() {
	kinds := map[string][]script{}
	for _, name := range r.folder.files {
		m := flywayName.FindStringSubmatch(base(name))
		if m == nil {
			if strings.HasSuffix(name, ".sql") {
				r.warn(name, "the name does not follow V1__name.sql, so it is left out", "")
			}
			continue
		}
		kind := cmp.Or(m[1], "R")
		kinds[kind] = append(kinds[kind], script{name: name, kind: kind, version: strings.ReplaceAll(m[2], "_", "."), description: m[3]})
	}
	for _, scripts := range kinds {
		slices.SortFunc(scripts, func(a, b script) int {
			return cmp.Or(compareVersions(a.version, b.version), strings.Compare(a.description, b.description), strings.Compare(a.name, b.name))
		})
	}
	versioned := kinds["V"]
	if baselines := kinds["B"]; len(baselines) > 0 {
		newest := baselines[len(baselines)-1]
		versioned = append([]script{newest}, slices.DeleteFunc(versioned, func(s script) bool {
			covered := compareVersions(s.version, newest.version) <= 0
			if covered {
				r.warn(s.name, "the baseline "+newest.name+" takes its place", "")
			}
			return covered
		})...)
	}
	for _, s := range versioned {
		m := Migration{ID: s.version, NoTransaction: r.flywayNoTransaction(s.name)}
		if f := r.load(s.name); f != nil {
			m.Up = []*source.File{f}
		}
		for _, undo := range kinds["U"] {
			if compareVersions(undo.version, s.version) == 0 && s.kind == "V" {
				m.Down = r.down(undo.name)
			}
		}
		r.add(m)
	}
	for _, s := range kinds["R"] {
		if f := r.load(s.name); f != nil {
			r.add(Migration{ID: "R__" + s.description, Up: []*source.File{f}, Repeatable: true, NoTransaction: r.flywayNoTransaction(s.name)})
		}
	}
}

// compareVersions compares versions part by part; 1 equals 1.0.
func compareVersions(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		p, q := "0", "0"
		if i < len(x) {
			p = x[i]
		}
		if i < len(y) {
			q = y[i]
		}
		p, q = strings.TrimLeft(p, "0"), strings.TrimLeft(q, "0")
		if c := cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(p, q)); c != 0 {
			return c
		}
	}
	return 0
}

// flywayNoTransaction reads executeInTransaction=false of NAME.sql.conf.
func (r *reader) flywayNoTransaction(name string) bool {
	if !slices.Contains(r.folder.files, name+".conf") {
		return false
	}
	text, err := os.ReadFile(filepath.Join(r.path, filepath.FromSlash(name+".conf")))
	if err != nil {
		r.err = err
		return false
	}
	return strings.Contains(strings.ReplaceAll(string(text), " ", ""), "executeInTransaction=false")
}
