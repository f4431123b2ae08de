package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterTable plans what can change of a table as a whole.
func (b *builder) alterTable(from, to schema.Table, c diff.Alter) {
	do := func(a Action) {
		a.phase = max(a.phase, phaseTable)
		if a.Lock.Level == "" {
			a.Lock = lock(AccessExclusive, to.ID)
		}
		a.ID = to.ID
		b.do(a)
	}
	for _, f := range c.Fields {
		switch f {
		case "Persistence":
			do(Action{SQL: b.p.AlterTable(to.ID, "SET "+pgsql.Persistence(to.Persistence)), Rewrites: true,
				Hazards: []Hazard{{Rewrite, "the table is written anew while readers and writers wait"}}})
		case "Options":
			for _, sql := range b.p.SetOptions(strings.TrimSpace(b.p.AlterTable(to.ID, "")), from.Options, to.Options) {
				do(Action{SQL: sql, Lock: optionLock(to.ID, from.Options, to.Options)})
			}
		case "RowSecurity":
			// Policies first, so that nobody is locked out in between; to switch off, before they go.
			a := Action{SQL: b.p.RowSecurity(to.ID, to.RowSecurity), phase: phaseRelease}
			if to.RowSecurity {
				a.phase, a.Requires = phaseComment, b.policies(to.ID)
			}
			b.do(withTable(a, to.ID))
		case "ForceRowSecurity":
			do(Action{SQL: b.p.ForceRowSecurity(to.ID, to.ForceRowSecurity)})
		case "ReplicaIdentity":
			do(Action{SQL: b.p.ReplicaIdentity(to), Requires: nonZero(b.identityIndex(to)), phase: phaseIndex})
		case "AccessMethod":
			do(Action{SQL: b.p.AlterTable(to.ID, "SET ACCESS METHOD "+orDefault(b.p.Ident(to.AccessMethod), to.AccessMethod, "heap")), Rewrites: true,
				Hazards: []Hazard{{Rewrite, "the table is written anew while readers and writers wait"}}})
		case "Tablespace":
			do(Action{SQL: b.p.AlterTable(to.ID, "SET TABLESPACE "+orDefault(b.p.Ident(to.Tablespace), to.Tablespace, "pg_default")), Rewrites: true,
				Hazards: []Hazard{{Rewrite, "the table is copied while readers and writers wait"}}})
		case "Inherits":
			b.alterInherits(from, to, do)
		case "Server":
			b.refuse(to, "a table cannot become a foreign table in place, nor the other way round",
				"make the other table under another name, copy the rows, then swap the names in one transaction")
		case "ForeignOptions":
			do(Action{SQL: b.p.AlterForeignTable(from, to)})
		case "PartitionBy":
			b.refuse(to, "the partition key cannot be changed in place",
				"make a new partitioned table under another name, copy the rows, then swap the names in one transaction")
		}
	}
	if slices.Contains(c.Fields, "PartitionOf") || slices.Contains(c.Fields, "Bound") {
		b.alterPartition(from, to, do)
	}
	b.leftover(c, "OfType", "Persistence", "Options", "RowSecurity", "ForceRowSecurity", "ReplicaIdentity", "AccessMethod", "Tablespace",
		"Inherits", "Server", "ForeignOptions", "PartitionBy", "PartitionOf", "Bound")
}

func withTable(a Action, table schema.ID) Action {
	a.ID, a.Lock = table, lock(AccessExclusive, table)
	return a
}

func (b *builder) policies(table schema.ID) []schema.ID {
	var out []schema.ID
	for _, part := range b.to.Parts(table) {
		if part.Kind == schema.KindPolicy {
			out = append(out, part)
		}
	}
	return out
}

func nonZero(id schema.ID) []schema.ID {
	if id.IsZero() {
		return nil
	}
	return []schema.ID{id}
}

// identityIndex returns the index or key that REPLICA IDENTITY USING INDEX names.
func (b *builder) identityIndex(t schema.Table) schema.ID {
	name, ok := strings.CutPrefix(t.ReplicaIdentity, "index ")
	if !ok {
		return schema.ID{}
	}
	id, _ := b.to.Relation(t.ID.Schema, name)
	return id
}

func (b *builder) alterInherits(from, to schema.Table, do func(Action)) {
	for _, parent := range from.Inherits {
		if !slices.Contains(to.Inherits, parent) {
			do(Action{SQL: b.p.AlterTable(to.ID, "NO INHERIT "+b.p.Name(parent)), Releases: []schema.ID{parent}})
		}
	}
	for _, parent := range to.Inherits {
		if !slices.Contains(from.Inherits, parent) {
			do(Action{SQL: b.p.AlterTable(to.ID, "INHERIT "+b.p.Name(parent)), phase: phaseConstraint,
				Requires: append(b.columnsAndChecks(to.ID), append(b.columnsAndChecks(parent), parent)...)})
		}
	}
}

func (b *builder) columnsAndChecks(table schema.ID) []schema.ID {
	var out []schema.ID
	for _, part := range b.to.Parts(table) {
		if part.Kind == schema.KindColumn || part.Kind == schema.KindCheck {
			out = append(out, part)
		}
	}
	return out
}

// alterPartition plans DETACH and ATTACH PARTITION; a new bound needs both.
func (b *builder) alterPartition(from, to schema.Table, do func(Action)) {
	var chain []schema.ID
	if !from.PartitionOf.IsZero() && !to.PartitionOf.IsZero() {
		// An address of its own, so that nothing but the order of the two follows.
		chain = []schema.ID{to.ID.In(schema.KindTable, "")}
	}
	if !from.PartitionOf.IsZero() {
		// What the partition had from its parent can be dropped only after this.
		alters := slices.Clone(chain)
		var destroys []schema.ID
		for _, part := range b.from.Parts(to.ID) {
			o, _ := b.from.Lookup(part)
			switch {
			case !b.isDropped(part) || part.Kind == schema.KindColumn || !pgsql.FromParent(b.from, o):
			case part.Kind == schema.KindTrigger:
				destroys = append(destroys, part)
			default:
				alters = append(alters, part)
			}
		}
		do(Action{SQL: b.p.AlterTable(from.PartitionOf, "DETACH PARTITION "+b.p.Name(to.ID)), Releases: []schema.ID{from.PartitionOf},
			Alters: alters, Destroys: destroys, Lock: lock(AccessExclusive, from.PartitionOf), phase: phaseRelease})
	}
	if !to.PartitionOf.IsZero() {
		b.refuseOtherIndex(to)
		do(Action{SQL: b.p.Attach(to), attaches: to.ID,
			Requires: append(b.columnsAndChecks(to.PartitionOf), to.PartitionOf), Alters: chain, Scans: true,
			Lock: b.attachLock(to), phase: phaseConstraint,
			Hazards: []Hazard{{MayFailOnData, "fails if a row is outside the bound"}, {ScanUnderLock, "scans the new partition unless a check implies its bound"}}})
	}
}

// refuseOtherIndex refuses to attach a table beside an index that the server would make
// the part of the partitioned one, although another is wanted in its place.
func (b *builder) refuseOtherIndex(partition schema.Table) {
	for _, above := range schema.PartsOf[schema.Index](b.to, partition.PartitionOf) {
		for _, x := range schema.PartsOf[schema.Index](b.to, partition.ID) {
			if x.PartitionOf != above.ID || b.adds[x.ID] == nil {
				continue
			}
			for _, free := range schema.PartsOf[schema.Index](b.from, partition.ID) {
				wanted, stays := schema.Get[schema.Index](b.to, free.ID)
				free.PartitionOf, free.Only = x.PartitionOf, x.Only
				if stays && wanted.PartitionOf.IsZero() && len(schema.Fields(free, x)) == 0 {
					b.refuse(wanted, "the server would make it the part of "+above.ID.Name+", where "+x.ID.Name+" is wanted",
						"drop this index in a revision before, and create it again after the partition is attached")
				}
			}
		}
	}
}
