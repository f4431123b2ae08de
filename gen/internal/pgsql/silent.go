package pgsql

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Silent knows the casts and the default operator classes of a database by the types
// and functions that they are for. Expressions and keys use them without a word, and
// the server keeps no note of it, but they must be there when such a thing is made.
type Silent struct {
	db *schema.Database
	by map[schema.ID][]schema.ID
}

// NewSilent collects the casts and default operator classes of db.
func NewSilent(db *schema.Database) Silent {
	s := Silent{db: db, by: map[schema.ID][]schema.ID{}}
	for c := range schema.AllOf[schema.Cast](db) {
		for _, ref := range c.Refs() {
			s.by[ref] = append(s.by[ref], c.ID)
		}
	}
	for c := range schema.AllOf[schema.OperatorClass](db) {
		if id := c.Type.ID(); c.Default && !id.IsZero() {
			s.by[id] = append(s.by[id], c.ID)
		}
	}
	return s
}

// Empty reports whether there are none.
func (s Silent) Empty() bool { return len(s.by) == 0 }

// For returns the casts and operator classes that the object may use.
func (s Silent) For(o schema.Object) []schema.ID {
	if len(s.by) == 0 || !mayUse(o) {
		return nil
	}
	var out []schema.ID
	for _, ref := range o.Refs() {
		for _, id := range s.by[ref] {
			made, _ := s.db.Lookup(id)
			if !slices.Contains(out, id) && !slices.Contains(made.Refs(), o.Address()) {
				out = append(out, id)
			}
		}
	}
	return out
}

// mayUse reports whether there may be an expression or a key in the object.
func mayUse(o schema.Object) bool {
	switch x := o.(type) {
	case schema.Routine:
		return !x.SQLBody.IsZero() || slices.ContainsFunc(x.Arguments, func(a schema.Argument) bool { return !a.Default.IsZero() })
	case schema.Domain:
		return len(x.Checks) > 0 || !x.Default.IsZero()
	case schema.Column, schema.Check, schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.Index, schema.View, schema.Policy,
		schema.Rule, schema.Trigger, schema.Statistics, schema.Range:
		return true
	}
	return false
}
