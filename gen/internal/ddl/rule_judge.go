package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeAction refuses actions of rules that are good statements of themselves; the
// columns are those of RETURNING.
func (s *stmt) judgeAction(rel schema.ID, n *pg.RuleStmt, action *pg.Node, columns []schema.Attribute) error {
	for _, cte := range actionQueries(action) {
		if row, _ := ruleRow(cte); row != "" {
			return s.fault(0, notSupported, "cannot refer to %s within WITH query", row)
		}
	}
	q := action.GetSelectStmt()
	if row, at := ruleRow(action); row != "" && q != nil && q.Op != pg.SetOperation_SETOP_NONE {
		return s.fault(at, invalidReference, "UNION/INTERSECT/EXCEPT member statement cannot refer to other relations of same query level")
	}
	if q != nil && q.Op != pg.SetOperation_SETOP_NONE && n.WhereClause != nil {
		return s.fault(0, notSupported, "conditional UNION/INTERSECT/EXCEPT statements are not implemented")
	}
	if len(returningOf(action)) == 0 {
		return nil
	}
	for _, before := range n.Actions {
		if before == action {
			break
		}
		if len(returningOf(before)) > 0 {
			return s.fault(0, notSupported, "cannot have multiple RETURNING lists in a rule")
		}
	}
	switch {
	case n.WhereClause != nil:
		return s.fault(0, notSupported, "RETURNING lists are not supported in conditional rules")
	case !n.Instead:
		return s.fault(0, notSupported, "RETURNING lists are not supported in non-INSTEAD rules")
	}
	return s.judgeReturned(rel, columns)
}

// judgeReturned gives 42P17 for a RETURNING list that does not give rows of the relation.
func (s *stmt) judgeReturned(rel schema.ID, columns []schema.Attribute) error {
	have := s.db.Attributes(rel)
	for i, c := range columns {
		if c.Name == "*" {
			return nil
		}
		switch {
		case i >= len(have):
			return s.fault(0, invalidObject, "RETURNING list has too many entries")
		case c.Type.IsZero() || have[i].Type.IsZero():
		case plainType(c.Type) != plainType(have[i].Type):
			return s.fault(0, invalidObject, "RETURNING list's entry %d has different type from column %q", i+1, have[i].Name)
		}
	}
	if len(columns) < len(have) {
		return s.fault(0, invalidObject, "RETURNING list has too few entries")
	}
	return nil
}

func returningOf(action *pg.Node) []*pg.Node {
	switch x := action.GetNode().(type) {
	case *pg.Node_InsertStmt:
		return x.InsertStmt.ReturningList
	case *pg.Node_UpdateStmt:
		return x.UpdateStmt.ReturningList
	case *pg.Node_DeleteStmt:
		return x.DeleteStmt.ReturningList
	}
	return nil
}

// actionQueries lists the WITH queries of an action.
func actionQueries(action *pg.Node) []*pg.Node {
	var with *pg.WithClause
	switch x := action.GetNode().(type) {
	case *pg.Node_SelectStmt:
		with = x.SelectStmt.WithClause
	case *pg.Node_InsertStmt:
		if with = x.InsertStmt.WithClause; with == nil {
			with = x.InsertStmt.SelectStmt.GetSelectStmt().GetWithClause()
		}
	case *pg.Node_UpdateStmt:
		with = x.UpdateStmt.WithClause
	case *pg.Node_DeleteStmt:
		with = x.DeleteStmt.WithClause
	}
	return with.GetCtes()
}

// ruleRow returns OLD or NEW, and the place, if the tree speaks of one of these.
func ruleRow(n *pg.Node) (row string, at int32) {
	tree.Walk(n, func(m proto.Message) bool {
		if c, ok := m.(*pg.ColumnRef); ok && len(c.Fields) > 1 {
			if name := str(c.Fields[0]); name == "old" || name == "new" {
				row, at = strings.ToUpper(name), c.Location
			}
		}
		return row == ""
	})
	return row, at
}

// partOfTree reports whether a table has partitions or is one.
func (s *stmt) partOfTree(rel schema.ID) bool {
	t, _ := schema.Get[schema.Table](s.db, rel)
	return !t.PartitionBy.IsZero() || !t.PartitionOf.IsZero()
}

// whyTable says what a table has that keeps any version of the server from making a view
// of it, "" if nothing does.
func (s *stmt) whyTable(rel schema.ID) string {
	t, ok := schema.Get[schema.Table](s.db, rel)
	switch {
	case !ok:
		return ""
	case len(s.children(rel)) > 0:
		return "child tables"
	case len(t.Inherits) > 0:
		return "parent tables"
	case t.RowSecurity:
		return "row security enabled"
	}
	for _, part := range s.db.Parts(rel) {
		switch {
		case part.Kind == schema.KindTrigger:
			return "triggers"
		case part.Kind == schema.KindIndex || part.Kind.HasIndex():
			return "indexes"
		case part.Kind == schema.KindPolicy:
			return "row security policies"
		}
	}
	return ""
}
