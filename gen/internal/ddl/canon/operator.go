package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// operator resolves the many forms that the parser calls A_Expr.
func (a *analyzer) operator(e *pg.A_Expr) *term {
	t := a.operatorForm(a.operatorName(e.Name), e)
	if !a.chosen.IsZero() {
		switch e.Kind {
		case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
			a.markOperator(e.Name, e.Location)
		}
		a.chosen = schema.ID{}
	}
	return t
}

// operatorForm resolves an operator with its operands, in which others may stand.
func (a *analyzer) operatorForm(op string, e *pg.A_Expr) *term {
	outer := a.operatorAt
	a.operatorAt = e.Location
	t := a.operatorTerm(op, e)
	a.operatorAt = outer
	return t
}

func (a *analyzer) operatorTerm(op string, e *pg.A_Expr) *term {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		return a.plainOperator(op, e)
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_SIMILAR:
		return a.binary(op, a.expr(e.Lexpr), a.expr(e.Rexpr))
	case pg.A_Expr_Kind_AEXPR_OP_ANY:
		return a.quantified("any", op, a.expr(e.Lexpr), a.expr(e.Rexpr))
	case pg.A_Expr_Kind_AEXPR_OP_ALL:
		return a.quantified("all", op, a.expr(e.Lexpr), a.expr(e.Rexpr))
	case pg.A_Expr_Kind_AEXPR_DISTINCT:
		return a.distinct(e)
	case pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return negated(a.distinct(e))
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return a.nullIf(e)
	case pg.A_Expr_Kind_AEXPR_IN:
		return a.in(op, e)
	}
	return a.between(e)
}

// negated turns IS DISTINCT FROM around as the server prints it.
func negated(t *term) *term {
	switch t.text {
	case "isnull":
		return form("notnull", boolean, t.args...)
	case "notnull":
		return form("isnull", boolean, t.args...)
	}
	return not(t)
}

// operatorName returns the name of a built-in operator as it is, that of another
// one with its schema.
func (a *analyzer) operatorName(nodes []*pg.Node) string {
	names := stringList(nodes)
	name := names[len(names)-1]
	if name == "!=" {
		name = "<>"
	}
	if len(names) == 2 && names[0] != "pg_catalog" {
		own := slices.ContainsFunc(a.sc.DB.OperatorsNamed(name), func(id schema.ID) bool { return id.Schema == names[0] })
		if !own && a.hasExtensionIn(names[0]) {
			return name // where the extension was put does not matter
		}
		return quoteName(names[0]) + "." + name
	}
	return name
}

func (a *analyzer) plainOperator(op string, e *pg.A_Expr) *term {
	if e.Lexpr == nil {
		return a.prefix(op, a.expr(e.Rexpr))
	}
	if l, r := e.Lexpr.GetRowExpr(), e.Rexpr.GetRowExpr(); l != nil && r != nil {
		return a.rowCompare(op, a.list(l.Args), a.list(r.Args))
	}
	if l, sub := e.Lexpr.GetRowExpr(), e.Rexpr.GetSubLink(); l != nil && sub != nil && sub.SubLinkType == pg.SubLinkType_EXPR_SUBLINK {
		return form("op "+op, boolean, a.expr(e.Lexpr), a.expr(e.Rexpr))
	}
	return a.binary(op, a.expr(e.Lexpr), a.expr(e.Rexpr))
}

func (a *analyzer) prefix(op string, arg *term) *term {
	// A negative number is one constant, as the grammar makes it.
	if op == "-" && arg.head == headConst && !arg.null && isNumber(arg.typ) {
		return constant(negate(arg.text), arg.typ, arg.at)
	}
	if op == "+" && arg.head == headConst && isNumber(arg.typ) {
		return form("op +", arg.typ, arg)
	}
	if c := a.choose(a.operatorsNamed(op, 1), []schema.Type{arg.typ}); c != nil {
		types, result := a.bind(c, []*term{arg})
		return form("op "+a.operatorKey(op, c), result, a.coerce(arg, types[0]))
	}
	a.judgePrefix(op, arg)
	return form("op "+op, schema.Type{}, arg)
}

func isNumber(t schema.Type) bool {
	return t == int4 || t == int8 || t == numeric
}

// binary resolves an operator between two operands.
func (a *analyzer) binary(op string, l, r *term) *term {
	c, lt, rt, result := a.operands(op, l, r)
	if c == nil {
		return form("op "+op, guessResult(op), a.looseOperand(l, r), a.looseOperand(r, l))
	}
	return form("op "+a.operatorKey(op, c), result, a.coerce(l, lt), a.coerce(r, rt))
}

// operands decides which operator is meant, nil if that cannot be told, and which
// types it takes its operands as.
func (a *analyzer) operands(op string, l, r *term) (c *candidate, lt, rt, result schema.Type) {
	c = a.binaryOperator(op, a.operatorsNamed(op, 2), l, r)
	if c == nil && a.assumeOperator(op, l, r) {
		c = a.binaryOperator(op, a.operatorsNamed(op, 2), l, r)
	}
	if c == nil {
		a.judgeOperator(op, a.operatorsNamed(op, 2), l, r)
		return nil, lt, rt, result
	}
	a.noteOperator(op, c, l, r)
	types, result := a.bind(c, []*term{l, r})
	return c, types[0], types[1], result
}

func (a *analyzer) binaryOperator(op string, all []*candidate, l, r *term) *candidate {
	left, right := plain(l.typ), plain(r.typ)
	if len(all) == 0 || foreign(left) || foreign(right) {
		return nil
	}
	exact := []schema.Type{left, right}
	switch {
	case left.IsZero() || right.IsZero():
		// One literal beside something undecided stays what it is.
		return nil
	case left == unknown && right == unknown:
	case left == unknown:
		exact[0] = right
	case right == unknown:
		exact[1] = left
	}
	c := exactly(op, all, exact[0], exact[1])
	if c == nil && (left == unknown) != (right == unknown) {
		b := plain(a.base(exact[0]))
		c = exactly(op, all, b, b)
	}
	if c == nil && isScalar(left) && isScalar(right) && len(all) == len(builtins().operators.find(op)) {
		return a.chooseBuiltin(op, all, left, right)
	}
	if c == nil {
		c = a.choose(all, []schema.Type{left, right})
	}
	return c
}

// builtinUse is an operator between two built-in types.
type builtinUse struct{ op, left, right string }

// chooseBuiltin is choose where no model has a say, so that the choice is made once.
func (a *analyzer) chooseBuiltin(op string, all []*candidate, left, right schema.Type) *candidate {
	use := builtinUse{op, left.Name, right.Name}
	if known, ok := builtins().choices.Load(use); ok {
		return known.(*candidate)
	}
	c := a.choose(all, []schema.Type{left, right})
	builtins().choices.Store(use, c)
	return c
}

// exactly finds the operator with just these operands.
func exactly(op string, all []*candidate, l, r schema.Type) *candidate {
	if l.Builtin() && r.Builtin() {
		if c := builtins().exact(op, l, r); c != nil {
			return c
		}
	}
	for _, c := range all {
		if (!c.id.IsZero() || !l.Builtin() || !r.Builtin()) && c.args[0] == l && c.args[1] == r {
			return c
		}
	}
	return nil
}

// foreign reports whether a type comes from an extension whose operators are not
// in the table.
func foreign(t schema.Type) bool {
	return t.Extension != "" && !t.Array && !builtins().described()[t.Extension]
}

// looseOperand prepares an operand of an operator that is not in the table. A
// literal is taken for the type of the other side if that comes from an extension
// (the first rule of the server), and the cast to text that the server adds to
// character columns is dropped.
func (a *analyzer) looseOperand(t, other *term) *term {
	if t.isLiteral() && (other.typ.Extension != "" || other.typ.Kind != schema.KindNone) {
		return a.literal(t, plain(other.typ))
	}
	if t.head == headCast && t.typ == textual && t.args[0].head == headColumn {
		if from := plain(t.args[0].typ); from == builtin("varchar") || from == builtin("bpchar") {
			return t.args[0]
		}
	}
	return t
}

// guessResult knows the comparison operators: they give a boolean by convention.
func guessResult(op string) schema.Type {
	switch op {
	case "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "@>", "<@", "&&", "?", "?|", "?&", "@@":
		return boolean
	}
	return schema.Type{}
}

func (a *analyzer) rowCompare(op string, l, r []*term) *term {
	pairs := make([]*term, min(len(l), len(r)))
	for i := range pairs {
		pairs[i] = a.binary(op, l[i], r[i])
	}
	switch op {
	case "=":
		return joined("and", pairs)
	case "<>":
		return joined("or", pairs)
	}
	return form("row "+op, boolean, pairs...)
}

// quantified resolves op ANY (array) and op ALL (array).
func (a *analyzer) quantified(word, op string, l, array *term) *term {
	if array.isLiteral() && !l.typ.IsZero() && l.typ != unknown {
		// The operator decides, and it meets an operand of no type.
		if c, lt, rt, _ := a.operands(op, l, constant("", unknown, -1)); c != nil && !rt.IsZero() {
			return form(word+" "+a.operatorKey(op, c), boolean, a.coerce(l, lt), a.literal(array, arrayOf(plain(rt))))
		}
		array = a.literal(array, arrayOf(plain(a.base(l.typ))))
	}
	if l.isLiteral() && array.typ.Array {
		l = a.literal(l, element(array.typ))
	}
	if l.isLiteral() && array.isLiteral() { // two texts without a type are texts
		l, array = a.literal(l, textual), a.literal(array, arrayOf(textual))
	}
	elem := &term{typ: element(a.base(array.typ))}
	if elem.typ.IsZero() {
		if t := plain(a.base(array.typ)); a.judging() && t.Builtin() && t != unknown && t != record && !strings.HasSuffix(t.Name, "vector") && !Polymorphic(t) {
			a.fail("42809", a.operatorAt, "", "op ANY/ALL (array) requires array on right side, not %s", typeWord(t))
		}
		return form(word+" "+op, boolean, l, array)
	}
	c, lt, rt, _ := a.operands(op, l, elem)
	if c == nil {
		return form(word+" "+op, boolean, a.looseOperand(l, elem), array)
	}
	return form(word+" "+a.operatorKey(op, c), boolean, a.coerce(l, lt), a.coerceArray(array, rt))
}

func (a *analyzer) coerceArray(array *term, elem schema.Type) *term {
	if elem.IsZero() || (elem.Builtin() && strings.HasPrefix(elem.Name, "any")) {
		return array
	}
	return a.coerce(array, arrayOf(elem))
}

func (a *analyzer) distinct(e *pg.A_Expr) *term {
	if l, r := e.Lexpr.GetRowExpr(), e.Rexpr.GetRowExpr(); l != nil && r != nil && len(l.Args) == len(r.Args) && !hasStar(l.Args) && !hasStar(r.Args) {
		pairs := make([]*term, len(l.Args))
		ls, rs := a.list(l.Args), a.list(r.Args)
		for i := range pairs {
			pairs[i] = a.distinctPair(ls[i], rs[i])
		}
		return joined("or", pairs)
	}
	l, r := a.expr(e.Lexpr), a.expr(e.Rexpr)
	if r.null && r.isLiteral() {
		return form("notnull", boolean, l)
	}
	if l.null && l.isLiteral() {
		return form("notnull", boolean, r)
	}
	return a.distinctPair(l, r)
}

func (a *analyzer) distinctPair(l, r *term) *term {
	eq := a.impliedEqual(l, r)
	return form("distinct", boolean, eq.args...)
}

func (a *analyzer) nullIf(e *pg.A_Expr) *term {
	l, r := a.expr(e.Lexpr), a.expr(e.Rexpr)
	eq := a.impliedEqual(l, r)
	return form("nullif", eq.args[0].typ, eq.args...)
}

// in resolves x IN (list): several constants become an array, others are compared
// one by one.
func (a *analyzer) in(op string, e *pg.A_Expr) *term {
	items := e.Rexpr.GetList().GetItems()
	if row := e.Lexpr.GetRowExpr(); row != nil {
		return a.rowIn(op, row, items)
	}
	l := a.expr(e.Lexpr)
	var all, constants, others []*term
	for _, item := range items {
		t := a.expr(item)
		all = append(all, t)
		if a.hasColumn(t) {
			others = append(others, t)
		} else {
			constants = append(constants, t)
		}
	}
	word, joint := "any", "or"
	if op == "<>" {
		word, joint = "all", "and"
	}
	var out []*term
	if len(constants) > 1 {
		typ := a.commonType(append([]*term{l}, constants...))
		if !typ.Array && (!typ.IsZero() || l.typ.IsZero()) { // there are no arrays of arrays
			for i, c := range constants {
				constants[i] = a.coerce(c, typ)
			}
			out = append(out, a.quantified(word, op, l, &term{head: headArray, typ: arrayOf(typ), args: constants, at: -1}))
			all = others
		}
	}
	for _, c := range all {
		out = append(out, a.binary(op, l, c))
	}
	return joined(joint, out)
}

func (a *analyzer) rowIn(op string, row *pg.RowExpr, items []*pg.Node) *term {
	out := make([]*term, len(items))
	for i, item := range items {
		out[i] = a.rowCompare(op, a.list(row.Args), a.list(item.GetRowExpr().GetArgs()))
	}
	if op == "<>" {
		return joined("and", out)
	}
	return joined("or", out)
}

// hasColumn reports whether a term reads a column of the query that it stands in,
// itself or in a part. Parameters, VALUE and columns of other queries do not count.
func (a *analyzer) hasColumn(t *term) bool {
	if t.head == headColumn && !strings.HasPrefix(t.text, "$") && t.text != "VALUE" && !a.foreign(t.text) {
		return true
	}
	return slices.ContainsFunc(t.args, a.hasColumn)
}

// foreign reports whether a column belongs to an entry of FROM of another query.
func (a *analyzer) foreign(column string) bool {
	key := sourceKey(column)
	if key == "" || a.names == nil {
		return false
	}
	return !slices.ContainsFunc(a.names.sources, func(src *tableSource) bool { return src.key == key }) &&
		!slices.ContainsFunc(a.names.columns, func(c sourceColumn) bool { return sourceKey(c.ref.text) == key })
}

// sourceKey returns the key of the entry of FROM that a column is of, "" for none.
func sourceKey(column string) string {
	if end := strings.IndexAny(column, ".#"); end > 1 && column[0] == 'r' && strings.Trim(column[1:end], "0123456789") == "" {
		return column[:end]
	}
	return ""
}

func (a *analyzer) between(e *pg.A_Expr) *term {
	return a.decided(func() *term { return a.betweenBounds(e) })
}

func (a *analyzer) betweenBounds(e *pg.A_Expr) *term {
	bounds := e.Rexpr.GetList().GetItems()
	compare := func(op string, n *pg.Node) *term { return a.binary(op, a.expr(e.Lexpr), a.expr(n)) }
	inside := func(lo, hi *pg.Node) *term {
		return joined("and", []*term{compare(">=", lo), compare("<=", hi)})
	}
	outside := func(lo, hi *pg.Node) *term {
		return joined("or", []*term{compare("<", lo), compare(">", hi)})
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		return inside(bounds[0], bounds[1])
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		return outside(bounds[0], bounds[1])
	case pg.A_Expr_Kind_AEXPR_BETWEEN_SYM:
		return joined("or", []*term{inside(bounds[0], bounds[1]), inside(bounds[1], bounds[0])})
	}
	return joined("and", []*term{outside(bounds[0], bounds[1]), outside(bounds[1], bounds[0])})
}
