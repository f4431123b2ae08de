package pgsql

import "github.com/pgen-go/pgen/gen/internal/schema"

// components numbers all that the roots lead to, so that two have the same number
// exactly when each leads to the other. It takes time in proportion to the edges.
// (The algorithm is Tarjan's.)
func components(roots []schema.ID, next func(schema.ID) []schema.ID) map[schema.ID]int {
	w := &walker{next: next, visit: map[schema.ID]int{}, number: map[schema.ID]int{}}
	for _, id := range roots {
		if w.visit[id] == 0 {
			w.enter(id)
		}
	}
	return w.number
}

type walker struct {
	next func(schema.ID) []schema.ID
	// visit counts from 1 in the order in which nodes are entered.
	visit map[schema.ID]int
	// number is that of a node's component, once it is complete.
	number map[schema.ID]int
	// open are the nodes of components that are not complete.
	open []schema.ID
}

// enter walks a node and returns the earliest visit of an open node that it leads to.
func (w *walker) enter(id schema.ID) int {
	w.visit[id] = len(w.visit) + 1
	first, depth := w.visit[id], len(w.open)
	w.open = append(w.open, id)
	for _, to := range w.next(id) {
		if w.visit[to] == 0 {
			first = min(first, w.enter(to))
		} else if _, complete := w.number[to]; !complete {
			first = min(first, w.visit[to])
		}
	}
	if first == w.visit[id] {
		for _, member := range w.open[depth:] {
			w.number[member] = first
		}
		w.open = w.open[:depth]
	}
	return first
}
