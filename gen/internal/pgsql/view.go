package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// View returns CREATE VIEW or CREATE MATERIALIZED VIEW; with replace, CREATE OR
// REPLACE VIEW, which only a plain view has.
func (p Printer) View(v schema.View, replace bool) string {
	if !replace && readsItself(v) {
		return p.viewOfItself(v)
	}
	var b strings.Builder
	switch {
	case v.ID.Kind == schema.KindMaterializedView:
		b.WriteString("CREATE MATERIALIZED VIEW ")
	case replace:
		b.WriteString("CREATE OR REPLACE VIEW ")
	default:
		b.WriteString("CREATE VIEW ")
	}
	b.WriteString(p.Name(v.ID))
	if needsColumnList(v) {
		names := make([]string, len(v.Columns))
		for i, c := range v.Columns {
			names[i] = c.Name
		}
		b.WriteString(" (" + p.Idents(names) + ")")
	}
	if v.AccessMethod != "" {
		b.WriteString(" USING " + p.Ident(v.AccessMethod))
	}
	b.WriteString(p.with(v.Options) + p.tablespace(v.Tablespace) + " AS\n" + strings.TrimSpace(expandStar(v)))
	if v.NoData {
		b.WriteString("\nWITH NO DATA")
	}
	return b.String()
}

// SetViewDefault returns the statement that gives a column of a view a default, or takes
// it away when there is none.
func (p Printer) SetViewDefault(view schema.ID, column string, e schema.Expr) string {
	head := p.AlterView(view, "ALTER COLUMN "+p.Ident(column))
	if e.IsZero() {
		return head + " DROP DEFAULT"
	}
	return head + " SET DEFAULT " + operand(e.SQL)
}

// AlterView returns ALTER VIEW (or MATERIALIZED VIEW) v with the clause.
func (p Printer) AlterView(id schema.ID, clause string) string {
	return "ALTER " + strings.ToUpper(id.Kind.String()) + " " + p.Name(id) + " " + clause
}

// viewOfItself creates a view that reads itself: first one with the same columns and no
// rows, which the query then replaces.
func (p Printer) viewOfItself(v schema.View) string {
	columns := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		columns[i] = "NULL::" + p.Type(c.Type) + p.collate(c.Collation) + " AS " + p.Ident(c.Name)
	}
	return "CREATE VIEW " + p.Name(v.ID) + " AS\nSELECT " + strings.Join(columns, ", ") + ";\n" + p.View(v, true)
}

// readsItself reports whether the query of a view, whose columns are known, uses the view.
func readsItself(v schema.View) bool {
	known := !slices.ContainsFunc(v.Columns, func(c schema.Attribute) bool { return c.Type.IsZero() })
	return known && v.ID.Kind == schema.KindView && slices.Contains(v.Query.Uses, v.ID)
}
