package plan

import (
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// losesParts reports whether a change of the type of a column would make the parts that
// partitions have of an index or key other than they are wanted: the server makes them
// anew under names of its own and without comments, for every partition.
func (b *builder) losesParts(o schema.Object) bool {
	id := o.Address()
	if !id.Kind.HasIndex() && id.Kind != schema.KindIndex || !b.partitioned(id.Parent()) {
		return false
	}
	if x, ok := o.(schema.Index); ok && x.Only {
		return true
	}
	for _, user := range b.to.Users(id.Parent()) {
		t, ok := schema.Get[schema.Table](b.to, user)
		if !ok || t.PartitionOf != id.Parent() {
			continue
		}
		for _, part := range b.to.Parts(user) {
			below, _ := b.to.Lookup(part)
			if part.Kind != id.Kind || !isPartOf(below, id) && (part.Kind == schema.KindIndex || len(schema.Fields(o, below)) > 0) {
				continue
			}
			index := part
			index.Kind = schema.KindIndex
			if b.p.RenameImplied(b.to, below) != "" || b.to.Has(part.Comment()) || b.to.Has(index.Comment()) || b.losesParts(below) {
				return true
			}
		}
	}
	return false
}
