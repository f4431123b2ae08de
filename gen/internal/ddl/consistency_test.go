package ddl_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestAnyOrderKeepsTheModelWhole applies the statements of the folders in random
// order. Most fail, and what is left must still hang together: no panic, no
// reference to what does not exist, nothing left behind by a failed statement.
func TestAnyOrderKeepsTheModelWhole(t *testing.T) {
	t.Parallel()
	for _, set := range loadSets(t) {
		t.Run(set.name, func(t *testing.T) {
			t.Parallel()
			var parts []*source.File
			for _, f := range set.files {
				stmts, _ := ddl.Statements(f)
				for _, s := range stmts {
					parts = append(parts, f.Part(s.Span.Start, s.Span.End))
				}
			}
			random := rand.New(rand.NewPCG(7, 11))
			random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			r := ddl.New(ddl.Options{})
			for _, p := range parts {
				r.Apply(p)
			}
			checkReferences(t, r.Database())
		})
	}
}

// TestFailureUndoesEverything applies each statement of the hard scripts and then
// rolls it back: the model must be what it was.
func TestFailureUndoesEverything(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/verdicts.sql")
	if err != nil {
		t.Fatal(err)
	}
	f := file(t, string(data))
	stmts, found := ddl.Statements(f)
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	db := schema.New()
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	for _, s := range stmts {
		if s.Kind == "TransactionStmt" || s.Kind == "VariableSetStmt" {
			continue
		}
		r := ddl.New(ddl.Options{Base: db})
		r.Apply(file(t, "BEGIN;\n"+s.Span.Text()+";\nROLLBACK;"))
		if got := r.Database(); !sameObjects(got, db) {
			t.Fatalf("%s: not undone", s.Span.Text())
		}
		r.Apply(file(t, s.Span.Text()))
		db = r.Database()
	}
}

// sameObjects compares two models object by object, and what refers to each.
func sameObjects(a, b *schema.Database) bool {
	if a.Len() != b.Len() {
		return false
	}
	for o := range a.All() {
		other, ok := b.Lookup(o.Address())
		if !ok || !schema.Equal(o, other) || !slices.Equal(a.Users(o.Address()), b.Users(o.Address())) {
			return false
		}
	}
	return true
}

// FuzzApply looks for text that makes the replay panic, or point outside of it.
func FuzzApply(f *testing.F) {
	data, err := os.ReadFile("testdata/verdicts.sql")
	if err != nil {
		f.Fatal(err)
	}
	file := &source.File{Name: "f.sql", Text: string(data)}
	stmts, _ := ddl.Statements(file)
	const base = "CREATE TABLE t (a int PRIMARY KEY, b text); CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TYPE e AS ENUM ('a');"
	for _, s := range stmts {
		f.Add(s.Span.Text())
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := source.New("f.sql", base+text)
		if err != nil {
			return
		}
		r := ddl.New(ddl.Options{})
		for _, d := range r.Apply(in) {
			if d.Error() == "" || !inside(d.Span) {
				t.Errorf("%q at %v, bytes %d to %d", d.Message, d.Span, d.Span.Start, d.Span.End)
			}
		}
		for o := range r.Database().All() {
			if at := o.Origin(); !at.IsZero() && !inside(at) {
				t.Errorf("%s at bytes %d to %d", o.Address(), at.Start, at.End)
			}
		}
	})
}

// inside reports whether a span points at bytes of its file.
func inside(s source.Span) bool {
	return !s.IsZero() && s.Start >= 0 && s.Start <= s.End && s.End <= len(s.File.Text)
}
