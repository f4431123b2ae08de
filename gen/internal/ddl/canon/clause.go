package canon

import (
	"slices"
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Clause is where an author's expression stands; it decides what the server refuses
// there. The zero Clause judges nothing: it is for texts that a server or the model
// has taken before.
type Clause uint8

// The clauses.
const (
	NoClause Clause = iota
	// InQuery is a query of its own, or a subquery.
	InQuery
	// InWhere is a condition on the rows of a query or rule.
	InWhere
	InCheck
	InDefault
	// InArgument is the default of a parameter.
	InArgument
	InGenerated
	InIndex
	InIndexWhere
	InPolicy
	InTrigger
	InPartitionKey
	InPartitionBound
	InUsing
	InStatistics
	InRowFilter
	// Where a part of a query or of a statement on rows stands.
	inJoin
	inFrom
	inHaving
	inGroup
	inLimit
	inFilter
	inReturning
	inUpdate
	inValues
	inRow
	inMergeWhen
)

// clauseRule is how the server speaks of a clause.
type clauseRule struct {
	// plural is the clause in "not allowed in ...", singular in "cannot use subquery in ...",
	// which is "" where a subquery may stand.
	plural, singular string
	// boolean is the clause in "argument of ... must be type boolean", "" where any type may stand.
	boolean string
	// aggregates and sets are true where aggregates and functions that return sets may stand.
	aggregates, sets bool
}

var clauseRules = map[Clause]clauseRule{
	InWhere: {plural: "WHERE", boolean: "WHERE"}, InCheck: {plural: "check constraints", singular: "check constraint", boolean: "CHECK"},
	InDefault: {plural: "DEFAULT expressions", singular: "DEFAULT expression"}, InArgument: {plural: "DEFAULT expressions", singular: "DEFAULT expression"},
	InGenerated: {plural: "column generation expressions", singular: "column generation expression"},
	InIndex:     {plural: "index expressions", singular: "index expression"}, InIndexWhere: {plural: "index predicates", singular: "index predicate", boolean: "WHERE"},
	InPolicy: {plural: "policy expressions", boolean: "POLICY"}, InTrigger: {plural: "trigger WHEN conditions", singular: "trigger WHEN condition", boolean: "WHEN"},
	InPartitionKey: {plural: "partition key expressions", singular: "partition key expression"}, InPartitionBound: {plural: "partition bound", singular: "partition bound"},
	InUsing: {plural: "transform expressions", singular: "transform expression"}, InStatistics: {plural: "statistics expressions", singular: "statistics expression"},
	InRowFilter: {plural: "WHERE", boolean: "PUBLICATION WHERE"},
	inJoin:      {plural: "JOIN conditions"}, inFrom: {plural: "functions in FROM", sets: true}, inHaving: {plural: "HAVING", aggregates: true},
	inGroup: {plural: "GROUP BY", sets: true}, inLimit: {plural: "LIMIT"}, inFilter: {plural: "FILTER"}, inReturning: {plural: "RETURNING"},
	inUpdate: {plural: "UPDATE"}, inValues: {plural: "VALUES"}, inRow: {plural: "VALUES", sets: true},
	inMergeWhen: {plural: "MERGE WHEN conditions"},
}

// judging reports whether the text is an author's, so that it may be refused.
func (a *analyzer) judging() bool { return a.sc.Clause != NoClause && a.err == nil }

// inside resolves something in another clause.
func (a *analyzer) inside(c Clause, resolve func() *term) *term {
	if a.sc.Clause == NoClause {
		return resolve()
	}
	outer := a.sc.Clause
	a.sc.Clause = c
	defer func() { a.sc.Clause = outer }()
	return resolve()
}

// root resolves a whole expression, which some clauses want to be a boolean.
func (a *analyzer) root(n *pg.Node) *term {
	t := a.expr(n)
	if rule := clauseRules[a.sc.Clause]; rule.boolean != "" {
		a.mustBeBoolean(t, n, rule.boolean)
		t = a.coerce(t, boolean)
	}
	if a.sc.Clause == InRowFilter {
		a.judgeRowFilter(n, t)
	}
	return t
}

// mustBeBoolean gives 42804 if the term surely is of another type.
func (a *analyzer) mustBeBoolean(t *term, n *pg.Node, what string) {
	if a.judging() && !t.typ.IsZero() && !a.coercible(t.typ, boolean) {
		a.fail("42804", tree.ExprLocation(n), "compare it with something, or cast it", "argument of %s must be type boolean, not type %s", what, typeWord(t.typ))
	}
}

// judgeSubquery gives 0A000 where no subquery may stand.
func (a *analyzer) judgeSubquery(at int32) {
	if rule := clauseRules[a.sc.Clause]; a.judging() && rule.singular != "" {
		a.fail("0A000", at, "put the query into a function, or the rule into a trigger", "cannot use subquery in %s", rule.singular)
	}
}

// judgeCall refuses what there is not, and aggregates, window functions and sets where
// none may stand.
func (a *analyzer) judgeCall(f *pg.FuncCall, names []string, args []*term, c *candidate) {
	before := a.mutable
	a.noteCall(lastOf(names), c)
	switch {
	case a.mutable && !before && slices.ContainsFunc(args, mayBeNull):
		a.mutable = false // the server may find it to be NULL
	case a.mutable && !before:
		a.mutableAt = f.Location
	}
	switch {
	case c == nil:
		a.judgeFunction(f, names, args)
	case c.kind == 'p' && a.judging():
		a.fail("42809", f.Location, "run a procedure with CALL", "%s is a procedure", c.id)
	case !f.AggWithinGroup:
		a.judgePolymorphic(c, args)
	}
	rule := clauseRules[a.sc.Clause]
	if !a.judging() || rule.plural == "" {
		return
	}
	switch {
	case f.Over != nil:
		a.fail("42P20", f.Location, "", "window functions are not allowed in %s", rule.plural)
	case c != nil && c.kind == 'a' && !rule.aggregates && !a.ofOuterQuery(args):
		a.fail("42803", f.Location, "", "aggregate functions are not allowed in %s", rule.plural)
	case c != nil && c.set && !rule.sets:
		a.fail("0A000", f.Location, "", "set-returning functions are not allowed in %s", rule.plural)
	}
}

// mayTake reports whether a function of the name takes arguments like these.
func (a *analyzer) mayTake(f *pg.FuncCall, names []string, args []*term) bool {
	types := make([]schema.Type, len(args))
	for i, t := range args {
		types[i] = plain(t.typ)
	}
	all, _ := a.callable(f, names, len(args))
	return slices.ContainsFunc(all, func(c *candidate) bool { return a.accepts(c, types) })
}

// otherFunctions are built-in functions of some version that no table describes.
var otherFunctions = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	eachLine("others", func(names []string) {
		for _, name := range names {
			out[name] = true
		}
	})
	return out
})

// judgeFunction gives 42883 for a call of a function that surely does not exist: what
// is installed is known, and neither a function nor a cast has the name.
func (a *analyzer) judgeFunction(f *pg.FuncCall, names []string, args []*term) {
	name := lastOf(names)
	if !a.judging() || a.mayTake(f, names, args) || a.unknownBrought() || otherFunctions()[name] || f.FuncVariadic || name == "unnest" && len(args) > 1 {
		return
	}
	types := make([]string, len(args))
	for i, t := range args {
		if t.typ.IsZero() || foreign(plain(t.typ)) || strings.HasPrefix(t.text, "named ") {
			return
		}
		types[i] = typeWord(t.typ)
	}
	if len(args) == 1 {
		// A cast may be written as a function, and a field of a row, too.
		if _, err := TypeName(&pg.TypeName{Names: f.Funcname}, a.sc.DB, a.sc.SearchPath); err == nil || a.hasField(args[0].typ, name) {
			return
		}
	}
	space := qualifier(names)
	if space == "information_schema" {
		return
	}
	if space != "" && space != "pg_catalog" && space != "pg_temp" && !a.sc.DB.Has(schema.NewSchema(space)) {
		a.fail("3F000", f.Location, "create the schema before this statement", "schema %q does not exist", space)
		return
	}
	a.fail("42883", f.Location, "no function matches the given name and argument types; create it before this statement, or cast the arguments",
		"function %s(%s) does not exist", strings.Join(names, "."), strings.Join(types, ", "))
}

// judgeOperator gives 42883 for an operator that no two operands of the types have.
func (a *analyzer) judgeOperator(op string, all []*candidate, l, r *term) {
	left, right := plain(l.typ), plain(r.typ)
	if !a.judging() || a.unknownBrought() || left.IsZero() || right.IsZero() || foreign(left) || foreign(right) || left == record || right == record {
		return
	}
	for _, c := range all {
		if a.accepts(c, []schema.Type{left, right}) {
			return
		}
	}
	a.fail("42883", a.operatorAt, "no operator matches the given name and argument types; you might need to add explicit type casts",
		"operator does not exist: %s %s %s", typeWord(left), op, typeWord(right))
}

// judgePrefix is judgeOperator for an operator before its operand.
func (a *analyzer) judgePrefix(op string, arg *term) {
	typ := plain(arg.typ)
	if !a.judging() || a.unknownBrought() || typ.IsZero() || foreign(typ) || typ == record {
		return
	}
	for _, c := range a.operatorsNamed(op, 1) {
		if a.accepts(c, []schema.Type{typ}) {
			return
		}
	}
	a.fail("42883", a.operatorAt, "no operator matches the given name and argument type; you might need to add an explicit type cast",
		"operator does not exist: %s %s", op, typeWord(typ))
}

// judgeCast gives 42846 for a cast that there is not.
func (a *analyzer) judgeCast(from, to schema.Type, at int32) {
	from, to = plain(a.base(from)), plain(a.base(to))
	for isArray(from) && to.Array {
		from, to = plain(a.base(element(from))), plain(a.base(element(to)))
	}
	for _, t := range []schema.Type{from, to} {
		category, _ := a.category(t)
		if t.IsZero() || t == unknown || t == record || t.Extension != "" || t.Kind == schema.KindBaseType || t.Kind == schema.KindRange ||
			category == 'S' || strings.HasPrefix(t.Name, "any") {
			return
		}
	}
	if a.isRow(from) && a.isRow(to) || from == builtin("bytea") || to == builtin("bytea") {
		return // a child's row, or what only newer versions cast
	}
	if _, ok := a.castRule(from, to); !ok && a.judging() && from != to && !a.coercible(from, to) {
		a.fail("42846", at, "", "cannot cast type %s to %s", typeWord(from), typeWord(to))
	}
}

// unknownBrought reports whether an extension is installed of whose functions and
// operators nothing is known.
func (a *analyzer) unknownBrought() bool {
	for x := range schema.AllOf[schema.Extension](a.sc.DB) {
		switch x.ID.Name {
		case "plpgsql", "btree_gin", "btree_gist":
		default:
			if !builtins().described()[x.ID.Name] {
				return true
			}
		}
	}
	return false
}

// typeWord is a type in a message.
func typeWord(t schema.Type) string {
	if t == unknown {
		return "unknown"
	}
	return schema.FormatTypes(plain(t))
}
