package ddl

import (
	"maps"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// The columns of an index have names of their own, which the names of its parts and copies
// are made of. They are chosen when the index is made, and stay when what it is over is
// renamed. Only those that may be other names by now are noted: the model has no place for them.

// indexColumns returns the names of the columns of an index, or of that of a key.
func (s *stmt) indexColumns(id schema.ID) []string {
	if names, ok := s.indexNames[id]; ok {
		return names
	}
	o, _ := s.db.Lookup(id)
	switch x := o.(type) {
	case schema.Index:
		return elementNames(x.Elements, x.Include)
	case schema.Exclusion:
		return elementNames(plainElements(x.Elements), x.Include)
	}
	columns, include, _ := keyOf(o)
	return uniqueColumns(append(slices.Clone(columns), include...))
}

// keepNames notes the names of the columns of indexes over what is about to be renamed.
func (s *stmt) keepNames(renamed schema.ID) {
	for _, user := range s.db.Users(renamed) {
		if user.Kind == schema.KindIndex || user.Kind.HasIndex() {
			s.setNames(user, s.indexColumns(user))
		}
	}
}

// renameIndexColumn renames a column of an index, which nothing but such names shows.
func (s *stmt) renameIndexColumn(index schema.ID, n *pg.RenameStmt) error {
	names := slices.Clone(s.indexColumns(index))
	if slices.Contains(names, n.Newname) {
		return s.fault(n.Relation.Location, duplicateColumn, "column %q of relation %q already exists", n.Newname, index.Name)
	}
	names[slices.Index(names, n.Subname)] = n.Newname
	s.setNames(index, names)
	return nil
}

// setNames notes the names of the columns of an index; nil forgets them.
func (r *Replay) setNames(index schema.ID, names []string) {
	before, had := r.indexNames[index]
	if !had && names == nil {
		return
	}
	r.journal = append(r.journal, change{undo: func() { r.noteNames(index, before) }})
	r.noteNames(index, names)
}

func (r *Replay) noteNames(index schema.ID, names []string) {
	if names == nil {
		delete(r.indexNames, index)
		return
	}
	if r.indexNames == nil {
		r.indexNames = map[schema.ID][]string{}
	}
	r.indexNames[index] = names
}

// moveNames lets the names follow an index that got another name or place with an object.
func (r *Replay) moveNames(from, to schema.ID) {
	if len(r.indexNames) == 0 {
		return
	}
	follow := func(index, next schema.ID) {
		if names, ok := r.indexNames[index]; ok && index != next {
			delete(r.indexNames, index)
			r.indexNames[next] = names
		}
	}
	switch {
	case from.Kind == schema.KindSchema:
		for index := range maps.Clone(r.indexNames) {
			if index.Schema == from.Name {
				next := index
				next.Schema = to.Name
				follow(index, next)
			}
		}
	case from.Kind == schema.KindTable, from.Kind == schema.KindMaterializedView:
		for _, next := range r.db.Parts(to) {
			index := next
			index.Schema, index.Relation = from.Schema, from.Name
			follow(index, next)
		}
	default:
		follow(from, to)
	}
}
