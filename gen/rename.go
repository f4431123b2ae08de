package gen

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// hintLine is a comment in schema.sql that names what the object below it, or on
// the same line before it, was called.
var hintLine = regexp.MustCompile(`(?m)--[ \t]*pgen:renamed[ \t]+from=("(?:[^"]|"")+"|[^\s]+)[ \t]*$`)

// renameHints collects what is known of renames: flags, comments in the files of
// the wanted schema, and answers to questions about the rest.
func renameHints(from, to *schema.Database, o PlanOptions) (diff.Hints, error) {
	hints := diff.Hints{Renames: map[schema.ID]schema.ID{}}
	for _, text := range o.Renames {
		old, next, err := parseRename(from, to, text)
		if err != nil {
			return hints, err
		}
		hints.Renames[old] = next
	}
	for old, next := range commentHints(from, to) {
		hints.Renames[old] = next
	}
	if o.Ask != nil {
		for _, c := range openCandidates(from, to, hints) {
			if o.Ask(c.From.String(), c.To.String()) {
				hints.Renames[c.From] = c.To
			}
		}
	}
	return hints, nil
}

// openCandidates lists the likely renames that no hint speaks of.
func openCandidates(from, to *schema.Database, hints diff.Hints) []diff.Candidate {
	known := map[schema.ID]bool{}
	for old, next := range hints.Renames {
		known[old], known[next] = true, true
	}
	return slices.DeleteFunc(diff.RenameCandidates(from, to), func(c diff.Candidate) bool { return known[c.From] || known[c.To] })
}

// swap turns the hints round, for the way back.
func swap(hints diff.Hints) diff.Hints {
	back := diff.Hints{Renames: map[schema.ID]schema.ID{}}
	for old, next := range hints.Renames {
		back.Renames[next] = old
	}
	return back
}

// parseRename reads "table=new", "schema.table=new" or "[schema.]table.column=new".
func parseRename(from, to *schema.Database, text string) (old, next schema.ID, err error) {
	path, name, ok := strings.Cut(text, "=")
	if !ok || path == "" || name == "" {
		return old, next, fmt.Errorf("--rename %s is not understood: write table=new or table.column=new", text)
	}
	name = name[strings.LastIndexByte(name, '.')+1:]
	for _, candidate := range resolve(from, strings.Split(path, ".")) {
		next = candidate
		next.Name = name
		if to.Has(next) {
			return candidate, next, nil
		}
	}
	if len(resolve(from, strings.Split(path, "."))) == 0 {
		return old, next, fmt.Errorf("--rename %s: there is no %s in the old schema", text, path)
	}
	return old, next, fmt.Errorf("--rename %s: there is no %s in the new schema", text, name)
}

// resolve lists the objects that a dotted path may mean: a relation or type, or a
// column, constraint or index of a table.
func resolve(db *schema.Database, path []string) []schema.ID {
	var out []schema.ID
	for o := range db.All() {
		id := o.Address()
		if id.Kind == schema.KindComment {
			continue
		}
		full := []string{id.Schema, id.Name}
		if id.Relation != "" {
			full = []string{id.Schema, id.Relation, id.Name}
		}
		if slices.Equal(full, path) || slices.Equal(full[1:], path) {
			out = append(out, id)
		}
	}
	return out
}

// commentHints finds the hint comments in the files that the wanted schema was
// read from. A hint whose old name is gone already has done its work.
func commentHints(from, to *schema.Database) map[schema.ID]schema.ID {
	byFile := map[*source.File][]schema.Object{}
	for o := range to.All() {
		if at := o.Origin(); !at.IsZero() && o.Address().Kind != schema.KindComment {
			byFile[at.File] = append(byFile[at.File], o)
		}
	}
	hints := map[schema.ID]schema.ID{}
	for file, objects := range byFile {
		for _, m := range hintLine.FindAllStringSubmatchIndex(file.Text, -1) {
			next := nearest(file, objects, m[0])
			if next.IsZero() {
				continue
			}
			old := next
			old.Name = strings.ReplaceAll(strings.Trim(file.Text[m[2]:m[3]], `"`), `""`, `"`)
			if old.Relation != "" {
				old.Relation = oldRelation(hints, next)
			}
			if from.Has(old) && !to.Has(old) {
				hints[old] = next
			}
		}
	}
	return hints
}

// nearest returns the object that starts on the hint's own line, else the first
// one that starts after it.
func nearest(file *source.File, objects []schema.Object, hint int) schema.ID {
	line := strings.LastIndexByte(file.Text[:hint], '\n') + 1
	var best schema.Object
	for _, o := range objects {
		start := o.Origin().Start
		onLine := start >= line && start < hint
		if onLine {
			return o.Address()
		}
		if start > hint && (best == nil || start < best.Origin().Start) {
			best = o
		}
	}
	if best == nil {
		return schema.ID{}
	}
	return best.Address()
}

// oldRelation returns what the relation of id was called before its own hint.
func oldRelation(hints map[schema.ID]schema.ID, id schema.ID) string {
	for old, next := range hints {
		if next.Kind == schema.KindTable && next.Schema == id.Schema && next.Name == id.Relation {
			return old.Name
		}
	}
	return id.Relation
}
