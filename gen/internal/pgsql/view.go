package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// View returns CREATE VIEW or CREATE MATERIALIZED VIEW; with replace, CREATE OR
// REPLACE VIEW, which only a plain view has.
func (p Printer) View(v schema.View, replace bool) string {
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

// AlterView returns ALTER VIEW (or MATERIALIZED VIEW) v with the clause.
func (p Printer) AlterView(id schema.ID, clause string) string {
	return "ALTER " + strings.ToUpper(id.Kind.String()) + " " + p.Name(id) + " " + clause
}
