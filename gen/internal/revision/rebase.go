package revision

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// Moved is a revision with a new head: another id, other parents, or another name
// of what it depends on.
type Moved struct {
	Was                *migrate.Revision
	ID                 string
	Parents, DependsOn []string
}

// File is where the revision goes.
func (m Moved) File() string { return filepath.Join(filepath.Dir(m.Was.File), m.ID+".sql") }

// Rebase puts revisions behind another one than they were written for.
type Rebase struct {
	Onto string
	// Moved are the revisions that get new parents and ids, in order; Rewritten
	// those elsewhere that depend on one of them, by its new name.
	Moved, Rewritten []Moved
	// Base is what both sides rest on, Theirs what the moved ones come behind and
	// did not know, Ours those of the moved ones that did not know Theirs; each in
	// order.
	Base, Theirs, Ours []string
}

// Affected returns the present ids of all revisions that change.
func (r *Rebase) Affected() []string {
	var ids []string
	for _, m := range slices.Concat(r.Moved, r.Rewritten) {
		ids = append(ids, m.Was.ID)
	}
	return ids
}

// PlanRebase puts the revision, what it follows up to where it parted from onto,
// and what follows these, behind onto. Without naming the ids stay as they are.
func PlanRebase(history *migrate.History, id, onto string, naming *Naming) (*Rebase, error) {
	theirs := history.Needs(onto)
	side := without(history.Ancestors(id), theirs)
	switch {
	case len(side) == 0:
		return nil, fmt.Errorf("%s is behind %s already: name a revision of another branch", onto, id)
	case slices.Contains(history.Ancestors(id), onto):
		return nil, fmt.Errorf("%s follows %s already: there is nothing to rebase", id, onto)
	}
	moved := history.Descendants(side...)
	r := &Rebase{Onto: onto}
	r.sides(history, side, moved, theirs)
	p := placer{history: history, onto: onto, theirs: theirs, ids: map[string]string{}, naming: naming}
	for _, rev := range history.Revisions() {
		if !slices.Contains(moved, rev.ID) {
			p.rest = append(p.rest, &migrate.Revision{ID: rev.ID, File: rev.File})
		}
	}
	for _, id := range moved {
		m, err := p.place(history.Revision(id), moved)
		if err != nil {
			return nil, err
		}
		r.Moved = append(r.Moved, m)
	}
	for _, rev := range history.Revisions() {
		depends := p.renamed(rev.DependsOn)
		if !slices.Contains(moved, rev.ID) && !slices.Equal(depends, rev.DependsOn) {
			r.Rewritten = append(r.Rewritten, Moved{Was: rev, ID: rev.ID, Parents: rev.Parents, DependsOn: depends})
		}
	}
	return r, nil
}

// sides finds the revisions whose order is in question. Those that needed both
// sides all along are in neither.
func (r *Rebase) sides(history *migrate.History, side, moved, theirs []string) {
	known := without(history.Needs(side...), side)
	news := without(theirs, known)
	for _, id := range moved {
		if !slices.ContainsFunc(history.Needs(id), func(need string) bool { return slices.Contains(news, need) }) {
			r.Ours = append(r.Ours, id)
		}
	}
	r.Base = without(history.Needs(r.Ours...), r.Ours)
	r.Theirs = without(theirs, r.Base)
}

func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}

// placer gives revisions their new heads, one after the other.
type placer struct {
	history *migrate.History
	onto    string
	theirs  []string
	// ids leads from old to new ids of those that have their place.
	ids    map[string]string
	rest   []*migrate.Revision
	naming *Naming
}

func (p *placer) renamed(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if to, ok := p.ids[id]; ok {
			out[i] = to
		}
	}
	return out
}

// place gives a revision its parents. Since all that is moved comes behind onto,
// a parent on that side says nothing more where there is one that was moved.
func (p *placer) place(rev *migrate.Revision, moved []string) (Moved, error) {
	m := Moved{Was: rev, ID: rev.ID, DependsOn: p.renamed(rev.DependsOn)}
	rooted := false
	for _, parent := range rev.Parents {
		rooted = rooted || slices.Contains(moved, parent)
		if !slices.Contains(p.theirs, parent) {
			m.Parents = append(m.Parents, p.renamed([]string{parent})...)
		}
	}
	if !rooted {
		m.Parents = append([]string{p.onto}, m.Parents...)
	}
	if p.naming != nil {
		existing, err := migrate.NewHistory(p.rest)
		if err != nil {
			return m, err
		}
		as := *rev
		as.Parents, as.DependsOn = m.Parents, m.DependsOn
		if as.Message == "" {
			as.Message = strings.TrimLeft(rev.ID, "0123456789_-.")
		}
		naming := *p.naming
		naming.Now = naming.Now.Add(time.Duration(len(p.ids)) * time.Second) // in the order of the revisions
		if m.ID, err = naming.ID(existing, &as); err != nil {
			return m, err
		}
	}
	p.ids[rev.ID] = m.ID
	p.rest = append(p.rest, &migrate.Revision{ID: m.ID, File: m.File()})
	return m, nil
}

// Write rewrites the heads of the files, gives them their names, and brings the
// lines of pgen.sum along; the steps stay as they are, byte for byte. Nothing is
// changed when the result is no history, or when a file cannot be written.
func (r *Rebase) Write(history *migrate.History, checksum Checksum) error {
	affected := r.Affected()
	var all []*migrate.Revision
	for _, rev := range history.Revisions() {
		if !slices.Contains(affected, rev.ID) {
			all = append(all, rev)
		}
	}
	var writes []change
	sums := map[string]migrate.Sum{}
	for _, m := range slices.Concat(r.Moved, r.Rewritten) {
		data, err := os.ReadFile(m.Was.File)
		if err != nil {
			return err
		}
		data = rehead(data, m.ID, m.Parents, m.DependsOn)
		parsed, err := migrate.Parse(m.File(), data)
		if err != nil {
			return err
		}
		line, err := sumLine(parsed, m.File(), data, checksum)
		if err != nil {
			return err
		}
		all = append(all, parsed)
		writes = append(writes, change{path: m.File(), data: data})
		dir := filepath.Dir(m.File())
		sums[dir] = append(sums[dir], line)
	}
	if _, err := migrate.NewHistory(all); err != nil {
		return err
	}
	changes, err := r.summed(writes, sums, affected)
	if err != nil {
		return err
	}
	return replaceAll(changes)
}

// summed adds the pgen.sum of each folder and the files that go. A new file must
// not stand where another one is.
func (r *Rebase) summed(changes []change, sums map[string]migrate.Sum, affected []string) ([]change, error) {
	old := map[string]bool{}
	for _, m := range slices.Concat(r.Moved, r.Rewritten) {
		old[m.Was.File] = true
	}
	for _, c := range changes {
		if _, err := os.Lstat(c.path); err == nil && !old[c.path] {
			return nil, fmt.Errorf("%s: the file is there already; take it away first", c.path)
		}
		delete(old, c.path)
	}
	for dir, lines := range sums {
		sum, err := readSum(dir)
		if err != nil {
			return nil, err
		}
		sum = slices.DeleteFunc(sum, func(l migrate.SumLine) bool { return slices.Contains(affected, l.ID) })
		changes = append(changes, sumFile(dir, append(sum, lines...)))
	}
	for path := range old {
		changes = append(changes, change{path: path, gone: true})
	}
	return changes, nil
}
