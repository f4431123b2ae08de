package canon

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Seen keeps what one statement on rows has found out about its table for those that
// follow. It is good as long as neither the model nor the search path changes.
type Seen struct {
	tables map[written]tableSource
}

// written is the name of a table as a text has it.
type written struct{ schema, name string }

// Forget empties it: the model or the search path has changed.
func (s *Seen) Forget() { clear(s.tables) }

// recall fills the source of the first table of a statement from an earlier one.
func (a *analyzer) recall(rv *pg.RangeVar, src *tableSource) bool {
	if !a.verdict || a.sc.Seen == nil || a.tables != 1 {
		return false
	}
	known, ok := a.sc.Seen.tables[written{rv.Schemaname, rv.Relname}]
	if !ok {
		return false
	}
	src.relation, src.whole, src.columns = known.relation, known.whole, known.columns
	if rv.Alias == nil {
		src.schema = known.schema
	}
	return true
}

// remember keeps the first table of a statement.
func (a *analyzer) remember(rv *pg.RangeVar, src *tableSource) {
	if !a.verdict || a.sc.Seen == nil || a.tables != 1 || src.relation.Kind != schema.KindTable || len(rv.GetAlias().GetColnames()) > 0 {
		return
	}
	if a.sc.Seen.tables == nil {
		a.sc.Seen.tables = map[written]tableSource{}
	}
	known := *src
	known.schema = src.relation.Schema
	known.columns = src.columns[:len(src.columns):len(src.columns)]
	a.sc.Seen.tables[written{rv.Schemaname, rv.Relname}] = known
}
