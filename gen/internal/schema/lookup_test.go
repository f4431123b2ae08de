package schema

import "testing"

// TestLookupWithEqualHashes puts three nodes under one hash and takes them out in
// another order.
func TestLookupWithEqualHashes(t *testing.T) {
	t.Parallel()
	x := newLookup((*node).id, 0)
	const hash = 7
	nodes := map[string]*node{}
	for _, name := range []string{"a", "b", "c"} {
		nodes[name] = &node{object: Schema{Header: Header{ID: NewSchema(name)}}, hash: hash}
		x.set(hash, nodes[name])
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
		if count != len(nodes) {
			t.Errorf("%d nodes are left without %q, want %d", count, gone, len(nodes))
		}
		for _, name := range []string{"a", "b", "c"} {
			if got := x.get(hash, NewSchema(name)); got != nodes[name] {
				t.Errorf("without %q, %q is %v", gone, name, got)
			}
		}
	}
}
