package migrate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// TargetError says why a revision on the command line cannot be found, or is
// not the only one that could be meant.
type TargetError struct {
	Target  string
	Message string
	// Candidates are the revisions that could be meant.
	Candidates []string
	Hint       string
}

// Error returns the target, what is wrong, the candidates and the hint.
func (e *TargetError) Error() string {
	text := "revision " + quote(e.Target) + ": " + e.Message
	if len(e.Candidates) > 0 {
		text += ": " + strings.Join(e.Candidates, ", ")
	}
	if e.Hint != "" {
		text += "\n  hint: " + e.Hint
	}
	return text
}

// SplitRange cuts "a:b" in two; ok is false if there is no colon. Either side
// may be empty.
func SplitRange(target string) (from, to string, ok bool) { return strings.Cut(target, ":") }

// Resolve returns the revisions that a target means; none is the base. The
// applied revisions are what "current", "+2" and "-1" count from.
//
// A target is an id or its beginning, a label, "head", "heads", "base",
// "current", one of these after "branch@", or one of them followed by "+N" or
// "-N". The branch is a label or an id. The error is a *TargetError.
func (h *History) Resolve(target string, applied []string) ([]string, error) {
	r := resolver{h: h, target: target, applied: make(set, len(applied))}
	for _, id := range applied {
		if h.byID[id] != nil {
			r.applied[id] = true
		}
	}
	return r.resolve(target)
}

// ResolveOne is Resolve for where exactly one revision is needed.
func (h *History) ResolveOne(target string, applied []string) (*Revision, error) {
	ids, err := h.Resolve(target, applied)
	if err != nil {
		return nil, err
	}
	if len(ids) != 1 {
		return nil, &TargetError{Target: target, Message: "one revision is needed here", Candidates: ids, Hint: "name one by its id"}
	}
	return h.byID[ids[0]], nil
}

// CountsFromApplied reports whether a target, or a side of a range, counts from
// what is applied: "current", "+2" and "-1", also behind "branch@".
func CountsFromApplied(target string) bool {
	from, to, _ := SplitRange(target)
	for _, side := range []string{from, to} {
		side = afterBranch(side)
		if start, _, ok := cutOffset(side); side == "current" || ok && (start == "" || start == "current") {
			return true
		}
	}
	return false
}

// resolver finds what one target means.
type resolver struct {
	h       *History
	target  string
	applied set
}

func (r resolver) fail(message string, candidates []string, hint string) error {
	return &TargetError{Target: r.target, Message: message, Candidates: candidates, Hint: hint}
}

func (r resolver) resolve(text string) ([]string, error) {
	branchName, rest, branched := strings.Cut(text, "@")
	var branch set
	if !branched {
		rest = text
	} else {
		root, err := r.id(branchName)
		if err != nil {
			return nil, err
		}
		branch = r.h.branch(root)
	}
	if ids, ok, err := r.word(rest, branch); ok {
		return ids, err
	}
	if id, err := r.idIn(rest, branch); err == nil {
		return []string{id}, nil
	} else if start, count, ok := cutOffset(rest); ok {
		return r.offset(start, count, branch)
	} else {
		return nil, err
	}
}

// branch is the lineage of a revision: what it follows and what follows it.
func (h *History) branch(root string) set {
	out := h.descendants([]string{root})
	for id := range h.ancestors([]string{root}) {
		out[id] = true
	}
	return out
}

// word resolves the names that stand for a place in the graph.
func (r resolver) word(word string, branch set) (ids []string, ok bool, err error) {
	inBranch := func(ids []string) []string {
		if branch == nil {
			return ids
		}
		return slices.DeleteFunc(ids, func(id string) bool { return !branch[id] })
	}
	switch word {
	case "heads":
		return inBranch(r.h.Heads()), true, nil
	case "head":
		ids = inBranch(r.h.Heads())
		if len(ids) > 1 {
			return nil, true, r.fail("there are several heads", ids,
				"join them with pgen merge heads, name one, or say heads to mean all")
		}
		return ids, true, nil
	case "base":
		return nil, true, nil
	case "current":
		return inBranch(r.h.headsOf(r.applied)), true, nil
	}
	return nil, false, nil
}

func (r resolver) idIn(text string, branch set) (string, error) {
	id, err := r.id(text)
	if err == nil && branch != nil && !branch[id] {
		return "", r.fail(quote(id)+" is not on that branch", nil, "see pgen branches")
	}
	return id, err
}

// id finds a revision by id, label or the beginning of its id.
func (r resolver) id(text string) (string, error) {
	if r.h.byID[text] != nil {
		return text, nil
	}
	var found []string
	for _, rev := range r.h.revisions {
		if slices.Contains(rev.Labels, text) {
			return rev.ID, nil
		}
		if text != "" && strings.HasPrefix(rev.ID, text) {
			found = append(found, rev.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", r.fail("no revision or label begins with "+quote(text), nil, "see pgen history")
	case 1:
		return found[0], nil
	}
	return "", r.fail("several revisions begin with "+quote(text), found, "write more of the id")
}

// cutOffset splits "id+2" into what stands before the sign and the number.
func cutOffset(text string) (start string, count int, ok bool) {
	i := strings.LastIndexAny(text, "+-")
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(text[i+1:])
	if err != nil || n < 0 || text[i+1] == '+' || text[i+1] == '-' {
		return "", 0, false
	}
	if text[i] == '-' {
		n = -n
	}
	return text[:i], n, true
}

// offset walks from the start, or from what is applied, a number of revisions.
func (r resolver) offset(start string, count int, branch set) ([]string, error) {
	at := r.h.headsOf(r.applied)
	if start != "" {
		ids, ok, err := r.word(start, branch)
		if !ok {
			var id string
			id, err = r.idIn(start, branch)
			ids = []string{id}
		}
		if err != nil {
			return nil, err
		}
		at = ids
	}
	if branch != nil && start == "" {
		within := set{}
		for id := range r.applied {
			within[id] = branch[id]
		}
		at = r.h.headsOf(within)
	}
	if count < 0 {
		return r.back(at, -count)
	}
	return r.forward(at, count, branch)
}

// forward takes the one next revision, count times.
func (r resolver) forward(at []string, count int, branch set) ([]string, error) {
	done := r.h.ancestors(at)
	for n := range count {
		next := r.h.filter(func(rev *Revision) bool {
			ready := !done[rev.ID] && (branch == nil || branch[rev.ID])
			follows := len(rev.Parents) == 0 && len(at) == 0 ||
				slices.ContainsFunc(rev.Parents, func(id string) bool { return slices.Contains(at, id) })
			return ready && follows
		})
		if rest := slices.DeleteFunc(slices.Clone(next), func(id string) bool { return r.waits(id, done) }); len(rest) > 0 {
			next = rest
		}
		if len(next) > 1 {
			return nil, r.fail("several revisions could come next", next, "name one of them, or write branch@+"+strconv.Itoa(count))
		}
		if len(next) == 0 {
			return nil, r.fail(fmt.Sprintf("only %d more can be applied", n), nil, "say head to apply all")
		}
		done[next[0]] = true
		for id := range r.h.ancestors(next) {
			done[id] = true
		}
		at = r.h.headsOf(done)
		if branch != nil {
			at = slices.DeleteFunc(at, func(id string) bool { return !branch[id] })
		}
	}
	return at, nil
}

// waits reports whether a revision depends on one that is neither applied nor
// passed on the way.
func (r resolver) waits(id string, done set) bool {
	return slices.ContainsFunc(r.h.byID[id].DependsOn, func(need string) bool { return !done[need] && !r.applied[need] })
}

// back takes the one newest revision off, count times.
func (r resolver) back(at []string, count int) ([]string, error) {
	left := r.h.ancestors(at)
	for n := range count {
		heads := r.h.headsOf(left)
		if len(heads) > 1 {
			return nil, r.fail("several revisions could go first", heads, "name the revision to stay at, or write branch@-"+strconv.Itoa(count))
		}
		if len(heads) == 0 {
			return nil, r.fail(fmt.Sprintf("only %d can be taken back", n), nil, "say base to take all back")
		}
		delete(left, heads[0])
	}
	return r.h.headsOf(left), nil
}
