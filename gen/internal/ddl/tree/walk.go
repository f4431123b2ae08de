package tree

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
)

// Walk calls f for the message that a node holds and for all messages inside it, parents
// first, until f returns false for one, whose inside is then left out. Nodes themselves
// are left out, and no node has nothing inside.
func Walk(n *pg.Node, f func(proto.Message) bool) { visitor(f).node(n) }

type visitor func(proto.Message) bool

func (v visitor) list(nodes []*pg.Node) {
	for _, n := range nodes {
		v.node(n)
	}
}

// Leftmost returns the smallest location in a tree, which is where its text starts but
// for opening parentheses; 0 if it has none.
func Leftmost(n *pg.Node) int32 {
	switch x := n.GetNode().(type) {
	case *pg.Node_AConst:
		return max(0, x.AConst.Location)
	case *pg.Node_ColumnRef:
		return max(0, x.ColumnRef.Location)
	case *pg.Node_FuncCall:
		if x.FuncCall.Funcformat == pg.CoercionForm_COERCE_EXPLICIT_CALL {
			return max(0, x.FuncCall.Location)
		}
	}
	return least(n, func(proto.Message) *pg.Node { return nil })
}

// ExprLocation returns the place at which the server reports a fault of an expression, 0
// if it has none: the [Leftmost] one, but for date '...' that of the text.
func ExprLocation(n *pg.Node) int32 {
	return least(n, func(m proto.Message) *pg.Node {
		if cast, ok := m.(*pg.TypeCast); ok && cast.Location < 0 {
			return cast.Arg
		}
		return nil
	})
}

// least returns the smallest location in a tree, where a message counts as the node that
// inside returns for it, if it does.
func least(n *pg.Node, inside func(proto.Message) *pg.Node) int32 {
	found := int32(0)
	note := func(at int32) {
		if at > 0 && (found == 0 || at < found) {
			found = at
		}
	}
	Walk(n, func(m proto.Message) bool {
		if only := inside(m); only != nil {
			note(least(only, inside))
			return false
		}
		if placed, ok := m.(interface{ GetLocation() int32 }); ok {
			note(placed.GetLocation())
		}
		return true
	})
	return found
}
