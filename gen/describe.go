package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// describeChanges lists changes for a message, the first ten of them.
func describeChanges(changes []diff.Change) string {
	const most = 10
	var parts []string
	for i, c := range changes {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(changes)-most))
			break
		}
		parts = append(parts, describeChange(c))
	}
	return strings.Join(parts, "\n")
}

// describeChange says in one line what a change is, and where it was written.
func describeChange(c diff.Change) string {
	at := ""
	text := ""
	switch c := c.(type) {
	case diff.Add:
		text, at = c.Address().String()+" is missing", c.Object.Origin().String()
	case diff.Drop:
		text, at = c.Address().String()+" is not wanted", c.Object.Origin().String()
	case diff.Alter:
		text, at = c.Address().String()+" differs in "+strings.ToLower(strings.Join(c.Fields, ", ")), c.To.Origin().String()
	case diff.Rename:
		text = c.From.String() + " is now called " + c.To.Name
	}
	if at == "" {
		return text
	}
	return at + ": " + text
}

// publishAction turns a planned action into its public form.
func publishAction(a plan.Action) PlanAction {
	pub := PlanAction{SQL: a.SQL, Comment: a.Comment, Rewrites: a.Rewrites, Scans: a.Scans}
	if a.Lock.Level != "" {
		pub.Lock = string(a.Lock.Level) + " on " + dotted(a.Lock.Relation)
	}
	for _, h := range a.Hazards {
		pub.Hazards = append(pub.Hazards, Hazard{Kind: string(h.Kind), Message: h.Message})
	}
	return pub
}

// dotted is the path of an object as people write it, without its kind.
func dotted(id schema.ID) string {
	return strings.Join(slices.DeleteFunc([]string{id.Schema, id.Relation, id.Name}, func(s string) bool { return s == "" }), ".")
}

// losses names what an action loses for good.
func losses(a plan.Action) []string {
	var names []string
	if slices.ContainsFunc(a.Hazards, func(h plan.Hazard) bool { return h.Kind == plan.DataLoss }) {
		names = append(names, dotted(a.ID))
	}
	return names
}
