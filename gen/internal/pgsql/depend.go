package pgsql

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Needs returns the IDs of objects of db that must exist before the object can be
// created: what it refers to, its parent, its schema, and the key that a foreign
// key points at. A reference to a column of a view is one to the view.
func Needs(db *schema.Database, o schema.Object) []schema.ID {
	out := make([]schema.ID, 0, 4)
	for need := range eachNeed(db, o) {
		if !slices.Contains(out, need) {
			out = append(out, need)
		}
	}
	return out
}

// eachNeed yields what [Needs] returns, some of it more than once.
func eachNeed(db *schema.Database, o schema.Object) iter.Seq[schema.ID] {
	return func(yield func(schema.ID) bool) {
		id := o.Address()
		add := func(need schema.ID) bool {
			if !db.Has(need) && need.Relation != "" {
				need = db.Owner(need)
			}
			return need == id || !db.Has(need) || yield(need)
		}
		for _, ref := range o.Refs() {
			if shell, ok := shellFor(db, ref, id); ok {
				if !yield(shell) {
					return
				}
				continue
			}
			if !add(ref) {
				return
			}
			// The operators of a class may be members of its family alone.
			if class, ok := schema.Get[schema.OperatorClass](db, ref); ok && id.Kind == schema.KindExclusion && !add(class.Family) {
				return
			}
		}
		if shell, _ := Shells(o); !shell.IsZero() && !yield(shell) {
			return
		}
		if owner := db.Owner(id); !owner.IsZero() && !add(owner) {
			return
		}
		if id.Schema != "" && !add(schema.NewSchema(id.Schema)) {
			return
		}
		switch o := o.(type) {
		case schema.ForeignKey:
			if key, ok := ReferencedKey(db, o); ok {
				add(key)
			}
		case schema.Table:
			for _, use := range slices.Concat(o.PartitionBy.Uses, o.Bound.Uses) {
				if use.Relation == "" && !add(use) {
					return
				}
			}
		}
	}
}

// IndexFollows returns what the index of a partitioned table has to be made after: an
// index without those of the partitions, after the partitions, which would get one
// otherwise; any other, after those whose parts got their names before its own. It is
// empty for the index of any other table.
func IndexFollows(db *schema.Database, x schema.Index) []schema.ID {
	table, ok := schema.Get[schema.Table](db, x.ID.Parent())
	if !ok || table.PartitionBy.IsZero() {
		return nil
	}
	var partitions, out []schema.ID
	for _, user := range db.Users(table.ID) {
		if t, ok := schema.Get[schema.Table](db, user); ok && t.PartitionOf == table.ID {
			partitions = append(partitions, user)
		}
	}
	if x.Only {
		return partitions
	}
	for _, y := range schema.PartsOf[schema.Index](db, table.ID) {
		if y.ID != x.ID && !y.Only && namedBefore(db, y, x, partitions) {
			out = append(out, y.ID)
		}
	}
	return out
}

// namedBefore reports whether the partitions show that x got its parts before y: both
// would have the same name there, but for a number.
func namedBefore(db *schema.Database, x, y schema.Index, partitions []schema.ID) bool {
	for _, p := range partitions {
		a, ok := partIn(db, p, x)
		b, ok2 := partIn(db, p, y)
		if !ok || !ok2 {
			continue
		}
		base := impliedIndexName(a)
		i, ok := numberOf(a.ID.Name, base)
		j, ok2 := numberOf(b.ID.Name, base)
		if ok && ok2 && base == impliedIndexName(b) {
			return i < j
		}
	}
	return false
}

// partIn returns the part of the index that a partition has.
func partIn(db *schema.Database, partition schema.ID, above schema.Index) (schema.Index, bool) {
	for _, x := range schema.PartsOf[schema.Index](db, partition) {
		if x.PartitionOf == above.ID {
			return x, true
		}
	}
	return schema.Index{}, false
}

func impliedIndexName(x schema.Index) string {
	return makeObjectName(x.ID.Relation, strings.Join(indexNames(x), "_"), "idx")
}

// numberOf returns the number that the name has more than its base, 0 for none.
func numberOf(name, base string) (int, bool) {
	rest, ok := strings.CutPrefix(name, base)
	if !ok || rest == "" {
		return 0, ok
	}
	n, err := strconv.Atoi(rest)
	return n, err == nil
}

// shellFor returns the shell of a type that one of its own functions needs: the type
// itself is made after the function.
func shellFor(db *schema.Database, ref, user schema.ID) (schema.ID, bool) {
	if !user.Kind.IsRoutine() || ref.Kind != schema.KindBaseType && ref.Kind != schema.KindRange {
		return schema.ID{}, false
	}
	o, ok := db.Lookup(ref)
	if !ok {
		return schema.ID{}, false
	}
	shell, functions := Shells(o)
	return shell, !shell.IsZero() && slices.Contains(functions, user)
}

// ReferencedKey returns the primary key, unique constraint or unique index that the
// foreign key points at.
func ReferencedKey(db *schema.Database, fk schema.ForeignKey) (schema.ID, bool) {
	for part := range db.EachPart(fk.Parent) {
		var own []string
		switch part.Kind {
		case schema.KindPrimaryKey:
			k, _ := schema.Get[schema.PrimaryKey](db, part)
			own = k.Columns
		case schema.KindUnique:
			k, _ := schema.Get[schema.Unique](db, part)
			own = k.Columns
		case schema.KindIndex:
			x, _ := schema.Get[schema.Index](db, part)
			own = uniqueColumns(x)
		}
		if own != nil && sameNames(own, fk.ParentColumns) {
			return part, true
		}
	}
	return schema.ID{}, false
}

// IsKeyOver reports whether the object is a primary key, unique constraint or unique
// index over exactly the columns, in any order, at which a foreign key can point.
func IsKeyOver(o schema.Object, columns []string) bool {
	switch k := o.(type) {
	case schema.PrimaryKey:
		return sameNames(k.Columns, columns)
	case schema.Unique:
		return sameNames(k.Columns, columns)
	case schema.Index:
		own := uniqueColumns(k)
		return own != nil && sameNames(own, columns)
	}
	return false
}

// uniqueColumns returns the columns over which an index is unique, nil for none.
func uniqueColumns(x schema.Index) []string {
	if !x.Unique || !x.Where.IsZero() {
		return nil
	}
	return keyColumns(x)
}

// sameNames reports whether two lists hold the same names in any order.
func sameNames(a, b []string) bool {
	return len(a) == len(b) && (slices.Equal(a, b) || slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))))
}

func keyColumns(x schema.Index) []string {
	out := make([]string, len(x.Elements))
	for i, e := range x.Elements {
		out[i] = e.Column
	}
	return out
}
