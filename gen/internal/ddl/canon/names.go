package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// names is one level of visible names; a subquery sees those of the outer ones.
type names struct {
	outer   *names
	sources []*tableSource
	// columns are visible without a table name, in the order of *.
	columns []sourceColumn
}

// tableSource is what a qualifier (table name or alias) stands for.
type tableSource struct {
	// schema is "" behind an alias.
	schema, name string
	key          string
	columns      []sourceColumn
	// open is true if the columns are not all known: a relation of an extension.
	open bool
	// lockable is true for tables and subqueries: FOR UPDATE locks their rows.
	lockable bool
	// relation is zero for subqueries and functions; aliased is true when the text
	// names it differently.
	relation schema.ID
	aliased  bool
	// whole is the type of the row.
	whole schema.Type
	// at is where the text names the relation, with parts names between dots; listed
	// counts the columns that its alias names.
	at, parts, listed int
	// excess is the number of columns that the alias names, where that is too many.
	excess int
}

type sourceColumn struct {
	name      string
	ref       *term
	collation string
	from      *tableSource
	// hidden is true for a column that * leaves out.
	hidden bool
	// shown is the name that a view gives the column, "" for one of a table.
	shown string
}

// id returns what the column is a column of a table or view: an expression uses a view as
// a whole, but its text names the column.
func (c sourceColumn) id() schema.ID {
	if c.shown == "" {
		return c.ref.column()
	}
	return c.ref.column().In(schema.KindColumn, c.shown)
}

// fillTop makes the columns of Scope.Relation visible.
func (a *analyzer) fillTop() {
	rel, n := a.sc.Relation, a.top
	if a.filled || rel.IsZero() {
		return
	}
	a.filled = true
	prefixes := []string{""}
	if a.sc.NewOld {
		prefixes = []string{"new", "old"}
	}
	switch a.sc.RuleWhere {
	case "insert":
		prefixes = []string{"new"}
	case "delete", "select":
		prefixes = []string{"old"}
	}
	for _, p := range prefixes {
		src := &tableSource{schema: rel.Schema, name: rel.Name, relation: rel, whole: rowType(rel)}
		if p != "" {
			src.schema, src.name, src.key, src.aliased = "", p, p, true
		}
		a.fill(src, a.attributes(rel))
		n.sources = append(n.sources, src)
		if p == "" || a.sc.RuleWhere != "" {
			n.columns = append(n.columns, src.columns...)
		}
	}
}

func rowType(rel schema.ID) schema.Type {
	return schema.Type{Schema: rel.Schema, Name: rel.Name, Kind: rel.Kind}
}

// attributes returns the columns of a relation until the next call.
func (a *analyzer) attributes(rel schema.ID) []schema.Attribute {
	a.columns = a.sc.DB.AppendAttributes(a.columns[:0], rel)
	return a.columns
}

// fill gives a source the columns of its relation.
func (a *analyzer) fill(src *tableSource, attrs []schema.Attribute) {
	prefix := ""
	if src.key != "" {
		prefix = src.key + "."
	}
	refs := make([]term, len(attrs))
	src.columns = slices.Grow(src.columns, len(attrs))
	for i, attr := range attrs {
		shown, named := "", src.relation.In(schema.KindColumn, attr.Name)
		ref := &refs[i]
		*ref = term{head: headColumn, typ: attr.Type, collation: attr.Collation, of: &src.relation, at: -1}
		switch src.relation.Kind {
		case schema.KindTable:
			ref.field = attr.Name
		case schema.KindView, schema.KindMaterializedView:
			shown = attr.Name
		default:
			named = src.relation
		}
		if next := a.renamed(named); next.Kind == schema.KindColumn {
			ref.text = prefix + a.columnName(next.Name)
		} else {
			ref.text = prefix + a.columnName(attr.Name)
		}
		src.columns = append(src.columns, sourceColumn{name: attr.Name, ref: ref, collation: attr.Collation, from: src, shown: shown})
	}
}

// columnName is the name of a column as the key has it. Where no key is wanted the name
// itself does.
func (a *analyzer) columnName(name string) string {
	if a.verdict {
		return name
	}
	return quoteName(name)
}

// columnRef resolves a, t.a, s.t.a, t.* and whole rows.
func (a *analyzer) columnRef(c *pg.ColumnRef) *term {
	if t := a.ownColumn(c); t != nil {
		return t
	}
	a.fillTop()
	parts := stringList(c.Fields)
	if hasStar(c.Fields) {
		return a.rowOf(c, parts)
	}
	last := parts[len(parts)-1]
	if len(parts) == 1 {
		return a.bareName(c, last)
	}
	src := a.source(parts[:len(parts)-1])
	if src == nil {
		if t := a.qualifiedArgument(parts); t != nil {
			return t
		}
		a.fail("42P01", c.Location, "name a table of the FROM clause, or its alias",
			"there is no table %q to take column %q from", strings.Join(parts[:len(parts)-1], "."), last)
		return form("error", schema.Type{})
	}
	for _, col := range src.columns {
		if col.name == last {
			a.markQualifier(c.Location, parts, src)
			return a.useColumn(c.Location, parts, col)
		}
	}
	if isSystemColumn(last) && (src.systemic() || !a.verdict) || src.open {
		return &term{head: headColumn, text: src.key + "." + quoteName(last), typ: systemColumnType(last), at: -1}
	}
	if a.mayBeField(last, src.whole) {
		// t.f is another way to write f(t).
		a.markQualifier(c.Location, parts, src)
		return a.call(&pg.FuncCall{Funcname: c.Fields[len(c.Fields)-1:], Args: []*pg.Node{{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{
			Fields: append(c.Fields[:len(c.Fields)-1:len(c.Fields)-1], &pg.Node{Node: &pg.Node_AStar{AStar: &pg.A_Star{}}}), Location: -1}}}}, Location: -1})
	}
	a.unknownColumn(c.Location, last)
	return form("error", schema.Type{})
}

// ownColumn is the common case: a bare column of the table of the scope. It saves
// listing the columns.
func (a *analyzer) ownColumn(c *pg.ColumnRef) *term {
	if a.names != a.top || len(c.Fields) != 1 || a.sc.NewOld || a.sc.Relation.Kind != schema.KindTable {
		return nil
	}
	id := a.sc.Relation.In(schema.KindColumn, c.Fields[0].GetString_().GetSval())
	col, ok := schema.Get[schema.Column](a.sc.DB, id)
	if !ok {
		return nil
	}
	ref := &term{head: headColumn, text: quoteName(a.renamed(id).Name), typ: col.Type, collation: col.Collation, of: &id, at: -1}
	return a.useColumn(c.Location, []string{id.Name}, sourceColumn{name: id.Name, ref: ref})
}

func hasStar(fields []*pg.Node) bool {
	return len(fields) > 0 && fields[len(fields)-1].GetAStar() != nil
}

func (a *analyzer) unknownColumn(at int32, name string) {
	hint := "check the spelling; quoted names keep their case"
	if !a.sc.Relation.IsZero() {
		hint = "add the column to " + a.sc.Relation.String() + " first, or check the spelling"
	}
	a.fail("42703", at, hint, "column %q does not exist", name)
}

func (a *analyzer) useColumn(at int32, parts []string, col sourceColumn) *term {
	if col.ref.column().IsZero() {
		return col.ref
	}
	a.use(col.ref.column())
	if id := col.id(); !a.verdict && id.Kind == schema.KindColumn && col.name == id.Name {
		a.marks = append(a.marks, mark{at: int(at), skip: len(parts) - 1, count: 1, id: id, source: col.from})
	}
	return col.ref
}

func (a *analyzer) markQualifier(at int32, parts []string, src *tableSource) {
	if src.aliased || src.relation.IsZero() {
		return
	}
	a.marks = append(a.marks, mark{at: int(at), skip: 0, count: len(parts) - 1, id: src.relation, qualifier: true, source: src})
}

// bareName resolves a name without qualifier: column, row, VALUE or parameter.
func (a *analyzer) bareName(c *pg.ColumnRef, name string) *term {
	var open *tableSource
	for level := a.names; level != nil; level = level.outer {
		for _, col := range level.columns {
			if col.name != name {
				continue
			}
			if a.sc.RuleWhere == "update" && level == a.top {
				a.fail("42702", c.Location, "write NEW or OLD before it", "column reference %q is ambiguous", name)
			}
			a.judgeAmbiguous(c.Location, level, name)
			a.markBare(c.Location, col)
			return a.useColumn(c.Location, []string{name}, col)
		}
		for _, src := range level.sources {
			if open == nil && src.open {
				open = src
			}
		}
		if src := systemSource(level, name); src != nil {
			return &term{head: headColumn, text: src.key + "." + quoteName(name), typ: systemColumnType(name), at: -1}
		}
	}
	if a.sc.NewOld && a.sc.Clause == InTrigger && a.judging() && len(a.top.sources) > 1 && columnNamed(a.top.sources[0].columns, name) != nil {
		a.fail("42702", c.Location, "write NEW or OLD before it", "column reference %q is ambiguous", name)
	}
	if src := a.source([]string{name}); src != nil {
		a.markQualifier(c.Location, []string{name, ""}, src)
		return wholeRow(src)
	}
	if name == "value" && !a.sc.Value.IsZero() {
		return &term{head: headColumn, text: "VALUE", typ: a.sc.Value, at: -1}
	}
	for i, arg := range a.sc.Args {
		if arg.Name == name {
			return &term{head: headColumn, text: "$" + itoa(i+1), typ: arg.Type, at: -1}
		}
	}
	if open != nil {
		return &term{head: headColumn, text: open.key + "." + quoteName(name), at: -1}
	}
	a.unknownColumn(c.Location, name)
	return form("error", schema.Type{})
}

func wholeRow(src *tableSource) *term {
	return &term{head: headColumn, text: src.key + ".*", typ: src.whole, at: -1}
}

// rowOf resolves t.* where a single value is wanted.
func (a *analyzer) rowOf(c *pg.ColumnRef, parts []string) *term {
	if len(parts) == 0 {
		return form("*", schema.Type{})
	}
	src := a.source(parts)
	if src == nil {
		if t := a.qualifiedArgument(parts); t != nil {
			return t
		}
		a.fail("42P01", c.Location, "name a table of the FROM clause, or its alias", "there is no table %q", strings.Join(parts, "."))
		return form("error", schema.Type{})
	}
	a.markQualifier(c.Location, append(parts, "*"), src)
	return wholeRow(src)
}

// qualifiedArgument resolves function.parameter and the fields of composite parameters.
func (a *analyzer) qualifiedArgument(parts []string) *term {
	for skip := range min(2, len(parts)) {
		for i, arg := range a.sc.Args {
			if arg.Name == "" || arg.Name != parts[skip] {
				continue
			}
			t := &term{head: headColumn, text: "$" + itoa(i+1), typ: arg.Type, at: -1}
			for _, name := range parts[skip+1:] {
				if !a.hasField(t.typ, name) {
					return nil
				}
				t = a.field(t, name, func() int32 { return 0 })
			}
			return t
		}
	}
	return nil
}

// source finds the table or alias of a qualifier, innermost first.
func (a *analyzer) source(parts []string) *tableSource {
	a.fillTop()
	name := parts[len(parts)-1]
	for level := a.names; level != nil; level = level.outer {
		for _, src := range level.sources {
			if src.name != name {
				continue
			}
			if len(parts) == 1 || (src.schema == parts[len(parts)-2] && src.schema != "") {
				return src
			}
		}
	}
	return nil
}

// isSystemColumn reports whether every table has a column of the name.
func isSystemColumn(name string) bool { return !systemColumnType(name).IsZero() }

func systemColumnType(name string) schema.Type {
	switch name {
	case "ctid":
		return builtin("tid")
	case "xmin", "xmax":
		return builtin("xid")
	case "cmin", "cmax":
		return builtin("cid")
	case "tableoid":
		return builtin("oid")
	}
	return schema.Type{}
}

func (a *analyzer) subscript(t *term, s *pg.A_Indices) *term {
	index := func(n *pg.Node) *term {
		if n == nil {
			return form("open", schema.Type{})
		}
		x := a.expr(n)
		if a.base(t.typ).Array {
			return a.coerce(x, int4)
		}
		if x.isLiteral() {
			return a.literal(x, textual)
		}
		return x
	}
	base := a.base(t.typ)
	if s.IsSlice {
		return form("slice", base, t, index(s.Lidx), index(s.Uidx))
	}
	typ := element(base)
	if plain(base) == builtin("jsonb") {
		typ = base
	}
	return form("at", typ, t, index(s.Uidx))
}
