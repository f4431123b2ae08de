package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type statisticsRow struct {
	OID, Namespace, Relation uint32
	Name                     string
	Target                   int32
	Columns                  []int16
	Kinds, Exprs             []string
}

const statisticsQuery = `
select s.oid, s.stxnamespace, s.stxrelid, s.stxname, coalesce(s.stxstattarget, -1)::int4, s.stxkeys::int2[],
	s.stxkind::text[], coalesce(pg_catalog.pg_get_statisticsobjdef_expressions(s.oid), '{}')
from pg_catalog.pg_statistic_ext s
where s.oid >= 16384
order by s.oid`

// statisticsKinds are the letters of stxkind; that of expressions goes without saying.
var statisticsKinds = map[string]string{"d": "ndistinct", "f": "dependencies", "m": "mcv"}

func (b *builder) statistics() {
	for _, row := range b.rows.statistics {
		at := address{classStatistics, row.OID}
		rel, known := b.relations[row.Relation]
		id, ok := b.own(at, schema.KindStatistics, row.Namespace, row.Name)
		if !known || !ok {
			continue
		}
		x := schema.Statistics{Header: schema.Header{ID: id}, Table: rel.id, Columns: rel.names(row.Columns), Target: int(row.Target)}
		for _, k := range row.Kinds {
			if name := statisticsKinds[k]; name != "" {
				x.Kinds = append(x.Kinds, name)
			}
		}
		slices.Sort(x.Kinds)
		b.put(at, x)
		b.later(func() {
			for _, text := range row.Exprs {
				x.Exprs = append(x.Exprs, b.expr(rel.id, strings.TrimSpace(text)))
			}
			b.db.Put(x)
		})
	}
}
