package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

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

// Comes reports whether the object needs no statement when it is created, because it
// comes with its parent's: like [FromParent], except in a partition that is made on
// its own and then attached.
func Comes(db *schema.Database, o schema.Object) bool {
	if !FromParent(db, o) {
		return false
	}
	t, ok := schema.Get[schema.Table](db, o.Address().Parent())
	if !ok || !Attaches(db, t) {
		return true
	}
	switch o := o.(type) {
	case schema.ForeignKey:
		return !hasOwnName(db, o)
	case schema.Trigger:
		return true
	}
	return false
}

// Attaches reports whether the partition has to be made as a table of its own and
// attached: CREATE TABLE ... PARTITION OF would give it its columns in another order, the
// tablespace of the partitioned table, a foreign key with another name, or an index that it should not have, where a key of
// its own backs that of the partitioned table.
func Attaches(db *schema.Database, t schema.Table) bool {
	if t.PartitionOf.IsZero() || !t.Server.IsZero() {
		return false
	}
	if !slices.EqualFunc(db.Columns(t.ID), db.Columns(t.PartitionOf), func(a, b schema.Column) bool { return a.ID.Name == b.ID.Name }) {
		return true
	}
	if parent, _ := schema.Get[schema.Table](db, t.PartitionOf); t.Tablespace == "" && parent.Tablespace != "" {
		return true
	}
	if slices.ContainsFunc(schema.PartsOf[schema.ForeignKey](db, t.ID), func(k schema.ForeignKey) bool { return hasOwnName(db, k) }) {
		return true
	}
	for _, above := range schema.PartsOf[schema.Index](db, t.PartitionOf) {
		if above.Only {
			continue
		}
		if !slices.ContainsFunc(schema.PartsOf[schema.Index](db, t.ID), func(x schema.Index) bool { return x.PartitionOf == above.ID }) {
			return true
		}
	}
	return false
}

// Backing returns the primary key or unique constraint of the partition whose index is
// its part of the unique index of the partitioned table.
func Backing(db *schema.Database, partition schema.ID, above schema.Index) (schema.Object, bool) {
	if !above.Unique || above.Only || !above.Where.IsZero() {
		return nil, false
	}
	for _, x := range schema.PartsOf[schema.Index](db, partition) {
		if x.PartitionOf == above.ID {
			return nil, false
		}
	}
	want := keyColumns(above)
	for _, part := range db.Parts(partition) {
		switch o, _ := db.Lookup(part); k := o.(type) {
		case schema.PrimaryKey:
			if slices.Equal(k.Columns, want) && slices.Equal(k.Include, above.Include) && !FromParent(db, k) {
				return k, true
			}
		case schema.Unique:
			if slices.Equal(k.Columns, want) && slices.Equal(k.Include, above.Include) && !FromParent(db, k) {
				return k, true
			}
		}
	}
	return nil, false
}

// BackedIndex returns the index of the partitioned table whose part the key is.
func BackedIndex(db *schema.Database, key schema.ID) (schema.ID, bool) {
	t, ok := schema.Get[schema.Table](db, key.Parent())
	if !ok || t.PartitionOf.IsZero() {
		return schema.ID{}, false
	}
	for _, x := range schema.PartsOf[schema.Index](db, t.PartitionOf) {
		if k, ok := Backing(db, t.ID, x); ok && k.Address() == key {
			return x.ID, true
		}
	}
	return schema.ID{}, false
}

// Attach returns the statement that makes a table a partition of its parent.
func (p Printer) Attach(t schema.Table) string {
	return p.AlterTable(t.PartitionOf, "ATTACH PARTITION "+p.Name(t.ID)+" "+t.Bound.SQL)
}

// hasOwnName reports whether a foreign key of a partition repeats one of the partitioned
// table under another name: it was there before the partition was attached.
func hasOwnName(db *schema.Database, k schema.ForeignKey) bool {
	above := ParentParts(db, k)
	return len(above) > 0 && !slices.ContainsFunc(above, func(id schema.ID) bool { return id.Name == k.ID.Name })
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
		if twin, ok := db.Lookup(part); ok && repeats(twin, o) {
			return true
		}
	}
	return false
}

// repeats reports whether a part of a partition is that of the partitioned table;
// triggers may be switched on and off in each.
func repeats(above, o schema.Object) bool {
	fields := schema.Fields(above, o)
	return len(fields) == 0 || o.Address().Kind == schema.KindTrigger && slices.Equal(fields, []string{"Enabled"})
}

// ParentParts returns the parts of the partitioned table that the part of a partition
// comes from.
func ParentParts(db *schema.Database, o schema.Object) []schema.ID {
	if x, ok := o.(schema.Index); ok && !x.PartitionOf.IsZero() {
		return []schema.ID{x.PartitionOf}
	}
	t, ok := schema.Get[schema.Table](db, o.Address().Parent())
	if !ok || t.PartitionOf.IsZero() {
		return nil
	}
	var out []schema.ID
	for _, part := range db.Parts(t.PartitionOf) {
		if part.Kind != o.Address().Kind || part.Kind == schema.KindTrigger && part.Name != o.Address().Name {
			continue
		}
		if twin, _ := db.Lookup(part); repeats(twin, o) {
			out = append(out, part)
		}
	}
	return out
}

// RenameImplied returns the statement that gives an index or key, which came into
// being with that of the partitioned table, its name; "" when it has it by itself.
func (p Printer) RenameImplied(db *schema.Database, o schema.Object) string {
	id := o.Address()
	var columns []string
	label := ""
	switch c := o.(type) {
	case schema.PrimaryKey:
		label = "pkey"
	case schema.Unique:
		columns, label = c.Columns, "key"
	case schema.Exclusion:
		columns, label = elementNames(c), "excl"
	case schema.Index:
		columns, label = indexNames(c), "idx"
	default:
		return ""
	}
	implied := id
	implied.Name = makeObjectName(id.Relation, strings.Join(columns, "_"), label)
	if _, numbered := numberOf(id.Name, implied.Name); numbered || !Comes(db, o) {
		return ""
	}
	if id.Kind == schema.KindIndex {
		return "ALTER INDEX " + p.Name(implied) + " RENAME TO " + p.Ident(id.Name)
	}
	return p.alterTable(id) + " RENAME CONSTRAINT " + p.Ident(implied.Name) + " TO " + p.Ident(id.Name)
}

func elementNames(c schema.Exclusion) []string {
	var out []string
	for _, e := range c.Elements {
		out = append(out, elementName(e.IndexElement))
	}
	return append(out, c.Include...)
}

func indexNames(x schema.Index) []string {
	var out []string
	for _, e := range x.Elements {
		out = append(out, elementName(e))
	}
	return slices.Concat(out, x.Include)
}

// elementName is what an index key adds to the name of the index: the column, the
// function of a call, or "expr".
func elementName(e schema.IndexElement) string {
	if e.Column != "" {
		return e.Column
	}
	if isCall(e.Expr.SQL) {
		return unquoted(e.Expr.SQL[lastName(e.Expr.SQL[:nameEnd(e.Expr.SQL)]):nameEnd(e.Expr.SQL)])
	}
	return "expr"
}
