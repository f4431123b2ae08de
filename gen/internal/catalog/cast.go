package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type castRow struct {
	OID, Source, Target, Function uint32
	Context, Method               string
}

// castQuery leaves out the casts that a range type brings.
const castQuery = `
select c.oid, c.castsource, c.casttarget, c.castfunc,
	case c.castcontext when 'i' then 'implicit' when 'a' then 'assignment' else 'explicit' end,
	case c.castmethod when 'f' then 'function' when 'i' then 'inout' else 'binary' end
from pg_catalog.pg_cast c
where c.oid >= 16384
	and not exists (select from pg_catalog.pg_depend d where d.classid = 2605 and d.objid = c.oid and d.deptype = 'i')
order by c.oid`

func (b *builder) casts() {
	for _, row := range b.rows.casts {
		at := address{classCast, row.OID}
		if _, member := b.members[at]; member {
			continue
		}
		c := schema.Cast{Source: b.typeOf(row.Source, ""), Target: b.typeOf(row.Target, ""), Method: row.Method,
			Function: b.functionID(row.Function), Context: row.Context}
		c.ID = schema.CastID(c.Source, c.Target)
		b.put(at, c)
	}
}
