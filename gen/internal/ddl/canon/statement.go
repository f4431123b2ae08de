package canon

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Statement returns the key of a statement and what it uses. It takes any
// statement, and the bodies of standard SQL functions (RETURN expression, BEGIN
// ATOMIC ... END) as the parser gives them.
func Statement(n *pg.Node, sc Scope) (key string, uses []schema.ID, err error) {
	a := newAnalyzer(sc)
	t, _ := a.statement(n)
	e, err := a.finish(a.key(t), "")
	return e.Key, e.Uses, err
}

// Outputs resolves a query or a change of data and returns the columns that it gives;
// gives is false for a change without RETURNING.
func Outputs(n *pg.Node, sc Scope) (columns []schema.Attribute, gives bool, err error) {
	a := newAnalyzer(sc)
	_, found := a.statement(n)
	if _, err := a.finish("", ""); err != nil {
		return nil, false, err
	}
	return outputs(found), found != nil, nil
}

// statement resolves queries and changes of data by their meaning, all others by
// their tree. The columns are those of RETURNING or of the query.
func (a *analyzer) statement(node *pg.Node) (*term, []sourceColumn) {
	switch n := node.GetNode().(type) {
	case *pg.Node_SelectStmt:
		return a.selectNode(node, true)
	case *pg.Node_InsertStmt:
		return a.insert(n.InsertStmt)
	case *pg.Node_UpdateStmt:
		return a.update(n.UpdateStmt)
	case *pg.Node_DeleteStmt:
		return a.remove(n.DeleteStmt)
	case *pg.Node_MergeStmt:
		return a.mergeInto(n.MergeStmt)
	case *pg.Node_ReturnStmt:
		return form("return", schema.Type{}, a.expr(n.ReturnStmt.Returnval)), nil
	case *pg.Node_List:
		out := form("list", schema.Type{})
		for _, item := range n.List.Items {
			t, _ := a.statement(item)
			out.args = append(out.args, t)
		}
		return out, nil
	}
	return a.anyNode(node), nil
}

// target opens a level of names with the table that a statement changes.
func (a *analyzer) target(word string, rv *pg.RangeVar, w *pg.WithClause) (out *term, done func()) {
	level, ctes := a.names, len(a.ctes)
	a.names = &names{outer: level}
	a.depth++
	out = form(word, schema.Type{})
	if w != nil {
		out.args = append(out.args, a.with(w))
	}
	known, pending := a.ctes, a.pending
	a.ctes, a.pending = nil, nil // a WITH query cannot be changed
	item := a.table(rv)
	a.ctes, a.pending = known, pending
	a.names.sources, a.names.columns = item.sources, item.columns
	out.args = append(out.args, item.key)
	return out, func() { a.names, a.ctes, a.depth = level, a.ctes[:ctes], a.depth-1 }
}

func (a *analyzer) insert(s *pg.InsertStmt) (*term, []sourceColumn) {
	out, done := a.target("insert", s.Relation, s.WithClause)
	defer done()
	if a.verdict {
		return out, a.judgeInsert(s)
	}
	columns := a.names.columns
	if len(s.Cols) > 0 {
		columns = nil
		for _, n := range s.Cols {
			columns = append(columns, a.assigned(n.GetResTarget()))
		}
	}
	if s.SelectStmt != nil {
		query, width := a.insertSource(s.SelectStmt, columns)
		switch {
		case a.names.sources[0].open:
		case width > len(columns):
			a.fail("42601", excessAt(s.SelectStmt.GetSelectStmt(), len(columns)), "name a column for each value", "INSERT has more expressions than target columns")
		case width < len(columns) && len(s.Cols) > 0:
			a.fail("42601", s.Cols[width].GetResTarget().GetLocation(), "give a value for each column", "INSERT has more target columns than expressions")
		}
		// Without a list, the columns are as many as the values.
		if columns = columns[:min(width, len(columns))]; len(s.Cols) == 0 {
			a.useColumns(columns)
		}
		for _, c := range columns {
			out.args = append(out.args, c.ref)
		}
		out.args = append(out.args, query)
	} else {
		out.args = append(out.args, form("default values", schema.Type{}))
	}
	if s.OnConflictClause != nil {
		excluded := &tableSource{name: "excluded", key: "excluded", aliased: true}
		for _, c := range a.names.sources[0].columns {
			ref := &term{head: headColumn, text: "excluded." + quoteName(c.name), typ: c.ref.typ, of: c.ref.of, field: c.ref.field, at: -1}
			excluded.columns = append(excluded.columns, sourceColumn{name: c.name, ref: ref})
		}
		a.names.sources = append(a.names.sources, excluded)
		out.args = append(out.args, a.fields(s.OnConflictClause))
	}
	return a.returning(out, s.ReturningList)
}

// useColumns notes columns that the text does not name.
func (a *analyzer) useColumns(columns []sourceColumn) {
	for _, c := range columns {
		a.use(c.ref.column())
	}
}

// cells resolves one row of VALUES, with * written out.
func (a *analyzer) cells(nodes []*pg.Node) []*term {
	var out []*term
	for _, n := range nodes {
		if c := n.GetColumnRef(); c != nil && hasStar(c.Fields) {
			for _, col := range a.star(c) {
				out = append(out, col.ref)
			}
			continue
		}
		out = append(out, a.expr(n))
	}
	return out
}

// insertSource resolves what is inserted; values take the types of their columns.
// The width is the number of values.
func (a *analyzer) insertSource(n *pg.Node, columns []sourceColumn) (source *term, width int) {
	into := func(t *term, i int) *term {
		if i >= len(columns) {
			return t
		}
		return a.coerce(t, plain(a.base(columns[i].ref.typ)))
	}
	q := n.GetSelectStmt()
	if len(q.GetValuesLists()) == 0 || q.WithClause != nil {
		query, found := a.selectNode(n, false)
		for i, c := range found {
			if c.ref.isLiteral() {
				*c.ref = *into(c.ref, i)
			}
		}
		if slices.ContainsFunc(found, func(c sourceColumn) bool { return c.name == "*" }) {
			return query, len(columns) // of a relation that is not known
		}
		return query, len(found)
	}
	// The values see no columns of the table.
	level := a.names
	a.names = &names{outer: level.outer}
	defer func() { a.names = level }()
	out := form("values", schema.Type{})
	for _, row := range q.ValuesLists {
		cells := a.cells(row.GetList().GetItems())
		width = len(cells)
		for i, t := range cells {
			cells[i] = into(t, i)
		}
		out.args = append(out.args, &term{head: headRow, typ: record, args: cells, at: -1})
	}
	return out, width
}

// assigned resolves the column on the left of an assignment. Where a key is wanted its
// type is left out if only a part of it is assigned.
func (a *analyzer) assigned(r *pg.ResTarget) sourceColumn {
	for _, c := range a.names.sources[0].columns {
		if c.name == r.GetName() {
			c.ref = a.useColumn(r.Location, []string{c.name}, c)
			if len(r.Indirection) > 0 && !a.verdict {
				part := *c.ref
				part.typ = schema.Type{}
				c.ref = &part
			}
			return c
		}
	}
	if !a.names.sources[0].open {
		a.fail("42703", r.GetLocation(), "add the column first, or check the spelling; quoted names keep their case",
			"column %q of relation %q does not exist", r.GetName(), a.names.sources[0].relation.Name)
	}
	return sourceColumn{name: r.GetName(), ref: form(quoteName(r.GetName()), schema.Type{})}
}

func (a *analyzer) update(s *pg.UpdateStmt) (*term, []sourceColumn) {
	out, done := a.target("update", s.Relation, s.WithClause)
	defer done()
	out.args = append(out.args, a.from(s.FromClause))
	if a.verdict {
		a.judgeAssignments(s.TargetList)
	} else {
		out.args = append(out.args, a.assignments(s.TargetList)...)
	}
	if s.WhereClause != nil {
		out.args = append(out.args, form("where", schema.Type{}, a.where(s.WhereClause)))
	}
	out, columns := a.returning(out, s.ReturningList)
	a.judgeUpdated(s.TargetList)
	return out, columns
}

func (a *analyzer) assignments(nodes []*pg.Node) []*term {
	out := make([]*term, len(nodes))
	for i, n := range nodes {
		c := a.assigned(n.GetResTarget())
		value := a.expr(n.GetResTarget().GetVal())
		out[i] = form("set", schema.Type{}, c.ref, a.coerce(value, plain(a.base(c.ref.typ))))
	}
	return out
}

func (a *analyzer) remove(s *pg.DeleteStmt) (*term, []sourceColumn) {
	out, done := a.target("delete", s.Relation, s.WithClause)
	defer done()
	out.args = append(out.args, a.from(s.UsingClause))
	if s.WhereClause != nil {
		out.args = append(out.args, form("where", schema.Type{}, a.where(s.WhereClause)))
	}
	out, columns := a.returning(out, s.ReturningList)
	a.judgeTarget(rowChange{event: "delete"})
	return out, columns
}

// where resolves a condition on rows.
func (a *analyzer) where(n *pg.Node) *term {
	return a.inside(InWhere, func() *term { return a.condition(n) })
}

func (a *analyzer) returning(out *term, list []*pg.Node) (*term, []sourceColumn) {
	if len(list) == 0 {
		return out, nil
	}
	clause, sources := a.enter(inReturning), a.names.sources
	a.oldAndNew(list)
	columns := a.targets(list)
	a.sc.Clause, a.names.sources = clause, sources
	for _, c := range columns {
		out.args = append(out.args, c.ref)
	}
	return out, columns
}

// oldAndNew makes the row before and after a change visible where RETURNING speaks of
// them, which PostgreSQL 18 can.
func (a *analyzer) oldAndNew(list []*pg.Node) {
	if len(a.names.sources) == 0 || a.names.sources[0].relation.IsZero() {
		return
	}
	rel := a.names.sources[0].relation
	for _, name := range []string{"old", "new"} {
		spoken := slices.ContainsFunc(list, func(n *pg.Node) bool {
			fields := stringList(n.GetResTarget().GetVal().GetColumnRef().GetFields())
			return len(fields) > 0 && fields[0] == name
		})
		if spoken && !slices.ContainsFunc(a.names.sources, func(src *tableSource) bool { return src.name == name }) {
			src := &tableSource{name: name, key: name, aliased: true, relation: rel, whole: rowType(rel)}
			a.fill(src, a.sc.DB.Attributes(rel))
			a.names.sources = append(a.names.sources[:len(a.names.sources):len(a.names.sources)], src)
		}
	}
}

// anyNode prints a node that has no rule of its own: every field by name, with
// expressions inside resolved as usual.
func (a *analyzer) anyNode(n *pg.Node) *term {
	if n.GetNode() == nil {
		return form("none", schema.Type{})
	}
	m := n.ProtoReflect()
	field := m.WhichOneof(m.Descriptor().Oneofs().ByName("node"))
	return a.fields(m.Get(field).Message().Interface())
}

// fields prints a message field by field, without places in the text.
func (a *analyzer) fields(m proto.Message) *term {
	if m == nil || !m.ProtoReflect().IsValid() {
		return form("none", schema.Type{})
	}
	switch m := m.(type) {
	case *pg.TypeName:
		return form("type "+typeKey(a.typeName(m)), schema.Type{})
	case *pg.ResTarget:
		return form("as "+quoteName(m.Name), schema.Type{}, a.expr(m.Val))
	}
	msg := m.ProtoReflect()
	out := form(string(msg.Descriptor().Name()), schema.Type{})
	msg.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if name := string(f.Name()); strings.HasSuffix(name, "location") || name == "stmt_len" {
			return true
		}
		item := form(string(f.Name()), schema.Type{})
		if f.IsList() {
			for i := range v.List().Len() {
				item.args = append(item.args, a.fieldValue(f, v.List().Get(i)))
			}
		} else {
			item.args = append(item.args, a.fieldValue(f, v))
		}
		out.args = append(out.args, item)
		return true
	})
	sortFields(out.args)
	return out
}

func (a *analyzer) fieldValue(f protoreflect.FieldDescriptor, v protoreflect.Value) *term {
	switch {
	case f.Message() == nil && f.Kind() == protoreflect.StringKind:
		return form(quoteName(v.String()), schema.Type{})
	case f.Message() == nil:
		return form(fmt.Sprint(v.Interface()), schema.Type{})
	}
	m := v.Message().Interface()
	node, ok := m.(*pg.Node)
	if !ok {
		return a.fields(m)
	}
	switch x := node.GetNode().(type) {
	case *pg.Node_RangeVar:
		src := a.newSource(nil)
		return form("table "+a.relation(x.RangeVar, src), schema.Type{})
	case *pg.Node_SelectStmt, *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_MergeStmt:
		t, _ := a.statement(node)
		return t
	case *pg.Node_String_:
		return form(quoteName(x.String_.Sval), schema.Type{})
	case *pg.Node_ResTarget:
		return a.fields(x.ResTarget)
	}
	return a.expr(node)
}

// excessAt returns the place of the value of a query that has no column any more.
func excessAt(q *pg.SelectStmt, columns int) int32 {
	if rows := q.GetValuesLists(); len(rows) > 0 {
		if items := rows[0].GetList().GetItems(); columns < len(items) {
			return tree.ExprLocation(items[columns])
		}
	}
	if columns < len(q.GetTargetList()) {
		return tree.ExprLocation(q.TargetList[columns])
	}
	return 0
}
