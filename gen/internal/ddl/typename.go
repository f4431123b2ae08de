package ddl

import (
	"math"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// ParseExpr reads an expression in which the columns of the relation are visible,
// as it stands in a default, check or index; relation may be zero. Unqualified
// names are looked up in the relation's schema and in "public". The error is a
// diagnostic in the text.
func ParseExpr(db *schema.Database, relation schema.ID, text string) (schema.Expr, error) {
	path := []string{"public"}
	if relation.Schema != "" && relation.Schema != "public" {
		path = []string{relation.Schema, "public"}
	}
	s, n, err := standalone(db, path, "", text)
	if err != nil {
		return schema.Expr{}, err
	}
	return s.expr(n, text, scope{relation: relation})
}

// standalone parses text, with words before it, as the one output of a SELECT.
func standalone(db *schema.Database, path []string, before, text string) (*stmt, *pg.Node, error) {
	before = "SELECT " + before
	full := before + text
	s := &stmt{Replay: &Replay{db: db, session: session{path: path}}, file: &source.File{Name: "sql", Text: text}, text: full,
		start: len(before), end: len(full), shift: len(before)}
	tree, err := pg.Parse(full)
	if err != nil {
		d := syntaxFault(s.file, full, 0, err)
		d.Span = source.Span{File: s.file, Start: max(0, d.Span.Start-s.shift), End: max(0, d.Span.End-s.shift)}
		return s, nil, d
	}
	if len(tree.Stmts) == 1 {
		sel := tree.Stmts[0].Stmt.GetSelectStmt()
		if len(sel.GetTargetList()) == 1 && len(sel.FromClause) == 0 && sel.WhereClause == nil {
			return s, sel.TargetList[0].GetResTarget().Val, nil
		}
	}
	return s, nil, s.fault(0, syntaxError, "%q is not one expression", text)
}

// columnType returns the type of a column of a table or view.
func (r *Replay) columnType(rel schema.ID, name string) (schema.Type, bool) {
	if c, ok := schema.Get[schema.Column](r.db, rel.In(schema.KindColumn, name)); ok {
		return c.Type, true
	}
	for _, a := range r.db.Attributes(rel) {
		if a.Name == name {
			return a.Type, true
		}
	}
	return schema.Type{}, false
}

// constantText returns the text of a constant or of a bare word.
func constantText(n *pg.Node) string {
	switch x := n.GetNode().(type) {
	case *pg.Node_AConst:
		return literal(x.AConst)
	case *pg.Node_ColumnRef:
		return strings.Join(strs(x.ColumnRef.Fields), ".")
	case *pg.Node_TypeCast:
		return constantText(x.TypeCast.Arg)
	case *pg.Node_Integer:
		return strconv.Itoa(int(x.Integer.GetIval()))
	case *pg.Node_Float:
		return x.Float.GetFval()
	case *pg.Node_Boolean:
		return strconv.FormatBool(x.Boolean.GetBoolval())
	case *pg.Node_String_:
		return x.String_.GetSval()
	case *pg.Node_TypeName:
		return strings.Join(strs(x.TypeName.Names), ".")
	}
	return ""
}

// shortFloat writes a number as the server prints what it keeps in four bytes.
func shortFloat(text string) string {
	v, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return text
	}
	if v != 0 && (math.Abs(v) < 1e-4 || math.Abs(v) >= 1e6) {
		return strconv.FormatFloat(v, 'e', -1, 32)
	}
	return strconv.FormatFloat(v, 'f', -1, 32)
}

func literal(c *pg.A_Const) string {
	switch v := c.GetVal().(type) {
	case *pg.A_Const_Ival:
		return strconv.Itoa(int(v.Ival.GetIval()))
	case *pg.A_Const_Fval:
		return v.Fval.GetFval()
	case *pg.A_Const_Boolval:
		return strconv.FormatBool(v.Boolval.GetBoolval())
	case *pg.A_Const_Sval:
		return v.Sval.GetSval()
	case *pg.A_Const_Bsval:
		return v.Bsval.GetBsval()
	}
	return ""
}
