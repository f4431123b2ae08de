package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Rule returns CREATE RULE, with OR REPLACE if wanted.
func (p Printer) Rule(r schema.Rule, replace bool) string {
	var b strings.Builder
	b.WriteString("CREATE " + word(replace, "OR REPLACE ", "") + "RULE " + p.Ident(r.ID.Name) + " AS\n    ON " +
		strings.ToUpper(r.Event) + " TO " + p.relation(r.ID))
	if !r.Where.IsZero() {
		b.WriteString("\n    WHERE " + r.Where.SQL)
	}
	b.WriteString("\n    DO " + word(r.Instead, "INSTEAD", "ALSO") + " ")
	switch len(r.Actions) {
	case 0:
		b.WriteString("NOTHING")
	case 1:
		b.WriteString(r.Actions[0].SQL)
	default:
		texts := make([]string, len(r.Actions))
		for i, a := range r.Actions {
			texts[i] = a.SQL
		}
		b.WriteString("(\n        " + strings.Join(texts, ";\n        ") + "\n    )")
	}
	return b.String()
}

// RuleState returns the statement that enables or disables a rule.
func (p Printer) RuleState(r schema.Rule) string {
	return p.alterTable(r.ID) + " " + enabling(r.Enabled) + " RULE " + p.Ident(r.ID.Name)
}

// enabling returns the verb for the state of a trigger or rule.
func enabling(state byte) string {
	switch state {
	case 'D':
		return "DISABLE"
	case 'R':
		return "ENABLE REPLICA"
	case 'A':
		return "ENABLE ALWAYS"
	}
	return "ENABLE"
}
