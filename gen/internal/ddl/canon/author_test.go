package canon_test

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// authorExpr is an expression as an author wrote it.
type authorExpr struct {
	serverExpr
	node *pg.Node
	// renamed is true for a view with a list of column names.
	renamed bool
}

// authored collects the expressions that a file writes down, by what they belong
// to; a later one of the same place replaces an earlier one.
type authored struct{ list []authorExpr }

func qualified(rv *pg.RangeVar) string {
	space := rv.GetSchemaname()
	if space == "" {
		space = "public"
	}
	return space + "." + rv.GetRelname()
}

func (w *authored) add(kind, table, name string, n *pg.Node) {
	if n != nil {
		w.list = append(w.list, authorExpr{serverExpr: serverExpr{kind: kind, table: table, name: name}, node: n})
	}
}

func (w *authored) statement(n *pg.Node) {
	switch s := n.GetNode().(type) {
	case *pg.Node_CreateStmt:
		table := qualified(s.CreateStmt.Relation)
		for _, e := range s.CreateStmt.TableElts {
			w.column(table, e.GetColumnDef())
			w.constraint(table, "", e.GetConstraint())
		}
	case *pg.Node_AlterTableStmt:
		table := qualified(s.AlterTableStmt.Relation)
		for _, c := range s.AlterTableStmt.Cmds {
			cmd := c.GetAlterTableCmd()
			w.column(table, cmd.GetDef().GetColumnDef())
			w.constraint(table, "", cmd.GetDef().GetConstraint())
			if cmd.Subtype == pg.AlterTableType_AT_ColumnDefault {
				w.add("default", table, cmd.Name, cmd.Def)
			}
		}
	case *pg.Node_IndexStmt:
		table := qualified(s.IndexStmt.Relation)
		for _, p := range s.IndexStmt.IndexParams {
			w.add("index expression", table, s.IndexStmt.Idxname, p.GetIndexElem().GetExpr())
		}
		w.add("index predicate", table, s.IndexStmt.Idxname, s.IndexStmt.WhereClause)
	case *pg.Node_ViewStmt:
		w.add("view", qualified(s.ViewStmt.View), "", s.ViewStmt.Query)
		w.list[len(w.list)-1].renamed = len(s.ViewStmt.Aliases) > 0
	case *pg.Node_CreateTableAsStmt:
		if s.CreateTableAsStmt.Objtype == pg.ObjectType_OBJECT_MATVIEW {
			w.add("view", qualified(s.CreateTableAsStmt.Into.Rel), "", s.CreateTableAsStmt.Query)
		}
	case *pg.Node_CreatePolicyStmt:
		p := s.CreatePolicyStmt
		w.add("policy using", qualified(p.Table), p.PolicyName, p.Qual)
		w.add("policy check", qualified(p.Table), p.PolicyName, p.WithCheck)
	case *pg.Node_CreateTrigStmt:
		w.add("trigger", qualified(s.CreateTrigStmt.Relation), s.CreateTrigStmt.Trigname, s.CreateTrigStmt.WhenClause)
	case *pg.Node_CreateDomainStmt:
		var parts []string
		for _, p := range s.CreateDomainStmt.Domainname {
			parts = append(parts, p.GetString_().GetSval())
		}
		if len(parts) == 1 {
			parts = append([]string{"public"}, parts...)
		}
		for _, c := range s.CreateDomainStmt.Constraints {
			switch c.GetConstraint().GetContype() {
			case pg.ConstrType_CONSTR_CHECK:
				w.add("domain check", strings.Join(parts, "."), c.GetConstraint().Conname, c.GetConstraint().RawExpr)
			case pg.ConstrType_CONSTR_DEFAULT:
				w.add("domain default", strings.Join(parts, "."), "", c.GetConstraint().RawExpr)
			}
		}
	}
}

func (w *authored) column(table string, d *pg.ColumnDef) {
	for _, c := range d.GetConstraints() {
		w.constraint(table, d.Colname, c.GetConstraint())
	}
}

func (w *authored) constraint(table, column string, c *pg.Constraint) {
	switch c.GetContype() {
	case pg.ConstrType_CONSTR_DEFAULT:
		w.add("default", table, column, c.RawExpr)
	case pg.ConstrType_CONSTR_GENERATED:
		w.add("generated", table, column, c.RawExpr)
	case pg.ConstrType_CONSTR_CHECK:
		w.add("check", table, c.Conname, c.RawExpr)
	}
}
