package canon

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeGiven gives 428C9 for a value for a column whose values the server makes.
func (a *analyzer) judgeGiven(g *given, rel schema.ID, override pg.OverridingKind) {
	if a.err != nil || rel.Kind != schema.KindTable {
		return
	}
	for i := range min(g.values, len(g.columns)) {
		c, ok := schema.Get[schema.Column](a.sc.DB, rel.In(schema.KindColumn, g.columns[i].name))
		if !ok || g.only[i] {
			continue
		}
		always := c.Identity == schema.IdentityAlways && override != pg.OverridingKind_OVERRIDING_SYSTEM_VALUE && override != pg.OverridingKind_OVERRIDING_USER_VALUE
		if always || !c.Generated.IsZero() {
			a.fail("428C9", 0, "leave the column out, or write DEFAULT", "cannot insert a non-DEFAULT value into column %q", g.columns[i].name)
		}
	}
}

// rowChange is what a statement does to the rows of its relation.
type rowChange struct {
	event string
	// sets tells which columns the statement sets; nil for "delete".
	sets func(name string) bool
	// overriding is true with OVERRIDING, which lets identity columns be set.
	overriding bool
}

// judgeInserted judges the relation that an INSERT changes.
func (a *analyzer) judgeInserted(g *given, override pg.OverridingKind) {
	overriding := override == pg.OverridingKind_OVERRIDING_SYSTEM_VALUE || override == pg.OverridingKind_OVERRIDING_USER_VALUE
	a.judgeTarget(rowChange{event: "insert", overriding: overriding, sets: func(name string) bool {
		for i := range min(g.values, len(g.columns)) {
			if g.columns[i].name == name && !g.only[i] {
				return true
			}
		}
		return false
	}})
}

// judgeTarget gives 42809 or 55000 for a relation whose rows cannot be changed.
func (a *analyzer) judgeTarget(c rowChange) {
	if !a.verdict || a.err != nil {
		return
	}
	switch id := a.names.sources[0].relation; id.Kind {
	case schema.KindSequence:
		a.fail("42809", 0, "", "cannot change sequence %q", id.Name)
	case schema.KindMaterializedView:
		a.fail("42809", 0, "refresh it instead", "cannot change materialized view %q", id.Name)
	case schema.KindView:
		a.judgeView(id, c)
	}
}
