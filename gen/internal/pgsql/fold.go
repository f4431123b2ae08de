package pgsql

import (
	"iter"
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Folded are the constraints that stand inside CREATE TABLE. The zero value has none.
type Folded struct {
	db  *schema.Database
	all schema.Set
}

// Has reports whether the constraint stands inside CREATE TABLE.
func (f Folded) Has(id schema.ID) bool { return f.db != nil && f.all.Has(id) }

// Each yields the constraints of a table, foreign keys last.
func (f Folded) Each(table schema.ID) iter.Seq[schema.ID] {
	return func(yield func(schema.ID) bool) {
		if f.db == nil {
			return
		}
		for _, foreign := range []bool{false, true} {
			for part := range f.db.EachPart(table) {
				if part.Kind.IsConstraint() && (part.Kind == schema.KindForeignKey) == foreign && f.all.Has(part) && !yield(part) {
					return
				}
			}
		}
	}
}

// Of returns what [Folded.Each] yields as objects.
func (f Folded) Of(table schema.ID) []schema.Object {
	var out []schema.Object
	for id := range f.Each(table) {
		o, _ := f.db.Lookup(id)
		out = append(out, o)
	}
	return out
}

// Folds decides which constraints of new tables stand inside CREATE TABLE: all that
// need nothing which must come later. isNew tells which objects are created in
// the same run.
func Folds(db *schema.Database, isNew func(schema.ID) bool) Folded {
	f := folder{db: db, isNew: isNew, tables: db.NewSet(), folded: db.NewSet(), keys: db.NewSet()}
	for t := range schema.AllOf[schema.Table](db) {
		if !isNew(t.ID) {
			continue
		}
		f.addTable(t)
		for part := range db.EachPart(t.ID) {
			if fk, ok := schema.Get[schema.ForeignKey](db, part); ok && isNew(part) && !fk.NotValid && !f.comes(t, fk) && (t.PartitionOf.IsZero() || hasOwnName(db, fk)) {
				f.keys.Add(part)
			}
		}
	}
	f.cycles = f.findCycles()
	for t := range schema.AllOf[schema.Table](db) {
		for _, fk := range f.keysOf(t.ID) {
			f.addForeignKey(fk)
		}
	}
	return Folded{db: db, all: f.folded}
}

type folder struct {
	db    *schema.Database
	isNew func(schema.ID) bool
	// tables are the new tables that were looked at, keys those of their foreign keys
	// that may be folded.
	tables, folded, keys schema.Set
	// cycles numbers tables; those that need each other, if all foreign keys were
	// folded, have the same number.
	cycles schema.Numbers
}

// keysOf returns the foreign keys of a table that may be folded.
func (f folder) keysOf(table schema.ID) []schema.ForeignKey {
	var out []schema.ForeignKey
	for part := range f.db.EachPart(table) {
		if part.Kind == schema.KindForeignKey && f.keys.Has(part) {
			fk, _ := schema.Get[schema.ForeignKey](f.db, part)
			out = append(out, fk)
		}
	}
	return out
}

// comes is [Comes] for a key of a table, which is of interest in partitions only.
func (f folder) comes(t schema.Table, key schema.Object) bool {
	return !t.PartitionOf.IsZero() && Comes(f.db, key)
}

func (f folder) addTable(t schema.Table) {
	f.tables.Add(t.ID)
	var keys []schema.Object
	for part := range f.db.EachPart(t.ID) {
		if !f.isNew(part) || !part.Kind.IsConstraint() {
			continue
		}
		o, _ := f.db.Lookup(part)
		if Comes(f.db, o) {
			continue
		}
		switch c := o.(type) {
		case schema.PrimaryKey, schema.Unique, schema.Exclusion:
			if (t.PartitionOf.IsZero() || Attaches(f.db, t)) && !slices.ContainsFunc(keys, func(other schema.Object) bool { return sameIndex(other, o) }) {
				keys = append(keys, o)
				f.folded.Add(part)
			}
		case schema.Check:
			if !c.NotValid && f.canFold(t.ID, o.Refs()) {
				f.folded.Add(part)
			}
		}
	}
}

// needs returns what the CREATE TABLE of a new table needs with what is folded so far,
// but for its own columns.
func (f folder) needs(t schema.Table) []schema.ID {
	out := Needs(f.db, t)
	add := func(refs []schema.ID) {
		for _, ref := range refs {
			if ref.Kind != schema.KindColumn || ref.Relation != t.ID.Name || ref.Schema != t.ID.Schema {
				out = append(out, ref)
			}
		}
	}
	for part := range f.db.EachPart(t.ID) {
		switch {
		case part.Kind == schema.KindColumn && f.isNew(part):
			if c, ok := schema.Get[schema.Column](f.db, part); ok && !(c.Inherited && Comes(f.db, c)) {
				add(c.Refs())
			}
		case part.Kind == schema.KindForeignKey:
			if fk, ok := schema.Get[schema.ForeignKey](f.db, part); ok && f.folded.Has(part) && fk.Parent != t.ID && f.isNew(fk.Parent) {
				out = append(out, fk.Parent)
			}
		case part.Kind != schema.KindPrimaryKey && part.Kind != schema.KindUnique && f.folded.Has(part):
			o, _ := f.db.Lookup(part)
			add(o.Refs())
		}
	}
	return out
}

// sameIndex reports whether two keys have the same index: of two such keys inside one
// CREATE TABLE the server keeps one.
func sameIndex(a, b schema.Object) bool {
	key := func(o schema.Object) (columns, include []string) {
		switch c := o.(type) {
		case schema.PrimaryKey:
			return c.Columns, c.Include
		case schema.Unique:
			return c.Columns, c.Include
		}
		return nil, nil
	}
	columns, include := key(a)
	others, otherInclude := key(b)
	return len(columns) > 0 && slices.Equal(columns, others) && slices.Equal(include, otherInclude)
}

// canFold reports whether nothing among refs needs the table itself.
func (f folder) canFold(table schema.ID, refs []schema.ID) bool {
	for _, ref := range refs {
		if ref.Relation != table.Name && f.reaches(ref, table, map[schema.ID]bool{}) {
			return false
		}
	}
	return true
}

func (f folder) addForeignKey(fk schema.ForeignKey) {
	table := fk.ID.Parent()
	if fk.Parent != table && f.isNew(fk.Parent) {
		key, ok := ReferencedKey(f.db, fk)
		if !ok || key.Kind == schema.KindIndex ||
			f.cycles.Of(fk.Parent) == f.cycles.Of(table) && f.reaches(fk.Parent, table, map[schema.ID]bool{}) {
			return
		}
	}
	if key, ok := ReferencedKey(f.db, fk); ok && f.isNew(key) && (key.Kind == schema.KindIndex || !f.isNew(fk.Parent)) {
		return
	}
	f.folded.Add(fk.ID)
}

// findCycles numbers the tables by their cycles.
func (f folder) findCycles() schema.Numbers {
	roots := func(yield func(schema.ID) bool) {
		for t := range schema.AllOf[schema.Table](f.db) {
			if !yield(t.ID) {
				return
			}
		}
	}
	return components(f.db, roots, func(id schema.ID) []schema.ID {
		out := f.next(id)
		for i, next := range out {
			out[i] = f.place(next)
		}
		if id.Kind == schema.KindTable {
			for _, fk := range f.keysOf(id) {
				out = append(out, f.place(fk.Parent))
			}
		}
		return out
	})
}

// place returns what is created when id is: the table of a part.
func (f folder) place(id schema.ID) schema.ID {
	if id.Relation != "" && id.Kind != schema.KindIndex {
		return f.db.Owner(id)
	}
	return id
}

// next returns what creating an object needs. The list is the caller's.
func (f folder) next(id schema.ID) []schema.ID {
	if t, ok := schema.Get[schema.Table](f.db, id); ok && f.tables.Has(id) {
		return f.needs(t)
	}
	o, found := f.db.Lookup(id)
	if !found {
		return nil
	}
	next := Needs(f.db, o)
	if r, isRoutine := o.(schema.Routine); isRoutine {
		next = append(next, r.BodyUses...)
	}
	return next
}

// reaches reports whether creating from needs to.
func (f folder) reaches(from, to schema.ID, seen map[schema.ID]bool) bool {
	from = f.place(from)
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, id := range f.next(from) {
		if f.reaches(id, to, seen) {
			return true
		}
	}
	return false
}
