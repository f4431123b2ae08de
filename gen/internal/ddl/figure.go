package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// figureName returns the name that the server gives to an unnamed expression,
// with its strength: 2 for the name of a column or function, 1 for a
// construct's own name, 0 for none.
func figureName(n *pg.Node) (string, int) {
	switch x := n.GetNode().(type) {
	case *pg.Node_ColumnRef:
		return lastName(x.ColumnRef.Fields)
	case *pg.Node_AIndirection:
		if name, strength := lastName(x.AIndirection.Indirection); strength > 0 {
			return name, strength
		}
		return figureName(x.AIndirection.Arg)
	case *pg.Node_FuncCall:
		return lastName(x.FuncCall.Funcname)
	case *pg.Node_AExpr:
		if x.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		if name, strength := figureName(x.TypeCast.Arg); strength > 1 {
			return name, strength
		}
		if name, _ := lastName(x.TypeCast.TypeName.Names); name != "" {
			return name, 1
		}
	case *pg.Node_CollateClause:
		return figureName(x.CollateClause.Arg)
	case *pg.Node_CaseExpr:
		if name, strength := figureName(x.CaseExpr.Defresult); strength > 1 {
			return name, strength
		}
		return "case", 1
	case *pg.Node_SubLink:
		return figureSubLink(x.SubLink)
	case *pg.Node_SqlvalueFunction:
		return valueFunctions[x.SqlvalueFunction.Op], 2
	}
	if name := constructNames(n); name != "" {
		return name, 2
	}
	return "", 0
}

func constructNames(n *pg.Node) string {
	switch x := n.GetNode().(type) {
	case *pg.Node_AArrayExpr:
		return "array"
	case *pg.Node_RowExpr:
		return "row"
	case *pg.Node_CoalesceExpr:
		return "coalesce"
	case *pg.Node_GroupingFunc:
		return "grouping"
	case *pg.Node_MinMaxExpr:
		if x.MinMaxExpr.Op == pg.MinMaxOp_IS_GREATEST {
			return "greatest"
		}
		return "least"
	case *pg.Node_XmlSerialize:
		return "xmlserialize"
	case *pg.Node_XmlExpr:
		return map[pg.XmlExprOp]string{pg.XmlExprOp_IS_XMLCONCAT: "xmlconcat", pg.XmlExprOp_IS_XMLELEMENT: "xmlelement",
			pg.XmlExprOp_IS_XMLFOREST: "xmlforest", pg.XmlExprOp_IS_XMLPARSE: "xmlparse", pg.XmlExprOp_IS_XMLPI: "xmlpi",
			pg.XmlExprOp_IS_XMLROOT: "xmlroot"}[x.XmlExpr.Op]
	}
	return ""
}

// figureSubLink names EXISTS, ARRAY(...) and scalar sub-queries.
func figureSubLink(x *pg.SubLink) (string, int) {
	switch x.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg.SubLinkType_EXPR_SUBLINK:
		if list := x.Subselect.GetSelectStmt().GetTargetList(); len(list) > 0 {
			if name := list[0].GetResTarget().GetName(); name != "" {
				return name, 2
			}
			return figureName(list[0].GetResTarget().GetVal())
		}
	}
	return "", 0
}

func lastName(fields []*pg.Node) (string, int) {
	for i := len(fields) - 1; i >= 0; i-- {
		if name := str(fields[i]); name != "" {
			return name, 2
		}
	}
	return "", 0
}

var valueFunctions = map[pg.SQLValueFunctionOp]string{
	pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE: "current_date", pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME: "current_time",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N: "current_time", pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP: "current_timestamp",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N: "current_timestamp", pg.SQLValueFunctionOp_SVFOP_LOCALTIME: "localtime",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N: "localtime", pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP: "localtimestamp",
	pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N: "localtimestamp", pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE: "current_role",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_USER: "current_user", pg.SQLValueFunctionOp_SVFOP_USER: "user",
	pg.SQLValueFunctionOp_SVFOP_SESSION_USER: "session_user", pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG: "current_catalog",
	pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA: "current_schema",
}
