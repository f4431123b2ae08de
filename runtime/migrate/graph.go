package migrate

import (
	"slices"
)

// Revisions returns all revisions, each after its parents and dependencies.
// The order depends on nothing but the graph and the ids.
func (h *History) Revisions() []*Revision { return slices.Clone(h.revisions) }

// Revision returns the revision with exactly this id, nil if there is none.
func (h *History) Revision(id string) *Revision { return h.byID[id] }

// Children returns the ids of the revisions that follow a revision.
func (h *History) Children(id string) []string { return slices.Clone(h.children[id]) }

// Heads returns the ids of the revisions that none follows.
func (h *History) Heads() []string {
	return h.filter(func(r *Revision) bool { return len(h.children[r.ID]) == 0 })
}

// Bases returns the ids of the revisions that follow none.
func (h *History) Bases() []string {
	return h.filter(func(r *Revision) bool { return len(r.Parents) == 0 })
}

// Branches returns the ids of the revisions that several follow.
func (h *History) Branches() []string {
	return h.filter(func(r *Revision) bool { return len(h.children[r.ID]) > 1 })
}

// Merges returns the ids of the revisions that follow several.
func (h *History) Merges() []string {
	return h.filter(func(r *Revision) bool { return len(r.Parents) > 1 })
}

func (h *History) filter(keep func(*Revision) bool) []string {
	var ids []string
	for _, r := range h.revisions {
		if keep(r) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Ancestors returns the ids and all that they follow, in order. The ids must be in
// the history.
func (h *History) Ancestors(ids ...string) []string { return h.list(h.ancestors(ids)) }

// Descendants returns the ids and all that follow them, in order. The ids must be
// in the history.
func (h *History) Descendants(ids ...string) []string { return h.list(h.descendants(ids)) }

// Needs is Ancestors with all that these depend on: what must be applied before
// the ids, and the ids.
func (h *History) Needs(ids ...string) []string { return h.list(h.required(ids)) }

// EffectiveHeads returns the heads that no other revision depends on either.
func (h *History) EffectiveHeads() []string {
	needed := map[string]bool{}
	for _, r := range h.revisions {
		for _, id := range r.DependsOn {
			needed[id] = true
		}
	}
	return slices.DeleteFunc(h.Heads(), func(id string) bool { return needed[id] })
}

// set is a set of revision ids.
type set map[string]bool

// list returns the members in the order of the history.
func (h *History) list(s set) []string {
	return h.filter(func(r *Revision) bool { return s[r.ID] })
}

// closure returns the ids and everything that next leads to from them.
func (h *History) closure(ids []string, next func(id string) []string) set {
	out := make(set, len(h.revisions))
	for todo := slices.Clone(ids); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !out[id] {
			out[id] = true
			todo = append(todo, next(id)...)
		}
	}
	return out
}

// required returns the ids and all that must be applied before them.
func (h *History) required(ids []string) set {
	return h.closure(ids, func(id string) []string { return h.byID[id].needs() })
}

// ancestors returns the ids and all that they follow.
func (h *History) ancestors(ids []string) set {
	return h.closure(ids, func(id string) []string { return h.byID[id].Parents })
}

// descendants returns the ids and all that follow them.
func (h *History) descendants(ids []string) set {
	return h.closure(ids, func(id string) []string { return h.children[id] })
}

// dependants returns the ids and all that follow them or depend on them.
func (h *History) dependants(ids []string) set {
	out := set{}
	for _, id := range ids {
		out[id] = true
	}
	for _, r := range h.revisions {
		if slices.ContainsFunc(r.needs(), func(id string) bool { return out[id] }) {
			out[r.ID] = true
		}
	}
	return out
}

// headsOf returns those members of s that no other member follows.
func (h *History) headsOf(s set) []string {
	return h.filter(func(r *Revision) bool {
		return s[r.ID] && !slices.ContainsFunc(h.children[r.ID], func(id string) bool { return s[id] })
	})
}
