package revision

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
)

const sqitchPlan = "sqitch.plan"

// sqitch reads the changes that sqitch.plan lists, in its order: deploy/NAME.sql is
// the way up, revert/NAME.sql the way down. A change that was reworked stands in the
// plan again; the files of the earlier one carry the tag in between.
func (r *reader) sqitch() {
	text, err := os.ReadFile(filepath.Join(r.path, sqitchPlan))
	if err != nil {
		r.err = err
		return
	}
	type change struct{ name, tag string }
	var changes []change
	for line := range strings.Lines(string(text)) {
		word := strings.TrimSpace(line)
		if i := strings.IndexAny(word, " \t"); i >= 0 {
			word = word[:i]
		}
		switch {
		case word == "", word[0] == '%', word[0] == '#':
		case word[0] == '@':
			for i := range changes {
				if changes[i].tag == "" {
					changes[i].tag = word
				}
			}
		default:
			changes = append(changes, change{name: strings.TrimPrefix(word, "+")})
		}
	}
	for i, c := range changes {
		file := c.name
		if slices.ContainsFunc(changes[i+1:], func(later change) bool { return later.name == c.name }) {
			file += c.tag
		}
		m := Migration{ID: file}
		deploy, revert := "deploy/"+file+".sql", "revert/"+file+".sql"
		if !slices.Contains(r.folder.files, deploy) {
			r.report(source.Error, deploy, "the plan names the change, but its file is missing", "bring it back from git")
			continue
		}
		if f := r.load(deploy); f != nil {
			m.Up = []*source.File{f}
		}
		if slices.Contains(r.folder.files, revert) {
			if f := r.load(revert); f != nil {
				m.Down = []*source.File{f}
			}
		}
		r.add(m)
	}
}
