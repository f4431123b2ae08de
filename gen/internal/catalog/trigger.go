package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type triggerRow struct {
	OID, Table, Parent               uint32
	Name                             string
	Type                             int16
	Function                         uint32
	FunctionSchema, FunctionName     string
	Enabled                          string
	Constraint, Deferrable, Deferred bool
	From                             uint32
	UpdateOf                         []int16
	Args                             []byte
	OldTable, NewTable               string
	// Definition is the whole statement, for triggers with a condition only.
	Definition string
}

// triggerQuery leaves out the triggers behind foreign keys. The copies that
// partitions get of a trigger of their parent count as internal before 15.
func triggerQuery(version int) string {
	internal := "t.tgisinternal"
	if version < 15 {
		internal = "t.tgisinternal and t.tgparentid = 0"
	}
	return strings.NewReplacer("@internal", internal).Replace(`
select t.oid, t.tgrelid, t.tgparentid, t.tgname, t.tgtype, t.tgfoid, n.nspname, p.proname, t.tgenabled::text,
	t.tgconstraint <> 0, t.tgdeferrable, t.tginitdeferred, t.tgconstrrelid, t.tgattr::int2[], t.tgargs,
	coalesce(t.tgoldtable, ''), coalesce(t.tgnewtable, ''),
	case when t.tgqual is not null then pg_catalog.pg_get_triggerdef(t.oid) else '' end
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where t.oid >= 16384 and not (@internal)
order by t.tgrelid, t.oid`)
}

// The bits of pg_trigger's tgtype.
const (
	triggerRowLevel  = 1 << 0
	triggerBefore    = 1 << 1
	triggerInsert    = 1 << 2
	triggerDelete    = 1 << 3
	triggerUpdate    = 1 << 4
	triggerTruncate  = 1 << 5
	triggerInsteadOf = 1 << 6
)

func (b *builder) triggers() {
	definitions := map[uint32]triggerRow{}
	for _, row := range b.rows.triggers {
		definitions[row.OID] = row
	}
	for _, row := range b.rows.triggers {
		rel, ok := b.relations[row.Table]
		if !ok {
			continue
		}
		t := schema.Trigger{Timing: timing(row.Type), Events: events(row.Type), UpdateOf: rel.names(slices.Sorted(slices.Values(row.UpdateOf))),
			Row: row.Type&triggerRowLevel != 0, Function: b.triggerFunction(row), Args: triggerArgs(row.Args),
			Constraint: row.Constraint, Deferral: deferral(row.Deferrable, row.Deferred),
			OldTable: row.OldTable, NewTable: row.NewTable, Enabled: row.Enabled[0]}
		t.ID = rel.id.In(schema.KindTrigger, row.Name)
		if from, ok := b.relations[row.From]; ok {
			t.From = from.id
		}
		b.put(address{classTrigger, row.OID}, t)
		if row.Definition != "" {
			b.later(func() {
				t.When = b.condition(t.ID, rel.id, condition(original(definitions, row).Definition))
				b.db.Put(t)
			})
		}
	}
}

// original returns the trigger that the one of a partition is a copy of. In the
// copy, the server prints a row of the partition as cast to the parent's type.
func original(triggers map[uint32]triggerRow, row triggerRow) triggerRow {
	for {
		parent, ok := triggers[row.Parent]
		if !ok {
			return row
		}
		row = parent
	}
}

// triggerFunction returns the ID of the function, which may be a built-in one or
// an extension's.
func (b *builder) triggerFunction(row triggerRow) schema.ID {
	if id, ok := b.ids[address{classProc, row.Function}]; ok {
		return id
	}
	return schema.ID{Kind: schema.KindFunction, Schema: row.FunctionSchema, Name: row.FunctionName}
}

func timing(bits int16) string {
	switch {
	case bits&triggerInsteadOf != 0:
		return "instead of"
	case bits&triggerBefore != 0:
		return "before"
	}
	return "after"
}

func events(bits int16) []string {
	var out []string
	for _, e := range []struct {
		bit  int16
		name string
	}{{triggerInsert, "insert"}, {triggerUpdate, "update"}, {triggerDelete, "delete"}, {triggerTruncate, "truncate"}} {
		if bits&e.bit != 0 {
			out = append(out, e.name)
		}
	}
	return out
}

// triggerArgs splits what the catalog holds as strings that end with a NUL byte.
func triggerArgs(raw []byte) []string {
	if len(raw) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(raw), "\x00"), "\x00")
}
