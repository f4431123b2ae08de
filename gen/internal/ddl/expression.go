package ddl

import (
	"errors"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// exprText cuts the author's text of an expression that ends at a comma, a
// closing bracket or the end of the statement. Parentheses before it belong to
// it as long as none of them is the opening one of what encloses it.
func (s *stmt) exprText(n *pg.Node) string {
	ts := s.tokens()
	i := ts.at(int(tree.Leftmost(n)))
	start := ts.opening(i)
	for start < i {
		if end := ts.closing(start); end <= len(ts.list) && ts.closed(start, end) {
			break
		}
		start++
	}
	return ts.slice(start, ts.listEnd(start))
}

// closed reports whether the bracket at i is closed just before j.
func (ts tokens) closed(i, j int) bool { return j > i && j <= len(ts.list) && ts.word(j-1) == ")" }

// scope is what is visible in an expression.
type scope struct {
	relation schema.ID
	value    schema.Type
	args     []schema.Argument
	newOld   bool
	// ruleWhere is as in [canon.Scope].
	ruleWhere string
	// path replaces the search path for text that was written under another one.
	path []string
	// clause is where an author's text stands.
	clause canon.Clause
	// runs is true for a query that the server is about to run, or to look at as if it did.
	runs bool
}

func (s *stmt) canonScope(sc scope) canon.Scope {
	path := sc.path
	if path == nil {
		path = s.searched()
	}
	if sc.args == nil && len(s.bodies) > 0 {
		sc.args = []schema.Argument{} // EXECUTE ... USING gives them
	}
	// A part knows its relation as a table, which may be a view.
	if id, ok := s.db.Relation(sc.relation.Schema, sc.relation.Name); ok && id.Relation == "" {
		sc.relation = id
	}
	var endless func(schema.ID) bool
	if sc.runs && s.looping {
		endless = s.endless
	}
	return canon.Scope{Endless: endless, DB: s.db, SearchPath: path, Relation: sc.relation, Value: sc.value, Args: sc.args, NewOld: sc.newOld,
		RuleWhere: sc.ruleWhere, Assume: s.assume, Clause: sc.clause}
}

// expr makes the canonical form of an expression.
func (s *stmt) expr(n *pg.Node, text string, sc scope) (schema.Expr, error) {
	e, err := canon.Expr(n, text, s.canonScope(sc))
	return s.atHome(e, sc, err)
}

// atHome makes the text mean the same under the search path at the start of a file,
// under which it is printed.
func (s *stmt) atHome(e schema.Expr, sc scope, err error) (schema.Expr, error) {
	if err != nil || sc.path != nil || slices.Equal(s.path, s.basePath) || len(s.basePath) == 0 {
		return e, s.placed(err)
	}
	if written, err := canon.AtHome(e, s.canonScope(sc), s.basePath); err == nil {
		return written, nil
	}
	return e, nil
}

// exprAs is expr for a default that is assigned to a column of the target type.
func (s *stmt) exprAs(n *pg.Node, text string, sc scope, target schema.Type) (schema.Expr, error) {
	e, err := canon.ExprAs(n, text, s.canonScope(sc), target)
	return s.atHome(e, sc, err)
}

// query makes the canonical form of a query, with the columns that it gives.
func (s *stmt) query(n *pg.Node, text string) (schema.Expr, []schema.Attribute, error) {
	e, columns, err := canon.Query(n, text, s.canonScope(scope{clause: canon.InQuery}))
	e, err = s.atHome(e, scope{}, err)
	return e, columns, err
}

// body makes the canonical form of the standard body of a function.
func (s *stmt) body(n *pg.Node, text string, args []schema.Argument) (schema.Expr, error) {
	sc := scope{args: args, clause: canon.InQuery, runs: true}
	if slices.ContainsFunc(args, isOutput) {
		sc.clause = canon.NoClause // the numbers of parameters count inputs alone
	}
	key, uses, err := canon.Statement(n, s.canonScope(sc))
	return s.atHome(schema.Expr{SQL: text, Key: key, Uses: uses}, scope{args: args}, err)
}

// defaultOf is exprAs for a default, in which no columns are visible.
func (s *stmt) defaultOf(n *pg.Node, text string, target schema.Type) (schema.Expr, error) {
	if isPlainDefault(n) {
		return s.exprAs(n, text, scope{clause: canon.InDefault}, target)
	}
	if err := s.noColumns(n, "DEFAULT expression"); err != nil {
		return schema.Expr{}, err
	}
	return s.exprAs(n, text, scope{clause: canon.InDefault}, target)
}

// isPlainDefault reports whether an expression is a constant or now() and its like,
// which need no search for columns.
func isPlainDefault(n *pg.Node) bool {
	call := n.GetFuncCall()
	return n.GetAConst() != nil ||
		call != nil && len(call.Args)+len(call.AggOrder) == 0 && call.AggFilter == nil && call.Over == nil
}

// typeOf resolves a written type; the error is 42704, or 3F000 for its schema.
func (s *stmt) typeOf(n *pg.TypeName) (schema.Type, error) {
	t, err := canon.TypeName(n, s.db, s.searched())
	if err != nil {
		if need, ok := canon.TypeNeed(n); ok {
			s.assume(need)
			t, err = canon.TypeName(n, s.db, s.searched())
		}
	}
	if err == nil && len(n.Typmods) > 0 {
		err = canon.JudgeModifier(n, t)
	}
	return t, s.placed(err)
}

// placed turns an error of package canon into a diagnostic at its place.
func (s *stmt) placed(err error) error {
	var e *canon.Error
	if !errors.As(err, &e) {
		return err
	}
	err = s.fault(int32(e.Location), e.SQLState, "%s", e.Message)
	if e.Hint != "" {
		return hinted(err, e.Hint)
	}
	return err
}

// parsedExpr makes an expression from text alone.
func (s *stmt) parsedExpr(text string, sc scope, target schema.Type) (schema.Expr, error) {
	n, err := parsedText(text)
	if err != nil {
		return schema.Expr{}, err
	}
	return s.exprAs(n, text, sc, target)
}

// parsedText parses the text of an expression.
func parsedText(text string) (*pg.Node, error) {
	tree, err := pg.Parse("SELECT (" + text + ")")
	if err != nil {
		return nil, err
	}
	return tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()[0].GetResTarget().GetVal(), nil
}
