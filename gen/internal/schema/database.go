package schema

import (
	"iter"
	"maps"
	"slices"
)

// Database is a set of objects with the look-ups that replay, diff and printing
// need. The zero value is not usable; call [New]. It is not safe for concurrent
// writing.
type Database struct {
	objects map[ID]Object
	// parts lists the parts of a relation, and comments of an object, in the order
	// in which they were put.
	parts map[ID][]ID
	// users lists who refers to an ID.
	users map[ID]*idSet
	// owned lists the sequences that belong to a column.
	owned map[ID][]ID
	// names is the name space of relations and of indexes behind constraints.
	names map[name]ID
	// constraints counts the constraints of tables and domains by name.
	constraints map[name]int
	// byKind lists the objects that are no part of another one.
	byKind map[Kind]map[ID]struct{}
	// routines lists the overloads of a name in the order of adding.
	routines map[name][]ID
}

type name struct{ schema, name string }

// New returns an empty database; not even the schema "public" is in it.
func New() *Database {
	return &Database{objects: map[ID]Object{}, parts: map[ID][]ID{},
		users: map[ID]*idSet{}, owned: map[ID][]ID{}, names: map[name]ID{}, constraints: map[name]int{}, routines: map[name][]ID{}, byKind: map[Kind]map[ID]struct{}{}}
}

// Len returns the number of objects.
func (db *Database) Len() int { return len(db.objects) }

// Lookup returns the object with the ID.
func (db *Database) Lookup(id ID) (Object, bool) {
	o, ok := db.objects[id]
	return o, ok
}

// Has reports whether the object exists.
func (db *Database) Has(id ID) bool {
	_, ok := db.objects[id]
	return ok
}

// Get returns the object with the ID if it exists and is a T.
func Get[T Object](db *Database, id ID) (T, bool) {
	o, ok := db.objects[id].(T)
	return o, ok
}

// Put adds the object or replaces the one with the same ID.
func (db *Database) Put(o Object) {
	id := o.Address()
	if old, ok := db.objects[id]; ok {
		db.unlink(old)
	} else {
		if owner := db.Owner(id); !owner.IsZero() {
			db.parts[owner] = append(db.parts[owner], id)
		} else {
			if db.byKind[id.Kind] == nil {
				db.byKind[id.Kind] = map[ID]struct{}{}
			}
			db.byKind[id.Kind][id] = struct{}{}
		}
		if id.Kind.IsRelation() || id.Kind.HasIndex() {
			db.names[name{id.Schema, id.Name}] = id
		}
		if n := (name{id.Schema, id.Name}); id.Kind.IsRoutine() {
			db.routines[n] = append(slices.Clip(db.routines[n]), id)
		}
	}
	db.objects[id] = o
	db.link(o)
}

// Delete removes the object alone, not its parts or users. Deleting what does
// not exist is a no-op.
func (db *Database) Delete(id ID) {
	o, ok := db.objects[id]
	if !ok {
		return
	}
	db.unlink(o)
	if owner := db.Owner(id); !owner.IsZero() {
		db.parts[owner] = without(db.parts[owner], id)
		if len(db.parts[owner]) == 0 {
			delete(db.parts, owner)
		}
	} else {
		delete(db.byKind[id.Kind], id)
	}
	delete(db.objects, id)
	n := name{id.Schema, id.Name}
	if db.names[n] == id {
		delete(db.names, n)
	}
	if id.Kind.IsRoutine() {
		db.routines[n] = without(slices.Clone(db.routines[n]), id)
		if len(db.routines[n]) == 0 {
			delete(db.routines, n)
		}
	}
}

func (db *Database) link(o Object) {
	for _, ref := range o.Refs() {
		set := db.users[ref]
		if set == nil {
			set = &idSet{}
			db.users[ref] = set
		}
		set.add(o.Address())
	}
	if s, ok := o.(Sequence); ok && !s.OwnedBy.IsZero() {
		db.owned[s.OwnedBy] = append(db.owned[s.OwnedBy], s.ID)
	}
	db.countConstraints(o, 1)
}

func (db *Database) unlink(o Object) {
	for _, ref := range o.Refs() {
		if set := db.users[ref]; set != nil {
			if set.remove(o.Address()); set.len() == 0 {
				delete(db.users, ref)
			}
		}
	}
	if s, ok := o.(Sequence); ok && !s.OwnedBy.IsZero() {
		db.owned[s.OwnedBy] = without(db.owned[s.OwnedBy], s.ID)
	}
	db.countConstraints(o, -1)
}

func (db *Database) countConstraints(o Object, by int) {
	id := o.Address()
	if id.Kind.IsConstraint() {
		db.countConstraint(name{id.Schema, id.Name}, by)
	}
	if d, ok := o.(Domain); ok {
		for _, c := range d.Checks {
			db.countConstraint(name{id.Schema, c.Name}, by)
		}
	}
}

func (db *Database) countConstraint(n name, by int) {
	if db.constraints[n] += by; db.constraints[n] == 0 {
		delete(db.constraints, n)
	}
}

func without(ids []ID, id ID) []ID {
	return slices.DeleteFunc(ids, func(other ID) bool { return other == id })
}

// Owner returns the ID under which [Database.Parts] lists id: like [ID.Parent],
// but a view or materialized view where the relation is one. Objects without a
// parent have the zero ID as owner and are not listed.
func (db *Database) Owner(id ID) ID {
	parent := id.Parent()
	if parent.Kind != KindTable || id.Kind.IsAttachment() {
		return parent
	}
	if rel, ok := db.names[name{parent.Schema, parent.Name}]; ok && rel.Relation == "" {
		return rel
	}
	return parent
}

// Parts returns the columns, constraints, indexes, triggers and policies of a
// relation, or the comments of an object, in the order in which they were added.
// The slice is the caller's.
func (db *Database) Parts(id ID) []ID { return slices.Clone(db.parts[id]) }

// PartsOf returns the parts of one kind as values, in the order of adding.
func PartsOf[T Object](db *Database, id ID) []T {
	var out []T
	for i, p := range db.parts[id] {
		if o, ok := db.objects[p].(T); ok {
			if out == nil {
				out = make([]T, 0, len(db.parts[id])-i)
			}
			out = append(out, o)
		}
	}
	return out
}

// Columns returns the columns of a table by position.
func (db *Database) Columns(table ID) []Column {
	cols := PartsOf[Column](db, table)
	byPosition := func(a, b Column) int { return a.Position - b.Position }
	if !slices.IsSortedFunc(cols, byPosition) {
		slices.SortStableFunc(cols, byPosition)
	}
	return cols
}

// Users returns the IDs of the objects that refer to id, in the order of [Compare].
func (db *Database) Users(id ID) []ID {
	return slices.SortedFunc(db.usersOf(id), Compare)
}

// Owned returns the sequences owned by the column, in the order of adding.
func (db *Database) Owned(column ID) []Sequence {
	var out []Sequence
	for _, id := range db.owned[column] {
		if s, ok := db.objects[id].(Sequence); ok {
			out = append(out, s)
		}
	}
	return out
}

// Relation returns what holds a name in the name space of relations: a table,
// view, sequence, index, composite type, or the constraint that owns an index.
func (db *Database) Relation(schema, relation string) (ID, bool) {
	id, ok := db.names[name{schema, relation}]
	return id, ok
}

// RoutinesNamed returns the functions, procedures and aggregates with the name, in
// the order of adding.
func (db *Database) RoutinesNamed(schema, routine string) []ID {
	return slices.Clone(db.routines[name{schema, routine}])
}

// TypeNamed returns the enum, domain, composite, range, table or view with the
// name, each of which is a type.
func (db *Database) TypeNamed(schema, typeName string) (ID, bool) {
	for _, k := range []Kind{KindEnum, KindDomain, KindComposite, KindRange, KindTable, KindView, KindMaterializedView} {
		if id := (ID{Kind: k, Schema: schema, Name: typeName}); db.Has(id) {
			return id, true
		}
	}
	return ID{}, false
}

// Constraint returns the constraint of a table with the name, whatever its kind.
func (db *Database) Constraint(table ID, constraint string) (ID, bool) {
	for k := KindPrimaryKey; k <= KindForeignKey; k++ {
		if id := table.In(k, constraint); db.Has(id) {
			return id, true
		}
	}
	return ID{}, false
}

// HasConstraintNamed reports whether any table or domain of the schema has a
// constraint with the name.
func (db *Database) HasConstraintNamed(schema, constraint string) bool {
	return db.constraints[name{schema, constraint}] > 0
}

// All yields every object in the order of [Compare].
func (db *Database) All() iter.Seq[Object] {
	ids := slices.SortedFunc(maps.Keys(db.objects), Compare)
	return func(yield func(Object) bool) {
		for _, id := range ids {
			if !yield(db.objects[id]) {
				return
			}
		}
	}
}

// AllOf yields every object of one type in the order of [Compare].
func AllOf[T Object](db *Database) iter.Seq[T] {
	var zero T
	kinds := kindsOf(zero)
	if len(kinds) == 0 {
		return func(yield func(T) bool) {
			for o := range db.All() {
				if t, ok := o.(T); ok && !yield(t) {
					return
				}
			}
		}
	}
	var ids []ID
	for _, k := range kinds {
		ids = slices.AppendSeq(ids, maps.Keys(db.byKind[k]))
	}
	slices.SortFunc(ids, Compare)
	return func(yield func(T) bool) {
		for _, id := range ids {
			if t, ok := db.objects[id].(T); ok && !yield(t) {
				return
			}
		}
	}
}

// kindsOf returns the kinds of the objects of a type that are no part of another
// object, nothing for the types of parts.
func kindsOf(o Object) []Kind {
	switch o.(type) {
	case Schema:
		return []Kind{KindSchema}
	case Extension:
		return []Kind{KindExtension}
	case Enum:
		return []Kind{KindEnum}
	case Domain:
		return []Kind{KindDomain}
	case Composite:
		return []Kind{KindComposite}
	case Range:
		return []Kind{KindRange}
	case Sequence:
		return []Kind{KindSequence}
	case Table:
		return []Kind{KindTable}
	case Routine:
		return []Kind{KindFunction, KindProcedure, KindAggregate}
	case View:
		return []Kind{KindView, KindMaterializedView}
	}
	return nil
}

// Clone returns a copy that can be changed on its own.
func (db *Database) Clone() *Database {
	return &Database{objects: maps.Clone(db.objects), names: maps.Clone(db.names), routines: maps.Clone(db.routines), constraints: maps.Clone(db.constraints), byKind: cloneKinds(db.byKind),
		parts: cloneLists(db.parts), owned: cloneLists(db.owned), users: cloneSets(db.users)}
}

func cloneLists(m map[ID][]ID) map[ID][]ID {
	c := make(map[ID][]ID, len(m))
	for id, list := range m {
		c[id] = slices.Clone(list)
	}
	return c
}

func cloneKinds(m map[Kind]map[ID]struct{}) map[Kind]map[ID]struct{} {
	c := make(map[Kind]map[ID]struct{}, len(m))
	for k, set := range m {
		c[k] = maps.Clone(set)
	}
	return c
}

func cloneSets(sets map[ID]*idSet) map[ID]*idSet {
	out := make(map[ID]*idSet, len(sets))
	for id, set := range sets {
		c := set.clone()
		out[id] = &c
	}
	return out
}
