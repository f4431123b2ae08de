package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeView refuses views that the server does not keep, when their query is good.
func (s *stmt) judgeView(n *pg.ViewStmt, v schema.View) error {
	query := n.Query.GetSelectStmt()
	switch {
	case query.GetIntoClause() != nil:
		return s.fault(0, notSupported, "views must not contain SELECT INTO")
	case changesRows(n.Query):
		return s.fault(0, notSupported, "views must not contain data-modifying statements in WITH")
	}
	checked := slices.ContainsFunc(v.Options, func(o string) bool { return strings.HasPrefix(o, "check_option=") })
	if why := s.whyFixed(query); checked && why != "" {
		return hinted(s.fault(0, notSupported, "WITH CHECK OPTION is supported only on automatically updatable views"), why)
	}
	if n.View.Relpersistence == "u" {
		return s.fault(0, syntaxError, "views cannot be unlogged because they do not have storage")
	}
	if n.View.Schemaname != "" && n.View.Schemaname != temporarySchema && usesTemporary(v) {
		return s.fault(n.View.Location, invalidTable, "cannot create temporary relation in non-temporary schema")
	}
	return nil
}

// judgeMaterialized is judgeView for a materialized view.
func (s *stmt) judgeMaterialized(n *pg.CreateTableAsStmt, v schema.View) error {
	switch {
	case changesRows(n.Query):
		return s.fault(0, notSupported, "materialized views must not use data-modifying statements in WITH")
	case usesTemporary(v):
		return s.fault(0, notSupported, "materialized views must not use temporary tables or views")
	case n.Into.Rel.Relpersistence == "u":
		return s.fault(0, notSupported, "materialized views cannot be unlogged")
	}
	return nil
}

func usesTemporary(v schema.View) bool {
	return slices.ContainsFunc(v.Query.Uses, func(id schema.ID) bool { return id.Schema == temporarySchema })
}

// changesRows reports whether a WITH query is no SELECT. Only those of the statement
// itself may be; others were refused with it.
func changesRows(n *pg.Node) bool {
	return slices.ContainsFunc(n.GetSelectStmt().GetWithClause().GetCtes(), func(cte *pg.Node) bool {
		return cte.GetCommonTableExpr().Ctequery.GetSelectStmt() == nil
	})
}

// whyFixed says why the rows of a view surely cannot be changed through it, "" if they
// may be.
func (s *stmt) whyFixed(q *pg.SelectStmt) string {
	switch {
	case len(q.DistinctClause) > 0:
		return "leave DISTINCT out"
	case len(q.GroupClause) > 0:
		return "leave GROUP BY out"
	case q.HavingClause != nil:
		return "leave HAVING out"
	case q.Op != pg.SetOperation_SETOP_NONE:
		return "leave UNION, INTERSECT and EXCEPT out"
	case q.WithClause != nil:
		return "leave WITH out"
	case q.LimitOffset != nil, q.LimitCount != nil:
		return "leave LIMIT and OFFSET out"
	case len(q.FromClause) != 1 || q.FromClause[0].GetRangeVar() == nil:
		return "select from a single table or view"
	}
	if id, ok := s.find(q.FromClause[0].GetRangeVar()); ok && id.Kind == schema.KindMaterializedView {
		return "select from a single table or view"
	}
	updatable := false
	for _, t := range q.TargetList {
		val := t.GetResTarget().GetVal()
		if call := val.GetFuncCall(); call != nil && call.Over != nil {
			return "leave window functions out"
		}
		if ref := val.GetColumnRef(); ref != nil && !systemColumns[lastOf(ref.Fields)] {
			updatable = true
		}
	}
	if !updatable {
		return "select a column of the table as it is"
	}
	return ""
}

// judgeViewOptions is judgeView for options that ALTER VIEW sets.
func (s *stmt) judgeViewOptions(v schema.View, items []*pg.Node) error {
	if !slices.ContainsFunc(items, func(n *pg.Node) bool { return n.GetDefElem().GetDefname() == "check_option" }) {
		return nil
	}
	tree, err := pg.Parse(v.Query.SQL)
	if err != nil || len(tree.Stmts) != 1 || tree.Stmts[0].Stmt.GetSelectStmt() == nil {
		return nil
	}
	if why := s.whyFixed(tree.Stmts[0].Stmt.GetSelectStmt()); why != "" {
		return hinted(s.fault(0, notSupported, "WITH CHECK OPTION is supported only on automatically updatable views"), why)
	}
	return nil
}
