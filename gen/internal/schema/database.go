package schema

import (
	"hash/maphash"
	"iter"
	"maps"
	"math"
	"slices"
	"sync/atomic"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// Database is a set of objects with the look-ups that replay, diff and printing
// need. The zero value is not usable; call [New]. It is not safe for concurrent
// writing.
type Database struct {
	// Reading says where the model was read, if it was.
	Reading Reading
	hash    hasher
	nodes   lookup
	// size is the number of objects.
	size int
	// names is the name space of relations and of indexes behind constraints.
	names lookup
	// constraints has the constraints of tables by name, domainChecks counts those of
	// domains.
	constraints  lookup
	domainChecks map[name]int
	// byKind lists the objects that are no part of another one.
	byKind [len(kindNames)]map[*node]struct{}
	// routines lists the overloads of a name in the order of adding.
	routines map[name][]ID
	// sorted are the nodes of all objects in the order of Compare, nil when some came or
	// went since they were listed.
	sorted atomic.Pointer[[]*node]
	// files are the files in which objects were written, by the numbers that nodes know;
	// 0 is none.
	files       []*source.File
	fileNumbers map[*source.File]int32
	// What follows is what many nodes share.
	paths     [64]*path
	types     map[Type]*Type
	constants map[constant]*Expr
	numbers   map[numbers]*numbers
}

type name struct{ schema, name string }

// New returns an empty database; not even the schema "public" is in it.
func New() *Database {
	db := newDatabase(hasher{maphash.MakeSeed()})
	db.files, db.fileNumbers = []*source.File{nil}, map[*source.File]int32{}
	db.nodes, db.names, db.constraints = lookup{hash: db.hash.node}, lookup{hash: db.hash.nodeName}, lookup{hash: db.hash.nodeName}
	db.routines, db.domainChecks = map[name][]ID{}, map[name]int{}
	return db
}

func newDatabase(h hasher) *Database {
	return &Database{hash: h, types: map[Type]*Type{}, constants: map[constant]*Expr{}, numbers: map[numbers]*numbers{}}
}

// Len returns the number of objects.
func (db *Database) Len() int { return db.size }

// Lookup returns the object with the ID.
func (db *Database) Lookup(id ID) (Object, bool) {
	if n := db.find(id); n != nil && n.isThere() {
		return db.object(n), true
	}
	return nil, false
}

// Has reports whether the object exists.
func (db *Database) Has(id ID) bool {
	n := db.find(id)
	return n != nil && n.isThere()
}

// Get returns the object with the ID if it exists and is a T.
func Get[T Object](db *Database, id ID) (T, bool) {
	if n := db.find(id); n != nil {
		return as[T](db, n)
	}
	var none T
	return none, false
}

// Put adds the object or replaces the one with the same ID.
func (db *Database) Put(o Object) { db.Swap(o) }

// Swap is [Database.Put], and returns the object that was replaced, nil if there
// was none.
func (db *Database) Swap(o Object) Object {
	id, at := o.Address(), o.Origin()
	n := db.node(id)
	old, refs := db.object(n), o.Refs()
	same := old != nil && slices.Equal(old.Refs(), refs)
	if old != nil {
		if !same {
			db.unlink(n, old.Refs())
		}
		db.disown(n, old)
	}
	n.kept, n.file, n.start, n.end = db.slim(o), db.numberOf(at.File), int32(at.Start), int32(at.End)
	if old == nil {
		db.enter(n, id)
	}
	if !same {
		db.link(n, refs)
	}
	db.own(n, o)
	return old
}

// enter gives the node of a new object its place.
func (db *Database) enter(n *node, id ID) {
	db.size++
	db.sorted.Store(nil)
	if owner := db.Owner(id); !owner.IsZero() {
		n.owner = db.node(owner)
		n.owner.links().parts = append(n.owner.more.parts, n)
	} else {
		if db.byKind[id.Kind] == nil {
			db.byKind[id.Kind] = map[*node]struct{}{}
		}
		db.byKind[id.Kind][n] = struct{}{}
	}
	hash := db.hash.name(id.Schema, id.Name)
	if id.Kind.IsRelation() || id.Kind.HasIndex() {
		if before := db.relation(id.Schema, id.Name); before != nil {
			db.names.remove(hash, before)
		}
		db.names.add(hash, n)
	}
	if id.Kind.IsConstraint() {
		db.constraints.add(hash, n)
	}
	if of := (name{id.Schema, id.Name}); id.Kind.IsRoutine() {
		db.routines[of] = append(slices.Clip(db.routines[of]), id)
	}
}

// Delete removes the object alone, not its parts or users. Deleting what does
// not exist is a no-op.
func (db *Database) Delete(id ID) {
	n := db.find(id)
	if n == nil || !n.isThere() {
		return
	}
	o := db.object(n)
	db.unlink(n, o.Refs())
	db.disown(n, o)
	if n.owner != nil {
		n.owner.more.parts = without(n.owner.more.parts, n)
	} else {
		delete(db.byKind[id.Kind], n)
	}
	hash := db.hash.name(id.Schema, id.Name)
	db.names.remove(hash, n)
	if id.Kind.IsConstraint() {
		db.constraints.remove(hash, n)
	}
	if of := (name{id.Schema, id.Name}); id.Kind.IsRoutine() {
		db.routines[of] = without(slices.Clone(db.routines[of]), id)
		if len(db.routines[of]) == 0 {
			delete(db.routines, of)
		}
	}
	db.size--
	db.sorted.Store(nil)
	n.kept, n.owner, n.file = nil, nil, 0
	db.forget(n)
}

// forget takes a node out that says nothing.
func (db *Database) forget(n *node) {
	if n.idle() {
		db.nodes.remove(db.hash.node(n), n)
	}
}

// link notes that the node's object refers to others.
func (db *Database) link(n *node, refs []ID) {
	for _, ref := range refs {
		db.node(ref).addUser(n)
	}
}

func (db *Database) unlink(n *node, refs []ID) {
	for _, ref := range refs {
		if used := db.find(ref); used != nil {
			used.removeUser(n)
			db.forget(used)
		}
	}
}

// own notes the column that a sequence belongs to, and the constraints of a domain.
func (db *Database) own(n *node, o Object) {
	if s, ok := o.(Sequence); ok && !s.OwnedBy.IsZero() {
		column := db.node(s.OwnedBy).links()
		column.owned = append(column.owned, n)
	}
	db.countChecks(o, 1)
}

func (db *Database) disown(n *node, o Object) {
	if s, ok := o.(Sequence); ok && !s.OwnedBy.IsZero() {
		if column := db.find(s.OwnedBy); column != nil && column.more != nil {
			column.more.owned = without(column.more.owned, n)
			db.forget(column)
		}
	}
	db.countChecks(o, -1)
}

// countChecks counts the constraints of a domain.
func (db *Database) countChecks(o Object, by int) {
	d, ok := o.(Domain)
	if !ok {
		return
	}
	for _, c := range d.Checks {
		of := name{d.ID.Schema, c.Name}
		if db.domainChecks[of] += by; db.domainChecks[of] == 0 {
			delete(db.domainChecks, of)
		}
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
	if id.Kind == KindComment || id.Kind == KindTie || id.Kind == KindSecurityLabels {
		return db.carrier(parent)
	}
	if parent.Kind != KindTable || id.Kind.IsAttachment() {
		return parent
	}
	if rel, ok := db.Relation(parent.Schema, parent.Name); ok && rel.Relation == "" {
		return rel
	}
	return parent
}

// carrier returns the object that a comment goes away with. The row type of a table or
// view, the index of a key, the check of a domain, the column of a view or composite type
// and an operator that only another one speaks of are no objects of their own.
func (db *Database) carrier(of ID) ID {
	if db.Has(of) {
		return of
	}
	switch of.Kind {
	case KindComposite, KindIndex:
		if rel, ok := db.Relation(of.Schema, of.Name); ok {
			return rel
		}
	case KindColumn:
		if rel, ok := db.Relation(of.Schema, of.Relation); ok {
			return rel
		}
	case KindOperator:
		for o := range AllOf[Operator](db) {
			if o.Commutator == of || o.Negator == of {
				return o.ID
			}
		}
	case KindCheck:
		if domain := (ID{Kind: KindDomain, Schema: of.Schema, Name: of.Relation}); db.Has(domain) {
			return domain
		}
	}
	return of
}

// Parts returns the columns, constraints, indexes, triggers and policies of a
// relation, or the comments of an object, in the order in which they were added.
// The slice is the caller's.
func (db *Database) Parts(id ID) []ID {
	parts := db.parts(id)
	if len(parts) == 0 {
		return nil
	}
	out := make([]ID, len(parts))
	for i, part := range parts {
		out[i] = part.id()
	}
	return out
}

// EachPart yields what [Database.Parts] returns, of a database that does not change
// meanwhile.
func (db *Database) EachPart(id ID) iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for _, part := range db.parts(id) {
			if !yield(part.id()) {
				return
			}
		}
	}
}

// Keys returns the primary key, unique constraints and indexes of a relation in the
// order of adding.
func (db *Database) Keys(id ID) []Object {
	var out []Object
	for _, part := range db.parts(id) {
		switch part.kind {
		case KindPrimaryKey, KindUnique, KindIndex:
			if part.isThere() {
				out = append(out, db.object(part))
			}
		}
	}
	return out
}

// PartsOf returns the parts of one kind as values, in the order of adding.
func PartsOf[T Object](db *Database, id ID) []T {
	parts, n := db.parts(id), 0
	for _, part := range parts {
		if isA[T](part) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]T, 0, n)
	for _, part := range parts {
		if o, ok := as[T](db, part); ok {
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

// EachColumn yields what [Database.Columns] returns, of a database that does not change
// meanwhile.
func (db *Database) EachColumn(table ID) iter.Seq[Column] {
	return func(yield func(Column) bool) {
		parts, last := db.parts(table), math.MinInt
		for _, part := range parts {
			if c, ok := as[Column](db, part); ok {
				if c.Position < last {
					slices.Values(db.Columns(table))(yield)
					return
				}
				last = c.Position
			}
		}
		for _, part := range parts {
			if c, ok := as[Column](db, part); ok && !yield(c) {
				return
			}
		}
	}
}

// LastPosition returns the highest position of a column of the table, 0 if it has none.
func (db *Database) LastPosition(table ID) int {
	last := 0
	for _, part := range db.parts(table) {
		if c, ok := as[Column](db, part); ok {
			last = max(last, c.Position)
		}
	}
	return last
}

// Users returns the IDs of the objects that refer to id, in the order of [Compare].
func (db *Database) Users(id ID) []ID {
	var out []ID
	for user := range db.usersOf(id) {
		out = append(out, user.id())
	}
	slices.SortFunc(out, Compare)
	return out
}

// UsersOfKind returns those of [Database.Users] that are of one kind.
func (db *Database) UsersOfKind(id ID, k Kind) []ID {
	var out []ID
	for user := range db.usersOf(id) {
		if of := user.id(); of.Kind == k {
			out = append(out, of)
		}
	}
	slices.SortFunc(out, Compare)
	return out
}

// Owned returns the sequences owned by the column, in the order of adding.
func (db *Database) Owned(column ID) []Sequence {
	return slices.Collect(db.EachOwned(column))
}

// EachOwned yields what [Database.Owned] returns, of a database that does not change
// meanwhile.
func (db *Database) EachOwned(column ID) iter.Seq[Sequence] {
	return func(yield func(Sequence) bool) {
		for _, n := range db.owned(column) {
			if s, ok := as[Sequence](db, n); ok && !yield(s) {
				return
			}
		}
	}
}

// Clone returns a copy that can be changed on its own.
func (db *Database) Clone() *Database {
	copies := db.cloneNodes()
	c := newDatabase(db.hash)
	c.Reading, c.size = db.Reading, db.size
	c.nodes, c.names, c.constraints = db.nodes.clone(copies), db.names.clone(copies), db.constraints.clone(copies)
	c.routines, c.domainChecks = maps.Clone(db.routines), maps.Clone(db.domainChecks)
	c.files, c.fileNumbers = slices.Clone(db.files), maps.Clone(db.fileNumbers)
	for k, set := range db.byKind {
		if len(set) == 0 {
			continue
		}
		c.byKind[k] = make(map[*node]struct{}, len(set))
		for n := range set {
			c.byKind[k][copies[n]] = struct{}{}
		}
	}
	return c
}
