package ddl

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeBound refuses a bound that does not fit the strategy of the partitioned table.
func (s *stmt) judgeBound(parent schema.ID, n *pg.PartitionBoundSpec) error {
	t, _ := schema.Get[schema.Table](s.db, parent)
	strategy, _, _ := strings.Cut(t.PartitionBy.SQL, " ")
	is := map[string]string{"l": "LIST", "r": "RANGE", "h": "HASH"}[n.Strategy]
	switch {
	case n.IsDefault && strategy == "HASH":
		return s.fault(n.Location, invalidTable, "a hash-partitioned table may not have a default partition")
	case n.IsDefault:
		return nil
	case is != strategy:
		return s.fault(n.Location, invalidTable, "invalid bound specification for a %s partition", strings.ToLower(strategy))
	case is == "HASH" && n.Modulus <= 0:
		return s.fault(n.Location, invalidTable, "modulus for hash partition must be an integer value greater than zero")
	case is == "HASH" && (n.Remainder < 0 || n.Remainder >= n.Modulus):
		return s.fault(n.Location, invalidTable, "remainder for hash partition must be less than modulus")
	case is != "RANGE":
		return nil
	}
	keys := len(s.boundsOf(parent).types)
	for _, list := range [][]*pg.Node{n.Lowerdatums, n.Upperdatums} {
		if len(list) == keys {
			if err := s.judgeInfinite(list); err != nil {
				return err
			}
		}
		if len(list) != keys {
			return s.fault(n.Location, invalidTable, "FROM and TO must specify exactly one value per partitioning column")
		}
		for _, v := range list {
			if v.GetAConst().GetIsnull() {
				return s.fault(v.GetAConst().Location, invalidObject, "cannot specify NULL in range bound")
			}
		}
	}
	return nil
}

// partitionRange is a bound with its values in the form of their keys.
type partitionRange struct {
	// of is the partition, zero for one that is to be made.
	of                 schema.ID
	isDefault          bool
	list, lower, upper []string
	modulus, remainder int32
}

func (s *stmt) partitionRange(n *pg.PartitionBoundSpec, types []schema.Type) (partitionRange, error) {
	out := partitionRange{isDefault: n.IsDefault, modulus: n.Modulus, remainder: n.Remainder}
	for i, list := range [][]*pg.Node{n.Listdatums, n.Lowerdatums, n.Upperdatums} {
		to := []*[]string{&out.list, &out.lower, &out.upper}[i]
		for j, v := range list {
			var target schema.Type
			if i == 0 {
				j = 0
			}
			if j < len(types) {
				target = types[j]
			}
			key, err := s.boundValue(v, target)
			if err != nil {
				return out, err
			}
			*to = append(*to, key)
		}
	}
	return out, nil
}

// judgeOverlap gives 42P17 for a bound that is empty, or that another partition of the
// table has already.
func (s *stmt) judgeOverlap(parent, child schema.ID, n *pg.PartitionBoundSpec) error {
	have := s.boundsOf(parent)
	mine, err := s.partitionRange(n, have.types)
	if err != nil {
		return err
	}
	if order, known := compareBounds(mine.lower, mine.upper, have.types); known && order >= 0 && len(mine.lower) > 0 {
		return s.fault(firstDatum(n), invalidObject, "empty range bound specified for partition %q", child.Name)
	}
	if mine.isDefault && !have.fallback.IsZero() {
		return s.fault(n.Location, invalidObject, "partition %q conflicts with existing default partition %q", child.Name, have.fallback.Name)
	}
	for _, other := range have.near(mine) {
		switch {
		case mine.modulus > 0 && mine.modulus%other.modulus != 0 && other.modulus%mine.modulus != 0:
			return s.fault(n.Location, invalidObject, "every hash partition modulus must be a factor of the next larger modulus")
		case mine.overlaps(other, have.types):
			return s.fault(overlapPlace(n, mine, other, have.types), invalidObject, "partition %q would overlap partition %q", child.Name, other.of.Name)
		}
	}
	return nil
}

// firstDatum is the place of the first value of a bound.
func firstDatum(n *pg.PartitionBoundSpec) int32 {
	for _, list := range [][]*pg.Node{n.Listdatums, n.Lowerdatums} {
		if len(list) > 0 {
			return tree.Leftmost(list[0])
		}
	}
	return n.Location
}

// overlaps reports whether two bounds surely have a row in common.
func (p partitionRange) overlaps(o partitionRange, types []schema.Type) bool {
	if p.modulus > 0 {
		least := min(p.modulus, o.modulus)
		return least > 0 && p.remainder%least == o.remainder%least
	}
	if len(p.list) > 0 {
		return slices.ContainsFunc(p.list, func(v string) bool { return slices.Contains(o.list, v) })
	}
	before, known := compareBounds(p.lower, o.upper, types)
	after, known2 := compareBounds(o.lower, p.upper, types)
	return known && known2 && before < 0 && after < 0
}

// compareBounds compares the values of two bounds column by column; known is false if
// their order is the server's secret.
func compareBounds(a, b []string, types []schema.Type) (order int, known bool) {
	for i := range min(len(a), len(b), len(types)) {
		if a[i] == b[i] {
			if a[i] == "MINVALUE" || a[i] == "MAXVALUE" {
				return 0, true
			}
			continue
		}
		return compareBound(a[i], b[i], types[i])
	}
	return 0, true
}

var isoDate = regexp.MustCompile(`^'[0-9]{4}-[0-9]{2}-[0-9]{2}[ 0-9:.+]*'$`)

func compareBound(a, b string, t schema.Type) (order int, known bool) {
	switch {
	case a == "MINVALUE" || b == "MAXVALUE":
		return -1, true
	case a == "MAXVALUE" || b == "MINVALUE":
		return 1, true
	}
	switch t.Name {
	case "int2", "int4", "int8", "numeric":
		x, ok := new(big.Rat).SetString(strings.Trim(a, "'"))
		y, ok2 := new(big.Rat).SetString(strings.Trim(b, "'"))
		if ok && ok2 {
			return x.Cmp(y), true
		}
	case "date", "timestamp", "timestamptz":
		if isoDate.MatchString(a) && isoDate.MatchString(b) {
			return strings.Compare(a, b), true
		}
	case "uuid":
		return strings.Compare(a, b), true
	}
	return 0, false
}

// judgeParent refuses a parent of INHERITS or INHERIT that cannot be one.
func (s *stmt) judgeParent(parent schema.ID, at int32) error {
	t, _ := schema.Get[schema.Table](s.db, parent)
	switch {
	case !t.PartitionBy.IsZero():
		return s.fault(at, wrongObjectType, "cannot inherit from partitioned table %q", parent.Name)
	case !t.PartitionOf.IsZero():
		return s.fault(at, wrongObjectType, "cannot inherit from partition %q", parent.Name)
	}
	return nil
}

// judgeInherit refuses a change of the parents of a table that the server does not allow.
func (s *stmt) judgeInherit(t schema.Table, c *pg.AlterTableCmd) error {
	switch adds := c.Subtype == pg.AlterTableType_AT_AddInherit; {
	case !t.PartitionOf.IsZero():
		return s.nameFault(t.ID.Name, wrongObjectType, "cannot change inheritance of a partition")
	case adds && !t.PartitionBy.IsZero():
		return s.nameFault(t.ID.Name, wrongObjectType, "cannot change inheritance of partitioned table")
	}
	return nil
}

// judgeHeir refuses a parent whose columns the table does not have as they are.
func (s *stmt) judgeHeir(t schema.Table, parent schema.ID) error {
	if parent == t.ID || slices.Contains(s.descendants(t.ID), parent) {
		return s.nameFault(parent.Name, duplicateTable, "circular inheritance not allowed: %q is already a child of %q", parent.Name, t.ID.Name)
	}
	for _, col := range s.db.Columns(parent) {
		name := col.ID.Name
		own, ok := schema.Get[schema.Column](s.db, t.ID.In(schema.KindColumn, name))
		switch {
		case !ok:
			return s.nameFault(name, datatypeMismatch, "child table is missing column %q", name)
		case own.Type != col.Type:
			return s.nameFault(name, datatypeMismatch, "child table %q has different type for column %q", t.ID.Name, name)
		case own.Collation != col.Collation:
			return s.nameFault(name, collationMismatch, "child table %q has different collation for column %q", t.ID.Name, name)
		case col.NotNull && !own.NotNull:
			return s.nameFault(name, datatypeMismatch, "column %q in child table must be marked NOT NULL", name)
		case own.Generated.IsZero() && !col.Generated.IsZero():
			return s.nameFault(name, datatypeMismatch, "column %q in child table must be a generated column", name)
		}
	}
	return nil
}

// descendants returns the children of a table with theirs.
func (s *stmt) descendants(rel schema.ID) []schema.ID {
	out := s.children(rel)
	for _, child := range out {
		out = append(out, s.descendants(child)...)
	}
	return out
}
