package canon

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeRowFilter gives 0A000 for a row filter of a publication that is more than columns,
// constants and what is built in and immutable: the filter is evaluated where nothing
// else can be looked up.
func (a *analyzer) judgeRowFilter(n *pg.Node, t *term) {
	if !a.judging() {
		return
	}
	at, found := beyondFilter(n.ProtoReflect())
	for _, m := range a.marks {
		if found {
			break
		}
		switch m.id.Kind {
		case schema.KindFunction:
			at, found = int32(m.at), true
		case schema.KindOperator, schema.KindCollation:
			at, found = locationOf(n), true
		case schema.KindColumn:
			c, _ := schema.Get[schema.Column](a.sc.DB, m.id)
			at, found = int32(m.at), !c.Type.IsZero() && !c.Type.Builtin() || c.Collation != "" && !PlausibleCollation(c.Collation)
		}
	}
	if !found && (a.mutable || a.ownTypeIn(t)) {
		at, found = a.mutableAt, true
		if at == 0 {
			at = locationOf(n)
		}
	}
	if found {
		a.fail("0A000", at, "compare columns with constants, and use operators and functions that are built in and immutable",
			"invalid publication WHERE expression")
	}
}

// beyondFilter finds a part of an expression that no row filter may have.
func beyondFilter(m protoreflect.Message) (at int32, found bool) {
	switch x := m.Interface().(type) {
	case *pg.SubLink:
		if x.Testexpr != nil {
			return locationOf(x.Testexpr), true
		}
		return x.Location, true
	case *pg.A_Indirection:
		return locationOf(x.Arg), true
	case *pg.SQLValueFunction:
		return x.Location, true
	case *pg.GroupingFunc:
		return x.Location, true
	case *pg.XmlSerialize:
		return x.Location, true
	case *pg.ColumnRef:
		return x.Location, isSystemColumn(lastOf(stringList(x.Fields)))
	}
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case fd.Kind() != protoreflect.MessageKind:
		case fd.IsList():
			for i := 0; i < v.List().Len() && !found; i++ {
				at, found = beyondFilter(v.List().Get(i).Message())
			}
		default:
			at, found = beyondFilter(v.Message())
		}
		return !found
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
