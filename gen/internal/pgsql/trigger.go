package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Trigger returns CREATE TRIGGER, with OR REPLACE if wanted (constraint triggers
// cannot be replaced).
func (p Printer) Trigger(t schema.Trigger, replace bool) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	switch {
	case t.Constraint:
		b.WriteString("CONSTRAINT ")
	case replace:
		b.WriteString("OR REPLACE ")
	}
	b.WriteString("TRIGGER " + p.Ident(t.ID.Name) + "\n    " + strings.ToUpper(t.Timing) + " ")
	for i, event := range t.Events {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(strings.ToUpper(event))
		if event == "update" && len(t.UpdateOf) > 0 {
			b.WriteString(" OF " + p.Idents(t.UpdateOf))
		}
	}
	b.WriteString(" ON " + p.relation(t.ID))
	if !t.From.IsZero() {
		b.WriteString("\n    FROM " + p.Name(t.From))
	}
	if t.Constraint && t.Deferral != schema.NotDeferrable {
		b.WriteString("\n   " + deferral(t.Deferral))
	}
	if t.OldTable != "" || t.NewTable != "" {
		b.WriteString("\n    REFERENCING")
		if t.OldTable != "" {
			b.WriteString(" OLD TABLE AS " + p.Ident(t.OldTable))
		}
		if t.NewTable != "" {
			b.WriteString(" NEW TABLE AS " + p.Ident(t.NewTable))
		}
	}
	b.WriteString("\n    FOR EACH " + word(t.Row, "ROW", "STATEMENT"))
	if !t.When.IsZero() {
		b.WriteString("\n    WHEN (" + t.When.SQL + ")")
	}
	args := make([]string, len(t.Args))
	for i, arg := range t.Args {
		args[i] = Literal(arg)
	}
	b.WriteString("\n    EXECUTE FUNCTION " + p.Name(t.Function) + "(" + strings.Join(args, ", ") + ")")
	return b.String()
}

// TriggerState returns the statement that enables or disables a trigger; that of a
// partitioned table reaches the partitions, unless one of them is to keep another state.
func (p Printer) TriggerState(db *schema.Database, t schema.Trigger) string {
	table := p.relation(t.ID)
	if keepsState(db, t.ID.Parent(), t) {
		table = "ONLY " + table
	}
	return "ALTER TABLE " + table + " " + enabling(t.Enabled) + " TRIGGER " + p.Ident(t.ID.Name)
}

// keepsState reports whether the trigger of some partition below the table is in another
// state.
func keepsState(db *schema.Database, table schema.ID, t schema.Trigger) bool {
	return slices.ContainsFunc(db.UsersOfKind(table, schema.KindTable), func(id schema.ID) bool {
		below, _ := schema.Get[schema.Table](db, id)
		twin, ok := schema.Get[schema.Trigger](db, id.In(schema.KindTrigger, t.ID.Name))
		return below.PartitionOf == table && (ok && twin.Enabled != t.Enabled || keepsState(db, id, t))
	})
}

// otherState reports whether the trigger of a partition, which came with that of the
// partitioned table, is in another state than that.
func otherState(db *schema.Database, t schema.Trigger) bool {
	for _, above := range ParentParts(db, t) {
		if twin, ok := schema.Get[schema.Trigger](db, above); ok && twin.Enabled != t.Enabled {
			return true
		}
	}
	return false
}
