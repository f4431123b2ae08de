package canon

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rowArgs resolves the fields of a row; t.* stands for all columns of t.
func (a *analyzer) rowArgs(nodes []*pg.Node) []*term {
	var out []*term
	for _, n := range nodes {
		if c := n.GetColumnRef(); c != nil && hasStar(c.Fields) {
			for _, col := range a.star(c) {
				out = append(out, col.ref)
			}
			continue
		}
		out = append(out, a.expr(n))
	}
	return out
}

// subLink resolves a subquery inside an expression.
func (a *analyzer) subLink(s *pg.SubLink) *term {
	a.judgeSubquery(s.Location)
	var columns []sourceColumn
	key := a.inside(InQuery, func() (key *term) {
		key, columns = a.selectNode(s.Subselect, true)
		return key
	})
	var typ schema.Type
	if len(columns) > 0 {
		typ = columns[0].ref.typ
	}
	switch s.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return form("exists", boolean, key)
	case pg.SubLinkType_ARRAY_SUBLINK:
		return form("array query", arrayOf(typ), key)
	case pg.SubLinkType_ANY_SUBLINK, pg.SubLinkType_ALL_SUBLINK:
		return a.quantifiedQuery(s, key, columns)
	}
	out := form("query", typ, key)
	if len(columns) > 0 {
		out.collation = columns[0].collation
	}
	return out
}

// quantifiedQuery resolves x IN (SELECT ...) and x op ANY/ALL (SELECT ...).
func (a *analyzer) quantifiedQuery(s *pg.SubLink, key *term, columns []sourceColumn) *term {
	op := "="
	if len(s.OperName) > 0 {
		op = a.operatorName(s.OperName)
	}
	left := []*term{}
	if row := s.Testexpr.GetRowExpr(); row != nil {
		left = a.list(row.Args)
	} else {
		left = append(left, a.expr(s.Testexpr))
	}
	a.operatorAt = s.Location
	out := form("any query "+op, boolean)
	if s.SubLinkType == pg.SubLinkType_ALL_SUBLINK {
		out.text = "all query " + op
	}
	a.chosen = schema.ID{}
	for i, l := range left {
		if i < len(columns) {
			placeholder := form("it", columns[i].ref.typ)
			l = a.binary(op, l, placeholder).args[0]
		}
		out.args = append(out.args, l)
	}
	if !a.chosen.IsZero() {
		id := a.renamed(a.chosen)
		out.text = strings.TrimSuffix(out.text, op) + quoteName(id.Schema) + "." + id.Name
		a.markOperator(s.OperName, s.Location)
		a.chosen = schema.ID{}
	}
	out.args = append(out.args, key)
	return out
}

// outputName is the name that the server gives to a target without AS.
func outputName(n *pg.Node) string {
	if name, _ := impliedOutput(n); name != "" {
		return name
	}
	return "?column?"
}

// impliedOutput returns a name and how strongly it is meant: 2 for a column or
// function, 1 for a type.
func impliedOutput(n *pg.Node) (string, int) {
	switch n := n.GetNode().(type) {
	case *pg.Node_ColumnRef:
		return lastOf(stringList(n.ColumnRef.Fields)), 2
	case *pg.Node_AIndirection:
		if name := lastOf(stringList(n.AIndirection.Indirection)); name != "" {
			return name, 2
		}
		return impliedOutput(n.AIndirection.Arg)
	case *pg.Node_FuncCall:
		return lastOf(stringList(n.FuncCall.Funcname)), 2
	case *pg.Node_AExpr:
		if n.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		if name, strength := impliedOutput(n.TypeCast.Arg); strength > 1 {
			return name, strength
		}
		if names := stringList(n.TypeCast.TypeName.GetNames()); len(names) > 0 {
			return lastOf(names), 1
		}
	case *pg.Node_CollateClause:
		return impliedOutput(n.CollateClause.Arg)
	case *pg.Node_GroupingFunc:
		return "grouping", 2
	case *pg.Node_SubLink:
		return subLinkName(n.SubLink)
	case *pg.Node_CaseExpr:
		if name, strength := impliedOutput(n.CaseExpr.Defresult); strength > 1 {
			return name, strength
		}
		return "case", 1
	case *pg.Node_AArrayExpr:
		return "array", 2
	case *pg.Node_RowExpr:
		return "row", 2
	case *pg.Node_CoalesceExpr:
		return "coalesce", 2
	case *pg.Node_MinMaxExpr:
		if n.MinMaxExpr.Op == pg.MinMaxOp_IS_LEAST {
			return "least", 2
		}
		return "greatest", 2
	case *pg.Node_SqlvalueFunction:
		return sqlValueName(n.SqlvalueFunction.Op), 2
	case *pg.Node_XmlSerialize:
		return "xmlserialize", 2
	case *pg.Node_XmlExpr:
		return xmlName(n.XmlExpr.Op), 2
	}
	return "", 0
}

func subLinkName(s *pg.SubLink) (string, int) {
	switch s.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg.SubLinkType_EXPR_SUBLINK:
		q := s.Subselect.GetSelectStmt()
		for q.GetLarg() != nil {
			q = q.GetLarg()
		}
		if len(q.GetTargetList()) > 0 {
			r := q.TargetList[0].GetResTarget()
			if r.GetName() != "" {
				return r.GetName(), 2
			}
			return impliedOutput(r.GetVal())
		}
		if len(q.GetValuesLists()) > 0 {
			return "column1", 2
		}
	}
	return "", 0
}

func sqlValueName(op pg.SQLValueFunctionOp) string {
	switch op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		return "current_date"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:
		return "current_time"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N:
		return "current_timestamp"
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIME, pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		return "localtime"
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		return "localtimestamp"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE:
		return "current_role"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_USER:
		return "current_user"
	case pg.SQLValueFunctionOp_SVFOP_USER:
		return "user"
	case pg.SQLValueFunctionOp_SVFOP_SESSION_USER:
		return "session_user"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:
		return "current_catalog"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:
		return "current_schema"
	}
	return ""
}

func xmlName(op pg.XmlExprOp) string {
	switch op {
	case pg.XmlExprOp_IS_XMLCONCAT:
		return "xmlconcat"
	case pg.XmlExprOp_IS_XMLELEMENT:
		return "xmlelement"
	case pg.XmlExprOp_IS_XMLFOREST:
		return "xmlforest"
	case pg.XmlExprOp_IS_XMLPARSE:
		return "xmlparse"
	case pg.XmlExprOp_IS_XMLPI:
		return "xmlpi"
	case pg.XmlExprOp_IS_XMLROOT:
		return "xmlroot"
	}
	return ""
}
