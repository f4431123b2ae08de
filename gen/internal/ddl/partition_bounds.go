package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// bounds are those of the partitions of one table. They are read once, so that a new
// partition costs no more when there are many.
type bounds struct {
	// types are those of the partition key.
	types []schema.Type
	// fresh are partitions whose bounds are not read yet.
	fresh []schema.ID
	// all are the bounds that are read, from the lowest to the highest while sorted.
	all    []partitionRange
	sorted bool
	// values tells in which place of all a value of a list is.
	values map[string]int
	// fallback is the default partition.
	fallback schema.ID
}

// boundsOf returns the bounds of the partitions that the table has now.
func (s *stmt) boundsOf(table schema.ID) *bounds {
	have := s.bounds[table]
	if have == nil {
		have = &bounds{types: s.partitionTypes(table), fresh: s.partitions(table), sorted: true, values: map[string]int{}}
		if s.bounds == nil {
			s.Replay.bounds = map[schema.ID]*bounds{}
		}
		s.bounds[table] = have
	}
	for _, id := range have.fresh {
		t, _ := schema.Get[schema.Table](s.db, id)
		tree, err := pg.Parse("CREATE TABLE t PARTITION OF p " + t.Bound.SQL)
		if err != nil {
			continue
		}
		if read, err := s.partitionRange(tree.Stmts[0].Stmt.GetCreateStmt().GetPartbound(), have.types); err == nil {
			read.of = id
			have.add(read)
		}
	}
	have.fresh = nil
	return have
}

func (b *bounds) add(p partitionRange) {
	if p.isDefault {
		b.fallback = p.of
		return
	}
	at, known := b.search(p.lower)
	b.sorted = b.sorted && known
	if !b.sorted {
		at = len(b.all)
	}
	b.all = slices.Insert(b.all, at, p)
	for _, value := range p.list {
		b.values[value] = len(b.all) - 1
	}
}

// search returns the place behind the bounds that begin before a value, or with it. known
// is false if some order is the server's secret; lists and hashes have none.
func (b *bounds) search(lower []string) (place int, known bool) {
	if len(lower) == 0 {
		return len(b.all), true
	}
	known = true
	place, _ = slices.BinarySearchFunc(b.all, lower, func(p partitionRange, lower []string) int {
		order, ok := compareBounds(p.lower, lower, b.types)
		if known = known && ok; order > 0 {
			return 1
		}
		return -1
	})
	return place, known
}

// near returns the bounds that a new one may run into, in the order in which the server
// comes upon them.
func (b *bounds) near(p partitionRange) []partitionRange {
	if len(p.list) > 0 {
		for _, value := range p.list {
			if i, taken := b.values[value]; taken {
				return b.all[i : i+1]
			}
		}
		return nil
	}
	if place, known := b.search(p.lower); known && b.sorted && len(p.lower) > 0 {
		return b.all[max(place-1, 0):min(place+1, len(b.all))]
	}
	return b.all
}

// boundChanged keeps what is known of bounds true when a table is put.
func (r *Replay) boundChanged(before, after schema.Table) {
	if before.PartitionBy.SQL != after.PartitionBy.SQL {
		delete(r.bounds, after.ID)
	}
	switch have := r.bounds[after.PartitionOf]; {
	case before.PartitionOf == after.PartitionOf && before.Bound.SQL == after.Bound.SQL:
	case before.PartitionOf.IsZero():
		if have != nil {
			have.fresh = append(have.fresh, after.ID)
		}
	default:
		delete(r.bounds, before.PartitionOf)
		delete(r.bounds, after.PartitionOf)
	}
}
