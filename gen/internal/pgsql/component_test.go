package pgsql

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// TestComponents compares with a search from every node of random graphs.
func TestComponents(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		nodes := make([]schema.ID, 1+r.IntN(12))
		for i := range nodes {
			nodes[i] = schema.NewTable("public", fmt.Sprint("t", i))
		}
		edges := map[schema.ID][]schema.ID{}
		for range r.IntN(2 * len(nodes)) {
			from := nodes[r.IntN(len(nodes))]
			edges[from] = append(edges[from], nodes[r.IntN(len(nodes))])
		}
		number := components(schema.New(), slices.Values(nodes), func(id schema.ID) []schema.ID { return edges[id] })
		for _, a := range nodes {
			for _, b := range nodes {
				if want := leads(edges, a, b) && leads(edges, b, a); want != (number.Of(a) == number.Of(b)) {
					t.Errorf("seed %d: %s and %s: numbers %d and %d", seed, a, b, number.Of(a), number.Of(b))
				}
			}
		}
	}
}

func leads(edges map[schema.ID][]schema.ID, from, to schema.ID) bool {
	seen := map[schema.ID]bool{}
	list := []schema.ID{from}
	for len(list) > 0 {
		id := list[0]
		list = list[1:]
		if id == to {
			return true
		}
		if !seen[id] {
			seen[id] = true
			list = append(list, edges[id]...)
		}
	}
	return false
}
