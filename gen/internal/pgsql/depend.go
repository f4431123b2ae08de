package pgsql

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Needs returns the IDs of objects of db that must exist before the object can be
// created: what it refers to, its parent, its schema, and the key that a foreign
// key points at. A reference to a column of a view is one to the view.
func Needs(db *schema.Database, o schema.Object) []schema.ID {
	id := o.Address()
	var out []schema.ID
	add := func(need schema.ID) {
		if !db.Has(need) && need.Relation != "" {
			need = db.Owner(need)
		}
		if need != id && db.Has(need) && !slices.Contains(out, need) {
			out = append(out, need)
		}
	}
	for _, ref := range o.Refs() {
		add(ref)
	}
	if owner := db.Owner(id); !owner.IsZero() {
		add(owner)
	}
	if id.Schema != "" {
		add(schema.NewSchema(id.Schema))
	}
	switch o := o.(type) {
	case schema.ForeignKey:
		if key, ok := ReferencedKey(db, o); ok {
			add(key)
		}
	case schema.Table:
		for _, use := range append(slices.Clone(o.PartitionBy.Uses), o.Bound.Uses...) {
			if use.Relation == "" {
				add(use)
			}
		}
	}
	return out
}

// ReferencedKey returns the primary key, unique constraint or unique index that the
// foreign key points at.
func ReferencedKey(db *schema.Database, fk schema.ForeignKey) (schema.ID, bool) {
	want := slices.Sorted(slices.Values(fk.ParentColumns))
	same := func(columns []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(columns)), want)
	}
	for _, part := range db.Parts(fk.Parent) {
		switch o, _ := db.Lookup(part); k := o.(type) {
		case schema.PrimaryKey:
			if same(k.Columns) {
				return part, true
			}
		case schema.Unique:
			if same(k.Columns) {
				return part, true
			}
		case schema.Index:
			if k.Unique && k.Where.IsZero() && same(keyColumns(k)) {
				return part, true
			}
		}
	}
	return schema.ID{}, false
}

func keyColumns(x schema.Index) []string {
	out := make([]string, len(x.Elements))
	for i, e := range x.Elements {
		out[i] = e.Column
	}
	return out
}

// FromParent reports whether the object comes into being with the parent's and
// needs no statement of its own: an inherited column or check, or the part of a
// partition that repeats one of the partitioned table.
func FromParent(db *schema.Database, o schema.Object) bool {
	switch o := o.(type) {
	case schema.Column:
		return o.Inherited
	case schema.Check:
		return o.Inherited
	case schema.Index:
		parent, ok := schema.Get[schema.Index](db, o.PartitionOf)
		return ok && !parent.Only
	case schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.ForeignKey, schema.Trigger:
		return repeatsParent(db, o)
	}
	return false
}

func repeatsParent(db *schema.Database, o schema.Object) bool {
	id := o.Address()
	t, ok := schema.Get[schema.Table](db, id.Parent())
	if !ok || t.PartitionOf.IsZero() {
		return false
	}
	for _, part := range db.Parts(t.PartitionOf) {
		if part.Kind != id.Kind || part.Kind == schema.KindTrigger && part.Name != id.Name {
			continue
		}
		if twin, ok := db.Lookup(part); ok && len(schema.Fields(twin, o)) == 0 {
			return true
		}
	}
	return false
}
