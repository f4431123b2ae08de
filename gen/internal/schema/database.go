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
	// Reading says where the model was read, if it was.
	Reading Reading
	nodes   map[ID]*node
	// size is the number of objects.
	size int
	// owned lists the sequences that belong to a column.
	owned map[ID][]*node
	// names is the name space of relations and of indexes behind constraints.
	names map[name]*node
	// constraints counts the constraints of tables and domains by name.
	constraints map[name]int
	// byKind lists the objects that are no part of another one.
	byKind map[Kind]map[*node]struct{}
	// routines lists the overloads of a name in the order of adding.
	routines map[name][]ID
}

type name struct{ schema, name string }

// New returns an empty database; not even the schema "public" is in it.
func New() *Database {
	return &Database{nodes: map[ID]*node{}, owned: map[ID][]*node{}, names: map[name]*node{}, constraints: map[name]int{}, routines: map[name][]ID{}, byKind: map[Kind]map[*node]struct{}{}}
}

// Len returns the number of objects.
func (db *Database) Len() int { return db.size }

// Lookup returns the object with the ID.
func (db *Database) Lookup(id ID) (Object, bool) {
	o := db.object(id)
	return o, o != nil
}

// Has reports whether the object exists.
func (db *Database) Has(id ID) bool {
	return db.object(id) != nil
}

// Get returns the object with the ID if it exists and is a T.
func Get[T Object](db *Database, id ID) (T, bool) {
	o, ok := db.object(id).(T)
	return o, ok
}

// Put adds the object or replaces the one with the same ID.
func (db *Database) Put(o Object) { db.Swap(o) }

// Swap is [Database.Put], and returns the object that was replaced, nil if there
// was none.
func (db *Database) Swap(o Object) Object {
	id := o.Address()
	n := db.node(id)
	old := n.object
	if old != nil {
		db.unlink(n)
	} else {
		db.enter(n, id)
	}
	n.object = o
	db.link(n)
	return old
}

// enter gives the node of a new object its place.
func (db *Database) enter(n *node, id ID) {
	db.size++
	if owner := db.Owner(id); !owner.IsZero() {
		n.owner = db.node(owner)
		n.owner.parts = append(n.owner.parts, n)
	} else {
		if db.byKind[id.Kind] == nil {
			db.byKind[id.Kind] = map[*node]struct{}{}
		}
		db.byKind[id.Kind][n] = struct{}{}
	}
	if id.Kind.IsRelation() || id.Kind.HasIndex() {
		db.names[name{id.Schema, id.Name}] = n
	}
	if of := (name{id.Schema, id.Name}); id.Kind.IsRoutine() {
		db.routines[of] = append(slices.Clip(db.routines[of]), id)
	}
}

// Delete removes the object alone, not its parts or users. Deleting what does
// not exist is a no-op.
func (db *Database) Delete(id ID) {
	n := db.nodes[id]
	if n == nil || n.object == nil {
		return
	}
	db.unlink(n)
	if n.owner != nil {
		n.owner.parts = without(n.owner.parts, n)
	} else {
		delete(db.byKind[id.Kind], n)
	}
	of := name{id.Schema, id.Name}
	if db.names[of] == n {
		delete(db.names, of)
	}
	if id.Kind.IsRoutine() {
		db.routines[of] = without(slices.Clone(db.routines[of]), id)
		if len(db.routines[of]) == 0 {
			delete(db.routines, of)
		}
	}
	db.size--
	n.object, n.owner = nil, nil
	if n.idle() {
		delete(db.nodes, id)
	}
}

// link notes what the node's object refers to.
func (db *Database) link(n *node) {
	for _, ref := range n.object.Refs() {
		db.node(ref).users.add(n)
	}
	if s, ok := n.object.(Sequence); ok && !s.OwnedBy.IsZero() {
		db.owned[s.OwnedBy] = append(db.owned[s.OwnedBy], n)
	}
	db.countConstraints(n.object, 1)
}

func (db *Database) unlink(n *node) {
	for _, ref := range n.object.Refs() {
		if used := db.nodes[ref]; used != nil {
			used.users.remove(n)
			if used.idle() {
				delete(db.nodes, ref)
			}
		}
	}
	if s, ok := n.object.(Sequence); ok && !s.OwnedBy.IsZero() {
		db.owned[s.OwnedBy] = without(db.owned[s.OwnedBy], n)
	}
	db.countConstraints(n.object, -1)
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

func without[T comparable](list []T, one T) []T {
	return slices.DeleteFunc(list, func(other T) bool { return other == one })
}

// Owner returns the ID under which [Database.Parts] lists id: like [ID.Parent],
// but a view or materialized view where the relation is one. Objects without a
// parent have the zero ID as owner and are not listed.
func (db *Database) Owner(id ID) ID {
	parent := id.Parent()
	if parent.Kind != KindTable || id.Kind.IsAttachment() {
		return parent
	}
	if rel, ok := db.Relation(parent.Schema, parent.Name); ok && rel.Relation == "" {
		return rel
	}
	return parent
}

// Parts returns the columns, constraints, indexes, triggers and policies of a
// relation, or the comments of an object, in the order in which they were added.
// The slice is the caller's.
func (db *Database) Parts(id ID) []ID {
	var out []ID
	for _, part := range db.parts(id) {
		out = append(out, part.id())
	}
	return out
}

// PartsOf returns the parts of one kind as values, in the order of adding.
func PartsOf[T Object](db *Database, id ID) []T {
	var out []T
	parts := db.parts(id)
	for i, part := range parts {
		if o, ok := part.object.(T); ok {
			if out == nil {
				out = make([]T, 0, len(parts)-i)
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

// LastPosition returns the highest position of a column of the table, 0 if it has none.
func (db *Database) LastPosition(table ID) int {
	last := 0
	for _, part := range db.parts(table) {
		if c, ok := part.object.(Column); ok {
			last = max(last, c.Position)
		}
	}
	return last
}

// Users returns the IDs of the objects that refer to id, in the order of [Compare].
func (db *Database) Users(id ID) []ID {
	return slices.SortedFunc(db.usersOf(id), Compare)
}

// UsersOfKind returns those of [Database.Users] that are of one kind.
func (db *Database) UsersOfKind(id ID, k Kind) []ID {
	var out []ID
	for user := range db.usersOf(id) {
		if user.Kind == k {
			out = append(out, user)
		}
	}
	slices.SortFunc(out, Compare)
	return out
}

// Owned returns the sequences owned by the column, in the order of adding.
func (db *Database) Owned(column ID) []Sequence {
	var out []Sequence
	for _, n := range db.owned[column] {
		if s, ok := n.object.(Sequence); ok {
			out = append(out, s)
		}
	}
	return out
}

// Relation returns what holds a name in the name space of relations: a table,
// view, sequence, index, composite type, or the constraint that owns an index.
func (db *Database) Relation(schema, relation string) (ID, bool) {
	n := db.names[name{schema, relation}]
	if n == nil {
		return ID{}, false
	}
	return n.id(), true
}

// RoutinesNamed returns the functions, procedures and aggregates with the name, in
// the order of adding.
func (db *Database) RoutinesNamed(schema, routine string) []ID {
	return slices.Clone(db.routines[name{schema, routine}])
}

// TypeNamed returns the enum, domain, composite, range, base type, table or view with
// the name, each of which is a type.
func (db *Database) TypeNamed(schema, typeName string) (ID, bool) {
	for _, k := range []Kind{KindEnum, KindDomain, KindComposite, KindRange, KindTable, KindView, KindMaterializedView, KindBaseType} {
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
	all := make([]Object, 0, db.size)
	for _, n := range db.nodes {
		if n.object != nil {
			all = append(all, n.object)
		}
	}
	slices.SortFunc(all, func(a, b Object) int { return Compare(a.Address(), b.Address()) })
	return slices.Values(all)
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
		ids = slices.AppendSeq(ids, db.ofKind(k))
	}
	slices.SortFunc(ids, Compare)
	return func(yield func(T) bool) {
		for _, id := range ids {
			if t, ok := db.object(id).(T); ok && !yield(t) {
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
	case Aggregate:
		return []Kind{KindAggregate}
	}
	return otherKindsOf(o)
}

// otherKindsOf is kindsOf for what is seldom looked for.
func otherKindsOf(o Object) []Kind {
	switch o.(type) {
	case Collation:
		return []Kind{KindCollation}
	case Operator:
		return []Kind{KindOperator}
	case OperatorFamily:
		return []Kind{KindOperatorFamily}
	case OperatorClass:
		return []Kind{KindOperatorClass}
	case Cast:
		return []Kind{KindCast}
	case Conversion:
		return []Kind{KindConversion}
	case Language:
		return []Kind{KindLanguage}
	case Transform:
		return []Kind{KindTransform}
	case AccessMethod:
		return []Kind{KindAccessMethod}
	case BaseType:
		return []Kind{KindBaseType}
	case TextSearchParser:
		return []Kind{KindTextSearchParser}
	case TextSearchTemplate:
		return []Kind{KindTextSearchTemplate}
	case TextSearchDictionary:
		return []Kind{KindTextSearchDictionary}
	case TextSearchConfiguration:
		return []Kind{KindTextSearchConfiguration}
	case Statistics:
		return []Kind{KindStatistics}
	case EventTrigger:
		return []Kind{KindEventTrigger}
	case Publication:
		return []Kind{KindPublication}
	case ForeignDataWrapper:
		return []Kind{KindForeignDataWrapper}
	case Server:
		return []Kind{KindServer}
	case UserMapping:
		return []Kind{KindUserMapping}
	}
	return nil
}

// Clone returns a copy that can be changed on its own.
func (db *Database) Clone() *Database {
	c := &Database{Reading: db.Reading, nodes: cloneNodes(db.nodes), size: db.size, owned: make(map[ID][]*node, len(db.owned)),
		names: make(map[name]*node, len(db.names)), routines: maps.Clone(db.routines), constraints: maps.Clone(db.constraints),
		byKind: map[Kind]map[*node]struct{}{}}
	for of, n := range db.names {
		c.names[of] = c.nodes[n.id()]
	}
	for column, list := range db.owned {
		for _, n := range list {
			c.owned[column] = append(c.owned[column], c.nodes[n.id()])
		}
	}
	for k, set := range db.byKind {
		c.byKind[k] = make(map[*node]struct{}, len(set))
		for n := range set {
			c.byKind[k][c.nodes[n.id()]] = struct{}{}
		}
	}
	return c
}
