package pgsql

import (
	"iter"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// components numbers all that the roots lead to, so that two have the same number
// exactly when each leads to the other. It takes time in proportion to the edges.
// (The algorithm is Tarjan's.)
func components(db *schema.Database, roots iter.Seq[schema.ID], next func(schema.ID) []schema.ID) schema.Numbers {
	w := &walker{next: next, visit: db.NewNumbers(), number: db.NewNumbers()}
	for id := range roots {
		if w.visit.Of(id) == 0 {
			w.enter(id)
		}
	}
	return w.number
}

type walker struct {
	next func(schema.ID) []schema.ID
	// visit counts from 1 in the order in which nodes are entered, visits of them.
	visit  schema.Numbers
	visits int32
	// number is that of a node's component, once it is complete.
	number schema.Numbers
	// open are the nodes of components that are not complete.
	open []schema.ID
}

// enter walks a node and returns the earliest visit of an open node that it leads to.
func (w *walker) enter(id schema.ID) int32 {
	w.visits++
	own, depth := w.visits, len(w.open)
	w.visit.Set(id, own)
	w.open = append(w.open, id)
	first := own
	for _, to := range w.next(id) {
		if visit := w.visit.Of(to); visit == 0 {
			first = min(first, w.enter(to))
		} else if w.number.Of(to) == 0 {
			first = min(first, visit)
		}
	}
	if first == own {
		for _, member := range w.open[depth:] {
			w.number.Set(member, own)
		}
		w.open = w.open[:depth]
	}
	return first
}
