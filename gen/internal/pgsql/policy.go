package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createPolicy(o schema.Policy) string {
	var b strings.Builder
	b.WriteString("CREATE POLICY " + p.Ident(o.ID.Name) + " ON " + p.relation(o.ID))
	if o.Restrictive {
		b.WriteString("\n    AS RESTRICTIVE")
	}
	if o.Command != "all" && o.Command != "" {
		b.WriteString("\n    FOR " + strings.ToUpper(o.Command))
	}
	if roles := p.Roles(o.Roles); roles != "PUBLIC" {
		b.WriteString("\n    TO " + roles)
	}
	return b.String() + policyConditions(o)
}

func policyConditions(o schema.Policy) string {
	text := ""
	if !o.Using.IsZero() {
		text += "\n    USING (" + o.Using.SQL + ")"
	}
	if !o.Check.IsZero() {
		text += "\n    WITH CHECK (" + o.Check.SQL + ")"
	}
	return text
}

// AlterPolicy returns the statement that sets roles and conditions of a policy.
func (p Printer) AlterPolicy(o schema.Policy) string {
	return "ALTER POLICY " + p.Ident(o.ID.Name) + " ON " + p.relation(o.ID) +
		"\n    TO " + p.Roles(o.Roles) + policyConditions(o)
}

// Roles prints role names, with the keywords PUBLIC, CURRENT_USER and SESSION_USER.
func (p Printer) Roles(names []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		switch name {
		case "public", "current_user", "session_user", "current_role":
			parts[i] = strings.ToUpper(name)
		default:
			parts[i] = p.Ident(name)
		}
	}
	if len(parts) == 0 {
		return "PUBLIC"
	}
	return strings.Join(parts, ", ")
}
