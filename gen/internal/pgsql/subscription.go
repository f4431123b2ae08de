package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createSubscription prints the subscription as pg_dump does: without a connection to the
// publisher, where the slot may be already.
func (p Printer) createSubscription(s schema.Subscription) string {
	options := []string{"connect = false"}
	if s.Slot != s.ID.Name {
		options = append(options, "slot_name = "+slotName(s.Slot))
	}
	return "CREATE SUBSCRIPTION " + p.Ident(s.ID.Name) + "\n    " + p.connection(s) + "\n    PUBLICATION " + p.Idents(s.Publications) +
		"\n    WITH (" + strings.Join(append(options, subscriptionSettings(s.Options)...), ", ") + ")"
}

// connection prints CONNECTION; a remark says where a secret belongs, which the model does
// not hold.
func (p Printer) connection(s schema.Subscription) string {
	var parts []string
	for _, part := range s.Connection {
		name, value, _ := strings.Cut(part, "=")
		if strings.ContainsAny(value, " '\\\t\n\r\f\v") {
			value = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
		}
		parts = append(parts, name+"="+value)
	}
	remark := ""
	if len(s.Secrets) > 0 {
		remark = " /* without " + strings.Join(s.Secrets, ", ") + ": set it by hand */"
	}
	return "CONNECTION " + Literal(strings.Join(parts, " ")) + remark
}

func slotName(name string) string {
	if name == "" {
		return "NONE"
	}
	return Literal(name)
}

func subscriptionSettings(settings []string) []string {
	out := make([]string, len(settings))
	for i, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		out[i] = name + " = " + Literal(value)
	}
	return out
}

// SubscriptionState returns the statement that switches the subscription on or off.
func (p Printer) SubscriptionState(s schema.Subscription) string {
	return "ALTER SUBSCRIPTION " + p.Ident(s.ID.Name) + word(s.Enabled, " ENABLE", " DISABLE")
}

// SubscriptionConnection returns the statement that changes how the subscription connects.
func (p Printer) SubscriptionConnection(s schema.Subscription) string {
	return "ALTER SUBSCRIPTION " + p.Ident(s.ID.Name) + " " + p.connection(s)
}

// SubscribedPublications returns the statement that changes what the subscription is to.
func (p Printer) SubscribedPublications(s schema.Subscription) string {
	return "ALTER SUBSCRIPTION " + p.Ident(s.ID.Name) + " SET PUBLICATION " + p.Idents(s.Publications) + " WITH (refresh = false)"
}

// SubscriptionOptions returns the statement that leads from one slot and list of options
// to another.
func (p Printer) SubscriptionOptions(from, to schema.Subscription) string {
	var set []string
	if from.Slot != to.Slot {
		set = append(set, "slot_name = "+slotName(to.Slot))
	}
	for _, o := range to.Options {
		if !slices.Contains(from.Options, o) {
			set = append(set, subscriptionSettings([]string{o})...)
		}
	}
	for _, o := range from.Options {
		name, _, _ := strings.Cut(o, "=")
		if !slices.ContainsFunc(to.Options, func(other string) bool { return strings.HasPrefix(other, name+"=") }) {
			set = append(set, subscriptionSettings([]string{name + "=" + schema.SubscriptionDefault(name)})...)
		}
	}
	return "ALTER SUBSCRIPTION " + p.Ident(to.ID.Name) + " SET (" + strings.Join(set, ", ") + ")"
}

// DropSubscription returns the statements that drop the subscription without a word to
// the publisher, who may be out of reach: the slot stays there.
func (p Printer) DropSubscription(s schema.Subscription) string {
	name := p.Ident(s.ID.Name)
	text := ""
	if s.Enabled {
		text = "ALTER SUBSCRIPTION " + name + " DISABLE;\n"
	}
	if s.Slot != "" {
		text += "ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE);\n"
	}
	return text + "DROP SUBSCRIPTION " + name
}
