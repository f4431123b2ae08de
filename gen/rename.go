package gen

import (
	"errors"
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
// the wanted schema, and answers to questions about the rest. Relations come
// before their parts, whose new place depends on them.
func renameHints(from, to *schema.Database, o PlanOptions) (diff.Hints, error) {
	hints := diff.Hints{Renames: map[schema.ID]schema.ID{}}
	commentHints(from, to, hints)
	parts := make([]string, 0, len(o.Renames))
	for _, text := range o.Renames {
		if err := addRename(from, to, hints, text, false); errors.Is(err, errIsPart) {
			parts = append(parts, text)
		} else if err != nil {
			return hints, err
		}
	}
	for _, text := range parts {
		if err := addRename(from, to, hints, text, true); err != nil {
			return hints, err
		}
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

// errIsPart puts off a rename of something inside a relation.
var errIsPart = errors.New("the rename is one of a part")

// addRename reads "table=new", "schema.table=new" or "[schema.]table.column=new".
func addRename(from, to *schema.Database, hints diff.Hints, text string, parts bool) error {
	path, name, ok := strings.Cut(text, "=")
	if !ok || path == "" || name == "" {
		return fmt.Errorf("--rename %s is not understood: write table=new or table.column=new", text)
	}
	name = name[strings.LastIndexByte(name, '.')+1:]
	candidates := resolve(from, strings.Split(path, "."))
	if len(candidates) == 0 {
		return fmt.Errorf("--rename %s: there is no %s in the old schema", text, path)
	}
	for _, old := range candidates {
		if old.Relation != "" && !parts {
			return errIsPart
		}
		next := moved(hints, old)
		next.Name = name
		if to.Has(next) {
			hints.Renames[old] = next
			return nil
		}
	}
	return fmt.Errorf("--rename %s: there is no %s in the new schema", text, name)
}

// moved returns where a part is after the rename of its relation.
func moved(hints diff.Hints, id schema.ID) schema.ID {
	if next, ok := hints.Renames[id.Parent()]; ok {
		id.Schema, id.Relation = next.Schema, next.Name
	}
	return id
}

// resolve lists the objects that a dotted path may mean: a relation or type, or a
// column, constraint or index of a table.
func resolve(db *schema.Database, path []string) []schema.ID {
	var out []schema.ID
	for o := range db.All() {
		id := o.Address()
		if id.Kind.IsAttachment() {
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
func commentHints(from, to *schema.Database, hints diff.Hints) {
	byFile := map[*source.File][]schema.Object{}
	for o := range to.All() {
		if at := o.Origin(); !at.IsZero() && !o.Address().Kind.IsAttachment() {
			byFile[at.File] = append(byFile[at.File], o)
		}
	}
	// The new names of relations lead back to the old ones.
	former := map[schema.ID]schema.ID{}
	var parts []schema.ID
	wanted := map[schema.ID]string{}
	for file, objects := range byFile {
		for _, m := range hintLine.FindAllStringSubmatchIndex(file.Text, -1) {
			next := nearest(file, objects, m[0])
			if next.IsZero() {
				continue
			}
			wanted[next] = strings.ReplaceAll(strings.Trim(file.Text[m[2]:m[3]], `"`), `""`, `"`)
			if next.Relation != "" {
				parts = append(parts, next)
				continue
			}
			old := next
			old.Name = wanted[next]
			if from.Has(old) && !to.Has(old) {
				hints.Renames[old] = next
				former[next] = old
			}
		}
	}
	for _, next := range parts {
		old := next
		if relation, ok := former[next.Parent()]; ok {
			old.Schema, old.Relation = relation.Schema, relation.Name
		}
		inOld := old
		old.Name = wanted[next]
		if from.Has(old) && !from.Has(inOld) {
			hints.Renames[old] = next
		}
	}
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
