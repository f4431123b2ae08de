package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// fromItem is one entry of FROM: what it makes visible and how its key looks.
type fromItem struct {
	sources []*tableSource
	columns []sourceColumn
	key     *term
}

// cte is a WITH query.
type cte struct {
	name    string
	key     string
	columns []sourceColumn
	// rowless is true for a change of rows without RETURNING.
	rowless bool
}

// from reads the FROM clause into the present level of names. Each entry sees
// those before it, for LATERAL.
func (a *analyzer) from(nodes []*pg.Node) *term {
	out := form("from", schema.Type{})
	for _, n := range nodes {
		item := a.fromNode(n)
		a.judgeTwice(a.names.sources, item.sources)
		a.names.sources, a.names.columns = together(a.names.sources, item.sources), together(a.names.columns, item.columns)
		out.args = append(out.args, item.key)
	}
	return out
}

// together returns one list after the other, which nothing may be changed in.
func together[T any](one, other []T) []T {
	switch {
	case len(one) == 0:
		return slices.Clip(other)
	case len(other) == 0:
		return slices.Clip(one)
	}
	return slices.Concat(one, other)
}

func (a *analyzer) fromNode(node *pg.Node) fromItem {
	switch n := node.GetNode().(type) {
	case *pg.Node_RangeVar:
		return a.table(n.RangeVar)
	case *pg.Node_RangeSubselect:
		return a.subselect(n.RangeSubselect)
	case *pg.Node_RangeFunction:
		return a.rangeFunction(n.RangeFunction)
	case *pg.Node_RangeTableFunc:
		return a.xmlTable(n.RangeTableFunc)
	case *pg.Node_JoinExpr:
		return a.join(n.JoinExpr)
	case *pg.Node_RangeTableSample:
		item := a.fromNode(n.RangeTableSample.Relation)
		args := append([]*term{item.key}, a.list(n.RangeTableSample.Args)...)
		item.key = form("sample "+lastOf(stringList(n.RangeTableSample.Method)), schema.Type{}, append(args, a.expr(n.RangeTableSample.Repeatable))...)
		return item
	}
	src := a.newSource(nil)
	src.open = true
	return fromItem{sources: []*tableSource{src}, key: a.anyNode(node)}
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

func (a *analyzer) newSource(alias *pg.Alias) *tableSource {
	a.tables++
	src := &tableSource{key: "r" + itoa(a.tables)}
	if alias != nil {
		src.name, src.aliased = alias.Aliasname, true
		a.given = append(a.given, src.name)
	}
	return src
}

// item makes a source visible, with the column names of its alias. What the alias
// names beyond the known columns are those that a * stands for.
func (src *tableSource) item(alias *pg.Alias, key *term) fromItem {
	if n := len(src.columns); n > 0 && src.columns[n-1].name == "*" {
		src.open, src.columns = true, src.columns[:n-1]
	}
	if n := len(alias.GetColnames()); n > len(src.columns) && !src.open {
		src.excess = n
	}
	for i, name := range stringList(alias.GetColnames()) {
		if i >= len(src.columns) && src.open {
			src.setColumns([]sourceColumn{{ref: &term{}}})
		}
		if i < len(src.columns) {
			src.columns[i].name = name
		}
	}
	return fromItem{sources: []*tableSource{src}, columns: src.columns, key: key}
}

// setColumns gives a source the columns of a subquery, addressed by position.
func (src *tableSource) setColumns(columns []sourceColumn) {
	refs := make([]term, len(columns))
	src.columns = slices.Grow(src.columns, len(columns))
	for i, c := range columns {
		refs[i] = term{head: headColumn, text: src.key + "#" + itoa(len(src.columns)+1), typ: c.ref.typ, collation: c.collation, at: -1}
		src.columns = append(src.columns, sourceColumn{name: c.name, ref: &refs[i], collation: c.collation, from: src, hidden: c.hidden})
	}
}

func (a *analyzer) table(rv *pg.RangeVar) fromItem {
	src := a.newSource(rv.Alias)
	if rv.Schemaname == "" {
		for i := len(a.ctes) - 1; i >= 0; i-- {
			if c := a.ctes[i]; c.name == rv.Relname {
				a.judgeRowless(c, rv.Location)
				src.setColumns(c.columns)
				if rv.Alias == nil {
					src.name = rv.Relname
				}
				return src.item(rv.Alias, form("with "+c.key+" "+src.key, schema.Type{}))
			}
		}
	}
	if rv.Schemaname == "" && slices.Contains(a.pending, rv.Relname) {
		if src.open = true; rv.Alias == nil {
			src.name = rv.Relname
		}
		return src.item(rv.Alias, form("with "+quoteName(rv.Relname)+" "+src.key, schema.Type{}))
	}
	text := a.relation(rv, src)
	src.lockable = true
	if rv.Alias == nil {
		src.name = rv.Relname
	}
	if !rv.Inh {
		text = "only " + text
	}
	return src.item(rv.Alias, form("table "+text+" "+src.key, schema.Type{}))
}

// relation finds the table or view of a range variable and fills the source.
func (a *analyzer) relation(rv *pg.RangeVar, src *tableSource) string {
	spaces := path(a.sc.SearchPath)
	parts := []string{rv.Relname}
	if rv.Schemaname != "" {
		spaces = []string{rv.Schemaname}
		parts = []string{rv.Schemaname, rv.Relname}
	}
	if a.verdict && a.sc.Guessed != nil && a.sc.Guessed(rv.Schemaname, rv.Relname) {
		src.open = true
		return quoteName(rv.Relname)
	}
	if len(rv.GetAlias().GetColnames()) == 0 && a.recall(rv, src) {
		return rv.Relname
	}
	for _, space := range spaces {
		if id, ok := a.sc.DB.Relation(space, rv.Relname); ok && a.readable(id, rv.Location) {
			src.relation, src.schema, src.whole = id, space, rowType(id)
			if rv.Alias != nil {
				src.schema = ""
			}
			a.fill(src, a.attributes(id))
			if id.Kind == schema.KindSequence {
				src.setColumns(sequenceColumns())
			}
			a.remember(rv, src)
			src.listed = len(rv.GetAlias().GetColnames())
			a.use(id)
			a.judgeEndless(id)
			a.markTable(rv.Location, parts, src)
			id = a.renamed(id)
			return quoteName(id.Schema) + "." + quoteName(id.Name)
		}
		if attrs := builtins().relations.find(space + "." + rv.Relname); attrs != nil {
			src.schema = space
			a.fill(src, attrs)
			return space + "." + rv.Relname
		}
	}
	src.open = true
	for _, space := range spaces {
		if a.bringsRelations(space) {
			return quoteName(rv.Relname)
		}
	}
	a.fail("42P01", rv.Location, "create it before this statement, or set search_path so that it is found",
		"relation %q does not exist", rv.Relname)
	return ""
}

func sequenceColumns() []sourceColumn {
	out := make([]sourceColumn, 3)
	for i, c := range []struct {
		name string
		typ  schema.Type
	}{{"last_value", int8}, {"log_cnt", int8}, {"is_called", boolean}} {
		out[i] = sourceColumn{name: c.name, ref: &term{typ: c.typ}}
	}
	return out
}

func (a *analyzer) subselect(r *pg.RangeSubselect) fromItem {
	src := a.newSource(r.Alias)
	level := a.names
	if !r.Lateral {
		a.names = level.outer
	}
	key, columns := a.selectNode(r.Subquery, true)
	a.names = level
	src.setColumns(columns)
	src.lockable = true
	return src.item(r.Alias, form("sub "+src.key, schema.Type{}, key))
}

// rangeFunction resolves functions in FROM. A function that gives one value makes
// a column named after the alias or the function.
func (a *analyzer) rangeFunction(r *pg.RangeFunction) fromItem {
	src := a.newSource(r.Alias)
	key := form("function "+src.key, schema.Type{})
	var columns []sourceColumn
	functions := unnested(r.Functions)
	for _, n := range functions {
		parts := n.GetList().GetItems()
		if len(parts) == 0 {
			continue
		}
		t := a.inside(inFrom, func() *term { return a.expr(parts[0]) })
		key.args = append(key.args, t)
		name := lastOf(stringList(parts[0].GetFuncCall().GetFuncname()))
		if src.name == "" {
			src.name = name
		}
		defs := r.Coldeflist
		if len(parts) > 1 && len(parts[1].GetList().GetItems()) > 0 {
			defs = parts[1].GetList().GetItems()
		}
		found := a.functionColumns(parts[0], t, defs)
		if len(found) == 1 && found[0].name == "" {
			found[0].name = name
			if r.Alias != nil && len(functions) == 1 {
				found[0].name = r.Alias.Aliasname
			}
		}
		src.open = src.open || len(found) == 0
		columns = append(columns, found...)
	}
	if r.Ordinality {
		key.args = append(key.args, form("ordinality", int8))
		columns = append(columns, sourceColumn{name: "ordinality", ref: &term{typ: int8}})
	}
	for _, def := range r.Coldeflist {
		d := def.GetColumnDef()
		key.args = append(key.args, form("column "+quoteName(d.GetColname())+" "+typeKey(a.typeName(d.GetTypeName())), schema.Type{}))
	}
	src.setColumns(columns)
	return src.item(r.Alias, key)
}

// unnested takes unnest() of several arrays apart: it stands for one call for each.
func unnested(functions []*pg.Node) []*pg.Node {
	var out []*pg.Node
	for _, n := range functions {
		parts := n.GetList().GetItems()
		var f *pg.FuncCall
		if len(parts) > 0 {
			f = parts[0].GetFuncCall()
		}
		if f == nil || lastOf(stringList(f.Funcname)) != "unnest" || len(f.Args) < 2 || f.FuncVariadic {
			out = append(out, n)
			continue
		}
		for _, arg := range f.Args {
			call := &pg.FuncCall{Funcname: f.Funcname, Args: []*pg.Node{arg}, Funcformat: f.Funcformat, Location: f.Location}
			item := &pg.List{Items: []*pg.Node{{Node: &pg.Node_FuncCall{FuncCall: call}}}}
			out = append(out, &pg.Node{Node: &pg.Node_List{List: item}})
		}
	}
	return out
}

// functionColumns returns the columns of a function's result; one without a name
// for a single value, none when they are not known.
func (a *analyzer) functionColumns(n *pg.Node, t *term, defs []*pg.Node) []sourceColumn {
	var out []sourceColumn
	for _, def := range defs {
		d := def.GetColumnDef()
		out = append(out, sourceColumn{name: d.GetColname(), ref: &term{typ: a.typeName(d.GetTypeName())}})
	}
	if len(out) > 0 {
		return out
	}
	attrs := []schema.Attribute(nil)
	if f := n.GetFuncCall(); f != nil {
		args := make([]*term, 0, len(f.Args))
		for _, arg := range f.Args {
			args = append(args, a.expr(arg))
		}
		if c, _ := a.resolveCall(f, stringList(f.Funcname), args); c != nil {
			attrs = c.out
		}
	}
	if len(attrs) < 2 && t.typ.Kind != schema.KindNone && !t.typ.Array && t.typ.Kind != schema.KindDomain && t.typ.Kind != schema.KindEnum && t.typ.Kind != schema.KindRange {
		attrs = a.sc.DB.Attributes(t.typ.ID())
	}
	for _, attr := range attrs {
		out = append(out, sourceColumn{name: attr.Name, ref: &term{typ: attr.Type}, collation: attr.Collation})
	}
	if len(out) == 0 && !t.typ.IsZero() && t.typ != record {
		out = append(out, sourceColumn{ref: &term{typ: t.typ}})
	}
	return out
}

// join resolves JOIN. Its condition sees the two sides only.
func (a *analyzer) join(j *pg.JoinExpr) fromItem {
	left := a.fromNode(j.Larg)
	level := a.names
	a.names = &names{outer: level.outer,
		sources: together(level.sources, left.sources), columns: together(level.columns, left.columns)}
	right := a.fromNode(j.Rarg)
	a.judgeTwice(left.sources, right.sources)
	a.names = &names{outer: level.outer,
		sources: together(left.sources, right.sources), columns: together(left.columns, right.columns)}
	item := fromItem{sources: a.names.sources, columns: a.names.columns}
	item.key = form("join "+j.Jointype.String(), schema.Type{}, left.key, right.key)
	using := stringList(j.UsingClause)
	if j.IsNatural {
		using = sharedNames(left.columns, right.columns)
		a.noteNatural(j, using, item.sources)
	}
	a.noteGaining(using, item.sources)
	switch {
	case len(using) > 0:
		item.columns = a.merge(j, using, left, right)
		for _, name := range using {
			l, r := columnNamed(left.columns, name), columnNamed(right.columns, name)
			a.judgeUsing(j, name, l, r, left, right)
			if l != nil && r != nil {
				a.judgeTypes("JOIN/USING", func(int) int32 { return 0 }, l.ref, r.ref)
			}
			if l == nil || r == nil {
				item.key.args = append(item.key.args, form("using "+quoteName(name), schema.Type{}))
				continue
			}
			item.key.args = append(item.key.args, form("using", schema.Type{}, a.useColumn(-1, nil, *l), a.useColumn(-1, nil, *r)))
		}
	case j.IsNatural && j.Jointype != pg.JoinType_JOIN_INNER:
		item.key.args = append(item.key.args, form("on", schema.Type{}, a.condition(constantTrue())))
	case j.Quals != nil:
		on := a.inside(inJoin, func() *term { return a.condition(j.Quals) })
		item.key.args = append(item.key.args, form("on", schema.Type{}, on))
	}
	a.names = level
	if j.JoinUsingAlias != nil {
		src := a.newSource(j.JoinUsingAlias)
		src.columns = slices.Clone(item.columns[:min(len(using), len(item.columns))]) // where one is missing, an error was found
		item.sources = append(slices.Clone(item.sources), src)
	}
	if j.Alias != nil {
		src := a.newSource(j.Alias)
		src.columns = append([]sourceColumn(nil), item.columns...)
		for i := range src.columns {
			src.columns[i].from = src
		}
		return src.item(j.Alias, item.key)
	}
	return item
}

func sharedNames(left, right []sourceColumn) []string {
	var out []string
	for _, l := range left {
		if columnNamed(right, l.name) != nil {
			out = append(out, l.name)
		}
	}
	return out
}

func columnNamed(columns []sourceColumn, name string) *sourceColumn {
	for i := range columns {
		if columns[i].name == name {
			return &columns[i]
		}
	}
	return nil
}

// mergedAs gives the column of one side of USING the type that both sides have in common.
func (a *analyzer) mergedAs(c sourceColumn, other *sourceColumn) sourceColumn {
	common := a.commonType([]*term{c.ref, other.ref})
	if plain(c.ref.typ) == plain(other.ref.typ) || common.IsZero() || plain(c.ref.typ) == common {
		return c
	}
	a.use(c.ref.column())
	return sourceColumn{name: c.name, ref: a.coerce(c.ref, common), collation: c.collation, from: c.from}
}

// merge makes the columns of JOIN ... USING: the merged ones first, taken from the
// side that always has a row; a full join has a value of its own. Of two types the
// common one counts, and an inner join takes the side that has it.
func (a *analyzer) merge(j *pg.JoinExpr, using []string, left, right fromItem) []sourceColumn {
	var out []sourceColumn
	for _, name := range using {
		l, r := columnNamed(left.columns, name), columnNamed(right.columns, name)
		switch {
		case l == nil || r == nil:
		case j.Jointype == pg.JoinType_JOIN_FULL:
			ref := form("merged", a.commonType([]*term{l.ref, r.ref}), l.ref, r.ref)
			out = append(out, sourceColumn{name: name, ref: ref})
		case j.Jointype == pg.JoinType_JOIN_RIGHT:
			out = append(out, a.mergedAs(*r, l))
		case j.Jointype == pg.JoinType_JOIN_INNER && plain(l.ref.typ) != plain(r.ref.typ) && plain(r.ref.typ) == a.commonType([]*term{l.ref, r.ref}):
			out = append(out, *r)
		default:
			out = append(out, a.mergedAs(*l, r))
		}
	}
	for _, side := range [][]sourceColumn{left.columns, right.columns} {
		for _, c := range side {
			merged := false
			for _, name := range using {
				merged = merged || c.name == name
			}
			if !merged {
				out = append(out, c)
			}
		}
	}
	return out
}
