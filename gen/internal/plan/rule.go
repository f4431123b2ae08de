package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterRule plans the change of a rule: OR REPLACE keeps whether it is enabled.
func (b *builder) alterRule(from, to schema.Rule, c diff.Alter) {
	exclusive := lock(AccessExclusive, b.to.Owner(to.ID))
	if len(c.Fields) > 1 || c.Fields[0] != "Enabled" {
		b.do(b.change(from, to, Action{SQL: b.p.Rule(to, true), phase: phaseCode, Lock: exclusive}))
	}
	if slices.Contains(c.Fields, "Enabled") {
		b.do(b.change(from, to, Action{SQL: b.p.RuleState(to), phase: phaseCode, Lock: exclusive}))
	}
}
