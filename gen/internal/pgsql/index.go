package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Index returns CREATE INDEX, with CONCURRENTLY if wanted.
func (p Printer) Index(x schema.Index, concurrently bool) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if x.Unique {
		b.WriteString("UNIQUE ")
	}
	b.WriteString("INDEX ")
	if concurrently {
		b.WriteString("CONCURRENTLY ")
	}
	b.WriteString(p.Ident(x.ID.Name) + " ON ")
	if x.Only {
		b.WriteString("ONLY ")
	}
	b.WriteString(p.relation(x.ID))
	if x.Method != "btree" && x.Method != "" {
		b.WriteString(" USING " + p.Ident(x.Method))
	}
	parts := make([]string, len(x.Elements))
	for i, e := range x.Elements {
		parts[i] = p.indexElement(e)
	}
	b.WriteString(" (" + strings.Join(parts, ", ") + ")" + p.include(x.Include))
	if x.NullsNotDistinct {
		b.WriteString(" NULLS NOT DISTINCT")
	}
	b.WriteString(p.with(x.Options) + p.tablespace(x.Tablespace))
	if !x.Where.IsZero() {
		b.WriteString(" WHERE " + x.Where.SQL)
	}
	return b.String()
}

func (p Printer) indexElement(e schema.IndexElement) string {
	var b strings.Builder
	switch {
	case e.Column != "":
		b.WriteString(p.Ident(e.Column))
	case isCall(e.Expr.SQL):
		b.WriteString(e.Expr.SQL)
	default:
		b.WriteString("(" + e.Expr.SQL + ")")
	}
	b.WriteString(p.collate(e.Collation))
	if e.OpClass != "" {
		b.WriteString(" " + p.dotted(e.OpClass))
		if len(e.OpClassOptions) > 0 {
			b.WriteString(" (" + p.options(e.OpClassOptions) + ")")
		}
	}
	if e.Desc {
		b.WriteString(" DESC")
	}
	switch {
	case e.NullsFirst && !e.Desc:
		b.WriteString(" NULLS FIRST")
	case !e.NullsFirst && e.Desc:
		b.WriteString(" NULLS LAST")
	}
	return b.String()
}

// AttachIndex returns the statement that makes an index a part of that of the
// partitioned table.
func (p Printer) AttachIndex(parent, part schema.ID) string {
	return "ALTER INDEX " + p.qualified(parent.Schema, p.Ident(parent.Name)) +
		" ATTACH PARTITION " + p.qualified(part.Schema, p.Ident(part.Name))
}
