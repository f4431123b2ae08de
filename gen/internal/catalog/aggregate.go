package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type aggregateRow struct {
	OID, Namespace uint32
	Name, Kind     string
	Direct         int16
	State, MState  uint32
	Types          []uint32
	Modes, Names   []string
	// Functions are oids by option, Options "name=value" without defaults.
	FunctionOptions []string
	Functions       []uint32
	FunctionNames   []string
	FunctionSchemas []string
	Options         []string
	SortOperator    uint32
}

// aggregateQuery reads aggregates with their support functions and what was set
// beside them.
const aggregateQuery = `
select p.oid, p.pronamespace, p.proname, a.aggkind::text, a.aggnumdirectargs, a.aggtranstype, a.aggmtranstype,
	coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes::text[], p.proargnames,
	f.options, f.oids, f.names, f.schemas,
	array_remove(array[
		'finalfunc_extra=' || case when a.aggfinalextra then 'true' end,
		'mfinalfunc_extra=' || case when a.aggmfinalextra then 'true' end,
		'finalfunc_modify=' || case when a.aggfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
			then case a.aggfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end,
		'mfinalfunc_modify=' || case when a.aggmfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
			then case a.aggmfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end,
		'parallel=' || case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end,
		'sspace=' || nullif(a.aggtransspace, 0), 'msspace=' || nullif(a.aggmtransspace, 0),
		'initcond=' || a.agginitval, 'minitcond=' || a.aggminitval,
		'sortop=' || case when os.nspname = 'pg_catalog' then '' else os.nspname || '.' end || o.oprname], null),
	a.aggsortop
from pg_catalog.pg_aggregate a
join pg_catalog.pg_proc p on p.oid = a.aggfnoid
left join pg_catalog.pg_operator o on o.oid = a.aggsortop
left join pg_catalog.pg_namespace os on os.oid = o.oprnamespace
cross join lateral (
	select array_agg(v.option order by v.option) options, array_agg(g.oid order by v.option) oids,
		array_agg(g.proname::text order by v.option) names, array_agg(s.nspname::text order by v.option) schemas
	from (values ('sfunc', a.aggtransfn), ('finalfunc', a.aggfinalfn), ('combinefunc', a.aggcombinefn),
		('serialfunc', a.aggserialfn), ('deserialfunc', a.aggdeserialfn), ('msfunc', a.aggmtransfn),
		('minvfunc', a.aggminvtransfn), ('mfinalfunc', a.aggmfinalfn)) v(option, fn)
	join pg_catalog.pg_proc g on g.oid = v.fn::oid
	join pg_catalog.pg_namespace s on s.oid = g.pronamespace) f
where p.oid >= 16384
order by p.oid`

func (b *builder) aggregates() {
	for _, row := range b.rows.aggregates {
		at := address{classProc, row.OID}
		id, ok := b.own(at, schema.KindAggregate, row.Namespace, row.Name)
		if !ok {
			continue
		}
		a := schema.Aggregate{OrderedSet: row.Kind != "n", Hypothetical: row.Kind == "h", Direct: int(row.Direct),
			State: b.typeOf(row.State, ""), MState: b.typeOf(row.MState, ""), Options: row.Options}
		a.Arguments, _ = b.arguments(routineRow{Types: row.Types, Modes: row.Modes, Names: row.Names})
		for i, option := range row.FunctionOptions {
			fn, known := b.ids[address{classProc, row.Functions[i]}]
			if !known {
				fn = schema.ID{Kind: schema.KindFunction, Schema: row.FunctionSchemas[i], Name: row.FunctionNames[i]}
			}
			a.Functions = append(a.Functions, schema.AggregateFunction{Option: option, Function: fn})
		}
		slices.SortFunc(a.Functions, func(x, y schema.AggregateFunction) int { return strings.Compare(x.Option, y.Option) })
		slices.Sort(a.Options)
		id.Args = schema.FormatArgs(a.Arguments)
		a.ID = id
		b.put(at, a)
		if row.SortOperator >= firstOwn {
			b.later(func() {
				a.SortOperator = b.ownOperator(row.SortOperator)
				b.db.Put(a)
			})
		}
	}
}
