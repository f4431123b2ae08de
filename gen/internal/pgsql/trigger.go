package pgsql

import (
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

// TriggerState returns the statement that enables or disables a trigger.
func (p Printer) TriggerState(t schema.Trigger) string {
	return p.alterTable(t.ID) + " " + enabling(t.Enabled) + " TRIGGER " + p.Ident(t.ID.Name)
}
