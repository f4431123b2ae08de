package schema

import (
	"iter"
	"maps"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// node is the place of one object in a database, with what depends on it. There are
// as many as objects, so it is kept small: it holds the header of the object in parts
// that others share.
type node struct {
	in   *path
	name string
	// kept is what is kept of the object, see [slim]. It is nil for a node that others
	// refer to before the object is there, or after it went.
	kept kept
	// owner is the node that lists this one among its parts, nil for none.
	owner *node
	// users are those who refer to the object, as long as they are few.
	users *user
	// more is what only some nodes have, nil for the others.
	more *links
	// start and end are the bytes of the object in the file of the number, see
	// [Database.numberOf].
	start, end int32
	file       int32
	kind, of   Kind
}

// path is what IDs have but for kind and name. All parts of a table share one.
type path struct{ schema, relation, args string }

// user is one that refers to an object, and the next one.
type user struct {
	node *node
	next *user
}

// links are what leads from a table, or from any object that many use, to others.
type links struct {
	// parts are the parts of a relation and the comments of an object, in the order
	// in which they were put.
	parts []*node
	// owned are the sequences that belong to a column, in the order of adding.
	owned []*node
	// users are all that refer to the object once they are many, so that taking one
	// out stays cheap.
	users map[*node]struct{}
}

func (n *node) id() ID {
	return ID{Kind: n.kind, Of: n.of, Schema: n.in.schema, Relation: n.in.relation, Name: n.name, Args: n.in.args}
}

// is reports whether the ID is that of the node.
func (n *node) is(id ID) bool {
	return n.kind == id.Kind && n.name == id.Name && n.of == id.Of &&
		n.in.relation == id.Relation && n.in.schema == id.Schema && n.in.args == id.Args
}

// isNamed reports whether the node has the name.
func (n *node) isNamed(schema, name string) bool { return n.name == name && n.in.schema == schema }

// isThere reports whether the object exists.
func (n *node) isThere() bool { return n.kept != nil }

// idle reports whether the node says nothing, so that it can be forgotten.
func (n *node) idle() bool {
	return !n.isThere() && n.users == nil && (n.more == nil || len(n.more.parts) == 0 && len(n.more.owned) == 0 && len(n.more.users) == 0)
}

// links returns where a node keeps what only some have.
func (n *node) links() *links {
	if n.more == nil {
		n.more = &links{}
	}
	return n.more
}

// header returns the header of the object.
func (db *Database) header(n *node) Header {
	h := Header{ID: n.id()}
	if n.file != 0 {
		h.At = source.Span{File: db.files[n.file], Start: int(n.start), End: int(n.end)}
	}
	return h
}

// object returns the object of a node, nil if it is not there.
func (db *Database) object(n *node) Object {
	switch kept := n.kept.(type) {
	case nil:
		return nil
	case entire:
		return kept.Object
	default:
		return kept.object(db.header(n))
	}
}

// find returns the node of an ID, nil if there is none.
func (db *Database) find(id ID) *node { return db.findHashed(db.hash.id(id), id) }

func (db *Database) findHashed(hash uint64, id ID) *node {
	return db.nodes.get(hash, func(n *node) bool { return n.is(id) })
}

// node returns the node of an ID, a new one if there is none.
func (db *Database) node(id ID) *node {
	hash := db.hash.id(id)
	n := db.findHashed(hash, id)
	if n == nil {
		n = &node{in: db.path(id), name: id.Name, kind: id.Kind, of: id.Of}
		db.nodes.add(hash, n)
	}
	return n
}

// path returns the path of an ID: one that was made lately where that is the same.
func (db *Database) path(id ID) *path {
	recent := &db.paths[(db.hash.name(id.Schema, id.Relation)+uint64(len(id.Args)))%uint64(len(db.paths))]
	if p := *recent; p == nil || p.relation != id.Relation || p.schema != id.Schema || p.args != id.Args {
		*recent = &path{schema: id.Schema, relation: id.Relation, args: id.Args}
	}
	return *recent
}

// numberOf returns the number under which nodes refer to a file, 0 for none.
func (db *Database) numberOf(f *source.File) int32 {
	if f == nil {
		return 0
	}
	if last := len(db.files) - 1; db.files[last] == f {
		return int32(last)
	}
	n, ok := db.fileNumbers[f]
	if !ok {
		n = int32(len(db.files))
		db.files, db.fileNumbers[f] = append(db.files, f), n
	}
	return n
}

// parts returns the parts of an object in order.
func (db *Database) parts(id ID) []*node {
	if n := db.find(id); n != nil && n.more != nil {
		return n.more.parts
	}
	return nil
}

// owned returns the sequences of a column in the order of adding.
func (db *Database) owned(column ID) []*node {
	if n := db.find(column); n != nil && n.more != nil {
		return n.more.owned
	}
	return nil
}

// usersOf yields who refers to an ID, in no order.
func (db *Database) usersOf(id ID) iter.Seq[*node] {
	n := db.find(id)
	if n != nil && n.more != nil && n.more.users != nil {
		return maps.Keys(n.more.users)
	}
	return func(yield func(*node) bool) {
		if n == nil {
			return
		}
		for u := n.users; u != nil && yield(u.node); u = u.next {
		}
	}
}

// ofKind yields the objects of a kind that are no part of another one, in no order.
func (db *Database) ofKind(k Kind) iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for n := range db.byKind[k] {
			if !yield(n.id()) {
				return
			}
		}
	}
}

// fewUsers is the number of users up to which they are in a list, which takes a tenth
// of the memory of a map.
const fewUsers = 8

func (n *node) addUser(one *node) {
	if n.more != nil && n.more.users != nil {
		n.more.users[one] = struct{}{}
		return
	}
	count := 0
	for u := n.users; u != nil; u = u.next {
		if u.node == one {
			return
		}
		count++
	}
	if n.users = (&user{node: one, next: n.users}); count < fewUsers {
		return
	}
	many := map[*node]struct{}{}
	for u := n.users; u != nil; u = u.next {
		many[u.node] = struct{}{}
	}
	n.links().users, n.users = many, nil
}

func (n *node) removeUser(one *node) {
	if n.more != nil && n.more.users != nil {
		delete(n.more.users, one)
		return
	}
	for at := &n.users; *at != nil; at = &(*at).next {
		if (*at).node == one {
			*at = (*at).next
			return
		}
	}
}

// cloneNodes copies the graph; it returns the copy of each node.
func (db *Database) cloneNodes() map[*node]*node {
	all := make([]node, db.nodes.size)
	copies := make(map[*node]*node, len(all))
	for n := range db.nodes.all() {
		copies[n] = &all[len(copies)]
	}
	list := func(from []*node) []*node {
		if len(from) == 0 {
			return nil
		}
		to := make([]*node, len(from))
		for i, n := range from {
			to[i] = copies[n]
		}
		return to
	}
	for n, c := range copies {
		*c = *n
		c.owner, c.users, c.more = copies[n.owner], nil, nil
		for u := n.users; u != nil; u = u.next {
			c.users = &user{node: copies[u.node], next: c.users}
		}
		if n.more == nil {
			continue
		}
		c.more = &links{parts: list(n.more.parts), owned: list(n.more.owned)}
		if n.more.users != nil {
			c.more.users = make(map[*node]struct{}, len(n.more.users))
			for user := range n.more.users {
				c.more.users[copies[user]] = struct{}{}
			}
		}
	}
	return copies
}
