package schema

import "testing"

// TestLookupWithEqualHashes puts three nodes under one hash and takes them out in
// another order.
func TestLookupWithEqualHashes(t *testing.T) {
	t.Parallel()
	const hash = 7
	x := lookup{hash: func(*node) uint64 { return hash }}
	nodes := map[string]*node{}
	for _, name := range []string{"a", "b", "c"} {
		nodes[name] = &node{name: name}
		x.add(hash, nodes[name])
	}
	for _, gone := range []string{"", "a", "c", "b"} {
		if gone != "" {
			x.remove(hash, nodes[gone])
			delete(nodes, gone)
		}
		count := 0
		for range x.all() {
			count++
		}
		if count != len(nodes) || x.size != count {
			t.Errorf("%d nodes are left without %q, %d by their count, want %d", count, gone, x.size, len(nodes))
		}
		for _, name := range []string{"a", "b", "c"} {
			if got := x.get(hash, func(n *node) bool { return n.name == name }); got != nodes[name] {
				t.Errorf("without %q, %q is %v", gone, name, got)
			}
		}
	}
}

// TestLookupOfManyThatComeAndGo compares a lookup with a map while nodes come and go.
func TestLookupOfManyThatComeAndGo(t *testing.T) {
	t.Parallel()
	hash := func(n *node) uint64 { return uint64(n.start) * 0x9e3779b97f4a7c15 >> 8 }
	x := lookup{hash: hash}
	nodes := map[int32]*node{}
	for i := range int32(5000) {
		if old := i * 7 % 3000; i%3 == 2 && nodes[old] != nil {
			x.remove(hash(nodes[old]), nodes[old])
			delete(nodes, old)
		}
		nodes[i] = &node{start: i}
		x.add(hash(nodes[i]), nodes[i])
	}
	if x.size != len(nodes) || len(x.slots) > 4*len(nodes) {
		t.Errorf("%d nodes in %d slots, want %d nodes in at most four times as many", x.size, len(x.slots), len(nodes))
	}
	for i := range int32(5000) {
		if got := x.get(hash(&node{start: i}), func(n *node) bool { return n.start == i }); got != nodes[i] {
			t.Errorf("node %d is %v, want %v", i, got, nodes[i])
		}
	}
}
