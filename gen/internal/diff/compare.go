package diff

import (
	"maps"
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Hints are what only a person can know about a change.
type Hints struct {
	// Renames leads from old to new IDs. An entry whose old object is gone or whose
	// new object is not wanted has no effect, so hints may stay in the sources.
	Renames map[schema.ID]schema.ID
}

// Compare returns the changes that lead from one database to the other: renames
// first, then drops, alters and adds, each in the order of [schema.Compare]. It is
// empty exactly if the databases are equal. Column positions do not count.
//
// A constraint or index that only changes its name is a rename even without a hint,
// since nothing is lost by it; all else that changes its name without a hint is a
// drop and an add.
func Compare(from, to *schema.Database, hints Hints) []Change {
	from, renames := applyRenames(from, to, hints)
	var drops, alters, adds []Change
	for o := range from.All() {
		wanted, ok := to.Lookup(o.Address())
		if !ok {
			drops = append(drops, Drop{Object: o})
			continue
		}
		if fields := Fields(o, wanted); len(fields) > 0 {
			alters = append(alters, Alter{From: o, To: wanted, Fields: fields})
		}
	}
	for o := range to.All() {
		if !from.Has(o.Address()) {
			adds = append(adds, Add{Object: o})
		}
	}
	return slices.Concat(renames, drops, alters, adds)
}

// Fields is [schema.Fields] without differences that mean nothing: column types of
// a view that one side does not know, whether a materialized view holds rows yet (a
// dump of the schema alone never says so), and an extension version that one side
// leaves open.
func Fields(from, to schema.Object) []string {
	fields := schema.Fields(from, to)
	drop := func(name string) {
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == name })
	}
	switch a := from.(type) {
	case schema.View:
		drop("NoData")
		if b := to.(schema.View); slices.Equal(columnNames(a), columnNames(b)) {
			drop("Columns")
		}
	case schema.Extension:
		if b := to.(schema.Extension); a.Version == "" || b.Version == "" {
			drop("Version")
		}
	}
	return fields
}

func columnNames(v schema.View) []string {
	names := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		names[i] = c.Name
	}
	return names
}

// applyRenames returns the old database with the renamed objects under their new
// names, and the renames; without any it is the database itself.
func applyRenames(from, to *schema.Database, hints Hints) (*schema.Database, []Change) {
	var changes []Change
	moved := from
	apply := func(oldID, newID schema.ID) {
		if !moved.Has(oldID) || moved.Has(newID) || !to.Has(newID) || oldID.Kind != newID.Kind {
			return
		}
		if moved == from {
			moved = from.Clone()
		}
		renameText(moved, oldID, newID)
		moved.Rename(oldID, newID)
		changes = append(changes, Rename{From: oldID, To: newID})
	}
	// A schema goes before what is in it, a table before its columns; the hint for a
	// part may name the table by its old or its new name.
	for _, oldID := range slices.SortedFunc(maps.Keys(hints.Renames), schema.Compare) {
		newID := hints.Renames[oldID]
		apply(oldID, newID)
		if oldID.Relation != newID.Relation || oldID.Schema != newID.Schema {
			oldID.Schema, oldID.Relation = newID.Schema, newID.Relation
			apply(oldID, newID)
		}
	}
	for _, pair := range sameButName(moved, to) {
		apply(pair.From, pair.To)
	}
	return moved, changes
}

// sameButName pairs the dropped and added constraints and indexes of a table that
// differ in nothing but the name, where the pair is the only one.
func sameButName(from, to *schema.Database) []Candidate {
	var out []Candidate
	added := map[schema.ID][]schema.ID{}
	for o := range to.All() {
		id := o.Address()
		if keepsMeaning(id.Kind) && !from.Has(id) && from.Has(from.Owner(id)) {
			added[id.Parent()] = append(added[id.Parent()], id)
		}
	}
	for o := range from.All() {
		id := o.Address()
		if !keepsMeaning(id.Kind) || to.Has(id) || !to.Has(to.Owner(id)) {
			continue
		}
		twins := slices.DeleteFunc(slices.Clone(added[id.Parent()]), func(other schema.ID) bool {
			twin, _ := to.Lookup(other)
			_, taken := from.Relation(other.Schema, other.Name)
			return other.Kind != id.Kind || taken || len(Fields(o, twin)) > 0
		})
		if len(twins) == 0 {
			continue
		}
		out = append(out, Candidate{From: id, To: twins[0]})
		added[id.Parent()] = slices.DeleteFunc(added[id.Parent()], func(other schema.ID) bool { return other == twins[0] })
	}
	return out
}

func keepsMeaning(k schema.Kind) bool { return k.IsConstraint() || k == schema.KindIndex }

// Renamed returns the database with the renames among the changes applied, as
// [Compare] saw it when it compared the rest. Without renames it is db itself.
func Renamed(db *schema.Database, changes []Change) *schema.Database {
	moved := db
	for _, c := range changes {
		r, ok := c.(Rename)
		if !ok {
			continue
		}
		if moved == db {
			moved = db.Clone()
		}
		renameText(moved, r.From, r.To)
		moved.Rename(r.From, r.To)
	}
	return moved
}
