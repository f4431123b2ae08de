package canon

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rowLock is what FOR UPDATE and its kin do to one table.
type rowLock struct {
	source   *tableSource
	strength pg.LockClauseStrength
	wait     pg.LockWaitPolicy
}

// locks resolves FOR UPDATE, FOR SHARE and their kin. Without OF they lock every
// table and subquery of the level, and the server then names each of them; of two
// locks on one table the stronger counts.
func (a *analyzer) locks(clauses []*pg.Node) []*term {
	var locked []rowLock
	for _, n := range clauses {
		c := n.GetLockingClause()
		var names []string
		for _, rel := range c.GetLockedRels() {
			names = append(names, rel.GetRangeVar().GetRelname())
		}
		for _, src := range a.names.sources {
			if len(names) > 0 && !slices.Contains(names, src.name) || len(names) == 0 && !src.lockable {
				continue
			}
			i := slices.IndexFunc(locked, func(l rowLock) bool { return l.source == src })
			if i < 0 {
				i = len(locked)
				locked = append(locked, rowLock{source: src})
			}
			locked[i].strength = max(locked[i].strength, c.GetStrength())
			locked[i].wait = max(locked[i].wait, c.GetWaitPolicy())
		}
	}
	slices.SortFunc(locked, func(x, y rowLock) int { return strings.Compare(x.source.key, y.source.key) })
	var out []*term
	for _, l := range locked {
		out = append(out, form(fmt.Sprintf("lock %s %s %s", l.strength, l.wait, l.source.key), schema.Type{}))
	}
	return out
}
