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
	least := int32(0)
	Walk(n, func(m proto.Message) bool {
		if placed, ok := m.(interface{ GetLocation() int32 }); ok {
			if at := placed.GetLocation(); at > 0 && (least == 0 || at < least) {
				least = at
			}
		}
		return true
	})
	return least
}
