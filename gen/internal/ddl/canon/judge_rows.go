package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// given tells for each target column of an INSERT what the rows give it.
type given struct {
	target []*pg.Node
	// columns are the target columns, types what is assigned to them: a part of the
	// column if the text names one, zero if that is not known.
	columns []sourceColumn
	types   []schema.Type
	// fits has a bit for each kind of constant that is known to fit the column.
	fits []uint8
	// values counts those of a row; only[i] is true while column i has met only DEFAULT.
	values int
	only   []bool
}

// judgeInsert judges an INSERT; its table is the only one that is visible.
func (a *analyzer) judgeInsert(s *pg.InsertStmt) []sourceColumn {
	table := a.names.sources[0]
	g := a.targetColumns(s.Cols, table.columns)
	if s.SelectStmt != nil {
		a.judgeSource(s.SelectStmt, g, table.open)
	}
	if s.OnConflictClause != nil {
		a.judgeConflict(s.OnConflictClause)
	}
	_, columns := a.returning(form("", schema.Type{}), s.ReturningList)
	a.judgeGiven(g, table.relation, s.Override)
	if s.OnConflictClause != nil {
		a.judgeArbiter(s.OnConflictClause, table)
	}
	a.judgeInserted(g, s.Override)
	return columns
}

// targetColumns resolves the columns that an INSERT names; without a list it sets all.
func (a *analyzer) targetColumns(nodes []*pg.Node, all []sourceColumn) *given {
	g := &given{target: nodes, columns: all}
	if len(nodes) > 0 {
		g.columns = make([]sourceColumn, len(nodes))
	}
	n := len(g.columns)
	g.types, g.fits, g.only = make([]schema.Type, n), make([]uint8, n), make([]bool, n)
	for i := range g.columns {
		if len(nodes) == 0 {
			g.types[i] = all[i].ref.typ
			continue
		}
		r := nodes[i].GetResTarget()
		g.columns[i] = a.assigned(r)
		a.judgeRepeated(nodes[:i], r)
		g.types[i] = a.partType(g.columns[i].ref.typ, r)
	}
	return g
}

// judgeRepeated gives 42701 for a column that is named twice; of parts of a column
// several may be.
func (a *analyzer) judgeRepeated(before []*pg.Node, r *pg.ResTarget) {
	for _, n := range before {
		if o := n.GetResTarget(); o.Name == r.Name && (len(o.Indirection) == 0 || len(r.Indirection) == 0) {
			a.fail("42701", r.Location, "", "column %q specified more than once", r.Name)
		}
	}
}

// partType is the type of what an assignment to a column or to a part of it sets.
func (a *analyzer) partType(t schema.Type, r *pg.ResTarget) schema.Type {
	for _, step := range r.GetIndirection() {
		base := a.base(t)
		switch x := step.GetAIndices(); {
		case step.GetString_() != nil:
			f := a.assignedField(base, step.GetString_().GetSval(), r.Location)
			if t = f; t.IsZero() {
				return t
			}
		case x == nil || !base.Array:
			return schema.Type{}
		case x.IsSlice:
			t = base
		default:
			t = element(base)
		}
	}
	return t
}

func (a *analyzer) assignedField(base schema.Type, name string, at int32) schema.Type {
	switch {
	case base.IsZero() || base.Extension != "":
		return schema.Type{}
	case base.Array || base.Kind != schema.KindComposite && base.Kind != schema.KindTable:
		a.fail("42804", at, "", "cannot assign to field %q of a column because its type %s is not a composite type", name, typeWord(base))
		return schema.Type{}
	}
	for _, attr := range a.sc.DB.Attributes(base.ID()) {
		if attr.Name == name {
			return attr.Type
		}
	}
	a.fail("42703", at, "", "cannot assign to field %q of a column because there is no such column in data type %s", name, typeWord(base))
	return schema.Type{}
}

// judgeSource judges what an INSERT inserts. It sees no column of the target.
func (a *analyzer) judgeSource(n *pg.Node, g *given, open bool) {
	target := a.names
	a.names = &names{outer: target.outer}
	defer func() { a.names = target }()
	q := n.GetSelectStmt()
	if len(q.GetValuesLists()) > 0 && q.WithClause == nil && len(q.SortClause)+len(q.LockingClause) == 0 && q.LimitCount == nil && q.LimitOffset == nil {
		a.judgeRows(q.ValuesLists, g, open)
		return
	}
	_, found := a.selectNode(n, false)
	if slices.ContainsFunc(found, func(c sourceColumn) bool { return c.name == "*" }) {
		g.values = len(g.columns)
		return
	}
	list := q.GetTargetList()
	if len(list) != len(found) {
		list = nil
	}
	if a.judgeWidth(len(found), list, g, open); a.err != nil {
		return
	}
	for i, c := range found {
		if i < len(g.columns) {
			at := int32(0)
			if list != nil && a.err == nil {
				at = tree.ExprLocation(list[i].GetResTarget().GetVal())
			}
			a.judgeAssigned(g.columns[i].name, g.types[i], c.ref, at)
		}
	}
}

// judgeWidth gives 42601 for rows with more or fewer values than there are columns.
func (a *analyzer) judgeWidth(n int, values []*pg.Node, g *given, open bool) {
	g.values = n
	switch {
	case open || a.err != nil:
	case n > len(g.columns):
		at := int32(0)
		if len(values) == n {
			at = tree.ExprLocation(values[len(g.columns)])
		}
		a.fail("42601", at, "name a column for each value", "INSERT has more expressions than target columns")
	case n < len(g.columns) && len(g.target) > 0:
		a.fail("42601", g.target[n].GetResTarget().Location, "give a value for each column", "INSERT has more target columns than expressions")
	}
}

// judgeRows judges the rows of VALUES. A constant that is like one before is only
// counted.
func (a *analyzer) judgeRows(rows []*pg.Node, g *given, open bool) {
	outer := a.sc.Clause
	defer func() { a.sc.Clause = outer }()
	if a.sc.Clause = inValues; len(rows) == 1 {
		a.sc.Clause = inRow
	}
	for i := range g.only {
		g.only[i] = true
	}
	width := len(rows[0].GetList().GetItems())
	for _, row := range rows {
		items := row.GetList().GetItems()
		if a.err != nil {
			return
		}
		if slices.ContainsFunc(items, isStar) {
			g.values = len(g.columns)
			a.cells(items)
			continue
		}
		if len(items) != width {
			a.fail("42601", tree.ExprLocation(row), "give each row as many values", "VALUES lists must all be the same length")
			return
		}
		for i, n := range items {
			a.judgeCell(n, i, g)
		}
		a.judgeWidth(len(items), items, g, open)
	}
}

// isStar reports whether a value of a row stands for several: t.* or (composite).*.
func isStar(n *pg.Node) bool {
	return hasStar(n.GetColumnRef().GetFields()) || hasStar(n.GetAIndirection().GetIndirection())
}

// judgeCell judges one value of a row.
func (a *analyzer) judgeCell(n *pg.Node, i int, g *given) {
	switch x := n.GetNode().(type) {
	case *pg.Node_SetToDefault:
		if i < len(g.target) && len(g.target[i].GetResTarget().Indirection) > 0 {
			a.fail("0A000", g.target[i].GetResTarget().Location, "", "cannot set a part of a column to DEFAULT")
		}
		return
	case *pg.Node_AConst:
		if i >= len(g.columns) {
			return
		}
		g.only[i] = false
		if a.judgeConstant(x.AConst, i, g) {
			return
		}
	}
	t := a.expr(n)
	if i < len(g.columns) {
		g.only[i] = false
		at := int32(0)
		if !a.assigns(t, g.types[i]) {
			at = tree.ExprLocation(n)
		}
		a.judgeAssigned(g.columns[i].name, g.types[i], t, at)
	}
}

// judgeConstant reports whether a constant fits a column as one before it did, or for
// sure.
func (a *analyzer) judgeConstant(c *pg.A_Const, i int, g *given) bool {
	bit := uint8(1)
	switch v := c.Val.(type) {
	case nil:
		if c.Isnull {
			return true
		}
	case *pg.A_Const_Ival:
	case *pg.A_Const_Boolval:
		bit = 2
	case *pg.A_Const_Fval:
		if bit = 8; !strings.Contains(v.Fval.GetFval(), ".") {
			return false // an integer, of one type or another
		}
	case *pg.A_Const_Sval:
		if g.fits[i]&4 == 0 && a.takesText(g.types[i]) {
			g.fits[i] |= 4
		}
		if g.fits[i]&4 == 0 {
			a.judgeText(v.Sval.GetSval(), int32(c.Location), plain(a.base(g.types[i])))
		}
		return true
	default:
		return false
	}
	if g.fits[i]&bit != 0 {
		return true
	}
	if a.assigns(a.aConst(c), g.types[i]) {
		g.fits[i] |= bit
	}
	return g.fits[i]&bit != 0
}

// takesText reports whether every text is a value of the type, or its texts are not
// judged.
func (a *analyzer) takesText(t schema.Type) bool {
	base := a.base(t)
	if base.Array {
		return false
	}
	return base.Kind != schema.KindEnum && !judgedTexts[base.Name] || base.Kind == schema.KindNone && !base.Builtin()
}

// assigns reports whether a value may be assigned to a type, also if that is not known.
func (a *analyzer) assigns(t *term, to schema.Type) bool {
	return t.isLiteral() || t.null || to.IsZero() || t.typ.IsZero() || a.assignable(t.typ, to)
}

// judgeAssigned gives 42804 for a value of a type that the server does not cast to
// that of the column by itself.
func (a *analyzer) judgeAssigned(column string, to schema.Type, t *term, at int32) {
	if t.isLiteral() {
		if !t.null && !to.IsZero() {
			a.judgeLiteral(t, plain(a.base(to)))
		}
		return
	}
	if a.judging() && !a.assigns(t, to) {
		a.fail("42804", at, "cast it, or write another value", "column %q is of type %s but expression is of type %s", column, typeWord(to), typeWord(t.typ))
	}
}

// judgeSystemColumn gives 0A000 for an assignment to a system column.
func (a *analyzer) judgeSystemColumn(r *pg.ResTarget) {
	if a.judging() && a.names.sources[0].relation.Kind == schema.KindTable && isSystemColumn(r.GetName()) {
		a.fail("0A000", r.Location, "", "cannot assign to system column %q", r.GetName())
	}
}
