package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

var strategies = map[pg.PartitionStrategy]string{pg.PartitionStrategy_PARTITION_STRATEGY_LIST: "LIST",
	pg.PartitionStrategy_PARTITION_STRATEGY_RANGE: "RANGE", pg.PartitionStrategy_PARTITION_STRATEGY_HASH: "HASH"}

// partitionBy reads PARTITION BY.
func (s *stmt) partitionBy(rel schema.ID, n *pg.PartitionSpec) error {
	t, _ := schema.Get[schema.Table](s.db, rel)
	ts := s.tokens()
	i := ts.find(ts.at(int(n.Location)), "(")
	var keys []string
	by := schema.Expr{SQL: strategies[n.Strategy] + " " + ts.slice(i, ts.closing(i))}
	for _, p := range n.PartParams {
		e := p.GetPartitionElem()
		key := e.Name
		if e.Expr != nil {
			expr, err := s.expr(e.Expr, s.elementText(e.Expr), scope{relation: rel})
			if err != nil {
				return err
			}
			key = "(" + expr.Key + ")"
			by.Uses = append(by.Uses, expr.Uses...)
		} else if !s.hasColumn(rel, e.Name) {
			return s.fault(e.Location, undefinedColumn, "column %q named in partition key does not exist", e.Name)
		} else {
			by.Uses = append(by.Uses, rel.In(schema.KindColumn, e.Name))
		}
		keys = append(keys, strings.Join(append([]string{key}, append(strs(e.Collation), strs(e.Opclass)...)...), " "))
	}
	by.Key = strategies[n.Strategy] + " (" + strings.Join(keys, ", ") + ")"
	slices.SortFunc(by.Uses, schema.Compare)
	by.Uses = slices.Compact(by.Uses)
	t.PartitionBy = by
	s.put(t)
	return nil
}

// bound reads the bound of a partition: its text, and a key without layout.
func (s *stmt) bound(n *pg.PartitionBoundSpec) schema.Expr {
	if n.IsDefault {
		return schema.Expr{SQL: "DEFAULT", Key: "DEFAULT"}
	}
	ts := s.tokens()
	i := ts.at(int(n.Location))
	for i > 0 && ts.word(i) != "FOR" {
		i--
	}
	end := ts.until(i, func(w string, at int) bool {
		return w == "," || w == ";" || w == "PARTITION" || w == "WITH" && ts.word(at-1) == ")" || w == "TABLESPACE" || w == "USING" || w == "ON"
	})
	if ts.find(i, "WITH") < end { // hash: the first WITH belongs to the bound
		end = ts.closing(ts.find(i, "("))
	}
	text := ts.slice(i, end)
	var key []string
	for _, t := range tokenize(text, 0, len(text)).list {
		word := text[t.start:t.end]
		if t.kind == tokenWord {
			word = strings.ToUpper(word)
		}
		key = append(key, word)
	}
	return schema.Expr{SQL: text, Key: strings.Join(key, " ")}
}
