package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (a *analyzer) bringsRelations(space string) bool { return BringsRelations(a.sc.DB, space) }

// BringsRelations reports whether an extension in the schema may have made tables or
// views there.
func BringsRelations(db *schema.Database, space string) bool {
	for _, id := range db.Users(schema.NewSchema(space)) {
		if id.Kind == schema.KindExtension && !builtins().described()[id.Name] && id.Name != "btree_gin" && id.Name != "btree_gist" && id.Name != "plpgsql" {
			return true
		}
	}
	return false
}

// judgeOrdinal gives 42P10 for the number of an output column that there is not.
func (a *analyzer) judgeOrdinal(n *pg.Node, columns []sourceColumn, clause string) {
	c := n.GetAConst()
	open := slices.ContainsFunc(columns, func(c sourceColumn) bool { return c.name == "*" })
	if !a.judging() || c.GetIval() == nil || open {
		return
	}
	if i := int(c.GetIval().GetIval()); i < 1 || i > len(columns) {
		a.fail("42P10", c.Location, "", "%s position %d is not in select list", clause, i)
	}
}

// judgeDistinct gives 42P10 for SELECT DISTINCT sorted by what it does not give.
func (a *analyzer) judgeDistinct(s *pg.SelectStmt, columns []sourceColumn, sorted []*term) {
	if !a.judging() || len(s.DistinctClause) != 1 || s.DistinctClause[0].GetNode() != nil {
		return
	}
	for i, t := range sorted {
		key := a.key(t.args[0])
		if !slices.ContainsFunc(columns, func(c sourceColumn) bool { return c.name == "*" || a.key(c.ref) == key }) {
			a.fail("42P10", tree.ExprLocation(s.SortClause[i].GetSortBy().GetNode()), "",
				"for SELECT DISTINCT, ORDER BY expressions must appear in select list")
		}
	}
}

// judgeAmbiguous gives 42702 for a bare name that several tables have.
func (a *analyzer) judgeAmbiguous(at int32, level *names, name string) {
	n := 0
	for _, col := range level.columns {
		if col.name == name {
			n++
		}
	}
	if a.judging() && n > 1 {
		a.fail("42702", at, "write the table or its alias before it", "column reference %q is ambiguous", name)
	}
}

// judgeUsing gives 42703 for a column of USING that one side does not have.
func (a *analyzer) judgeUsing(j *pg.JoinExpr, name string, l, r *sourceColumn, left, right fromItem) {
	open := slices.ContainsFunc(slices.Concat(left.sources, right.sources), func(src *tableSource) bool { return src.open })
	if !a.judging() || open || j.IsNatural {
		return
	}
	side := "left"
	if l != nil {
		side = "right"
	}
	if l == nil || r == nil {
		a.fail("42703", 0, "", "column %q specified in USING clause does not exist in %s table", name, side)
	}
}

// judgeSet refuses a set operation whose two sides do not fit.
func (a *analyzer) judgeSet(s *pg.SelectStmt, left, right []sourceColumn) {
	word := map[pg.SetOperation]string{pg.SetOperation_SETOP_UNION: "UNION", pg.SetOperation_SETOP_INTERSECT: "INTERSECT",
		pg.SetOperation_SETOP_EXCEPT: "EXCEPT"}[s.Op]
	starred := func(c sourceColumn) bool { return c.name == "*" }
	if !a.judging() || slices.ContainsFunc(left, starred) || slices.ContainsFunc(right, starred) {
		return
	}
	if len(left) != len(right) {
		a.fail("42601", tree.ExprLocation(&pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: s.Rarg}}), "", "each %s query must have the same number of columns", word)
		return
	}
	for i := range left {
		a.judgeTypes(word, func(int) int32 {
			if i < len(s.Rarg.TargetList) {
				return tree.ExprLocation(s.Rarg.TargetList[i].GetResTarget().GetVal())
			}
			return 0
		}, left[i].ref, right[i].ref)
	}
}

// judgeTypes gives 42804 for values that surely have no type in common.
func (a *analyzer) judgeTypes(what string, at func(i int) int32, terms ...*term) {
	if !a.judging() || !a.commonType(terms).IsZero() {
		return
	}
	first := schema.Type{}
	for i, t := range terms {
		base := plain(a.base(t.typ))
		if base.IsZero() || base.Extension != "" || base.Kind == schema.KindBaseType {
			return
		}
		category, _ := a.category(base)
		before, _ := a.category(first)
		switch {
		case base == unknown:
		case first.IsZero():
			first = base
		case category != before:
			a.fail("42804", at(i), "cast one of them", "%s types %s and %s cannot be matched", what, typeWord(first), typeWord(base))
			return
		}
	}
}

// judgeField gives 42703 for a field that a composite type does not have.
func (a *analyzer) judgeField(base schema.Type, name string, at func() int32) {
	if !a.judging() || base.Kind != schema.KindComposite && base.Kind != schema.KindTable || base.Array || BuiltinFunction(name) {
		return
	}
	for _, space := range path(a.sc.SearchPath) {
		if len(a.sc.DB.RoutinesNamed(space, name)) > 0 {
			return
		}
	}
	a.fail("42703", at(), "", "column %q not found in data type %s", name, base.Name)
}
