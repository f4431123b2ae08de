package catalog

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type tieRow struct {
	Class, Object uint32
	Extension     string
}

// tieQuery reads with which extensions objects go that are not theirs.
const tieQuery = `
select d.classid, d.objid, e.extname
from pg_catalog.pg_depend d
join pg_catalog.pg_extension e on e.oid = d.refobjid
where d.deptype = 'x' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
order by d.classid, d.objid, e.extname`

func (b *builder) ties() {
	for _, row := range b.rows.ties {
		id, ok := b.commented(address{row.Class, row.Object}, 0)
		if !ok {
			continue
		}
		t, _ := schema.Get[schema.Tie](b.db, id.Tie())
		t.ID = id.Tie()
		t.Extensions = append(slices.Clone(t.Extensions), row.Extension)
		b.db.Put(t)
	}
}
