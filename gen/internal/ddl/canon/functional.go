package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// grouping is what a grouped query is grouped by.
type grouping struct {
	// keys are the grouped terms, inside the columns in those that are more than a
	// column: which of their parts are equal the key does not tell.
	keys, inside map[string]bool
	// primary are the primary keys that are grouped as a whole, by the key of their table
	// in FROM.
	primary map[string]schema.ID
	// simple is false with grouping sets.
	simple bool
}

// grouped reads GROUP BY.
func (a *analyzer) grouped(items []*term) grouping {
	g := grouping{keys: map[string]bool{}, inside: map[string]bool{}, primary: map[string]schema.ID{}, simple: true}
	columns, tables := map[string][]string{}, map[string]schema.ID{}
	var add func(t *term)
	add = func(t *term) {
		prefix, _, qualified := strings.Cut(t.text, ".")
		switch {
		case t.head == headForm && strings.HasPrefix(t.text, "GROUPING_SET"), t.head == headRow:
			g.simple = g.simple && t.head == headRow
			for _, arg := range t.args {
				add(arg)
			}
		case t.head == headColumn && qualified && t.column().Kind == schema.KindColumn:
			tables[prefix] = t.column().Parent()
			columns[prefix] = append(columns[prefix], t.column().Name)
			g.keys[a.key(t)] = true
		default:
			g.keys[a.key(t)] = true
			g.note(t)
		}
	}
	for _, t := range items {
		add(t)
	}
	for prefix, table := range tables {
		for _, pk := range schema.PartsOf[schema.PrimaryKey](a.sc.DB, table) {
			missing := slices.ContainsFunc(pk.Columns, func(c string) bool { return !slices.Contains(columns[prefix], c) })
			if !missing && pk.Deferral == schema.NotDeferrable {
				g.primary[prefix] = pk.ID
			}
		}
	}
	return g
}

// note keeps the columns inside a term.
func (g grouping) note(t *term) {
	if t.head == headColumn {
		g.inside[t.text] = true
	}
	for _, arg := range t.args {
		g.note(arg)
	}
}

// judgeGrouped notes the primary keys that a grouped query stands on: a column that is
// not grouped may be read when the whole primary key of its table is. It gives 42803 for
// other columns of tables that are neither grouped nor aggregated. The terms are what
// the query gives and sorts by.
func (a *analyzer) judgeGrouped(s *pg.SelectStmt, items, terms []*term) {
	g := a.grouped(items)
	own := map[string]bool{}
	for _, src := range a.names.sources {
		own[src.key] = src.relation.Kind == schema.KindTable
	}
	var walk func(t *term)
	walk = func(t *term) {
		if t.aggregate || t.head == headConst || g.keys[a.key(t)] {
			return
		}
		if prefix, _, ok := strings.Cut(t.text, "."); ok && t.head == headColumn && t.column().Kind == schema.KindColumn && own[prefix] {
			switch pk, ok := g.primary[prefix]; {
			case ok && g.simple:
				a.use(pk)
			case ok: // the key counts if it is in each of the grouping sets
			case a.judging() && !g.inside[t.text]:
				a.fail("42803", placeOf(s, t.column().Name), "group by it, or aggregate it",
					"column %q must appear in the GROUP BY clause or be used in an aggregate function", t.column().Relation+"."+t.column().Name)
			}
			return
		}
		for _, arg := range t.args {
			walk(arg)
		}
	}
	for _, t := range terms {
		walk(t)
	}
}

// placeOf finds where a query gives or sorts by a column, outside of calls before inside.
func placeOf(s *pg.SelectStmt, column string) int32 {
	at := int32(0)
	var find func(n *pg.Node)
	find = func(n *pg.Node) {
		switch x := n.GetNode().(type) {
		case *pg.Node_ResTarget:
			find(x.ResTarget.Val)
		case *pg.Node_SortBy:
			find(x.SortBy.Node)
		case *pg.Node_ColumnRef:
			if name := lastOf(stringList(x.ColumnRef.Fields)); at == 0 && (name == column || hasStar(x.ColumnRef.Fields)) {
				at = x.ColumnRef.Location
			}
		case *pg.Node_AExpr:
			find(x.AExpr.Lexpr)
			find(x.AExpr.Rexpr)
		case *pg.Node_TypeCast:
			find(x.TypeCast.Arg)
		case *pg.Node_FuncCall:
			for _, n := range slices.Concat(x.FuncCall.GetOver().GetPartitionClause(), x.FuncCall.GetOver().GetOrderClause()) {
				find(n)
			}
		}
	}
	for _, n := range slices.Concat(s.TargetList, []*pg.Node{s.HavingClause}, s.SortClause) {
		find(n)
	}
	return at
}
