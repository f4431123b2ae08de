package canon

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Query makes the expression of a SELECT or VALUES, as a view has it, and returns
// the columns that it gives: names always, types where they can be decided. The
// names of the columns are not a part of the key: two views that differ in them
// alone differ in their columns. The text is the author's but for *, which is
// written out: a view keeps the columns that its tables had when it was made.
func Query(n *pg.Node, text string, sc Scope) (schema.Expr, []schema.Attribute, error) {
	a := newAnalyzer(sc)
	key, columns := a.selectNode(n, true)
	if a.err == nil && text != "" && (len(a.naturals) > 0 || slices.ContainsFunc(a.marks, func(m mark) bool { return len(m.star) > 0 })) {
		var err error
		if text, err = writeOut(text, sc); err != nil {
			return schema.Expr{}, nil, err
		}
	}
	a.judgeTorn(columns)
	e, err := a.finish(a.key(key), text)
	if err != nil {
		return schema.Expr{}, nil, err
	}
	return e, outputs(columns), nil
}

func outputs(columns []sourceColumn) []schema.Attribute {
	out := make([]schema.Attribute, len(columns))
	for i, c := range columns {
		out[i] = schema.Attribute{Name: c.name, Type: c.ref.typ, Collation: strings.TrimPrefix(c.collation, noCollation)}
	}
	return out
}

// selectNode resolves a query in a level of names of its own. settle makes text of
// string literals that nothing gives a type to.
func (a *analyzer) selectNode(n *pg.Node, settle bool) (*term, []sourceColumn) {
	s := n.GetSelectStmt()
	if s == nil {
		return a.statement(n)
	}
	level, ctes, aggregates := a.names, len(a.ctes), a.aggregates
	a.names = &names{outer: level}
	clause := a.enter(InQuery)
	a.depth++
	defer func() {
		a.names, a.ctes, a.aggregates, a.sc.Clause = level, a.ctes[:ctes], aggregates, clause
		a.depth--
	}()
	out := form("select", schema.Type{})
	if s.WithClause != nil {
		out.args = append(out.args, a.with(s.WithClause))
	}
	var columns []sourceColumn
	switch {
	case s.Op != pg.SetOperation_SETOP_NONE:
		columns = a.setOperation(s, out)
	case len(s.ValuesLists) > 0:
		columns = a.values(s, out)
	default:
		columns = a.plainSelect(s, out, settle)
	}
	if settle {
		a.settle(columns)
	}
	a.enter(inLimit)
	if s.LimitOffset != nil {
		out.args = append(out.args, form("offset", schema.Type{}, a.coerce(a.expr(s.LimitOffset), int8)))
	}
	if s.LimitCount != nil && !s.LimitCount.GetAConst().GetIsnull() {
		out.args = append(out.args, form("limit "+s.LimitOption.String(), schema.Type{}, a.coerce(a.expr(s.LimitCount), int8)))
	}
	out.args = append(out.args, a.locks(s.LockingClause)...)
	return out, columns
}

// settle types the literals among the output columns of a query.
func (a *analyzer) settle(columns []sourceColumn) {
	for i := range columns {
		*columns[i].ref = *a.settled(columns[i].ref)
		if columns[i].ref.isLiteral() {
			*columns[i].ref = *a.literal(columns[i].ref, textual)
		}
	}
}

// with resolves WITH queries. A recursive one knows its columns from its first arm.
func (a *analyzer) with(w *pg.WithClause) *term {
	out := form("with", schema.Type{})
	if w.Recursive {
		out.text = "with recursive"
	}
	outer := a.pending
	defer func() { a.pending = outer }()
	for i, n := range w.Ctes {
		q := n.GetCommonTableExpr()
		entry := &cte{name: q.Ctename, key: fmt.Sprintf("w%d", len(a.ctes)+1), rowless: a.changesRows(q)}
		a.given = append(a.given, q.Ctename)
		aliases := stringList(q.Aliascolnames)
		if w.Recursive {
			a.pending = pendingQueries(outer, w.Ctes[i+1:])
		}
		if arm := q.Ctequery.GetSelectStmt().GetLarg(); w.Recursive && arm != nil {
			entry.columns = made(q, aliased(a.firstArm(q.Ctequery.GetSelectStmt()), aliases), true)
		}
		a.ctes = append(a.ctes, entry)
		depth := len(a.ctes)
		if !w.Recursive {
			a.ctes = a.ctes[:depth-1]
		}
		key, columns := a.selectNode(q.Ctequery, true)
		entry.columns = made(q, aliased(columns, aliases), false)
		if !w.Recursive {
			a.ctes = append(a.ctes, entry)
		}
		text := entry.key
		if q.Ctematerialized != pg.CTEMaterialize_CTEMaterializeDefault {
			text += " " + q.Ctematerialized.String()
		}
		item := form(text, schema.Type{}, key)
		if q.SearchClause != nil || q.CycleClause != nil {
			item.args = append(item.args, a.fields(q.SearchClause), a.fields(q.CycleClause))
		}
		out.args = append(out.args, item)
	}
	return out
}

func aliased(columns []sourceColumn, names []string) []sourceColumn {
	out := append([]sourceColumn(nil), columns...)
	for i, name := range names {
		if i < len(out) {
			out[i].name = name
		}
	}
	return out
}

func (a *analyzer) plainSelect(s *pg.SelectStmt, out *term, settle bool) []sourceColumn {
	aggregates := a.aggregates
	from := a.from(s.FromClause)
	columns := a.targets(s.TargetList)
	if settle {
		a.settle(columns)
	}
	if len(s.DistinctClause) > 0 {
		distinct := form("distinct", schema.Type{})
		for _, n := range s.DistinctClause {
			if n.GetNode() != nil {
				distinct.args = append(distinct.args, a.byOutput(n, columns))
			}
		}
		out.args = append(out.args, distinct)
	}
	targets := form("targets", schema.Type{})
	for _, c := range columns {
		targets.args = append(targets.args, c.ref)
	}
	out.args = append(out.args, targets, from)
	if s.WhereClause != nil {
		out.args = append(out.args, form("where", schema.Type{}, a.where(s.WhereClause)))
	}
	var groups []*term
	if len(s.GroupClause) > 0 {
		group := form("group", schema.Type{})
		if s.GroupDistinct {
			group.text = "group distinct"
		}
		clause := a.enter(inGroup)
		for _, n := range s.GroupClause {
			group.args = append(group.args, a.groupItem(n, columns))
		}
		a.sc.Clause = clause
		out.args = append(out.args, group)
		groups = group.args
	}
	grouped := len(out.args)
	if s.HavingClause != nil {
		having := a.inside(inHaving, func() *term { return a.condition(s.HavingClause) })
		out.args = append(out.args, form("having", schema.Type{}, having))
	}
	for _, n := range s.WindowClause {
		out.args = append(out.args, form("window "+quoteName(n.GetWindowDef().Name), schema.Type{}, a.window(n.GetWindowDef())))
	}
	if len(s.SortClause) > 0 {
		sorted := a.sortList(s.SortClause, columns)
		a.judgeDistinct(s, columns, sorted)
		out.args = append(out.args, form("order", schema.Type{}, sorted...))
	}
	if len(s.GroupClause) > 0 || s.HavingClause != nil || a.aggregates > aggregates {
		a.judgeGrouped(s, groups, slices.Concat(targets.args, out.args[grouped:]))
	}
	return columns
}

// targets resolves the select list, with * written out.
func (a *analyzer) targets(nodes []*pg.Node) []sourceColumn {
	var out []sourceColumn
	for _, n := range nodes {
		r := n.GetResTarget()
		if c := r.GetVal().GetColumnRef(); c != nil && hasStar(c.Fields) {
			out = append(out, a.star(c)...)
			continue
		}
		if ind := r.GetVal().GetAIndirection(); ind != nil && hasStar(ind.Indirection) {
			out = append(out, a.rowStar(ind)...)
			continue
		}
		t := a.expr(r.GetVal())
		copied := *t
		name := r.GetName()
		if name == "" {
			name = outputName(r.GetVal())
			a.impliedName(r.GetVal())
		}
		out = append(out, sourceColumn{name: name, ref: &copied, collation: a.collationOf(t)})
	}
	return out
}

// star expands * and t.*.
func (a *analyzer) star(c *pg.ColumnRef) []sourceColumn {
	columns := a.names.columns
	parts := stringList(c.Fields)
	if len(parts) > 0 {
		src := a.source(parts)
		if t := a.qualifiedArgument(parts); src == nil && t != nil {
			if out := a.fieldsOf(t); len(out) > 0 {
				return out
			}
			return []sourceColumn{{name: "*", ref: form("field *", schema.Type{}, t)}}
		}
		if src == nil {
			a.fail("42P01", c.Location, "name a table of the FROM clause, or its alias", "there is no table %q for .*", lastOf(parts))
			return nil
		}
		a.markQualifier(c.Location, append(parts, "*"), src)
		columns = src.columns
		if src.open {
			return append(columns[:len(columns):len(columns)], sourceColumn{name: "*", ref: form("star "+src.key, schema.Type{})})
		}
	}
	out := make([]sourceColumn, 0, len(columns))
	for _, col := range columns {
		if col.hidden {
			continue
		}
		a.use(col.ref.column())
		copied := *col.ref
		col.ref = &copied
		out = append(out, col)
	}
	a.markStar(c, parts, columns)
	if len(parts) == 0 {
		for _, src := range a.names.sources {
			if src.open {
				out = append(out, sourceColumn{name: "*", ref: form("star "+src.key, schema.Type{})})
			}
		}
	}
	return out
}

// rowStar expands (composite).*.
func (a *analyzer) rowStar(ind *pg.A_Indirection) []sourceColumn {
	t := a.expr(ind.Arg)
	out := a.fieldsOf(t)
	if found := a.functionColumns(ind.Arg, t, nil); len(out) == 0 && len(found) > 1 {
		for _, c := range found {
			c.ref = form("field "+quoteName(c.name), c.ref.typ, t)
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		out = append(out, sourceColumn{name: "*", ref: form("field *", schema.Type{}, t)})
	}
	return out
}

// byOutput resolves an item of ORDER BY or DISTINCT ON: a number or the name of
// an output column stands for that column.
func (a *analyzer) byOutput(n *pg.Node, columns []sourceColumn) *term {
	if t := ordinal(n, columns); t != nil {
		return t
	}
	a.judgeOrdinal(n, columns, "ORDER BY")
	if c := n.GetColumnRef(); c != nil && len(c.Fields) == 1 && !hasStar(c.Fields) {
		if col := columnNamed(columns, stringList(c.Fields)[0]); col != nil {
			return col.ref
		}
	}
	return a.expr(n)
}

func ordinal(n *pg.Node, columns []sourceColumn) *term {
	c := n.GetAConst()
	if c.GetIval() == nil {
		return nil
	}
	if i := int(c.GetIval().GetIval()); i >= 1 && i <= len(columns) {
		return columns[i-1].ref
	}
	return nil
}

// groupItem resolves an item of GROUP BY: columns of the tables come before names
// of output columns.
func (a *analyzer) groupItem(n *pg.Node, columns []sourceColumn) *term {
	if g := n.GetGroupingSet(); g != nil {
		out := form(g.Kind.String(), schema.Type{})
		for _, item := range g.Content {
			out.args = append(out.args, a.groupItem(item, columns))
		}
		return out
	}
	if t := ordinal(n, columns); t != nil {
		return t
	}
	a.judgeOrdinal(n, columns, "GROUP BY")
	if c := n.GetColumnRef(); c != nil && len(c.Fields) == 1 && !hasStar(c.Fields) {
		name := stringList(c.Fields)[0]
		if columnNamed(a.names.columns, name) == nil {
			if col := columnNamed(columns, name); col != nil {
				return col.ref
			}
		}
	}
	return a.expr(n)
}

// sortList resolves ORDER BY; output columns count for that of a query only.
func (a *analyzer) sortList(nodes []*pg.Node, columns []sourceColumn) []*term {
	out := make([]*term, len(nodes))
	for i, n := range nodes {
		s := n.GetSortBy()
		var t *term
		if columns != nil {
			t = a.byOutput(s.Node, columns)
		} else {
			t = a.expr(s.Node)
		}
		if t.isLiteral() {
			t = a.literal(t, textual)
		}
		word, nulls := "asc", s.SortbyNulls
		switch s.SortbyDir {
		case pg.SortByDir_SORTBY_DESC:
			word = "desc"
		case pg.SortByDir_SORTBY_USING:
			word = a.sortWord(s, t)
		}
		first := nulls == pg.SortByNulls_SORTBY_NULLS_FIRST || (word == "desc" && nulls == pg.SortByNulls_SORTBY_NULLS_DEFAULT)
		if first {
			word += " nullsfirst"
		}
		out[i] = form(word, schema.Type{}, t)
	}
	return out
}

// window resolves OVER (...) and OVER name.
func (a *analyzer) window(w *pg.WindowDef) *term {
	text := fmt.Sprintf("over %d", w.FrameOptions)
	if w.Refname != "" {
		text += " " + quoteName(w.Refname)
	}
	// OVER w names a window; WINDOW w AS (...) defines it, and there the name is
	// printed by the caller.
	if w.Name != "" && len(w.PartitionClause)+len(w.OrderClause) == 0 {
		text += " name " + quoteName(w.Name)
	}
	out := form(text, schema.Type{})
	if len(w.PartitionClause) > 0 {
		out.args = append(out.args, form("partition", schema.Type{}, a.list(w.PartitionClause)...))
	}
	if len(w.OrderClause) > 0 {
		out.args = append(out.args, form("order", schema.Type{}, a.sortList(w.OrderClause, nil)...))
	}
	for _, n := range []*pg.Node{w.StartOffset, w.EndOffset} {
		if n != nil {
			out.args = append(out.args, a.expr(n))
		}
	}
	return out
}

// values resolves a VALUES list; its columns are column1, column2, ...
func (a *analyzer) values(s *pg.SelectStmt, out *term) []sourceColumn {
	rows, width := a.rows(s.ValuesLists)
	columns := make([]sourceColumn, width)
	for i := range columns {
		var cells []*term
		for _, row := range rows {
			cells = append(cells, row[i])
		}
		typ := a.unify(cells)
		for j, row := range rows {
			row[i] = cells[j]
		}
		columns[i] = sourceColumn{name: "column" + itoa(i+1), ref: &term{head: headForm, text: "value", typ: typ, at: -1}}
	}
	list := form("values", schema.Type{})
	for _, row := range rows {
		list.args = append(list.args, &term{head: headRow, typ: record, args: row, at: -1})
	}
	out.args = append(out.args, list)
	if len(s.SortClause) > 0 {
		out.args = append(out.args, form("order", schema.Type{}, a.sortList(s.SortClause, positions(columns))...))
	}
	return columns
}

// rows resolves the rows of a VALUES list, and tells how many cells each has at least: all
// have as many, unless it is not known what a star stands for.
func (a *analyzer) rows(lists []*pg.Node) (rows [][]*term, width int) {
	for i, n := range lists {
		items := n.GetList().GetItems()
		row := a.cells(items)
		if i == 0 {
			width = len(row)
		}
		if len(row) != width && !slices.ContainsFunc(items, isStar) {
			a.fail("42601", tree.ExprLocation(n), "give each row as many values", "VALUES lists must all be the same length")
		}
		rows, width = append(rows, row), min(width, len(row))
	}
	return rows, width
}

// setOperation resolves UNION, INTERSECT and EXCEPT; literals take the type that
// the other side has in their column.
func (a *analyzer) setOperation(s *pg.SelectStmt, out *term) []sourceColumn {
	arm := func(s *pg.SelectStmt) (*term, []sourceColumn) {
		return a.selectNode(&pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: s}}, false)
	}
	lkey, left := arm(s.Larg)
	rkey, right := arm(s.Rarg)
	a.judgeSet(s, left, right)
	columns := make([]sourceColumn, len(left))
	for i := range left {
		columns[i] = sourceColumn{name: left[i].name, ref: form("#"+itoa(i+1), left[i].ref.typ), collation: left[i].collation}
		if i >= len(right) {
			continue
		}
		pair := []*term{left[i].ref, right[i].ref}
		typ := a.commonType(pair)
		columns[i].ref.typ = typ
		columns[i].collation = a.collationOf(form("both", typ, pair...))
		columns[i].ref.collation = columns[i].collation
		a.judgeTornSet(s, i, columns[i].collation)
		for _, t := range pair {
			if t.isLiteral() && !typ.IsZero() && typ != unknown {
				*t = *a.literal(t, typ)
			}
		}
	}
	op := s.Op.String()
	if s.All {
		op += " all"
	}
	out.args = append(out.args, form(op, schema.Type{}, lkey, rkey))
	if len(s.SortClause) > 0 {
		out.args = append(out.args, form("order", schema.Type{}, a.sortList(s.SortClause, columns)...))
	}
	return columns
}

func positions(columns []sourceColumn) []sourceColumn {
	out := append([]sourceColumn(nil), columns...)
	for i := range out {
		out[i].ref = form("#"+itoa(i+1), out[i].ref.typ)
	}
	return out
}
