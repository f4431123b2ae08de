package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// SecurityLabels returns the statements that lead from some labels on an object of db to
// others.
func (p Printer) SecurityLabels(db *schema.Database, id schema.ID, from, to schema.SecurityLabels) string {
	var out []string
	say := func(provider, label string) {
		out = append(out, "SECURITY LABEL FOR "+p.Ident(provider)+" ON "+p.Target(db, id)+" IS "+label)
	}
	for _, l := range from.Labels {
		if to.Of(l.Provider) == "" {
			say(l.Provider, "NULL")
		}
	}
	for _, l := range to.Labels {
		if from.Of(l.Provider) != l.Text {
			say(l.Provider, Literal(l.Text))
		}
	}
	return strings.Join(out, ";\n")
}
