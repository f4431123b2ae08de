package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeView gives 55000 for a change of a view that neither rules nor triggers take and
// that the server does not pass on to a table, and 0A000 for a column of such a kind.
func (a *analyzer) judgeView(id schema.ID, c rowChange) {
	word := map[string]string{"insert": "insert into", "update": "update", "delete": "delete from"}[c.event]
	for range 10 { // a view on a view
		v, ok := schema.Get[schema.View](a.sc.DB, id)
		if !ok || id.Kind != schema.KindView || a.changedOtherwise(id, c.event) {
			return
		}
		tree, err := pg.Parse(v.Query.SQL)
		if err != nil {
			return
		}
		s := tree.Stmts[0].Stmt.GetSelectStmt()
		base := baseTable(s)
		if base == nil || a.aggregated(s) {
			a.fail("55000", 0, "create an INSTEAD OF trigger or a rule for it", "cannot %s view %q", word, id.Name)
			return
		}
		if c.event != "delete" {
			if c.sets = a.judgeViewColumns(v, s, word, c.sets); a.err != nil || c.sets == nil {
				return
			}
		}
		if id = a.usedRelation(v, base); id.Kind == schema.KindTable && c.event != "delete" {
			a.judgeMade(id, c)
		}
	}
}

// judgeMade gives 428C9 for a column of a view's table whose values the server makes.
func (a *analyzer) judgeMade(table schema.ID, c rowChange) {
	for _, col := range schema.PartsOf[schema.Column](a.sc.DB, table) {
		switch always := col.Identity == schema.IdentityAlways; {
		case col.Generated.IsZero() && !always || !c.sets(col.ID.Name):
		case c.event == "update":
			a.fail("428C9", 0, "leave the column out: the server makes its values", "column %q can only be updated to DEFAULT", col.ID.Name)
		case !always || !c.overriding:
			a.fail("428C9", 0, "leave the column out: the server makes its values", "cannot insert a non-DEFAULT value into column %q", col.ID.Name)
		}
	}
}

// changedOtherwise reports whether a rule or a trigger may take the change of a view.
func (a *analyzer) changedOtherwise(id schema.ID, event string) bool {
	for _, r := range schema.PartsOf[schema.Rule](a.sc.DB, id) {
		if r.Event == event {
			return true
		}
	}
	for _, t := range schema.PartsOf[schema.Trigger](a.sc.DB, id) {
		if t.Timing == "instead of" && slices.Contains(t.Events, event) {
			return true
		}
	}
	return false
}

// baseTable returns the one table that a view with such a query passes changes on to,
// nil if the server passes none on.
func baseTable(s *pg.SelectStmt) *pg.RangeVar {
	if s == nil || s.Op != pg.SetOperation_SETOP_NONE || len(s.DistinctClause)+len(s.GroupClause)+len(s.ValuesLists) > 0 || s.HavingClause != nil ||
		s.WithClause != nil || s.LimitCount != nil || s.LimitOffset != nil || len(s.FromClause) != 1 {
		return nil
	}
	return s.FromClause[0].GetRangeVar()
}

// aggregated reports whether the output of a query surely is made of aggregates, window
// functions or sets.
func (a *analyzer) aggregated(s *pg.SelectStmt) bool {
	return slices.ContainsFunc(s.TargetList, func(n *pg.Node) bool {
		f := n.GetResTarget().GetVal().GetFuncCall()
		if f == nil {
			return false
		}
		all := builtins().functions.find(lastOf(stringList(f.Funcname)))
		return f.Over != nil || len(all) > 0 && !slices.ContainsFunc(all, func(c *candidate) bool { return c.kind != 'a' && !c.set })
	})
}

// judgeViewColumns gives 0A000 for a column that is no column of the view's table. It
// returns which columns of the table are set, nil if that is not known.
func (a *analyzer) judgeViewColumns(v schema.View, s *pg.SelectStmt, word string, sets func(string) bool) func(string) bool {
	if len(s.TargetList) != len(v.Columns) {
		return nil
	}
	of := map[string]bool{}
	plain, computed := 0, ""
	for i, n := range s.TargetList {
		c := n.GetResTarget().GetVal().GetColumnRef()
		if c != nil && hasStar(c.Fields) {
			return nil
		}
		name := ""
		if c != nil {
			name = lastOf(stringList(c.Fields))
		}
		if name != "" && !isSystemColumn(name) && !a.isRowOf(v, s.FromClause[0].GetRangeVar(), name) {
			plain++
			of[name] = of[name] || sets(v.Columns[i].Name)
			continue
		}
		if computed == "" && sets(v.Columns[i].Name) {
			computed = v.Columns[i].Name
		}
	}
	const hint = "create an INSTEAD OF trigger or a rule for the view"
	switch {
	case plain == 0:
		a.fail("55000", 0, hint, "cannot %s view %q", word, v.ID.Name)
	case computed != "":
		a.fail("0A000", 0, hint, "cannot %s column %q of view %q, which is no column of a table", word, computed, v.ID.Name)
	}
	return func(name string) bool { return of[name] }
}

// isRowOf reports whether a name in a view's query stands for whole rows of its table.
func (a *analyzer) isRowOf(v schema.View, base *pg.RangeVar, name string) bool {
	called := base.Relname
	if base.Alias != nil {
		called = base.Alias.Aliasname
	}
	if name != called {
		return false
	}
	id := a.usedRelation(v, base)
	return !id.IsZero() && !slices.ContainsFunc(a.sc.DB.Attributes(id), func(attr schema.Attribute) bool { return attr.Name == name })
}

// usedRelation finds the relation that a view's query names, zero if that is not sure.
func (a *analyzer) usedRelation(v schema.View, base *pg.RangeVar) schema.ID {
	var found schema.ID
	for _, id := range v.Query.Uses {
		if id.Name == base.Relname && id.Kind.IsRelation() && (base.Schemaname == "" || base.Schemaname == id.Schema) {
			if !found.IsZero() {
				return schema.ID{}
			}
			found = id
		}
	}
	return found
}

// judgeEndless gives 42P17 for a view that reads itself, where the query runs.
func (a *analyzer) judgeEndless(id schema.ID) {
	if a.sc.Endless != nil && id.Kind == schema.KindView && a.sc.Endless(id) {
		a.fail("42P17", 0, "give the view a query that does not read it", "infinite recursion detected in rules for relation %q", id.Name)
	}
}

// judgeTorn gives 42P22 for a column of a view or new table that two collations clash in.
func (a *analyzer) judgeTorn(columns []sourceColumn) {
	for _, c := range columns {
		if c.collation == noCollation && a.judging() {
			a.fail("42P22", 0, "use the COLLATE clause to set the collation explicitly", "could not determine which collation to use for column %q", c.name)
		}
	}
}

// judgeTornSet gives 42P21 for a column of UNION, INTERSECT or EXCEPT that two collations
// clash in and whose values are compared.
func (a *analyzer) judgeTornSet(s *pg.SelectStmt, i int, collation string) {
	if collation != noCollation || !a.judging() || s.Op == pg.SetOperation_SETOP_UNION && s.All {
		return
	}
	at := int32(0)
	if list := s.Rarg.TargetList; i < len(list) {
		at = tree.ExprLocation(list[i].GetResTarget().GetVal())
	}
	a.fail("42P21", at, "choose the collation by applying the COLLATE clause to one or both expressions", "collation mismatch between implicit collations")
}
