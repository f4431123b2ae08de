package migrate

import (
	"errors"
	"slices"
	"strings"
)

// History is the graph of all revisions. It does not change once it is made.
type History struct {
	revisions []*Revision // every revision after its parents and dependencies
	byID      map[string]*Revision
	children  map[string][]string
	problems  []error
}

// SumKind says how a file and pgen.sum disagree.
type SumKind uint8

// The ways in which the folder and pgen.sum disagree.
const (
	NotInSum SumKind = iota + 1
	EditedFile
	MissingFile
)

// SumError is one disagreement between the folder and pgen.sum.
type SumError struct {
	File, Revision string
	Kind           SumKind
}

// Error says what disagrees and how to make it agree.
func (e *SumError) Error() string {
	switch e.Kind {
	case NotInSum:
		return e.File + ": the revision is not in " + SumFile + "\n  hint: run pgen sum, which checks the file and adds it"
	case MissingFile:
		return e.File + ": revision " + e.Revision + " has no file\n  hint: bring the file back from git, or run pgen sum to give the revision up"
	default:
		return e.File + ": the file was edited after its checksum was written\n" +
			"  hint: run pgen sum; it takes new comments and layout as they are and tells when the meaning has changed"
	}
}

// Verify returns nil if pgen.sum describes exactly the files that were loaded.
// Otherwise it returns the disagreements, joined; errors.As finds each *SumError.
func (h *History) Verify() error { return errors.Join(h.problems...) }

// NewHistory makes the graph of revisions from memory. The error joins a
// *FileError for every id that stands twice, every unknown parent or dependency,
// and the first cycle.
func NewHistory(revisions []*Revision) (*History, error) {
	n := len(revisions)
	h := &History{byID: make(map[string]*Revision, n), children: make(map[string][]string, n), revisions: make([]*Revision, 0, n)}
	var faults []error
	for _, rev := range revisions {
		if first := h.byID[rev.ID]; first != nil {
			faults = append(faults, rev.fault("revision", rev.ID, "revision "+quote(rev.ID)+" is also in "+first.File, "give one of them another id"))
			continue
		}
		h.byID[rev.ID] = rev
	}
	faults = append(faults, h.checkNames(revisions)...)
	if len(faults) == 0 {
		faults = append(faults, h.sort()...)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	for _, rev := range h.revisions {
		for _, parent := range rev.Parents {
			h.children[parent] = append(h.children[parent], rev.ID)
		}
	}
	return h, nil
}

// checkNames finds names of parents, dependencies and labels that cannot be.
func (h *History) checkNames(revisions []*Revision) []error {
	var faults []error
	labels := map[string]*Revision{}
	for _, rev := range revisions {
		for _, list := range []struct {
			word  string
			names []string
		}{{"revises", rev.Parents}, {"depends-on", rev.DependsOn}} {
			for _, name := range list.names {
				if h.byID[name] == nil {
					faults = append(faults, rev.fault(list.word, name, "no file has the revision "+quote(name), h.nearest(name)))
				}
			}
		}
		for _, label := range rev.Labels {
			switch other := labels[label]; {
			case other != nil:
				faults = append(faults, rev.fault("labels", label, "label "+quote(label)+" is also in "+other.File, "a label names one revision"))
			case h.byID[label] != nil:
				faults = append(faults, rev.fault("labels", label, "label "+quote(label)+" is also the id of a revision", "choose another label"))
			}
			labels[label] = rev
		}
	}
	return faults
}

func (h *History) nearest(name string) string {
	var near []string
	prefix, _, _ := strings.Cut(name, "_")
	for id := range h.byID {
		if strings.HasPrefix(id, prefix) {
			near = append(near, id)
		}
	}
	if slices.Sort(near); len(near) > 0 {
		return "was " + strings.Join(near, " or ") + " meant?"
	}
	return "bring the file back from git, or name the revision that this one follows"
}

// fault makes an error at a name in the head of the file.
func (r *Revision) fault(word, name, message, hint string) *FileError {
	if i := slices.IndexFunc(r.header.places, func(p place) bool { return p.word == word && p.name == name }); i >= 0 {
		return faultAt(r.File, r.header.text, r.header.places[i].at, message, hint)
	}
	return &FileError{File: r.File, Message: message, Hint: hint}
}

// sort orders the revisions: every one after its parents and dependencies, and
// among those that could come next the one with the smallest id.
func (h *History) sort() []error {
	waits := make(map[string]int, len(h.byID))
	followers := make(map[string][]string, len(h.byID))
	var ready []string
	for id, rev := range h.byID {
		needs := rev.needs()
		waits[id] = len(needs)
		for _, need := range needs {
			followers[need] = append(followers[need], id)
		}
		if len(needs) == 0 {
			ready = append(ready, id)
		}
	}
	slices.SortFunc(ready, CompareIDs)
	for len(ready) > 0 {
		id := ready[0]
		ready = ready[1:]
		h.revisions = append(h.revisions, h.byID[id])
		for _, next := range followers[id] {
			if waits[next]--; waits[next] == 0 {
				i, _ := slices.BinarySearchFunc(ready, next, CompareIDs)
				ready = slices.Insert(ready, i, next)
			}
		}
	}
	if len(h.revisions) < len(h.byID) {
		return []error{h.cycle(waits)}
	}
	return nil
}

// needs are the revisions that must be applied before r, each once; the caller must
// not change them.
func (r *Revision) needs() []string {
	if len(r.DependsOn) == 0 && len(r.Parents) < 2 {
		return r.Parents
	}
	all := slices.Concat(r.Parents, r.DependsOn)
	slices.Sort(all)
	return slices.Compact(all)
}

// cycle follows unmet needs until one comes up again, and prints the way.
func (h *History) cycle(waits map[string]int) error {
	var stuck []string
	for id, n := range waits {
		if n > 0 {
			stuck = append(stuck, id)
		}
	}
	id := slices.MinFunc(stuck, CompareIDs)
	var path []string
	for !slices.Contains(path, id) {
		path = append(path, id)
		needs := h.byID[id].needs()
		id = needs[slices.IndexFunc(needs, func(need string) bool { return waits[need] > 0 })]
	}
	path = append(path[slices.Index(path, id):], id)
	rev := h.byID[path[0]]
	word := "revises"
	if !slices.Contains(rev.Parents, path[1]) {
		word = "depends-on"
	}
	return rev.fault(word, path[1], "the revisions follow each other in a circle: "+strings.Join(path, " follows "),
		"remove one of these lines")
}

// CompareIDs orders names as people count: runs of digits by their value.
func CompareIDs(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		dx, dy := digits(x), digits(y)
		if dx > 0 && dy > 0 {
			nx, ny := strings.TrimLeft(x[:dx], "0"), strings.TrimLeft(y[:dy], "0")
			if len(nx) != len(ny) {
				return len(nx) - len(ny)
			}
			if c := strings.Compare(nx, ny); c != 0 {
				return c
			}
			x, y = x[dx:], y[dy:]
			continue
		}
		if x[0] != y[0] {
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
