package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterSubscription plans the change of a subscription, which is off while its slot
// changes.
func (b *builder) alterSubscription(from, to schema.Subscription, c diff.Alter) {
	say := func(sql string, hazards ...Hazard) {
		b.do(b.change(from, to, Action{SQL: sql, phase: phaseCode, Hazards: hazards}))
	}
	slot := from.Slot != to.Slot
	if from.Enabled && (slot || !to.Enabled) {
		off := to
		off.Enabled = false
		say(b.p.SubscriptionState(off), Hazard{BreaksOldCode, "the subscription stops"})
	}
	if slices.Contains(c.Fields, "Connection") {
		say(b.p.SubscriptionConnection(to), subscriptionHazards(to)...)
	}
	if slices.Contains(c.Fields, "Publications") {
		say(b.p.SubscribedPublications(to), Hazard{UntrackedDependency, "run ALTER SUBSCRIPTION ... REFRESH PUBLICATION when the publisher has the publications"})
	}
	if slot || slices.Contains(c.Fields, "Options") {
		say(b.p.SubscriptionOptions(from, to))
	}
	if to.Enabled && (slot || !from.Enabled) {
		say(b.p.SubscriptionState(to))
	}
	b.leftover(c, "Enabled", "Connection", "Publications", "Slot", "Options")
}

// twoPhase reports whether the subscriptions differ in what cannot be altered before 18.
func twoPhase(from, to schema.Subscription) bool {
	has := func(s schema.Subscription) bool {
		return slices.ContainsFunc(s.Options, func(o string) bool { return strings.HasPrefix(o, "two_phase=") })
	}
	return has(from) != has(to)
}

// subscriptionHazards says what is left to do by hand for a subscription that is made
// without a connection to the publisher, and perhaps without its password.
func subscriptionHazards(s schema.Subscription) []Hazard {
	var out []Hazard
	if len(s.Secrets) > 0 {
		out = append(out, Hazard{UntrackedDependency, "the " + strings.Join(s.Secrets, ", ") + " of the connection is not in the model: set it by hand"})
	}
	return out
}

// newSubscription completes the statement that makes a subscription.
func newSubscription(o schema.Object, a *Action) {
	s, ok := o.(schema.Subscription)
	if !ok {
		return
	}
	a.Hazards = subscriptionHazards(s)
	if s.Slot != "" {
		a.Hazards = append(a.Hazards, Hazard{UntrackedDependency, "the slot " + s.Slot + " has to be made on the publisher, and then ALTER SUBSCRIPTION ... REFRESH PUBLICATION run"})
	}
}

// dropSubscription completes the drop of a subscription.
func (b *builder) dropSubscription(o schema.Object, a *Action) {
	s, ok := o.(schema.Subscription)
	if !ok {
		return
	}
	a.SQL = b.p.DropSubscription(s)
	a.Hazards = []Hazard{{BreaksOldCode, "what the subscription brings in stops"}}
	if s.Slot != "" {
		a.Hazards = append(a.Hazards, Hazard{UntrackedDependency, "the slot " + s.Slot + " stays on the publisher, and keeps its log, until it is dropped there"})
	}
}
