package schema

import (
	"iter"
	"maps"
	"slices"
)

// node is the place of one object in a database, with what depends on it. There are
// as many as objects, so it is kept small.
type node struct {
	// object is what is kept of the object, see [slim]. It is an [absent] for a node that others refer to before the object is there,
	// or after it went.
	object Object
	// owner is the node that lists this one among its parts, nil for none.
	owner *node
	// users are those who refer to the object, as long as they are few.
	users []*node
	// more is what only some nodes have, nil for the others.
	more *links
	// hash is that of the ID.
	hash uint64
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

// absent stands for an object that is not there.
type absent struct{ Header }

func (absent) Refs() []ID                   { return nil }
func (a absent) Renamed(func(ID) ID) Object { return a }

func (n *node) id() ID { return n.object.Address() }

func (n *node) name() name {
	id := n.id()
	return name{id.Schema, id.Name}
}

// isThere reports whether the object exists.
func (n *node) isThere() bool {
	_, gone := n.object.(absent)
	return !gone
}

// idle reports whether the node says nothing, so that it can be forgotten.
func (n *node) idle() bool {
	return !n.isThere() && len(n.users) == 0 && (n.more == nil || len(n.more.parts) == 0 && len(n.more.owned) == 0 && len(n.more.users) == 0)
}

// links returns where a node keeps what only some have.
func (n *node) links() *links {
	if n.more == nil {
		n.more = &links{}
	}
	return n.more
}

// find returns the node of an ID, nil if there is none.
func (db *Database) find(id ID) *node { return db.nodes.get(db.hash(id), id) }

// node returns the node of an ID, a new one if there is none.
func (db *Database) node(id ID) *node {
	hash := db.hash(id)
	n := db.nodes.get(hash, id)
	if n == nil {
		n = &node{object: absent{Header{ID: id}}, hash: hash}
		db.nodes.set(hash, n)
	}
	return n
}

// object returns the object of an ID, nil if there is none.
func (db *Database) object(id ID) Object {
	if n := db.find(id); n != nil && n.isThere() {
		return whole(n.object)
	}
	return nil
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

// usersOf returns who refers to an ID, in no order.
func (db *Database) usersOf(id ID) []*node {
	n := db.find(id)
	switch {
	case n == nil:
		return nil
	case n.more != nil && n.more.users != nil:
		return slices.Collect(maps.Keys(n.more.users))
	}
	return n.users
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

func (n *node) addUser(user *node) {
	switch {
	case n.more != nil && n.more.users != nil:
		n.more.users[user] = struct{}{}
	case slices.Contains(n.users, user):
	case len(n.users) < fewUsers:
		n.users = append(n.users, user)
	default:
		many := map[*node]struct{}{user: {}}
		for _, other := range n.users {
			many[other] = struct{}{}
		}
		n.links().users, n.users = many, nil
	}
}

func (n *node) removeUser(user *node) {
	if n.more != nil && n.more.users != nil {
		delete(n.more.users, user)
		return
	}
	n.users = without(n.users, user)
}

// cloneNodes copies the graph; it returns the copy of each node.
func (db *Database) cloneNodes() map[*node]*node {
	all := make([]node, len(db.nodes.first)+len(db.nodes.rest))
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
		*c = node{object: n.object, owner: copies[n.owner], users: list(n.users), hash: n.hash}
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
