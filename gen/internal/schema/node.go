package schema

import (
	"iter"
	"maps"
	"slices"
)

// node is the place of one object in a database, with what depends on it. A node
// without object stands for one that others refer to before it is there, or after
// it went.
type node struct {
	object Object
	// owner is the node that lists this one among its parts, nil for none.
	owner *node
	// parts are the parts of a relation and the comments of an object, in the order
	// in which they were put.
	parts []*node
	// users are those who refer to the object.
	users nodeSet
}

func (n *node) id() ID { return n.object.Address() }

// idle reports whether the node says nothing, so that it can be forgotten.
func (n *node) idle() bool { return n.object == nil && len(n.parts) == 0 && n.users.len() == 0 }

// node returns the node of an ID, a new one if there is none.
func (db *Database) node(id ID) *node {
	n := db.nodes[id]
	if n == nil {
		n = &node{}
		db.nodes[id] = n
	}
	return n
}

// object returns the object of an ID, nil if there is none.
func (db *Database) object(id ID) Object {
	if n := db.nodes[id]; n != nil {
		return n.object
	}
	return nil
}

// parts returns the parts of an object in order.
func (db *Database) parts(id ID) []*node {
	if n := db.nodes[id]; n != nil {
		return n.parts
	}
	return nil
}

// usersOf yields who refers to an ID, in no order.
func (db *Database) usersOf(id ID) iter.Seq[ID] {
	return func(yield func(ID) bool) {
		if n := db.nodes[id]; n != nil {
			for user := range n.users.all() {
				if !yield(user.id()) {
					return
				}
			}
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

// nodeSet is a set of nodes. Most of them have one or two, for which a list takes a
// tenth of the memory of a map; large ones become a map, so that taking one out
// stays cheap.
type nodeSet struct {
	few  []*node
	many map[*node]struct{}
}

// fewNodes is the size up to which a set is a list.
const fewNodes = 8

func (s *nodeSet) len() int { return len(s.few) + len(s.many) }

func (s *nodeSet) add(n *node) {
	switch {
	case s.many != nil:
		s.many[n] = struct{}{}
	case slices.Contains(s.few, n):
	case len(s.few) < fewNodes:
		s.few = append(s.few, n)
	default:
		s.many = map[*node]struct{}{n: {}}
		for _, other := range s.few {
			s.many[other] = struct{}{}
		}
		s.few = nil
	}
}

func (s *nodeSet) remove(n *node) {
	if s.many != nil {
		delete(s.many, n)
		return
	}
	s.few = without(s.few, n)
}

func (s *nodeSet) all() iter.Seq[*node] {
	if s.many != nil {
		return maps.Keys(s.many)
	}
	return slices.Values(s.few)
}

// cloneNodes copies the graph.
func cloneNodes(nodes map[ID]*node) map[ID]*node {
	copies := make(map[*node]*node, len(nodes))
	out := make(map[ID]*node, len(nodes))
	all := make([]node, len(nodes))
	for id, n := range nodes {
		c := &all[len(copies)]
		copies[n], out[id] = c, c
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
		*c = node{object: n.object, owner: copies[n.owner], parts: list(n.parts), users: nodeSet{few: list(n.users.few)}}
		if n.users.many != nil {
			c.users.many = make(map[*node]struct{}, len(n.users.many))
			for user := range n.users.many {
				c.users.many[copies[user]] = struct{}{}
			}
		}
	}
	return out
}
