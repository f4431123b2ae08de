package canon

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeRowFilter gives 0A000 for a row filter of a publication that is more than columns,
// constants and what is built in and immutable: the filter is evaluated where nothing
// else can be looked up.
func (a *analyzer) judgeRowFilter(n *pg.Node, t *term) {
	if !a.judging() {
		return
	}
	at, found := beyondFilter(n)
	for _, m := range a.marks {
		if found {
			break
		}
		switch m.id.Kind {
		case schema.KindFunction:
			at, found = int32(m.at), true
		case schema.KindOperator, schema.KindCollation:
			at, found = tree.ExprLocation(n), true
		case schema.KindColumn:
			c, _ := schema.Get[schema.Column](a.sc.DB, m.id)
			at, found = int32(m.at), !c.Type.IsZero() && !c.Type.Builtin() || c.Collation != "" && !PlausibleCollation(c.Collation)
		}
	}
	if !found && (a.mutable || a.ownTypeIn(t)) {
		at, found = a.mutableAt, true
		if at == 0 {
			at = tree.ExprLocation(n)
		}
	}
	if found {
		a.fail("0A000", at, "compare columns with constants, and use operators and functions that are built in and immutable",
			"invalid publication WHERE expression")
	}
}

// beyondFilter finds a part of an expression that no row filter may have.
func beyondFilter(n *pg.Node) (at int32, found bool) {
	tree.Walk(n, func(m proto.Message) bool {
		if found {
			return false
		}
		switch x := m.(type) {
		case *pg.SubLink:
			if at, found = x.Location, true; x.Testexpr != nil {
				at = tree.ExprLocation(x.Testexpr)
			}
		case *pg.A_Indirection:
			at, found = tree.ExprLocation(x.Arg), true
		case *pg.SQLValueFunction, *pg.GroupingFunc, *pg.XmlSerialize:
			at, found = m.(interface{ GetLocation() int32 }).GetLocation(), true
		case *pg.ColumnRef:
			at, found = x.Location, isSystemColumn(lastOf(stringList(x.Fields)))
		}
		return true
	})
	return at, found
}

// ownTypeIn reports whether a value in the term is surely of a type that is not built in.
func (a *analyzer) ownTypeIn(t *term) bool {
	if !t.typ.IsZero() && !t.typ.Builtin() {
		return true
	}
	for _, arg := range t.args {
		if a.ownTypeIn(arg) {
			return true
		}
	}
	return false
}
