package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

func (b *builder) addColumn(c schema.Column) {
	table := c.ID.Parent()
	a := Action{SQL: b.p.Create(b.to, c), ID: c.ID, Produces: append([]schema.ID{c.ID}, pgsql.Implied(b.to, c)...),
		phase: phaseColumn, Lock: lock(AccessExclusive, table)}
	_, serial := pgsql.Serial(b.to, c)
	switch {
	case c.Identity != schema.IdentityNone, serial, !c.Generated.IsZero() && !c.Virtual, b.volatile(c.Default), b.constrained(c.Type):
		// Every row gets a value of its own, or is checked.
		a.Rewrites = true
		a.Hazards = append(a.Hazards, Hazard{Rewrite, "the table is written anew while readers and writers wait"})
	case c.NotNull && c.Default.IsZero():
		a.Hazards = append(a.Hazards, Hazard{MayFailOnData, "fails if the table has rows: there is no default"})
	}
	for _, child := range b.children(table) {
		a.Produces = append(a.Produces, b.inheritedColumn(child, c.ID.Name)...)
	}
	b.do(a)
}

// children returns the tables that have the table as a parent.
func (b *builder) children(table schema.ID) []schema.ID {
	var out []schema.ID
	for _, user := range b.to.Users(table) {
		if t, ok := schema.Get[schema.Table](b.to, user); ok && (t.PartitionOf == table || slices.Contains(t.Inherits, table)) {
			out = append(out, user)
		}
	}
	return out
}

// inheritedColumn lists the column in the table and in those below it that comes
// into being with the parent's. A new table makes it itself.
func (b *builder) inheritedColumn(table schema.ID, name string) []schema.ID {
	id := table.In(schema.KindColumn, name)
	if c, ok := b.adds[id].(schema.Column); !ok || !c.Inherited || b.adds[table] != nil {
		return nil
	}
	out := []schema.ID{id}
	for _, child := range b.children(table) {
		out = append(out, b.inheritedColumn(child, name)...)
	}
	return out
}

// alterColumn plans the change of a column in place.
func (b *builder) alterColumn(from, to schema.Column, c diff.Alter) {
	if c.Fields = b.ownFields(to, c); len(c.Fields) == 0 && !b.resets[to.ID] && !b.retyped[to.ID] {
		return
	}
	if t, ok := schema.Get[schema.Table](b.from, to.ID.Parent()); ok && slices.Contains(c.Fields, "Inherited") && to.Inherited && len(t.Inherits) > 0 {
		b.findings = append(b.findings, source.Diagnostic{Severity: source.Warning, Code: "stays-local", Span: to.At,
			Message: to.ID.String() + " is also declared in the table itself, and no statement changes that",
			Hint:    "nothing has to be done: the column is the same"})
	}
	ch := columnChange{b: b, from: from, to: to, c: c}
	ch.dropIdentity()
	ch.changeType()
	ch.changeGenerated()
	ch.changeDefault()
	ch.changeNotNull()
	ch.addIdentity()
	ch.changeSettings()
	b.leftover(c, "Type", "Collation", "NotNull", "Default", "Generated", "Virtual", "Identity", "Storage", "Compression", "Statistics", "Options", "ForeignOptions", "Inherited")
}

// ownFields returns the fields that do not change with those of the parent's column:
// what is changed there reaches the tables below.
func (b *builder) ownFields(to schema.Column, c diff.Alter) []string {
	t, ok := schema.Get[schema.Table](b.to, to.ID.Parent())
	if !ok {
		return c.Fields
	}
	own := slices.Clone(c.Fields)
	for _, parent := range append(slices.Clone(t.Inherits), t.PartitionOf) {
		above, ok := b.alters[parent.In(schema.KindColumn, to.ID.Name)]
		if !ok {
			continue
		}
		differs := schema.Fields(above.To, to)
		own = slices.DeleteFunc(own, func(f string) bool { return slices.Contains(above.Fields, f) && !slices.Contains(differs, f) })
	}
	return own
}

// columnChange is the change of one column.
type columnChange struct {
	b        *builder
	from, to schema.Column
	c        diff.Alter
	// defaultGone is true once the old default was dropped.
	defaultGone bool
}

func (ch *columnChange) has(field string) bool { return slices.Contains(ch.c.Fields, field) }

// do adds an action on the column; needs and releases are those of the whole change
// where the statement touches types or defaults.
func (ch *columnChange) do(a Action) {
	a.ID, a.Alters = ch.to.ID, append(a.Alters, ch.to.ID)
	a.Requires = append(a.Requires, ch.to.ID.Parent())
	if a.phase == 0 {
		a.phase = phaseColumn
	}
	if ch.foreign() {
		a = withoutRows(a)
	}
	if a.Lock == (Lock{}) {
		a.Lock = lock(AccessExclusive, ch.to.ID.Parent())
	}
	ch.b.do(a)
}

func typeID(t schema.Type) []schema.ID { return nonZero(t.ID()) }

func (ch *columnChange) changeType() {
	if !ch.has("Type") && !ch.has("Collation") {
		if ch.b.resets[ch.to.ID] {
			ch.dropDefault()
		}
		return
	}
	b, from, to := ch.b, ch.from, ch.to
	rows := b.keepsRows(from.Type, to.Type)
	swapped := b.retyped[to.ID]
	if !from.Default.IsZero() && (!rows || from.Type.Name != to.Type.Name || ch.has("Default") || swapped || b.resets[to.ID]) && from.Identity == schema.IdentityNone {
		ch.dropDefault()
	}
	using := b.using(to.ID.Name, from.Type, to.Type)
	if swapped && !ch.has("Collation") {
		using = b.p.Ident(to.ID.Name) + "::text::" + b.p.Type(to.Type)
		if to.Type.Array {
			using = b.p.Ident(to.ID.Name) + "::text[]::" + b.p.Type(to.Type)
		}
	}
	if !from.Generated.IsZero() || ch.foreign() {
		using = ""
	}
	a := Action{SQL: b.p.SetType(to, using), Requires: append(typeID(to.Type), nonZero(schema.CollationID(to.Collation))...), Rewrites: !rows, retypes: true}
	if !swapped {
		a.Releases = append(typeID(from.Type), nonZero(schema.CollationID(from.Collation))...)
	}
	if a.Rewrites {
		a.Hazards = append(a.Hazards, Hazard{Rewrite, "the table is written anew while readers and writers wait"},
			Hazard{BreaksOldCode, "code that expects the old type may fail"})
	} else if ch.has("Collation") {
		a.Scans = true
		a.Hazards = append(a.Hazards, Hazard{ScanUnderLock, "builds the indexes of the column anew while readers and writers wait"})
	}
	if mayLose(from.Type, to.Type) && ch.has("Type") {
		a.Hazards = append(a.Hazards, Hazard{MayFailOnData, "fails if a value does not fit the new type"})
	}
	ch.do(a)
	ch.b.keepTargets(to.ID)
}

func (ch *columnChange) dropDefault() {
	if ch.from.Default.IsZero() || ch.defaultGone {
		return
	}
	ch.defaultGone = true
	ch.do(Action{SQL: ch.b.p.SetDefault(ch.to.ID, schema.Expr{}), Releases: ch.from.Default.Uses})
}

func (ch *columnChange) changeGenerated() {
	if ch.has("Generated") && ch.to.Generated.IsZero() {
		ch.do(Action{SQL: ch.b.p.AlterColumn(ch.to.ID, "DROP EXPRESSION"), Releases: ch.from.Generated.Uses})
	}
}

func (ch *columnChange) changeDefault() {
	to := ch.to
	switch {
	case !to.Generated.IsZero(), to.Identity != schema.IdentityNone:
		if ch.has("Default") {
			ch.dropDefault()
		}
	case to.Default.IsZero():
		ch.dropOldDefault()
	case ch.has("Default") || ch.defaultGone:
		a := Action{SQL: ch.b.p.SetDefault(to.ID, to.Default), Requires: to.Default.Uses}
		for _, id := range ch.from.Default.Uses {
			if !ch.defaultGone && !slices.Contains(to.Default.Uses, id) {
				a.Releases = append(a.Releases, id)
			}
		}
		ch.do(a)
	}
}

func (ch *columnChange) dropOldDefault() {
	if ch.has("Default") {
		ch.dropDefault()
	}
}

// changeNotNull forbids NULL without a long lock: a check that is not valid yet, its
// validation, and only then SET NOT NULL, which needs no scan any more.
func (ch *columnChange) changeNotNull() {
	if !ch.has("NotNull") {
		return
	}
	b, to := ch.b, ch.to
	table := to.ID.Parent()
	mayFail := Hazard{MayFailOnData, "fails if a row has no value"}
	switch {
	case !to.NotNull:
		ch.do(Action{SQL: b.p.SetNotNull(to.ID, false)})
	case b.options.Offline || !b.existing(table) || ch.foreign():
		ch.do(Action{SQL: b.p.SetNotNull(to.ID, true), Scans: true, Hazards: []Hazard{mayFail, {ScanUnderLock, "scans the table while readers and writers wait"}}})
	default:
		check := schema.Check{NotValid: true, Expr: schema.Expr{SQL: b.p.Ident(to.ID.Name) + " IS NOT NULL"}}
		proof := table.In(schema.KindCheck, to.ID.Name)
		check.ID = table.In(schema.KindCheck, freeConstraint(b.from, b.to, proof, "_not_null"))
		ch.do(Action{SQL: b.p.AddConstraint(check), Mode: CommitAfter, Comment: "NOT NULL without a scan under a strong lock"})
		ch.do(Action{SQL: b.p.Validate(check.ID), Mode: OwnTx, Scans: true, Hazards: []Hazard{mayFail}, Lock: lock(ShareUpdateExclusive, table)})
		ch.do(Action{SQL: b.p.SetNotNull(to.ID, true)})
		ch.do(Action{SQL: b.p.AlterTable(table, "DROP CONSTRAINT "+b.p.Ident(check.ID.Name))})
	}
}

// freeConstraint returns a constraint name that neither database has on the table.
func freeConstraint(from, to *schema.Database, id schema.ID, ending string) string {
	for name := id.Name; ; {
		if room := 63 - len(ending); len(name) > room {
			name = name[:room]
		}
		name += ending
		_, old := from.Constraint(id.Parent(), name)
		_, new := to.Constraint(id.Parent(), name)
		if !old && !new {
			return name
		}
		ending = "_"
	}
}

func (ch *columnChange) changeSettings() {
	b, to := ch.b, ch.to
	gentle := lock(ShareUpdateExclusive, to.ID.Parent())
	// A change of type resets both.
	retyped := ch.has("Type") || ch.has("Collation") || b.retyped[to.ID]
	if ch.has("Storage") && !(retyped && to.Storage == "") || retyped && to.Storage != "" {
		ch.do(Action{SQL: b.p.SetStorage(to.ID, orDefault(to.Storage, to.Storage, storageOf(to.Type)))})
	}
	if ch.has("Compression") && !(retyped && to.Compression == "") || retyped && to.Compression != "" {
		ch.do(Action{SQL: b.p.SetCompression(to.ID, to.Compression)})
	}
	if ch.has("Statistics") {
		ch.do(Action{SQL: b.p.SetStatistics(to.ID, to.Statistics), Lock: gentle})
	}
	if ch.has("ForeignOptions") {
		ch.do(Action{SQL: b.p.AlterForeignColumn(ch.from, to)})
	}
	if ch.has("Options") {
		for _, sql := range b.p.SetOptions(strings.TrimSpace(b.p.AlterColumn(to.ID, "")), ch.from.Options, to.Options) {
			ch.do(Action{SQL: sql, Lock: gentle})
		}
	}
}
