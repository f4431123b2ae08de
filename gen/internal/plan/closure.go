package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rebuild marks an object of both databases as one to drop and make again, with
// its parts and comments.
func (b *builder) rebuild(id schema.ID) {
	if b.rebuilt[id] {
		return
	}
	b.rebuilt[id] = true
	delete(b.alters, id)
	if o, ok := b.from.Lookup(id); ok {
		b.drops[id] = o
	}
	if o, ok := b.to.Lookup(id); ok {
		b.adds[id] = o
	}
	for _, part := range append(b.from.Parts(id), b.to.Parts(id)...) {
		b.rebuild(part)
	}
	// What is said about the columns of a view is no part of it.
	if v, ok := schema.Get[schema.View](b.to, id); ok {
		for _, c := range v.Columns {
			column := id.In(schema.KindColumn, c.Name)
			b.rebuild(column.Privileges())
		}
	}
}

// close finds everything that stands in the way of a drop, a change of a type or of
// a routine: what uses it and stays has to go for a while. It follows uses until
// nothing is added.
func (b *builder) close() {
	b.keyUsers = map[schema.ID][]schema.ID{}
	for fk := range schema.AllOf[schema.ForeignKey](b.from) {
		if key, ok := pgsql.ReferencedKey(b.from, fk); ok {
			b.keyUsers[key] = append(b.keyUsers[key], fk.ID)
		}
	}
	seen := map[schema.ID]bool{}
	for {
		var disturbed []schema.ID
		for _, id := range slices.Concat(sorted(b.drops), sorted(b.swaps), sorted(b.retyped), sorted(b.alters)) {
			c, altered := b.alters[id]
			if !seen[id] && (!altered || b.retyped[id] || b.swaps[id] || disturbs(c)) {
				seen[id] = true
				disturbed = append(disturbed, id)
			}
		}
		if len(disturbed) == 0 {
			return
		}
		for _, id := range disturbed {
			for _, user := range append(b.from.Users(id), b.keyUsers[id]...) {
				b.disturb(id, user)
			}
			if b.drops[id] != nil {
				b.disturbPartitions(id)
			}
		}
	}
}

// disturbPartitions handles the parts of partitions that go with one of the
// partitioned table although they are still wanted.
func (b *builder) disturbPartitions(id schema.ID) {
	if !id.Kind.HasIndex() && id.Kind != schema.KindIndex && id.Kind != schema.KindForeignKey && id.Kind != schema.KindTrigger {
		return
	}
	o, _ := b.from.Lookup(id)
	if x, ok := o.(schema.Index); ok {
		for _, key := range b.backing(b.from, x) {
			if !b.isDropped(key.Address()) && !b.isDropped(key.Address().Parent()) {
				b.rebuild(key.Address())
			}
		}
	}
	for _, user := range b.from.Users(id.Parent()) {
		t, ok := schema.Get[schema.Table](b.from, user)
		if !ok || t.PartitionOf != id.Parent() || b.isDropped(user) {
			continue
		}
		for _, part := range b.from.Parts(user) {
			below, _ := b.from.Lookup(part)
			if part.Kind == id.Kind && b.to.Has(part) && (isPartOf(below, id) || part.Kind != schema.KindIndex && len(schema.Fields(o, below)) == 0) {
				b.rebuild(part)
			}
		}
	}
}

// disturbs reports whether objects that use the altered one have to go first.
func disturbs(c diff.Alter) bool {
	_, isColumn := c.To.(schema.Column)
	return isColumn && c.From != nil && (slices.Contains(c.Fields, "Type") || slices.Contains(c.Fields, "Collation"))
}

// disturb handles one user of an object that goes or changes.
func (b *builder) disturb(id, user schema.ID) {
	wanted, stays := b.to.Lookup(user)
	if !stays || b.rebuilt[user] {
		return
	}
	_, changes := b.alters[user]
	if changes && user.Kind != schema.KindForeignKey && !slices.Contains(wanted.Refs(), id) {
		// The change itself lets go of the object, unless it may need what takes its place.
		if _, isView := wanted.(schema.View); !isView || !b.replacedByOther(id) && !disturbs(b.alters[id]) {
			return
		}
	}
	_, gone := b.drops[id]
	if id.Kind == schema.KindColumn && !gone && !b.breaksKey(wanted, id) && !refusesColumnChange(wanted, id, b.retyped[id]) && !b.losesParts(wanted) {
		return
	}
	switch o := wanted.(type) {
	case schema.Column:
		b.disturbColumn(id, o)
	case schema.Domain, schema.Composite, schema.Range:
		b.swaps[user] = true
		if !changes {
			old, _ := b.from.Lookup(user)
			b.alters[user] = diff.Alter{From: old, To: wanted}
		}
	case schema.Table:
		if o.Server == id {
			b.rebuild(user)
		}
	case schema.Sequence, schema.Extension, schema.Enum:
	default:
		b.rebuild(user)
	}
}

// replacedByOther reports whether the relation goes and another of its name comes.
func (b *builder) replacedByOther(id schema.ID) bool {
	other, ok := b.to.Relation(id.Schema, id.Name)
	return ok && id.Relation == "" && b.isDropped(id) && b.adds[other] != nil
}

// breaksKey reports whether a foreign key could not hold while only one of its sides
// has the new type.
func (b *builder) breaksKey(o schema.Object, column schema.ID) bool {
	_, isKey := o.(schema.ForeignKey)
	c, ok := b.alters[column]
	if !isKey || !ok {
		return false
	}
	from, to := c.From.(schema.Column).Type, c.To.(schema.Column).Type
	return from.Name != to.Name && !(textual(from) && textual(to)) && !(isNumber(from) && isNumber(to))
}

func isNumber(t schema.Type) bool {
	switch t.Name {
	case "int2", "int4", "int8", "numeric", "float4", "float8":
		return t.Builtin()
	}
	return false
}

// refusesColumnChange reports whether the server refuses to change the type of the
// column while the object exists. Indexes and constraints it makes again by itself,
// except where the type is swapped under a name that their text contains.
func refusesColumnChange(o schema.Object, column schema.ID, swapped bool) bool {
	switch o := o.(type) {
	case schema.View, schema.Policy, schema.Trigger, schema.Routine, schema.Rule:
		return true
	case schema.Publication:
		return slices.ContainsFunc(o.Tables, func(t schema.PublicationTable) bool { return slices.Contains(t.Where.Uses, column) })
	case schema.Column:
		return slices.Contains(o.Generated.Uses, column)
	case schema.Check, schema.Exclusion:
		return swapped
	case schema.Index:
		return swapped && (!o.Where.IsZero() || slices.ContainsFunc(o.Elements, func(e schema.IndexElement) bool { return e.Column == "" }))
	}
	return false
}

func (b *builder) disturbColumn(id schema.ID, wanted schema.Column) {
	old, ok := schema.Get[schema.Column](b.from, wanted.ID)
	switch {
	case !ok:
		return
	case slices.Contains(old.Generated.Uses, id):
		b.rebuild(wanted.ID)
		return
	case old.Type.ID() == id && b.swaps[id] && wanted.Type.ID() == id,
		schema.CollationID(old.Collation) == id && b.swaps[id] && old.Collation == wanted.Collation:
		b.retyped[wanted.ID] = true
	case slices.Contains(old.Default.Uses, id):
		b.resets[wanted.ID] = true
	default:
		return
	}
	if _, altered := b.alters[wanted.ID]; !altered {
		b.alters[wanted.ID] = diff.Alter{From: old, To: wanted}
	}
}
