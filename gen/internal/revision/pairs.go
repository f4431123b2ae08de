package revision

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

var (
	// wordName ends in the direction; numberName has it behind the number, before a
	// name that may differ between the two directions.
	wordName   = regexp.MustCompile(`^(.+)[._-](up|down|do|undo|rollback|revert)\.sql$`)
	numberName = regexp.MustCompile(`^((?:.*/)?[0-9]+)\.(do|undo)\.(?:.+\.)?sql$`)
)

// directions are the words by which tools tell the two ways apart.
var directions = map[string]section{"up": up, "do": up, "deploy": up, "down": down, "undo": down, "rollback": down, "revert": down}

// directionOf finds the direction that the name of a file says, or that of a folder
// it is in. The key is what both files of a migration share.
func directionOf(name string) (key string, to section) {
	for _, form := range []*regexp.Regexp{upDownName, numberName, wordName} {
		if m := form.FindStringSubmatch(name); m != nil {
			return m[1], directions[m[2]]
		}
	}
	parts := strings.Split(strings.TrimSuffix(name, ".sql"), "/")
	for i, part := range parts[:len(parts)-1] {
		if to, ok := directions[part]; ok {
			return strings.Join(slices.Delete(parts, i, i+1), "/"), to
		}
	}
	return strings.Join(parts, "/"), none
}

// isPaired reports whether some file is the way down of another.
func (d folder) isPaired() bool {
	ups := map[string]bool{}
	for _, name := range d.all() {
		if key, to := directionOf(name); to != down {
			ups[key] = true
		}
	}
	return slices.ContainsFunc(d.all(), func(name string) bool {
		key, to := directionOf(name)
		return to == down && ups[key]
	})
}

// pairedAt returns the files among which those of the migrations are: those of
// the folder itself, or of all below it when it has none. What lies below a
// folder of migrations are the data of tests.
func (r *reader) pairedAt() []string {
	isBelow := func(name string) bool { return strings.Contains(name, "/") }
	isDirected := func(name string) bool { _, to := directionOf(name); return to != none }
	if !r.folder.has(func(name string) bool { return !isBelow(name) && isDirected(name) }) {
		return r.folder.files
	}
	var top, below []string
	for _, name := range r.folder.files {
		switch {
		case !isBelow(name):
			top = append(top, name)
		case isDirected(name):
			below = append(below, name)
		}
	}
	if len(below) > 0 {
		r.warn("", fmt.Sprintf("%d files in folders below are not part of the layout of %s, so they are left out: %s",
			len(below), r.layout, some(below)), "")
	}
	return top
}

// pair are the two files of a migration, "" for one that is missing.
type pair struct{ key, up, down string }

// upDown reads NAME.up.sql and NAME.down.sql, and other names that say the same.
// A file that says no direction is the way up where another is its way down.
func (r *reader) upDown() {
	names := r.pairedAt()
	strict := slices.ContainsFunc(names, upDownName.MatchString)
	var pairs []*pair
	index := map[string]*pair{}
	for _, name := range names {
		key, to := directionOf(name)
		switch {
		case strings.HasSuffix(name, ".fizz"):
			r.report(source.Error, name, "fizz is not SQL, so pgen cannot read the migration", "replace it by the SQL that pop makes of it")
			continue
		case !strings.HasSuffix(name, ".sql"):
			continue
		case strict && !upDownName.MatchString(name):
			r.warn(name, "the name ends neither in .up.sql nor in .down.sql, so it is left out", "")
			continue
		case to == none && !isNumbered(base(name)):
			r.warn(name, "the name says no direction and has no number, so it is left out", "")
			continue
		}
		p := index[key]
		if p == nil {
			p = &pair{key: key}
			index[key] = p
			pairs = append(pairs, p)
		}
		if to == down {
			p.down = name
		} else {
			p.up = name
		}
	}
	r.addPairs(pairs)
}

// addPairs adds the migrations in the order of their keys.
func (r *reader) addPairs(pairs []*pair) {
	slices.SortFunc(pairs, func(a, b *pair) int { return migrate.CompareIDs(a.key, b.key) })
	for _, p := range pairs {
		m := Migration{ID: base(p.key)}
		if p.up == "" {
			r.warn(p.down, "there is no file for the way up", "")
			continue
		}
		if f := r.load(p.up); f != nil {
			m.Up = []*source.File{f}
			m.NoTransaction = startsWithNoTransaction(f.Text) || strings.HasSuffix(p.key, ".autocommit")
		}
		if p.down != "" {
			m.Down = r.down(p.down)
		}
		r.add(m)
	}
}
