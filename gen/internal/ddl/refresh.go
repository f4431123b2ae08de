package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// refresh runs REFRESH MATERIALIZED VIEW, which decides whether the view can be read.
func (s *stmt) refresh(n *pg.RefreshMatViewStmt) error {
	id, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	at := n.Relation.Location
	switch id.Kind {
	case schema.KindMaterializedView:
	case schema.KindTable:
		return s.fault(at, notSupported, "%q is not a materialized view", id.Name)
	default:
		return s.fault(at, wrongObjectType, "%q is not a table or materialized view", id.Name)
	}
	v, ok := schema.Get[schema.View](s.db, id)
	switch {
	case !n.Concurrent || !ok:
	case v.NoData:
		return hinted(s.fault(at, notSupported, "CONCURRENTLY cannot be used when the materialized view is not populated"), "refresh it without CONCURRENTLY before")
	case n.SkipData:
		return s.fault(at, syntaxError, "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together")
	case !s.keyedView(id):
		return hinted(s.fault(at, notInState, "cannot refresh materialized view %q concurrently", dotted(id.Schema, id.Name)),
			"create a unique index with no WHERE clause on one or more columns of the materialized view")
	}
	if !ok || v.NoData == n.SkipData {
		return nil
	}
	v.NoData = n.SkipData
	s.put(v)
	return nil
}

// keyedView reports whether a materialized view has a unique index on columns, over all
// of its rows.
func (s *stmt) keyedView(id schema.ID) bool {
	for _, x := range schema.PartsOf[schema.Index](s.db, id) {
		// A condition without columns is a constant, which the server takes away.
		partial := slices.ContainsFunc(x.Where.Uses, func(id schema.ID) bool {
			return id.Kind == schema.KindColumn || id.Kind.IsRelation()
		})
		if x.Unique && !x.Invalid && !partial && !slices.ContainsFunc(x.Elements, func(e schema.IndexElement) bool { return e.Column == "" }) {
			return true
		}
	}
	return false
}
