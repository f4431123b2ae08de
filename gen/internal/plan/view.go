package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// viewNeedsRebuild reports whether the change is beyond CREATE OR REPLACE VIEW,
// which keeps the columns that are there and can only add some at the end.
func viewNeedsRebuild(from, to schema.View, fields []string) bool {
	if !slices.Contains(fields, "Query") && !slices.Contains(fields, "Columns") {
		return false
	}
	if to.ID.Kind == schema.KindMaterializedView || len(to.Columns) < len(from.Columns) || len(from.Columns) == 0 {
		return true
	}
	for i, old := range from.Columns {
		if c := to.Columns[i]; c.Name != old.Name || c.Type.IsZero() || old.Type.IsZero() || c.Type != old.Type || c.Collation != old.Collation {
			return true
		}
	}
	return false
}

func (b *builder) alterView(from, to schema.View, c diff.Alter) {
	exclusive := lock(AccessExclusive, to.ID)
	if slices.Contains(c.Fields, "Query") || slices.Contains(c.Fields, "Columns") {
		// OR REPLACE takes the options along.
		b.do(b.change(from, to, Action{SQL: b.p.View(to, true), phase: phaseCode, Lock: exclusive}))
		b.alterDefaults(from, to)
		b.leftover(c, "Query", "Columns", "Options", "Defaults")
		return
	}
	head := b.p.AlterView(to.ID, "")
	for _, sql := range b.p.SetOptions(head[:len(head)-1], from.Options, to.Options) {
		b.do(b.change(from, to, Action{SQL: sql, phase: phaseCode, Lock: optionLock(to.ID, from.Options, to.Options)}))
	}
	if slices.Contains(c.Fields, "AccessMethod") {
		b.do(b.change(from, to, Action{SQL: b.p.AlterView(to.ID, "SET ACCESS METHOD "+orDefault(b.p.Ident(to.AccessMethod), to.AccessMethod, "heap")),
			phase: phaseCode, Lock: exclusive, Rewrites: true}))
	}
	if slices.Contains(c.Fields, "Tablespace") {
		b.do(b.change(from, to, Action{SQL: b.p.AlterView(to.ID, "SET TABLESPACE "+orDefault(b.p.Ident(to.Tablespace), to.Tablespace, "pg_default")),
			phase: phaseCode, Lock: exclusive, Rewrites: true}))
	}
	b.alterDefaults(from, to)
	b.leftover(c, "Options", "AccessMethod", "Tablespace", "Defaults")
}

// alterDefaults plans the defaults of the columns of a view.
func (b *builder) alterDefaults(from, to schema.View) {
	for _, c := range to.Columns {
		if e := to.Default(c.Name); e.Key != from.Default(c.Name).Key {
			b.do(b.change(from, to, Action{SQL: b.p.SetViewDefault(to.ID, c.Name, e), phase: phaseCode, Lock: lock(AccessExclusive, to.ID)}))
		}
	}
}

// orDefault returns printed, or the default where the name is "".
func orDefault(printed, name, standard string) string {
	if name == "" {
		return standard
	}
	return printed
}
