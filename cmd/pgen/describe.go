package main

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// revisionInfo is one revision as the commands that look at the graph print it.
type revisionInfo struct {
	ID        string   `json:"id"`
	Parents   []string `json:"parents"`
	Children  []string `json:"children,omitempty"`
	Labels    []string `json:"labels,omitempty"`
	DependsOn []string `json:"dependsOn,omitempty"`
	Message   string   `json:"message"`
	File      string   `json:"file"`
	Head      bool     `json:"head"`
	// Effective is false for a head that another branch depends on.
	Effective bool   `json:"effectiveHead,omitempty"`
	Current   bool   `json:"current,omitempty"`
	Checksum  string `json:"checksum,omitempty"`

	appliedAt time.Time
}

func describeRevision(h *migrate.History, r *migrate.Revision) revisionInfo {
	children := h.Children(r.ID)
	return revisionInfo{ID: r.ID, Parents: orEmpty(r.Parents), Children: children, Labels: r.Labels, DependsOn: r.DependsOn,
		Message: r.Message, File: r.File, Head: len(children) == 0, Checksum: r.Checksum,
		Effective: len(children) == 0 && slices.Contains(h.EffectiveHeads(), r.ID)}
}

// marks are the words behind the id.
func (i revisionInfo) marks() string {
	text := ""
	add := func(on bool, word string) {
		if on {
			text += " (" + word + ")"
		}
	}
	add(len(i.Labels) > 0, strings.Join(i.Labels, ", "))
	add(i.Head, "head")
	add(len(i.Children) > 1, "branchpoint")
	add(len(i.Parents) > 1, "mergepoint")
	add(i.Current, "current")
	return text
}

// line is the short form.
func (i revisionInfo) line() string {
	text := names(i.Parents) + " -> " + i.ID + i.marks()
	if len(i.DependsOn) > 0 {
		text += " (depends on " + strings.Join(i.DependsOn, ", ") + ")"
	}
	if i.Message != "" {
		first, _, _ := strings.Cut(i.Message, "\n")
		text += ", " + first
	}
	return text
}

// full is the long form, for -v.
func (i revisionInfo) full(w io.Writer) {
	lines(w, "Rev: "+i.ID+i.marks())
	field := func(word string, values ...string) {
		if text := strings.Join(values, ", "); text != "" {
			lines(w, word+": "+text)
		}
	}
	if len(i.Parents) > 1 {
		field("Merges", i.Parents...)
	} else {
		field("Parent", names(i.Parents))
	}
	field("Depends on", i.DependsOn...)
	if len(i.Children) > 1 {
		field("Branches into", i.Children...)
	}
	field("File", i.File)
	if !i.appliedAt.IsZero() {
		field("Applied", i.appliedAt.Format(time.RFC3339))
	}
	if i.Message != "" {
		lines(w, "", "    "+strings.ReplaceAll(i.Message, "\n", "\n    "))
	}
	lines(w, "")
}

type historyResult struct {
	Revisions []revisionInfo `json:"revisions"`

	verbose bool
}

func (s *session) newHistoryResult(h *migrate.History, revisions []*migrate.Revision) historyResult {
	r := historyResult{Revisions: []revisionInfo{}, verbose: s.verbose}
	for _, rev := range revisions {
		r.Revisions = append(r.Revisions, describeRevision(h, rev))
	}
	return r
}

func (r historyResult) text(w io.Writer) {
	for _, i := range r.Revisions {
		if r.verbose {
			i.full(w)
			continue
		}
		lines(w, i.line())
	}
}
