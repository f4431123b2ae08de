package golang

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/naming"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// constraints makes the error variables of a table and what its errors report.
func (b *builder) constraints(t *table) {
	for _, id := range b.db.Parts(t.id) {
		o, _ := b.db.Lookup(id)
		switch c := o.(type) {
		case schema.PrimaryKey:
			b.unique(t, c.ID.Name, c.Columns)
		case schema.Unique:
			b.unique(t, c.ID.Name, c.Columns)
		case schema.Index:
			if c.Unique {
				b.unique(t, c.ID.Name, indexColumns(c))
			}
		case schema.ForeignKey:
			b.foreignKey(t, c)
		case schema.Check:
			b.addError(t, "Err"+t.row+part(t, c.ID.Name, "check")+"Invalid", "Check", c.ID.Name,
				"a row violates the check "+c.ID.Name)
		case schema.Exclusion:
			b.addError(t, "Err"+t.row+part(t, c.ID.Name, "excl")+"Overlaps", "Exclusion", c.ID.Name,
				"a row overlaps with another one by "+c.ID.Name)
		}
	}
}

func indexColumns(x schema.Index) []string {
	var out []string
	for _, e := range x.Elements {
		if e.Column == "" {
			return nil
		}
		out = append(out, e.Column)
	}
	return out
}

func (b *builder) unique(t *table, name string, columns []string) {
	t.constraints = append(t.constraints, tableConstraint{name: name, columns: columns})
	var fields []string
	for _, c := range t.pick(columns) {
		fields = append(fields, c.field)
	}
	what := strings.Join(fields, "And")
	if what == "" {
		what = part(t, name, "idx")
	}
	b.addError(t, "Err"+t.row+what+"Taken", "Duplicate", name, "another row has the same value in "+name)
}

func (b *builder) foreignKey(t *table, c schema.ForeignKey) {
	var fields []string
	for _, column := range t.pick(c.Columns) {
		fields = append(fields, strings.TrimSuffix(column.field, "ID"))
	}
	what := strings.Join(slices.DeleteFunc(fields, func(s string) bool { return s == "" }), "And")
	t.constraints = append(t.constraints, tableConstraint{name: c.ID.Name, columns: c.Columns, parent: c.Parent.Name})
	b.addError(t, "Err"+t.row+what+"Missing", "MissingParent", c.ID.Name,
		"a row refers to a row of "+c.Parent.Name+" that does not exist")
	parent, ok := b.byTable[c.Parent]
	if !ok || c.OnDelete == schema.Cascade && c.OnUpdate == schema.Cascade {
		return
	}
	name := "Err" + parent.row + "Has" + t.store
	if !b.names.Free(name) {
		name += "By" + what
	}
	b.addError(t, name, "StillReferenced", c.ID.Name, "rows of "+t.id.Name+" refer to the row")
}

// part is what a constraint's name says beside the table's name and its ending.
func part(t *table, name, ending string) string {
	name = strings.TrimPrefix(name, t.id.Name+"_")
	name = strings.TrimSuffix(name, "_"+ending)
	if name == "" || name == ending {
		return ""
	}
	return naming.Exported(name)
}

func (b *builder) addError(t *table, name, kind, constraint, doc string) {
	name, _ = b.names.Take(constraint, name)
	b.p.errors = append(b.p.errors, constraintError{name: name, kind: kind, schema: t.schema, table: t.id.Name, constraint: constraint, doc: doc})
}
