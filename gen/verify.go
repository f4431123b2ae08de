package gen

import (
	"context"
	"strings"
)

// Drift compares the live database with the revisions that it is said to be at:
// the steps of the result lead the database back to them. It is empty when they
// agree.
func (p *Project) Drift(ctx context.Context, at []string, how Replay) (Diff, error) {
	word := "migrations@base"
	if len(at) > 0 {
		word = "migrations@" + strings.Join(at, ",")
	}
	return p.Diff(ctx, "database", word, PlanOptions{Replay: how})
}
