package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Names knows which constraints get their name from the server when the author
// names none, so that CREATE TABLE can leave the name out.
type Names struct {
	db, before *schema.Database
	// later counts the constraints of a schema by name that come with a parent table:
	// they are made later than the parent's.
	later map[schema.ID]int
}

// NewNames prepares the names of db. The statements will run on the database before,
// nil for an empty one: a name that is taken there is never left out.
func NewNames(db, before *schema.Database) Names {
	n := Names{db: db, before: before, later: map[schema.ID]int{}}
	for id := range db.IDs() {
		if !id.Kind.IsConstraint() {
			continue
		}
		if t, _ := schema.Get[schema.Table](db, id.Parent()); id.Kind != schema.KindCheck && t.PartitionOf.IsZero() {
			continue // only a partition repeats the keys of its parent
		}
		if o, _ := db.Lookup(id); FromParent(db, o) {
			n.later[schema.ID{Schema: id.Schema, Name: id.Name}]++
		}
	}
	return n
}

// Implied reports whether CREATE TABLE gives the constraint its name even when the
// statement does not say it. It errs to false. The zero value knows no name.
func (n Names) Implied(o schema.Object) bool {
	id := o.Address()
	if n.db == nil || n.db.ConstraintsNamed(id.Schema, id.Name)-n.later[schema.ID{Schema: id.Schema, Name: id.Name}] != 1 {
		return false
	}
	if n.before != nil {
		if _, taken := n.before.Relation(id.Schema, id.Name); taken || n.before.HasConstraintNamed(id.Schema, id.Name) {
			return false
		}
	}
	name, ok := impliedConstraintName(o)
	return ok && name == id.Name
}

// impliedConstraintName returns the name that the server chooses when it is free; ok
// is false where that cannot be told from the model.
func impliedConstraintName(o schema.Object) (name string, ok bool) {
	table := o.Address().Relation
	switch c := o.(type) {
	case schema.PrimaryKey:
		return makeObjectName(table, "", "pkey"), true
	case schema.Unique:
		columns := slices.Concat(c.Columns, c.Include)
		return makeObjectName(table, strings.Join(columns, "_"), "key"), distinct(columns)
	case schema.Exclusion:
		columns := elementNames(c)
		plain := !slices.ContainsFunc(c.Elements, func(e schema.ExclusionElement) bool { return e.Column == "" })
		return makeObjectName(table, strings.Join(columns, "_"), "excl"), plain && distinct(columns)
	case schema.Check:
		columns, sure := ownColumns(c)
		if len(columns) == 1 {
			return makeObjectName(table, columns[0], "check"), sure
		}
		return makeObjectName(table, "", "check"), sure
	case schema.ForeignKey:
		return makeObjectName(table, strings.Join(c.Columns, "_"), "fkey"), distinct(c.Columns)
	}
	return "", false
}

// ownColumns lists the columns that a check uses; sure is false when it also speaks
// of the row as a whole.
func ownColumns(c schema.Check) (columns []string, sure bool) {
	for _, use := range c.Expr.Uses {
		switch {
		case use == c.ID.Parent():
			return nil, false
		case use.Kind == schema.KindColumn && use.Parent() == c.ID.Parent() && !slices.Contains(columns, use.Name):
			columns = append(columns, use.Name)
		}
	}
	return columns, true
}

func distinct(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) == len(names)
}

// inlineColumn returns the column in whose line people write the constraint, ""
// if it stands on a line of its own.
func (n Names) inlineColumn(o schema.Object) string {
	if !n.Implied(o) {
		return ""
	}
	var columns []string
	switch c := o.(type) {
	case schema.PrimaryKey:
		if columns = c.Columns; len(c.Include)+len(c.Options)+len(c.Tablespace) > 0 {
			return ""
		}
	case schema.Unique:
		if columns = c.Columns; len(c.Include)+len(c.Options)+len(c.Tablespace) > 0 {
			return ""
		}
	case schema.Check:
		columns, _ = ownColumns(c)
	case schema.ForeignKey:
		if columns = c.Columns; len(c.SetColumns) > 0 {
			return ""
		}
	}
	if len(columns) != 1 {
		return ""
	}
	return columns[0]
}

// inline returns the constraint as it stands behind the type of its column.
func (p Printer) inline(o schema.Object) string {
	switch c := o.(type) {
	case schema.PrimaryKey:
		return "PRIMARY KEY" + deferral(c.Deferral)
	case schema.Unique:
		if c.NullsNotDistinct {
			return "UNIQUE NULLS NOT DISTINCT" + deferral(c.Deferral)
		}
		return "UNIQUE" + deferral(c.Deferral)
	case schema.ForeignKey:
		return p.references(c)
	}
	return p.constraintBody(o)
}

// constraintOrder is the order of the constraints inside CREATE TABLE.
var constraintOrder = []schema.Kind{schema.KindPrimaryKey, schema.KindUnique, schema.KindExclusion, schema.KindCheck, schema.KindForeignKey}

func inOrder(constraints []schema.Object) []schema.Object {
	sorted := slices.Clone(constraints)
	slices.SortStableFunc(sorted, func(a, b schema.Object) int {
		return slices.Index(constraintOrder, a.Address().Kind) - slices.Index(constraintOrder, b.Address().Kind)
	})
	return sorted
}
