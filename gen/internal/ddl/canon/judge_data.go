package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Judge returns the error that the server gives for a query or a statement on rows
// before it runs, nil if it takes it or that is not known.
func Judge(n *pg.Node, sc Scope) error {
	a := newAnalyzer(sc)
	defer a.release()
	a.verdict = true
	a.statement(n)
	return a.err
}

// enter changes the clause that is read and returns the one before, to be put back.
func (a *analyzer) enter(c Clause) Clause {
	outer := a.sc.Clause
	if outer != NoClause {
		a.sc.Clause = c
	}
	return outer
}

// judgeTwice gives 42712 for a name that two entries of one FROM have.
func (a *analyzer) judgeTwice(before, more []*tableSource) {
	if !a.judging() {
		return
	}
	for _, y := range more {
		if y.excess > 0 {
			a.fail("42P10", 0, "", "table %q has %d columns available but %d columns specified", y.name, len(y.columns), y.excess)
		}
	}
	for _, x := range before {
		for _, y := range more {
			if x.name == y.name && x.name != "" && (x.aliased || y.aliased || x.relation == y.relation) && x.named() && y.named() {
				a.fail("42712", 0, "give one of them another alias", "table name %q specified more than once", x.name)
			}
		}
	}
}

// named reports whether it is known what the source is called in the text.
func (src *tableSource) named() bool { return src.aliased || !src.relation.IsZero() }

// systemSource returns the table of a level whose system column a bare name means, nil
// if there is none. Of several it returns the first: the server would refuse that.
func systemSource(level *names, name string) *tableSource {
	if !isSystemColumn(name) {
		return nil
	}
	for _, src := range level.sources {
		if src.relation.Kind == schema.KindTable || src.relation.Kind == schema.KindMaterializedView || src.relation.Kind == schema.KindSequence || src.open {
			return src
		}
	}
	if len(level.sources) == 1 && level.sources[0].systemic() {
		return level.sources[0]
	}
	return nil
}

// systemic reports whether the source may have system columns.
func (src *tableSource) systemic() bool {
	return src.open || src.relation.IsZero() && src.whole.IsZero() && src.schema != "" || !src.relation.IsZero() && src.relation.Kind != schema.KindView
}

// readable reports whether a query can read a relation, and gives 42809 for an index
// or a composite type.
func (a *analyzer) readable(id schema.ID, at int32) bool {
	switch {
	case a.judging() && (id.Kind == schema.KindIndex || id.Kind.HasIndex()):
		a.fail("42809", at, "", "%q is an index", id.Name)
	case a.judging() && id.Kind == schema.KindComposite:
		a.fail("42809", at, "", "%q is a composite type", id.Name)
	}
	return id.Kind.IsRelation() && id.Kind != schema.KindIndex
}

// mayBeField reports whether t.name may be the call of a function with the row t.
func (a *analyzer) mayBeField(name string, row schema.Type) bool {
	if row.IsZero() {
		return false
	}
	all, _ := a.callable(&pg.FuncCall{}, []string{name}, 1)
	return slices.ContainsFunc(all, func(c *candidate) bool { return a.accepts(c, []schema.Type{row}) })
}

// ofOuterQuery reports whether an aggregate with such arguments belongs to a query
// around the one it stands in: it reads columns, and only those of outer queries.
func (a *analyzer) ofOuterQuery(args []*term) bool {
	foreign := false
	var walk func(t *term) bool
	walk = func(t *term) bool {
		if t.head == headColumn && a.foreign(t.text) {
			foreign = true
		}
		return a.hasColumn(t) || slices.ContainsFunc(t.args, walk)
	}
	own := slices.ContainsFunc(args, walk)
	return foreign && !own
}

// judgeNested counts an aggregate, and gives 42803 if there is another one among its
// arguments, before which so many were counted.
func (a *analyzer) judgeNested(f *pg.FuncCall, before int) {
	if a.judging() && a.aggregates > before {
		a.fail("42803", a.aggregateAt, "", "aggregate function calls cannot be nested")
	}
	a.aggregates++
	a.aggregateAt = f.Location
}

// pendingQueries are the names of the WITH queries that are not read yet.
func pendingQueries(outer []string, after []*pg.Node) []string {
	out := slices.Clone(outer)
	for _, n := range after {
		out = append(out, n.GetCommonTableExpr().GetCtename())
	}
	return out
}

// firstArm returns the columns of the part of a recursive query that does not refer to
// itself.
func (a *analyzer) firstArm(s *pg.SelectStmt) []sourceColumn {
	depth := len(a.ctes)
	if s.WithClause != nil {
		a.with(s.WithClause)
	}
	_, columns := a.selectNode(&pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: s.Larg}}, true)
	a.ctes = a.ctes[:depth]
	return columns
}

// made adds the columns that SEARCH and CYCLE make; inside the query itself * leaves them
// out.
func made(q *pg.CommonTableExpr, columns []sourceColumn, inside bool) []sourceColumn {
	add := func(name string, typ schema.Type) {
		columns = append(columns[:len(columns):len(columns)], sourceColumn{name: name, ref: form(quoteName(name), typ), hidden: inside})
	}
	if s := q.SearchClause; s != nil {
		typ := record
		if !s.SearchBreadthFirst {
			typ = arrayOf(record)
		}
		add(s.SearchSeqColumn, typ)
	}
	if c := q.CycleClause; c != nil {
		add(c.CycleMarkColumn, schema.Type{})
		add(c.CyclePathColumn, arrayOf(record))
	}
	return columns
}

// changesRows reports whether a WITH query changes rows without RETURNING, and gives
// 0A000 for one that changes rows below the top of a statement.
func (a *analyzer) changesRows(q *pg.CommonTableExpr) bool {
	var returning []*pg.Node
	switch n := q.Ctequery.GetNode().(type) {
	case *pg.Node_InsertStmt:
		returning = n.InsertStmt.ReturningList
	case *pg.Node_UpdateStmt:
		returning = n.UpdateStmt.ReturningList
	case *pg.Node_DeleteStmt:
		returning = n.DeleteStmt.ReturningList
	default:
		return false
	}
	if a.verdict && a.depth > 1 {
		a.fail("0A000", q.Location, "", "WITH clause containing a data-modifying statement must be at the top level")
	}
	return len(returning) == 0
}

// judgeRowless gives 0A000 for reading a WITH query that gives no rows.
func (a *analyzer) judgeRowless(c *cte, at int32) {
	if c.rowless && a.judging() {
		a.fail("0A000", at, "write RETURNING in it", "WITH query %q does not have a RETURNING clause", c.name)
	}
}
