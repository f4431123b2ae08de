package canon

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// analyzer resolves one expression, query or statement.
type analyzer struct {
	sc   Scope
	uses []schema.ID
	// names are the tables and columns visible now.
	names *names
	// top is the outermost level, filled from the scope when a name is looked up.
	top       *names
	outermost names
	filled    bool
	// tables numbers the entries of FROM in the whole text, so that keys do not
	// depend on aliases.
	tables int
	ctes   []*cte
	// extensions maps installed extensions to their schemas; see installed.
	extensions map[string]string
	// rename maps IDs for the key and uses; nil keeps them.
	rename func(schema.ID) schema.ID
	// abroad tells which objects get their schema written before their name.
	abroad func(schema.ID) bool
	// chosen is the operator of the model that was resolved last, operatorAt the place
	// of the one that is being resolved.
	chosen     schema.ID
	operatorAt int32
	// hasCasts says whether the model has casts of its own.
	hasCasts int
	// implied is true while an operator is resolved that the text does not name.
	implied bool
	// marks are the places of names in the text, collected for renaming; given
	// are the names that the text itself gives to tables and WITH queries.
	marks []mark
	given []string
	// expand makes edit write out every *.
	expand bool
	// qualify is the column name before which [Qualify] writes its table, bare the
	// places.
	qualify string
	bare    []change
	// mutable is true once something is not immutable where all has to be, mutableAt the
	// place of a call that is not.
	mutable   bool
	mutableAt int32
	// gaining is the table that gets a column of that name, covered are the places where
	// its columns need names of their own then.
	gaining schema.ID
	covered []*tableSource
	// relabel is the label of an enum that [RenameLabel] renames, nil for none.
	relabel *relabeling
	// spell collects the casts that the text leaves out, nil if nobody asks.
	spell *spelling
	// naturals are the NATURAL JOINs of the text.
	naturals []naturalJoin
	// verdict is true if only the error is wanted, not the key.
	verdict bool
	// depth is the number of statements and queries around the place that is read.
	depth int
	// pending are the WITH queries that stand behind the one that is read.
	pending []string
	// aggregates counts the aggregate calls of the level, the last of which stands at
	// aggregateAt.
	aggregates  int
	aggregateAt int32
	err         error
	// columns are those of the relation that was asked for last.
	columns []schema.Attribute
}

// spare has analyzers that are done: most expressions are so small that making an
// analyzer would be half the work.
var spare = sync.Pool{New: func() any { return &analyzer{} }}

func newAnalyzer(sc Scope) *analyzer {
	a := spare.Get().(*analyzer)
	*a = analyzer{sc: sc, uses: a.uses[:0], columns: a.columns}
	if a.sc.DB == nil {
		a.sc.DB = schema.New()
	}
	a.names = &a.outermost
	a.top = a.names
	return a
}

// release gives an analyzer back that nothing refers to any more.
func (a *analyzer) release() {
	*a = analyzer{uses: a.uses[:0], columns: a.columns}
	spare.Put(a)
}

// fail keeps the first error; the walk goes on and its result is thrown away.
func (a *analyzer) fail(state string, at int32, hint, format string, args ...any) {
	if a.err == nil {
		a.err = &Error{SQLState: state, Location: int(at), Message: fmt.Sprintf(format, args...), Hint: hint}
	}
}

func (a *analyzer) use(id schema.ID) {
	if !id.IsZero() && !a.verdict {
		a.uses = append(a.uses, a.renamed(id))
	}
}

func (a *analyzer) useType(t schema.Type) {
	if id := t.ID(); id.Kind != schema.KindExtension {
		a.use(id)
	}
}

func (a *analyzer) renamed(id schema.ID) schema.ID {
	if a.rename != nil && !id.IsZero() {
		return a.rename(id)
	}
	return id
}

func (a *analyzer) usedIDs() []schema.ID {
	if len(a.uses) == 0 {
		return nil
	}
	slices.SortFunc(a.uses, schema.Compare)
	a.uses = slices.Compact(a.uses)
	return slices.Clone(a.uses)
}

// Expr makes the expression of a parse tree: text as it is, its key, and what it
// uses. A constant NULL has the key "NULL", whatever its type. The error is an
// [*Error] when a column, relation or type does not exist.
func Expr(n *pg.Node, text string, sc Scope) (schema.Expr, error) {
	a := newAnalyzer(sc)
	defer a.release()
	return a.finish(a.rootKey(a.root(n), schema.Type{}), text)
}

// ExprAs is [Expr] for an expression that is assigned to a type: the default or
// the generation expression of a column or argument. A zero target assigns to
// nothing.
func ExprAs(n *pg.Node, text string, sc Scope, target schema.Type) (schema.Expr, error) {
	a := newAnalyzer(sc)
	defer a.release()
	t := a.root(n)
	a.judgeAssignment(n, t, target)
	return a.finish(a.rootKey(t, target), text)
}

// ExprType returns the type of an expression, zero if it cannot be decided. The error
// is that of [Expr].
func ExprType(n *pg.Node, sc Scope) (schema.Type, error) {
	a := newAnalyzer(sc)
	t := a.root(n)
	if a.judgeSteady(); a.err != nil {
		return schema.Type{}, a.err
	}
	return t.typ, nil
}

func (a *analyzer) finish(key, text string) (schema.Expr, error) {
	a.judgeSteady()
	if a.err != nil {
		return schema.Expr{}, a.err
	}
	return schema.Expr{SQL: text, Key: key, Uses: a.usedIDs()}, nil
}

// rootKey prints the key of a whole expression. A constant that is assigned to a
// built-in type goes without its type: 0 and '0'::bigint are one default of a
// bigint column, before and after the column changes its type.
func (a *analyzer) rootKey(t *term, target schema.Type) string {
	if t.head == headConst && t.null {
		return "NULL"
	}
	t = a.settled(t)
	if target.IsZero() {
		if t.isLiteral() {
			t = a.literal(t, textual)
		}
		return a.key(t)
	}
	goal := plain(a.base(target))
	switch {
	case goal == builtin("interval") && !t.null:
		t = a.assignedInterval(t, a.base(target))
	case t.isLiteral():
		t = a.literal(t, goal)
	case t.head == headConst:
		if folded, ok := foldCast(t, goal); ok {
			t = folded
		}
	case t.head == headArray && goal.Array && t.typ.Builtin() && goal.Builtin():
		t = a.castArray(t, goal)
	}
	if t.head == headConst && t.typ == goal && goal.Builtin() {
		return quoteText(t.text)
	}
	return a.key(t)
}

// assignedInterval resolves a constant that is assigned to an interval. The fields
// of the target decide what a bare number means, and a constant with fields of its
// own is stored without them unless they are the target's.
func (a *analyzer) assignedInterval(t *term, target schema.Type) *term {
	if t.isLiteral() {
		return constant(interval(t.text, target.Modifier), plain(target), t.at)
	}
	if t.head == headCast && t.args[0].head == headConst && plain(t.typ) == plain(target) && plain(t.args[0].typ) == plain(target) &&
		(target.Modifier == "" || target.Modifier == t.typ.Modifier) {
		return t.args[0]
	}
	return t
}

// key prints a term with the names after renaming.
func (a *analyzer) key(t *term) string {
	p := printer{rename: a.rename}
	p.print(t)
	return p.String()
}

// settled makes text of a literal with a collation that nothing gave a type to.
func (a *analyzer) settled(t *term) *term {
	if t.typ == unknown && t.head == headForm && strings.HasPrefix(t.text, "collate ") {
		return a.cast(t, textual)
	}
	return t
}

// list resolves expressions in order.
func (a *analyzer) list(nodes []*pg.Node) []*term {
	out := make([]*term, len(nodes))
	for i, n := range nodes {
		out[i] = a.expr(n)
	}
	return out
}

// expr resolves one node of an expression.
func (a *analyzer) expr(node *pg.Node) *term {
	if a.spell != nil {
		return a.spell.placed(node, a.node(node))
	}
	return a.node(node)
}

func (a *analyzer) node(node *pg.Node) *term {
	switch n := node.GetNode().(type) {
	case nil:
		return form("none", schema.Type{})
	case *pg.Node_AConst:
		return a.aConst(n.AConst)
	case *pg.Node_ColumnRef:
		return a.columnRef(n.ColumnRef)
	case *pg.Node_TypeCast:
		return a.typeCast(n.TypeCast)
	case *pg.Node_FuncCall:
		return a.call(n.FuncCall)
	case *pg.Node_AExpr:
		return a.operator(n.AExpr)
	case *pg.Node_BoolExpr:
		return a.boolExpr(n.BoolExpr)
	case *pg.Node_NullTest:
		return a.nullTest(n.NullTest)
	case *pg.Node_BooleanTest:
		return form("is_"+n.BooleanTest.Booltesttype.String(), boolean, a.condition(n.BooleanTest.Arg))
	case *pg.Node_CaseExpr:
		return a.caseExpr(n.CaseExpr)
	case *pg.Node_CoalesceExpr:
		return a.united("coalesce", n.CoalesceExpr.Args)
	case *pg.Node_MinMaxExpr:
		name := map[pg.MinMaxOp]string{pg.MinMaxOp_IS_GREATEST: "greatest", pg.MinMaxOp_IS_LEAST: "least"}[n.MinMaxExpr.Op]
		return a.united(name, n.MinMaxExpr.Args)
	case *pg.Node_SqlvalueFunction:
		a.mutable = a.mutable || a.wantsSteady()
		return sqlValue(n.SqlvalueFunction)
	case *pg.Node_AArrayExpr:
		return a.arrayExpr(n.AArrayExpr, schema.Type{})
	case *pg.Node_RowExpr:
		return &term{head: headRow, typ: record, args: a.rowArgs(n.RowExpr.Args), at: -1}
	case *pg.Node_SubLink:
		return a.subLink(n.SubLink)
	case *pg.Node_CollateClause:
		return a.collate(n.CollateClause)
	case *pg.Node_AIndirection:
		return a.indirection(n.AIndirection)
	case *pg.Node_ParamRef:
		return a.param(n.ParamRef)
	case *pg.Node_SetToDefault:
		return form("default", schema.Type{})
	case *pg.Node_NamedArgExpr:
		arg := a.expr(n.NamedArgExpr.Arg)
		return form("named "+quoteName(n.NamedArgExpr.Name), arg.typ, arg)
	case *pg.Node_XmlExpr:
		return a.xml(n.XmlExpr)
	case *pg.Node_XmlSerialize:
		return a.xmlText(n.XmlSerialize)
	case *pg.Node_GroupingFunc:
		return form("grouping", int4, a.list(n.GroupingFunc.Args)...)
	}
	return a.anyNode(node)
}

// condition resolves a node where the server wants a boolean.
func (a *analyzer) condition(n *pg.Node) *term {
	t := a.expr(n)
	a.mustBeBoolean(t, n, "a condition")
	return a.coerce(t, boolean)
}

func (a *analyzer) boolExpr(e *pg.BoolExpr) *term {
	switch e.Boolop {
	case pg.BoolExprType_NOT_EXPR:
		return form("not", boolean, a.condition(e.Args[0]))
	case pg.BoolExprType_AND_EXPR:
		return a.decided(func() *term { return joined("and", a.conditions(e.Args)) })
	}
	return a.decided(func() *term { return joined("or", a.conditions(e.Args)) })
}

// decided resolves an AND or OR. One of its conditions that is made of constants alone
// may decide it, and the server leaves out the others, which need not be steady then.
func (a *analyzer) decided(resolve func() *term) *term {
	steady := a.mutable
	t := resolve()
	if a.mutable && slices.ContainsFunc(t.args, isFixed) {
		a.mutable = steady
	}
	return t
}

func (a *analyzer) conditions(nodes []*pg.Node) []*term {
	out := make([]*term, len(nodes))
	for i, n := range nodes {
		out[i] = a.condition(n)
	}
	return out
}

// joined makes a AND or OR of any depth flat.
func joined(op string, args []*term) *term {
	if len(args) == 1 {
		return args[0]
	}
	flat := make([]*term, 0, len(args))
	for _, arg := range args {
		if arg.head == headForm && arg.text == op {
			flat = append(flat, arg.args...)
		} else {
			flat = append(flat, arg)
		}
	}
	return form(op, boolean, flat...)
}

func not(t *term) *term { return form("not", boolean, t) }

func (a *analyzer) nullTest(e *pg.NullTest) *term {
	if e.Nulltesttype == pg.NullTestType_IS_NULL {
		return form("isnull", boolean, a.expr(e.Arg))
	}
	return form("notnull", boolean, a.expr(e.Arg))
}

func (a *analyzer) united(name string, nodes []*pg.Node) *term {
	args := make([]*term, len(nodes))
	decided, steady := false, a.mutable
	for i, n := range nodes {
		args[i] = a.expr(n)
		if decided { // the server leaves out what stands behind a constant
			a.mutable = steady
		}
		if name == "coalesce" && !decided && args[i].head == headConst && !args[i].null {
			decided, steady = true, a.mutable
		}
	}
	a.judgeTypes(strings.ToUpper(name), func(i int) int32 { return tree.ExprLocation(nodes[i]) }, args...)
	typ := a.unify(args)
	return form(name, typ, args...)
}

// caseExpr resolves CASE: the default counts first for the type of the result,
// and a missing ELSE is NULL.
func (a *analyzer) caseExpr(e *pg.CaseExpr) *term {
	out := form("case", schema.Type{})
	var subject *term
	if e.Arg != nil {
		subject = a.expr(e.Arg)
		if subject.isLiteral() {
			subject = a.literal(subject, textual)
		}
		out.args = append(out.args, form("of", subject.typ, subject))
	}
	values := []*term{nullConstant(unknown)}
	if e.Defresult != nil {
		values[0] = a.expr(e.Defresult)
	}
	var whens []*term
	for _, n := range e.Args {
		w := n.GetCaseWhen()
		if subject == nil {
			whens = append(whens, a.condition(w.Expr))
		} else {
			placeholder := form("it", subject.typ)
			whens = append(whens, a.impliedEqual(placeholder, a.expr(w.Expr)))
		}
		values = append(values, a.expr(w.Result))
	}
	a.judgeTypes("CASE", func(i int) int32 {
		if i == 0 {
			return tree.ExprLocation(e.Defresult)
		}
		return tree.ExprLocation(e.Args[i-1].GetCaseWhen().GetResult())
	}, values...)
	out.typ = a.unify(values)
	for i, when := range whens {
		out.args = append(out.args, form("when", boolean, when, values[i+1]))
	}
	out.args = append(out.args, form("else", out.typ, values[0]))
	return out
}

func sqlValue(e *pg.SQLValueFunction) *term {
	name := e.Op.String()
	typ := builtin("name")
	switch e.Op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		typ = builtin("date")
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:
		typ = builtin("timetz")
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N:
		typ = builtin("timestamptz")
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIME, pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		typ = builtin("time")
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		typ = builtin("timestamp")
	case pg.SQLValueFunctionOp_SVFOP_USER:
		name = pg.SQLValueFunctionOp_SVFOP_CURRENT_USER.String()
	}
	if e.Typmod >= 0 {
		name += fmt.Sprintf(" %d", e.Typmod)
		typ.Modifier = fmt.Sprint(e.Typmod)
	}
	return form(name, typ)
}

func (a *analyzer) param(p *pg.ParamRef) *term {
	var typ schema.Type
	if i := int(p.Number) - 1; i >= 0 && i < len(a.sc.Args) {
		typ = a.sc.Args[i].Type
	}
	if a.sc.Args == nil && a.judging() {
		a.fail("42P02", p.Location, "parameters are for functions and prepared statements", "there is no parameter $%d", p.Number)
	}
	return &term{head: headColumn, text: fmt.Sprintf("$%d", p.Number), typ: typ, at: -1}
}

func (a *analyzer) collate(c *pg.CollateClause) *term {
	arg := a.expr(c.Arg)
	names := stringList(c.Collname)
	if t := arg.typ; t.Builtin() && t != unknown && !strings.HasPrefix(t.Name, "any") && !a.collatable(t) {
		a.fail("42804", c.Location, "leave COLLATE out, or cast to text first", "collations are not supported by type %s", schema.FormatTypes(t))
	}
	if id, ok := a.collationNamed(names); ok {
		a.use(id)
		a.markAfter(c.Location, 1, names, id)
		next := a.renamed(id)
		out := form("collate "+quoteName(next.Schema)+"."+quoteName(next.Name), arg.typ, arg)
		out.collation = id.Schema + "." + id.Name
		return out
	}
	if name := lastOf(names); len(names) > 1 && names[0] != "pg_catalog" || !PlausibleCollation(name) {
		a.fail("42704", c.Location, "create the collation before this statement, or check the spelling",
			"collation %q for encoding \"UTF8\" does not exist", strings.Join(names, "."))
	}
	out := form("collate "+quoteName(names[len(names)-1]), arg.typ, arg)
	out.collation = lastOf(names)
	return out
}
