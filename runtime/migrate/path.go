package migrate

import (
	"cmp"
	"slices"
	"strings"
)

// UpgradePath returns the revisions to apply, in order, so that the target and
// all that it needs are applied. Nothing to do gives an empty path.
func (h *History) UpgradePath(applied []string, target string) ([]*Revision, error) {
	if start, count, ok := cutOffset(afterBranch(target)); ok && start == "" && count < 0 {
		return nil, &TargetError{Target: target, Message: "an upgrade does not go back", Hint: "say pgen downgrade " + target}
	}
	if err := refuseRange(target); err != nil {
		return nil, err
	}
	ids, err := h.Resolve(target, applied)
	if err != nil {
		return nil, err
	}
	todo := h.required(ids)
	for _, id := range applied {
		delete(todo, id)
	}
	return h.pick(todo), nil
}

// DowngradePath returns the revisions to undo, newest first, so that the target
// stays and nothing that follows it or depends on it. "base" undoes all,
// "branch@base" a branch, "-2" the two newest.
func (h *History) DowngradePath(applied []string, target string) ([]*Revision, error) {
	if err := refuseRange(target); err != nil {
		return nil, err
	}
	gone, err := h.undone(applied, target)
	if err != nil {
		return nil, err
	}
	undo := set{}
	for _, id := range applied {
		undo[id] = gone[id]
	}
	path := h.pick(undo)
	slices.Reverse(path)
	return path, nil
}

// refuseRange refuses "a:b" where the database says where it is.
func refuseRange(target string) error {
	if _, to, ok := SplitRange(target); ok {
		return &TargetError{Target: target, Message: "a range is for scripts only, since a database knows where it is",
			Hint: "say " + cmp.Or(to, "heads") + ", or add --sql"}
	}
	return nil
}

func (h *History) undone(applied []string, target string) (set, error) {
	r := resolver{h: h, target: target, applied: set{}}
	for _, id := range applied {
		r.applied[id] = h.byID[id] != nil
	}
	branchName, rest, branched := strings.Cut(target, "@")
	if !branched {
		rest = target
	}
	start, count, relative := cutOffset(rest)
	switch {
	case target == "base":
		return h.dependants(h.Bases()), nil
	case branched && rest == "base":
		root, err := r.id(branchName)
		if err != nil {
			return nil, err
		}
		branch := h.branch(root)
		return h.dependants(slices.DeleteFunc(h.Bases(), func(id string) bool { return !branch[id] })), nil
	case relative && start == "" && count > 0:
		return nil, r.fail("a downgrade does not go forward", nil, "say pgen upgrade "+target)
	case relative && start == "":
		return r.newest(branchName, branched, -count)
	}
	ids, err := r.resolve(target)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !r.applied[id] {
			return nil, r.fail(quote(id)+" is not applied", h.headsOf(r.applied), "downgrade goes to a revision that is; see pgen current")
		}
	}
	gone := h.dependants(ids)
	for _, id := range ids {
		delete(gone, id)
	}
	return gone, nil
}

// newest takes the count newest applied revisions, of one branch if it is given.
func (r resolver) newest(branchName string, branched bool, count int) (set, error) {
	at := r.h.headsOf(r.applied)
	if branched {
		root, err := r.id(branchName)
		if err != nil {
			return nil, err
		}
		branch := r.h.branch(root)
		at = slices.DeleteFunc(at, func(id string) bool { return !branch[id] })
	}
	left, err := r.back(at, count)
	if err != nil {
		return nil, err
	}
	stays := r.h.ancestors(left)
	var gone []string
	for id := range r.h.ancestors(at) {
		if !stays[id] {
			gone = append(gone, id)
		}
	}
	return r.h.dependants(gone), nil
}

// Range returns the revisions of "a:b": those that b needs and a does not.
// An empty a is the base, an empty b the heads. For a target without a colon it
// is all that the target needs.
func (h *History) Range(target string, applied []string) ([]*Revision, error) {
	lower, upper, err := h.ends(target, applied)
	if err != nil {
		return nil, err
	}
	todo := h.required(upper)
	for id := range h.required(lower) {
		delete(todo, id)
	}
	return h.pick(todo), nil
}

// Between returns the revisions that lie from a to b, both included: those that
// follow a and that b follows. An empty a is the base, an empty b the heads. For a
// target without a colon it is all that the target follows.
func (h *History) Between(target string, applied []string) ([]*Revision, error) {
	lower, upper, err := h.ends(target, applied)
	if err != nil {
		return nil, err
	}
	found := h.ancestors(upper)
	if len(lower) > 0 {
		above := h.descendants(lower)
		for id := range found {
			found[id] = above[id]
		}
	}
	path := h.pick(found)
	if len(path) == 0 && len(upper) > 0 {
		return nil, &TargetError{Target: target, Message: "nothing lies between the two: the right side does not follow the left one",
			Hint: "write the older revision first; see pgen history"}
	}
	return path, nil
}

// ends resolves the two sides of a range. Where nothing is known to be applied
// "+2" on the right counts from the left.
func (h *History) ends(target string, applied []string) (lower, upper []string, err error) {
	from, to, ok := SplitRange(target)
	if !ok {
		from, to = "base", target
	}
	if lower, err = h.Resolve(cmp.Or(from, "base"), applied); err != nil {
		return nil, nil, err
	}
	if len(applied) == 0 {
		applied = h.list(h.required(lower))
	}
	upper, err = h.Resolve(cmp.Or(to, "heads"), applied)
	return lower, upper, err
}

func (h *History) pick(s set) []*Revision {
	var out []*Revision
	for _, r := range h.revisions {
		if s[r.ID] {
			out = append(out, r)
		}
	}
	return out
}

func afterBranch(target string) string {
	if _, rest, ok := strings.Cut(target, "@"); ok {
		return rest
	}
	return target
}
