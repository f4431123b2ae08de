package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createEventTrigger(t schema.EventTrigger) string {
	text := "CREATE EVENT TRIGGER " + p.Ident(t.ID.Name) + " ON " + t.Event
	if len(t.Tags) > 0 {
		tags := make([]string, len(t.Tags))
		for i, tag := range t.Tags {
			tags[i] = Literal(tag)
		}
		text += "\n    WHEN TAG IN (" + strings.Join(tags, ", ") + ")"
	}
	return text + "\n    EXECUTE FUNCTION " + p.Name(t.Function) + "()"
}

// EventTriggerState returns the statement that enables or disables an event trigger.
func (p Printer) EventTriggerState(t schema.EventTrigger) string {
	return "ALTER EVENT TRIGGER " + p.Ident(t.ID.Name) + " " + enabling(t.Enabled)
}
