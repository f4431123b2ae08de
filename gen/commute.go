package gen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// Verdict says whether the order of two sides of a history matters.
type Verdict string

// The verdicts. Commutes: either order gives the same schema, and no rows are at
// stake. Clashes: the orders differ, or one of them fails. Undecided: the schema
// is the same, but rows, or statements of which nothing is known, may differ.
const (
	Commutes  Verdict = "commutes"
	Clashes   Verdict = "clashes"
	Undecided Verdict = "undecided"
)

// Commutation compares two sides of a history: revisions that were written
// without knowing each other, on a common base.
type Commutation struct {
	Verdict Verdict `json:"verdict"`
	// Reason says why, where it is more than what Overlaps shows: the error of an
	// order that fails, what differs after the two orders, or what cannot be told.
	Reason string `json:"reason,omitempty"`
	// Applies is true when theirs and then ours apply without an error.
	Applies bool `json:"applies"`
	// Overlaps are the objects that one side changes and the other changes or reads.
	Overlaps []Overlap `json:"overlaps"`
}

// Overlap is an object that both sides touch, with the places of the statements.
type Overlap struct {
	Object string   `json:"object"`
	Theirs []string `json:"theirs"`
	Ours   []string `json:"ours"`
}

// side is one side of a comparison.
type side struct {
	ids   []string
	files []*source.File
	// inGo are the steps without SQL.
	inGo []string
}

// commute replays two sides on what both rest on, in both orders. Only what the
// sides hold themselves must be readable without a server.
func (p *Project) commute(ctx context.Context, history *migrate.History, texts map[string]*source.File,
	base, theirs, ours []string, how Replay) (Commutation, error) {
	from, err := p.replay(ctx, sideOf(history, texts, base).files, nil, how)
	if err != nil {
		return Commutation{}, err
	}
	return p.order(from.db, sideOf(history, texts, theirs), sideOf(history, texts, ours)), nil
}

// order compares the two orders of two sides.
func (p *Project) order(base *schema.Database, theirs, ours side) Commutation {
	forth := p.apply(base, theirs.files, ours.files)
	back := p.apply(base, ours.files, theirs.files)
	c := Commutation{Verdict: Commutes, Applies: forth.err == nil, Overlaps: overlaps(forth.first, back.first)}
	unknown := slices.Concat(theirs.inGo, ours.inGo)
	for _, t := range slices.Concat(forth.first, back.first) {
		if t.Unknown {
			unknown = append(unknown, t.Span.String()+" cannot be followed")
		}
	}
	switch changes := diff.Compare(forth.db, back.db, diff.Hints{}); {
	case forth.err != nil:
		c.Verdict, c.Reason = Clashes, failure(theirs.ids, ours.ids, forth.err)
	case back.err != nil:
		c.Verdict, c.Reason = Clashes, failure(ours.ids, theirs.ids, back.err)
	case len(changes) > 0:
		c.Verdict, c.Reason = Clashes, "the two orders differ:\n"+describeChanges(changes)
	}
	switch {
	case len(unknown) > 0: // which may be why something fails or differs
		c.Verdict, c.Reason = Undecided, strings.TrimRight(strings.Join(unknown, "\n")+"\n"+c.Reason, "\n")
	case c.Verdict == Clashes:
	case rowsOverlap(forth.first, back.first):
		c.Verdict, c.Reason = Undecided, "either order gives the same schema, but rows may differ"
	}
	return c
}

func failure(first, second []string, err error) string {
	return fmt.Sprintf("with %s before %s this fails:\n%v", strings.Join(first, ", "), strings.Join(second, ", "), err)
}

// mergeOrder compares two heads that are merged. What stands in the way of that
// is its reason: the merge is written all the same.
func (p *Project) mergeOrder(ctx context.Context, a, b string) *Commutation {
	history, texts, err := revision.Open(p.Folders()...)
	if err != nil {
		return &Commutation{Verdict: Undecided, Reason: err.Error(), Overlaps: []Overlap{}}
	}
	left, right := history.Needs(a), history.Needs(b)
	keep := func(ids, others []string, want bool) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) != want })
	}
	c, err := p.commute(ctx, history, texts, keep(left, right, true), keep(left, right, false), keep(right, left, false), ReplayAuto)
	if err != nil {
		return &Commutation{Verdict: Undecided, Reason: err.Error(), Overlaps: []Overlap{}}
	}
	return &c
}

func sideOf(history *migrate.History, texts map[string]*source.File, ids []string) side {
	s := side{ids: ids}
	for _, id := range ids {
		rev := history.Revision(id)
		s.files = append(s.files, revision.FromRevision(rev, texts[id]).Up...)
		for i, step := range rev.Up {
			if step.Function != "" {
				s.inGo = append(s.inGo, fmt.Sprintf("%s: step %d is written in Go and cannot be followed", rev.File, i+1))
			}
		}
	}
	return s
}

// ordered is what one order of the sides comes to.
type ordered struct {
	first []ddl.Touch
	db    *schema.Database
	err   error
}

func (p *Project) apply(base *schema.Database, first, second []*source.File) ordered {
	replay := ddl.New(ddl.Options{Base: base, SearchPath: p.searchPath()})
	touches, found := replay.Touches(first)
	_, more := replay.Touches(second)
	return ordered{first: touches, db: replay.Finish(), err: errors.Join(found.Err(), more.Err())}
}

// overlaps lists what one side changes and the other changes or reads.
func overlaps(theirs, ours []ddl.Touch) []Overlap {
	out := []Overlap{}
	index := map[schema.ID]int{}
	for _, a := range theirs {
		for _, b := range ours {
			for _, id := range shared(a, b) {
				i, ok := index[id]
				if !ok {
					i = len(out)
					index[id] = i
					out = append(out, Overlap{Object: id.String()})
				}
				out[i].Theirs = addPlace(out[i].Theirs, a, id)
				out[i].Ours = addPlace(out[i].Ours, b, id)
			}
		}
	}
	return out
}

func addPlace(places []string, t ddl.Touch, id schema.ID) []string {
	word := " reads it"
	if slices.ContainsFunc(t.Changed, func(changed schema.ID) bool { return covers(id, changed) }) {
		word = " changes it"
		if t.Rows {
			word = " changes its rows"
		}
	}
	if place := t.Span.String() + word; !slices.Contains(places, place) {
		places = append(places, place)
	}
	return places
}

// shared are the objects for which the order of two statements may matter. For
// one on rows the parts of a relation count as the relation.
func shared(a, b ddl.Touch) []schema.ID {
	var out []schema.ID
	add := func(changed []schema.ID, other ddl.Touch, rows bool) {
		for _, id := range changed {
			for _, touched := range slices.Concat(other.Changed, other.Read) {
				if id == touched || rows && (covers(touched, id) || covers(id, touched)) {
					if covers(touched, id) {
						id = touched
					}
					if !slices.Contains(out, id) {
						out = append(out, id)
					}
				}
			}
		}
	}
	rows := a.Rows || b.Rows
	add(a.Changed, b, rows)
	add(b.Changed, a, rows)
	return out
}

// covers reports whether id is the object or a part of it.
func covers(object, id schema.ID) bool {
	return id == object || id.Parent().Name == object.Name && id.Parent().Schema == object.Schema && object.Relation == "" && object.Kind.IsRelation()
}

func rowsOverlap(theirs, ours []ddl.Touch) bool {
	for _, a := range theirs {
		for _, b := range ours {
			if (a.Rows || b.Rows) && len(shared(a, b)) > 0 {
				return true
			}
		}
	}
	return false
}
