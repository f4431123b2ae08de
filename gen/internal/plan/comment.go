package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// remakeComments marks the comments that both databases have but that the plan takes
// away: what they are on is a part of an object that changes its kind, or a check that
// is dropped and made again.
func (b *builder) remakeComments() {
	for c := range schema.AllOf[schema.Comment](b.to) {
		switch c.ID.Of {
		case schema.KindIndex, schema.KindCheck, schema.KindComposite:
			if b.from.Has(c.ID) && (b.from.Owner(c.ID) != b.to.Owner(c.ID) || b.losesCheck(c.ID)) {
				b.rebuild(c.ID)
			}
		}
	}
}

// losesCheck reports whether the comment is on a check of a domain that is dropped, for
// good or to be made again: a check that changes is another one.
func (b *builder) losesCheck(comment schema.ID) bool {
	on := comment.Parent()
	from, ok := schema.Get[schema.Domain](b.from, b.from.Owner(comment))
	if !ok || on.Kind != schema.KindCheck {
		return false
	}
	to, _ := schema.Get[schema.Domain](b.to, from.ID)
	named := func(c schema.DomainCheck) bool { return c.Name == on.Name }
	i, k := slices.IndexFunc(from.Checks, named), slices.IndexFunc(to.Checks, named)
	return i < 0 || k < 0 || from.Checks[i].Expr.Key != to.Checks[k].Expr.Key || !from.Checks[i].NotValid && to.Checks[k].NotValid
}

// losesAttribute reports whether the comment is on an attribute that a composite type
// loses.
func (b *builder) losesAttribute(comment schema.ID) bool {
	on := comment.Parent()
	to, ok := schema.Get[schema.Composite](b.to, b.from.Owner(comment))
	return ok && on.Kind == schema.KindColumn && !slices.ContainsFunc(to.Attributes, func(a schema.Attribute) bool { return a.Name == on.Name })
}
