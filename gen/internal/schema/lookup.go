package schema

import (
	"hash/maphash"
	"iter"
)

// lookup finds nodes by what hash tells of them: an open table with a slot for each
// node, which takes a third of the memory of a map. It holds no keys, for the nodes
// have them.
type lookup struct {
	hash  func(*node) uint64
	slots []*node
	// marks has a byte of the hash for each slot, so that few slots of other nodes are
	// looked into, or one of the two below.
	marks []uint8
	// size is the number of nodes, left that of the slots that nodes went from.
	size, left int
}

// The marks of slots without a node. A search ends at one that was never taken.
const (
	markFree uint8 = iota
	markLeft
	firstMark
)

func markOf(hash uint64) uint8 { return max(uint8(hash>>56), firstMark) }

// with yields the slots of the nodes that may have the hash.
func (x *lookup) with(hash uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(x.slots) == 0 {
			return
		}
		mark, last := markOf(hash), len(x.slots)-1
		for i := int(hash) & last; x.marks[i] != markFree; i = (i + 1) & last {
			if x.marks[i] == mark && !yield(i) {
				return
			}
		}
	}
}

// get returns a node with the hash that is the one looked for, nil if there is none.
func (x *lookup) get(hash uint64, is func(*node) bool) *node {
	for i := range x.with(hash) {
		if is(x.slots[i]) {
			return x.slots[i]
		}
	}
	return nil
}

// add puts a node in that is not there.
func (x *lookup) add(hash uint64, n *node) {
	if (x.size+x.left+1)*5 > len(x.slots)*4 {
		x.grow()
	}
	last := len(x.slots) - 1
	i := int(hash) & last
	for x.marks[i] >= firstMark {
		i = (i + 1) & last
	}
	if x.marks[i] == markLeft {
		x.left--
	}
	x.slots[i], x.marks[i] = n, markOf(hash)
	x.size++
}

// remove takes the node out if it is there.
func (x *lookup) remove(hash uint64, n *node) {
	for i := range x.with(hash) {
		if x.slots[i] == n {
			x.slots[i], x.marks[i] = nil, markLeft
			x.size--
			x.left++
			return
		}
	}
}

// grow makes room for more nodes: where none went, for as many again.
func (x *lookup) grow() {
	old := *x
	x.resize(x.size + x.size/2)
	for n := range old.all() {
		x.add(x.hash(n), n)
	}
}

// resize makes the table empty, with room for some nodes.
func (x *lookup) resize(nodes int) {
	slots := 16
	for slots*4 <= nodes*5 {
		slots *= 2
	}
	x.slots, x.marks, x.size, x.left = make([]*node, slots), make([]uint8, slots), 0, 0
}

// all yields the nodes in no order.
func (x *lookup) all() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for _, n := range x.slots {
			if n != nil && !yield(n) {
				return
			}
		}
	}
}

// clone returns the lookup of the copies of its nodes.
func (x *lookup) clone(copies map[*node]*node) lookup {
	out := lookup{hash: x.hash, slots: make([]*node, len(x.slots)), marks: append([]uint8(nil), x.marks...), size: x.size, left: x.left}
	for i, n := range x.slots {
		if n != nil {
			out.slots[i] = copies[n]
		}
	}
	return out
}

// hasher makes the hashes of one database and its copies.
type hasher struct{ seed maphash.Seed }

func (h hasher) id(id ID) uint64 {
	hash := hashOf(h.name(id.Schema, id.Name), id)
	if id.Relation != "" {
		hash = mix(hash, maphash.String(h.seed, id.Relation))
	}
	if id.Args != "" {
		hash = mix(hash+1, maphash.String(h.seed, id.Args))
	}
	return hash
}

func (h hasher) node(n *node) uint64 { return h.id(n.id()) }

// hashOf is the hash of an ID without relation and arguments, given that of its name.
func hashOf(name uint64, id ID) uint64 { return name + uint64(id.Kind)<<8 + uint64(id.Of) }

func (h hasher) name(schema, name string) uint64 {
	return mix(maphash.String(h.seed, schema), maphash.String(h.seed, name))
}

func (h hasher) nodeName(n *node) uint64 { return h.name(n.in.schema, n.name) }

// mix makes one hash of two, for which their order counts.
func mix(a, b uint64) uint64 {
	const odd = 0x9e3779b97f4a7c15 // the golden ratio, whose multiples spread evenly
	return (a*odd ^ a>>29) + b
}
