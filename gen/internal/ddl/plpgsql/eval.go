package plpgsql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// evaluate parses and works out an expression of the block.
func (m *machine) evaluate(p piece) value {
	v, _ := m.evaluateRows("SELECT " + p.text)
	return v
}

// evaluateRows works out a query and returns the first value of its first row, and
// all rows; nil rows if they cannot be known.
func (m *machine) evaluateRows(sql string) (value, []record) {
	tree, err := pg.Parse(sql)
	if err != nil || len(tree.Stmts) != 1 {
		return unknown("an expression cannot be parsed: " + sql), nil
	}
	s := tree.Stmts[0].Stmt.GetSelectStmt()
	if s == nil {
		return unknown("the result of a change of data"), nil
	}
	rows, why := m.query(s, nil)
	switch {
	case why != "":
		return unknown(why), nil
	case len(rows) == 0:
		return null, []record{}
	}
	return rows[0].first(), rows
}

// frame is a row that names are looked up in; inner frames come first.
type frame struct {
	outer *frame
	alias string
	row   map[string]value
	// partial means that a name which is not in row may still be a column, absent that
	// all its columns are NULL: a left join found no row.
	partial, absent bool
}

// others reports whether the frame is a row of [Others].
func (f *frame) others() bool {
	if f == nil {
		return false
	}
	_, ok := f.row[Others]
	return ok
}

func (m *machine) expr(n *pg.Node, f *frame) value {
	switch x := n.GetNode().(type) {
	case *pg.Node_AConst:
		return constantValue(x.AConst)
	case *pg.Node_ColumnRef:
		return m.name(x.ColumnRef, f)
	case *pg.Node_TypeCast:
		return m.castValue(m.expr(x.TypeCast.Arg, f), x.TypeCast.TypeName)
	case *pg.Node_BoolExpr:
		args := make([]value, len(x.BoolExpr.Args))
		for i, arg := range x.BoolExpr.Args {
			args[i] = m.expr(arg, f)
		}
		switch x.BoolExpr.Boolop {
		case pg.BoolExprType_AND_EXPR:
			return and(args)
		case pg.BoolExprType_OR_EXPR:
			return or(args)
		}
		return not(args[0])
	case *pg.Node_NullTest:
		v := m.expr(x.NullTest.Arg, f)
		if v.isUnknown() && v.among == nil {
			return v
		}
		return truth(v.isNull() == (x.NullTest.Nulltesttype == pg.NullTestType_IS_NULL))
	case *pg.Node_BooleanTest:
		return booleanTest(x.BooleanTest.Booltesttype, m.expr(x.BooleanTest.Arg, f))
	case *pg.Node_AExpr:
		return m.operator(x.AExpr, f)
	case *pg.Node_SubLink:
		return m.subquery(x.SubLink, f)
	case *pg.Node_FuncCall:
		return m.call(x.FuncCall, f)
	case *pg.Node_AArrayExpr:
		return value{kind: valueList, list: m.exprs(x.AArrayExpr.Elements, f)}
	case *pg.Node_RowExpr:
		return value{kind: valueList, list: m.exprs(x.RowExpr.Args, f)}
	case *pg.Node_CoalesceExpr:
		for _, arg := range x.CoalesceExpr.Args {
			if v := m.expr(arg, f); !v.isNull() {
				return v
			}
		}
		return null
	}
	return m.rare(n, f)
}

// rare works out the forms that guards seldom have.
func (m *machine) rare(n *pg.Node, f *frame) value {
	switch x := n.GetNode().(type) {
	case *pg.Node_MinMaxExpr:
		return extreme(x.MinMaxExpr.Op, m.exprs(x.MinMaxExpr.Args, f))
	case *pg.Node_CaseExpr:
		return m.caseValue(x.CaseExpr, f)
	case *pg.Node_SqlvalueFunction:
		if x.SqlvalueFunction.Op == pg.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA {
			return m.currentSchema()
		}
		return unknown("a value of the session is asked for")
	case *pg.Node_ParamRef:
		if i := int(x.ParamRef.Number); i > 0 && i <= len(m.params) {
			return m.params[i-1]
		}
		if v := m.variable(parameter(int(x.ParamRef.Number))); v != nil {
			return *v
		}
		return unknown("a parameter that nothing is given for")
	case *pg.Node_CollateClause:
		return m.expr(x.CollateClause.Arg, f)
	case *pg.Node_AIndirection:
		return m.indirection(x.AIndirection, f)
	}
	return unknown("an expression of this form is not followed")
}

func (m *machine) exprs(nodes []*pg.Node, f *frame) []value {
	out := make([]value, len(nodes))
	for i, n := range nodes {
		out[i] = m.expr(n, f)
	}
	return out
}

func constantValue(c *pg.A_Const) value {
	switch {
	case c.Isnull:
		return null
	case c.GetSval() != nil:
		return known(c.GetSval().GetSval())
	case c.GetFval() != nil:
		return known(c.GetFval().GetFval())
	case c.GetBoolval() != nil:
		return truth(c.GetBoolval().GetBoolval())
	case c.GetBsval() != nil:
		return known(c.GetBsval().GetBsval())
	}
	return known(strconv.Itoa(int(c.GetIval().GetIval())))
}

func booleanTest(test pg.BoolTestType, v value) value {
	if v.isUnknown() {
		return v
	}
	switch test {
	case pg.BoolTestType_IS_TRUE:
		return truth(v.isTrue())
	case pg.BoolTestType_IS_NOT_TRUE:
		return truth(!v.isTrue())
	case pg.BoolTestType_IS_FALSE:
		return truth(v.isFalse())
	case pg.BoolTestType_IS_NOT_FALSE:
		return truth(!v.isFalse())
	case pg.BoolTestType_IS_UNKNOWN:
		return truth(v.isNull())
	}
	return truth(!v.isNull())
}

// name looks a name up: columns of the rows first, then variables.
func (m *machine) name(c *pg.ColumnRef, f *frame) value {
	parts := nameList(c.Fields)
	if len(parts) == 0 || len(parts) != len(c.Fields) {
		return unknown("* is used as a value")
	}
	last := parts[len(parts)-1]
	partial := false
	for ; f != nil; f = f.outer {
		if len(parts) > 1 && f.alias != parts[len(parts)-2] {
			continue
		}
		if v, ok := f.row[last]; ok {
			if len(parts) == 1 && f.partial && m.variable(last) != nil {
				m.pending = &raised{state: "42702", err: fmt.Errorf("column reference %q is ambiguous: it could be a variable or a column", last)}
			}
			return v
		}
		if f.absent && len(parts) > 1 {
			return null
		}
		partial = partial || f.partial || f.absent
	}
	if partial && (len(parts) > 1 || m.variable(last) == nil) {
		return unknown("the column " + last + " of a catalog is not modelled")
	}
	if len(parts) == 1 {
		if v := m.variable(last); v != nil {
			return *v
		}
		return unknown("the name " + last + " is not known")
	}
	if v, ok := m.labels[parts[0]][last]; ok {
		return *v
	}
	if v := m.variable(parts[0]); v != nil {
		if v.kind == valueRecord {
			if field, ok := v.field[last]; ok {
				return field
			}
		}
		if v.isUnknown() || v.isNull() {
			return *v
		}
	}
	return unknown("the name " + strings.Join(parts, ".") + " is not known")
}

func nameList(nodes []*pg.Node) []string {
	var out []string
	for _, n := range nodes {
		if s := n.GetString_(); s != nil {
			out = append(out, s.GetSval())
		}
	}
	return out
}

func (m *machine) operator(e *pg.A_Expr, f *frame) value {
	op := nameList(e.Name)[len(nameList(e.Name))-1]
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_IN:
		return m.in(op, m.expr(e.Lexpr, f), m.exprs(e.Rexpr.GetList().GetItems(), f))
	case pg.A_Expr_Kind_AEXPR_OP_ANY:
		r := m.expr(e.Rexpr, f)
		if r.kind == valueText {
			r = listOf(r)
		}
		if r.kind != valueList {
			return unknown(firstOf(r.why, "ANY of something that is not a fixed list"))
		}
		return or(each2(op, m.expr(e.Lexpr, f), r.list))
	case pg.A_Expr_Kind_AEXPR_OP_ALL:
		r := m.expr(e.Rexpr, f)
		if r.kind == valueText {
			r = listOf(r)
		}
		if r.kind != valueList {
			return unknown(firstOf(r.why, "ALL of something that is not a fixed list"))
		}
		return and(each2(op, m.expr(e.Lexpr, f), r.list))
	case pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return m.distinct(e, f)
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		l := m.expr(e.Lexpr, f)
		if same := compare("=", l, m.expr(e.Rexpr, f)); same.isTrue() {
			return null
		} else if same.isUnknown() {
			return same
		}
		return l
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		bounds := m.exprs(e.Rexpr.GetList().GetItems(), f)
		l := m.expr(e.Lexpr, f)
		return and([]value{compare(">=", l, bounds[0]), compare("<=", l, bounds[1])})
	case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE:
		if e.Lexpr == nil {
			return compareSign(op, m.expr(e.Rexpr, f))
		}
		l, r := m.expr(e.Lexpr, f), m.expr(e.Rexpr, f)
		if op == "||" {
			l, r = m.printed(m.literalList(e.Lexpr, l, r)), m.printed(m.literalList(e.Rexpr, r, l))
		}
		v := binary(op, l, r)
		if v.why == divisionByZero && m.pending == nil {
			m.pending = &raised{state: "22012", err: errors.New("division by zero")}
		}
		return v
	}
	return unknown("the operator " + op + " is not followed")
}

// literalList reads a literal beside a list, which the server takes for a list, too.
func (m *machine) literalList(n *pg.Node, v, other value) value {
	if n.GetAConst().GetSval() == nil || other.kind != valueList {
		return v
	}
	list := listOf(v)
	if list.isUnknown() && !strings.HasPrefix(strings.TrimSpace(v.text), "{") {
		m.pending = &raised{state: "22P02", err: fmt.Errorf("malformed array literal: %q", v.text)}
	}
	return list
}

// each2 applies an operator to a value and each of a list.
func each2(op string, l value, list []value) []value {
	out := make([]value, len(list))
	for i, item := range list {
		out[i] = binary(op, l, item)
	}
	return out
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

func compareSign(op string, v value) value {
	if op == "-" {
		return apply(func(t []string) value { return known("-" + t[0]) }, v)
	}
	return unknown("the operator " + op + " is not followed")
}

func (m *machine) distinct(e *pg.A_Expr, f *frame) value {
	l, r := m.expr(e.Lexpr, f), m.expr(e.Rexpr, f)
	var same value
	switch {
	case l.isUnknown():
		return l
	case r.isUnknown():
		return r
	case l.isNull() || r.isNull():
		same = truth(l.isNull() && r.isNull())
	default:
		same = compare("=", l, r)
	}
	if e.Kind == pg.A_Expr_Kind_AEXPR_NOT_DISTINCT {
		return same
	}
	return not(same)
}

// turned are the comparisons with their sides exchanged.
var turned = map[string]string{"=": "=", "<>": "<>", "!=": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func binary(op string, l, r value) value {
	l, r = bothLists(l, r)
	if l.kind == valueList && r.kind == valueList && len(l.list) != len(r.list) && (op == "=" || op == "<>") {
		return truth(op == "<>")
	}
	if l.kind == valueList && r.kind == valueList && len(l.list) == len(r.list) {
		pairs := make([]value, len(l.list))
		for i := range pairs {
			pairs[i] = binary("=", l.list[i], r.list[i])
		}
		switch op {
		case "=":
			return and(pairs)
		case "<>":
			return not(and(pairs))
		}
	}
	switch {
	case op == "=" && l.among.apart(r.among):
		return truth(false)
	case l.among != nil && r.kind == valueText:
		v := l.among.test(op, r.text)
		if v.isUnknown() {
			v.why = l.why
		}
		return v
	case r.among != nil && l.kind == valueText && turned[op] != "":
		return r.among.test(turned[op], l.text)
	}
	if v, ok := listed(op, l, r); ok {
		return v
	}
	switch op {
	case "~", "!~", "~*", "!~*":
		return apply(func(t []string) value { return matches(op, t[0], t[1]) }, l, r)
	case "||":
		if l.kind == valueList || r.kind == valueList {
			return joinedLists(l, r)
		}
		if l.kind == valueText && r.kind == valueText {
			return joined(l.text+r.text, l, r)
		}
		return apply(func(t []string) value { return known(t[0] + t[1]) }, l, r)
	case "~~", "!~~":
		return apply(func(t []string) value { return truth(like(t[0], t[1]) == (op == "~~")) }, l, r)
	case "~~*", "!~~*":
		return apply(func(t []string) value {
			return truth(like(strings.ToLower(t[0]), strings.ToLower(t[1])) == (op == "~~*"))
		}, l, r)
	case "+", "-", "*", "/", "%":
		if v, ok := momentArithmetic(op, l, r); ok {
			return v
		}
		return apply(func(t []string) value { return arithmetic(op, t[0], t[1]) }, l, r)
	}
	return compare(op, l, r)
}

const divisionByZero = "a division by zero"

func arithmetic(op, l, r string) value {
	a, errA := strconv.Atoi(l)
	b, errB := strconv.Atoi(r)
	if errA != nil || errB != nil {
		return unknown("a calculation that is not with integers")
	}
	switch {
	case op == "+":
		return number(a + b)
	case op == "-":
		return number(a - b)
	case op == "*":
		return number(a * b)
	case b == 0:
		return unknown(divisionByZero)
	case op == "/":
		return number(a / b)
	}
	return number(a % b)
}

func (m *machine) in(op string, l value, list []value) value {
	found := make([]value, len(list))
	for i, item := range list {
		found[i] = binary("=", l, item)
	}
	if op == "<>" {
		return not(or(found))
	}
	return or(found)
}

func (m *machine) caseValue(c *pg.CaseExpr, f *frame) value {
	for _, n := range c.Args {
		w := n.GetCaseWhen()
		cond := m.expr(w.Expr, f)
		if c.Arg != nil {
			cond = binary("=", m.expr(c.Arg, f), cond)
		}
		if cond.isUnknown() {
			return cond
		}
		if cond.isTrue() {
			return m.expr(w.Result, f)
		}
	}
	if c.Defresult == nil {
		return null
	}
	return m.expr(c.Defresult, f)
}

// indirection takes an element of a list or a field of a record.
func (m *machine) indirection(x *pg.A_Indirection, f *frame) value {
	v := m.expr(x.Arg, f)
	for _, step := range x.Indirection {
		if s := step.GetString_(); s != nil && v.kind == valueRecord {
			v = v.field[s.GetSval()]
			continue
		}
		index := step.GetAIndices()
		if v.kind == valueText {
			v = listOf(v)
		}
		if index == nil || index.IsSlice || v.kind != valueList {
			return unknown(firstOf(v.why, "a part of a value is not followed"))
		}
		i, err := strconv.Atoi(m.expr(index.Uidx, f).text)
		if err != nil {
			return unknown("a subscript is not known")
		}
		if i < 1 || i > len(v.list) {
			return null
		}
		v = v.list[i-1]
	}
	return v
}

func (m *machine) currentSchema() value {
	if path := m.cat.SearchPath(); len(path) > 0 {
		return known(path[0])
	}
	return null
}
