package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgePartitionKey refuses a key that rows cannot be told apart by. Its expressions were
// read already.
func (s *stmt) judgePartitionKey(rel schema.ID, n *pg.PartitionSpec) error {
	if n.Strategy == pg.PartitionStrategy_PARTITION_STRATEGY_LIST && len(n.PartParams) > 1 {
		return s.fault(0, invalidObject, "cannot use \"list\" partition strategy with more than one column")
	}
	for i, p := range n.PartParams {
		e := p.GetPartitionElem()
		t, _ := s.columnType(rel, e.Name)
		if e.Name != "" {
			if c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, e.Name)); !c.Generated.IsZero() {
				return s.fault(e.Location, invalidObject, "cannot use generated column %q in partition key", e.Name)
			}
		} else {
			var err error
			if t, err = s.keyExpressionType(rel, e, i); err != nil {
				return err
			}
		}
		if len(e.Collation) > 0 && !t.IsZero() && !s.collatable(t) {
			return s.fault(0, datatypeMismatch, "collations are not supported by type %s", schema.FormatTypes(plainType(t)))
		}
		elem := &pg.IndexElem{Name: e.Name, Opclass: e.Opclass, Ordering: pg.SortByDir_SORTBY_DEFAULT, NullsOrdering: pg.SortByNulls_SORTBY_NULLS_DEFAULT}
		if err := s.judgeElement(keyMethod(n.Strategy), elem, t); err != nil {
			return err
		}
	}
	return nil
}

// keyExpressionType returns the type of an expression of a partition key.
func (s *stmt) keyExpressionType(rel schema.ID, e *pg.PartitionElem, i int) (schema.Type, error) {
	t, err := canon.ExprType(e.Expr, s.canonScope(scope{relation: rel, clause: canon.InPartitionKey}))
	if err != nil {
		return t, s.placed(err)
	}
	if e.Expr.GetAConst().GetSval() != nil {
		t = schema.Type{Schema: "pg_catalog", Name: "unknown"}
	}
	if t.Builtin() && pseudoTypes[t.Name] {
		return t, s.fault(0, invalidTable, "partition key column %d has pseudo-type %s", i+1, t.Name)
	}
	columns, uses := 0, schema.Expr{}
	err = columnRefs(e.Expr, func(ref *pg.ColumnRef, name string) error {
		columns++
		c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
		uses.Uses = append(uses.Uses, c.ID)
		switch {
		case systemColumns[name]:
			return s.fault(0, invalidObject, "partition key expressions cannot contain system column references")
		case !c.Generated.IsZero():
			return s.fault(e.Location, invalidObject, "cannot use generated column %q in partition key", name)
		}
		return nil
	})
	if err == nil && columns == 0 {
		err = s.fault(0, invalidObject, "cannot use constant expression as partition key")
	}
	if err == nil && s.isTorn(e.Expr, uses, rel, canon.InPartitionKey) {
		err = s.fault(0, invalidTable, "no collation was derived for partition key column %d with collatable type %s", i+1, schema.FormatTypes(t))
	}
	return t, err
}

// judgeBoundValue gives 42804 for a value of a type that the key column does not take.
// The text of a constant is looked at later.
func (s *stmt) judgeBoundValue(n *pg.Node, target schema.Type) error {
	if c := n.GetAConst(); c.GetSval() != nil || c.GetIsnull() || target.IsZero() {
		return nil
	}
	t, err := canon.ExprType(n, s.canonScope(scope{clause: canon.InPartitionBound}))
	if err != nil {
		return s.placed(err)
	}
	if t.IsZero() || canon.Assignable(s.db, t, target) {
		return nil
	}
	return s.fault(tree.Leftmost(n), datatypeMismatch, "specified value cannot be cast to type %s", schema.FormatTypes(plainType(target)))
}

// judgeInfinite gives 42804 for a bound that goes on after MINVALUE or MAXVALUE with
// something else.
func (s *stmt) judgeInfinite(values []*pg.Node) error {
	last := ""
	for _, v := range values {
		word := infinite(v)
		if last != "" && word != last {
			return s.fault(tree.Leftmost(v), datatypeMismatch, "every bound following %s must also be %s", last, last)
		}
		last = word
	}
	return nil
}

// infinite returns MINVALUE or MAXVALUE if the value is that, else "".
func infinite(n *pg.Node) string {
	fields := n.GetColumnRef().GetFields()
	if len(fields) != 1 {
		return ""
	}
	switch str(fields[0]) {
	case "minvalue":
		return "MINVALUE"
	case "maxvalue":
		return "MAXVALUE"
	}
	return ""
}

// partitionTypes returns the types of the columns and expressions of a table's partition
// key; zero if it is not known.
func (s *stmt) partitionTypes(table schema.ID) []schema.Type {
	t, ok := schema.Get[schema.Table](s.db, table)
	if !ok {
		return nil
	}
	spec, in, err := s.partitionSpec(t, t.PartitionBy.SQL)
	if err != nil {
		return nil
	}
	var out []schema.Type
	for _, p := range spec.PartParams {
		e := p.GetPartitionElem()
		c, _ := schema.Get[schema.Column](s.db, table.In(schema.KindColumn, e.Name))
		if e.Expr != nil {
			c.Type, _ = canon.ExprType(e.Expr, in.canonScope(scope{relation: table}))
		}
		out = append(out, c.Type)
	}
	return out
}

// overlapPlace is the value of a bound at which it runs into another.
func overlapPlace(n *pg.PartitionBoundSpec, mine, other partitionRange, types []schema.Type) int32 {
	for i, value := range mine.list {
		if slices.Contains(other.list, value) && i < len(n.Listdatums) {
			return tree.Leftmost(n.Listdatums[i])
		}
	}
	if len(mine.lower) == 0 {
		return firstDatum(n)
	}
	if order, known := compareBounds(mine.lower, other.lower, types); known && order < 0 {
		return differing(n.Upperdatums, mine.upper, other.lower)
	}
	return differing(n.Lowerdatums, mine.lower, other.lower)
}

// differing returns the place of the first value that is not the other's.
func differing(nodes []*pg.Node, mine, other []string) int32 {
	at := slices.IndexFunc(nodes, func(n *pg.Node) bool {
		i := slices.Index(nodes, n)
		return i < len(mine) && i < len(other) && mine[i] != other[i]
	})
	return tree.Leftmost(nodes[max(at, 0)])
}
