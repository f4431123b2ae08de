package catalog

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type eventTriggerRow struct {
	OID                          uint32
	Name, Event, Enabled         string
	Tags                         []string
	Function                     uint32
	FunctionSchema, FunctionName string
}

const eventTriggerQuery = `
select e.oid, e.evtname, e.evtevent, e.evtenabled::text, coalesce(e.evttags, '{}'), e.evtfoid, n.nspname, p.proname
from pg_catalog.pg_event_trigger e
join pg_catalog.pg_proc p on p.oid = e.evtfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where e.oid >= 16384
order by e.oid`

func (b *builder) eventTriggers() {
	for _, row := range b.rows.eventTriggers {
		at := address{classEventTrigger, row.OID}
		if _, member := b.members[at]; member {
			continue
		}
		slices.Sort(row.Tags)
		t := schema.EventTrigger{Event: row.Event, Enabled: row.Enabled[0],
			Function: b.function(row.Function, row.FunctionSchema, row.FunctionName)}
		if len(row.Tags) > 0 {
			t.Tags = row.Tags
		}
		t.ID = schema.ID{Kind: schema.KindEventTrigger, Name: row.Name}
		b.put(at, t)
	}
}

// function returns the ID of a function, which may be a built-in one or an extension's.
func (b *builder) function(oid uint32, namespace, name string) schema.ID {
	if id, ok := b.ids[address{classProc, oid}]; ok {
		return id
	}
	return schema.ID{Kind: schema.KindFunction, Schema: namespace, Name: name}
}
