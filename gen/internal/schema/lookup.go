package schema

import (
	"hash/maphash"
	"iter"
)

// lookup finds nodes by a key that their object tells. It keeps a hash in place of the
// key, which would take several times the memory of the rest.
type lookup[K comparable] struct {
	// keyOf returns the key of a node.
	keyOf func(*node) K
	first map[uint64]*node
	// rest has the nodes with the hash of another key that was there before.
	rest map[K]*node
}

func newLookup[K comparable](keyOf func(*node) K, size int) lookup[K] {
	return lookup[K]{keyOf: keyOf, first: make(map[uint64]*node, size)}
}

// get returns the node with the key, nil if there is none.
func (x *lookup[K]) get(hash uint64, key K) *node {
	if n := x.first[hash]; n != nil && x.keyOf(n) == key {
		return n
	}
	if len(x.rest) == 0 {
		return nil
	}
	return x.rest[key]
}

// set makes the node the one with its key.
func (x *lookup[K]) set(hash uint64, n *node) {
	key := x.keyOf(n)
	if there := x.first[hash]; x.rest[key] == nil && (there == nil || x.keyOf(there) == key) {
		x.first[hash] = n
		return
	}
	if x.rest == nil {
		x.rest = map[K]*node{}
	}
	x.rest[key] = n
}

// remove forgets the node if it is the one with its key.
func (x *lookup[K]) remove(hash uint64, n *node) {
	if x.first[hash] == n {
		delete(x.first, hash)
	} else if key := x.keyOf(n); x.rest[key] == n {
		delete(x.rest, key)
	}
}

// all yields the nodes in no order.
func (x *lookup[K]) all() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for _, n := range x.first {
			if !yield(n) {
				return
			}
		}
		for _, n := range x.rest {
			if !yield(n) {
				return
			}
		}
	}
}

// clone returns the index of the copies of its nodes.
func (x *lookup[K]) clone(copies map[*node]*node) lookup[K] {
	out := newLookup(x.keyOf, len(x.first))
	for hash, n := range x.first {
		out.first[hash] = copies[n]
	}
	for key, n := range x.rest {
		if out.rest == nil {
			out.rest = make(map[K]*node, len(x.rest))
		}
		out.rest[key] = copies[n]
	}
	return out
}

func (db *Database) hash(id ID) uint64 {
	h := hashOf(db.hashName(id.Schema, id.Name), id)
	if id.Relation != "" {
		h = mix(h, maphash.String(db.seed, id.Relation))
	}
	if id.Args != "" {
		h = mix(h+1, maphash.String(db.seed, id.Args))
	}
	return h
}

// hashOf is the hash of an ID without relation and arguments, given that of its name.
func hashOf(name uint64, id ID) uint64 { return name + uint64(id.Kind)<<8 + uint64(id.Of) }

func (db *Database) hashName(schema, name string) uint64 {
	return mix(maphash.String(db.seed, schema), maphash.String(db.seed, name))
}

// mix makes one hash of two, for which their order counts.
func mix(a, b uint64) uint64 {
	const odd = 0x9e3779b97f4a7c15 // the golden ratio, whose multiples spread evenly
	return (a*odd ^ a>>29) + b
}
