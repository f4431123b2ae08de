package plan

import (
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterForeign plans changes of wrappers, servers and user mappings.
func (b *builder) alterForeign(c diff.Alter) {
	switch to := c.To.(type) {
	case schema.ForeignDataWrapper:
		b.do(b.change(c.From, to, Action{SQL: b.p.AlterWrapper(c.From.(schema.ForeignDataWrapper), to), phase: phaseCode}))
		b.leftover(c, "Handler", "Validator", "Options")
	case schema.Server:
		b.do(b.change(c.From, to, Action{SQL: b.p.AlterServer(c.From.(schema.Server), to), phase: phaseDefine}))
		b.leftover(c, "ServerVersion", "Options")
	case schema.UserMapping:
		b.do(b.change(c.From, to, Action{SQL: b.p.AlterMapping(c.From.(schema.UserMapping), to), phase: phaseDefine}))
		b.leftover(c, "Options")
	}
}

// secretHazard warns where a statement makes an object anew whose secret options the
// model does not hold.
func secretHazard(o schema.Object) []Hazard {
	var secrets []string
	switch o := o.(type) {
	case schema.ForeignDataWrapper:
		secrets = o.Secrets
	case schema.Server:
		secrets = o.Secrets
	case schema.UserMapping:
		secrets = o.Secrets
	case schema.Table:
		secrets = o.Secrets
	}
	if len(secrets) == 0 {
		return nil
	}
	return []Hazard{{UntrackedDependency, "options with secrets are not in the model: set them by hand"}}
}

// isForeign reports whether the table is a foreign one.
func isForeign(o schema.Object) bool {
	t, ok := o.(schema.Table)
	return ok && !t.Server.IsZero()
}

// foreign reports whether the column is one of a foreign table.
func (ch *columnChange) foreign() bool {
	t, _ := ch.b.to.Lookup(ch.to.ID.Parent())
	return isForeign(t)
}

// withoutRows takes from an action on a foreign table what only rows can make of it:
// they are elsewhere.
func withoutRows(a Action) Action {
	a.Rewrites, a.Scans = false, false
	var rest []Hazard
	for _, h := range a.Hazards {
		if h.Kind != Rewrite && h.Kind != ScanUnderLock && h.Kind != MayFailOnData && h.Kind != DataLoss {
			rest = append(rest, h)
		}
	}
	a.Hazards = rest
	return a
}

// dropOther completes the drop of an object of foreign data, of statistics and of a
// publication.
func dropOther(o schema.Object, a *Action) {
	switch o := o.(type) {
	case schema.ForeignDataWrapper, schema.Server, schema.UserMapping:
		a.phase = phaseDrop
	case schema.Statistics:
		a.Lock = lock(ShareUpdateExclusive, o.Table)
	case schema.Publication:
		a.Hazards = []Hazard{{BreaksOldCode, "subscribers of the publication stop"}}
	}
}
