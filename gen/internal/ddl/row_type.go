package ddl

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// storedIn returns a column of a table that holds values of the type, alone, in an
// array, or inside another type.
func (s *stmt) storedIn(of schema.ID, seen map[schema.ID]bool) (schema.ID, bool) {
	if seen[of] {
		return schema.ID{}, false
	}
	seen[of] = true
	for _, user := range s.db.Users(of) {
		inside := user
		switch o, _ := s.db.Lookup(user); x := o.(type) {
		case schema.Column:
			if x.Type.ID() != of {
				continue
			}
			if inside = user.Parent(); !s.isForeign(inside) {
				return user, true
			}
		case schema.View:
			if !slices.ContainsFunc(x.Columns, func(a schema.Attribute) bool { return a.Type.ID() == of }) {
				continue
			}
			if user.Kind == schema.KindMaterializedView {
				return user, true
			}
		case schema.Domain, schema.Composite, schema.Range:
		default:
			continue
		}
		if in, ok := s.storedIn(inside, seen); ok {
			return in, true
		}
	}
	return schema.ID{}, false
}

// rewritable gives 0A000 for a table whose rows are about to be written anew while a
// column elsewhere holds such rows.
func (s *stmt) rewritable(rel schema.ID) error {
	if column, ok := s.storedIn(rel, map[schema.ID]bool{}); ok {
		return hinted(s.fault(0, notSupported, "cannot alter table %q because %s uses its row type", rel.Name, column),
			"give that column a type of its own first")
	}
	return nil
}

// rowsOfDomain returns a column whose values hold the domain inside an array or a row,
// which a new constraint of the domain cannot look at.
func (s *stmt) rowsOfDomain(domain schema.ID) (schema.ID, bool) {
	for _, user := range s.db.Users(domain) {
		switch o, _ := s.db.Lookup(user); x := o.(type) {
		case schema.Column:
			switch {
			case x.Type.ID() != domain:
				continue
			case x.Type.Array:
				return user, true
			}
			if in, ok := s.storedIn(user.Parent(), map[schema.ID]bool{}); ok {
				return in, true
			}
		case schema.Domain:
			in, ok := s.rowsOfDomain(user)
			if x.Base.Array {
				in, ok = s.storedIn(user, map[schema.ID]bool{})
			}
			if ok {
				return in, true
			}
		case schema.Composite, schema.Range:
			if in, ok := s.storedIn(user, map[schema.ID]bool{}); ok {
				return in, true
			}
		}
	}
	return schema.ID{}, false
}

// constrainable gives 0A000 for a domain that cannot get a constraint which all values
// there are must satisfy.
func (s *stmt) constrainable(domain schema.ID) error {
	if column, ok := s.rowsOfDomain(domain); ok {
		return hinted(s.nameFault(domain.Name, notSupported, "cannot alter type %q because %s uses it", domain.Name, column), "add the constraint NOT VALID")
	}
	return nil
}

// judgeMember gives 42P16 for a column of a row type that would hold itself.
func (s *stmt) judgeMember(of schema.ID, t schema.Type) error {
	if s.holds(t, of, map[schema.ID]bool{}) {
		return s.fault(0, invalidTable, "composite type %s cannot be made a member of itself", of.Name)
	}
	return nil
}

// holds reports whether a value of the type has one of the row type in it.
func (s *stmt) holds(t schema.Type, of schema.ID, seen map[schema.ID]bool) bool {
	id := t.ID()
	switch {
	case t.Kind == schema.KindNone || seen[id]:
		return false
	case id == of:
		return true
	}
	seen[id] = true
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.Domain:
		return s.holds(x.Base, of, seen)
	case schema.Range:
		return s.holds(x.Subtype, of, seen)
	case schema.Table, schema.View, schema.Composite:
		return slices.ContainsFunc(s.db.Attributes(id), func(a schema.Attribute) bool { return s.holds(a.Type, of, seen) })
	}
	return false
}
