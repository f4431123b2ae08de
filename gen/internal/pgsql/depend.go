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
	for _, part := range db.Parts(fk.Parent) {
		if o, _ := db.Lookup(part); IsKeyOver(o, fk.ParentColumns) {
			return part, true
		}
	}
	return schema.ID{}, false
}

// IsKeyOver reports whether the object is a primary key, unique constraint or unique
// index over exactly the columns, in any order, at which a foreign key can point.
func IsKeyOver(o schema.Object, columns []string) bool {
	var own []string
	switch k := o.(type) {
	case schema.PrimaryKey:
		own = k.Columns
	case schema.Unique:
		own = k.Columns
	case schema.Index:
		if !k.Unique || !k.Where.IsZero() {
			return false
		}
		own = keyColumns(k)
	default:
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(own)), slices.Sorted(slices.Values(columns)))
}

func keyColumns(x schema.Index) []string {
	out := make([]string, len(x.Elements))
	for i, e := range x.Elements {
		out[i] = e.Column
	}
	return out
}
