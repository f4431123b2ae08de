package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// needsRebuild reports whether the change can only be made by a drop and a create.
func (b *builder) needsRebuild(c diff.Alter) bool {
	only := func(fields ...string) bool {
		return !slices.ContainsFunc(c.Fields, func(f string) bool { return !slices.Contains(fields, f) })
	}
	switch to := c.To.(type) {
	case schema.Aggregate:
		return true
	case schema.PrimaryKey, schema.Unique, schema.Exclusion:
		return !only("Options", "Tablespace") || b.partitionedOptions(c)
	case schema.Index:
		return !only("Options", "PartitionOf", "Only", "Tablespace") || b.partitionedOptions(c)
	case schema.Check:
		return !only("NotValid", "Inherited") || to.NotValid && !c.From.(schema.Check).NotValid
	case schema.ForeignKey:
		return !only("NotValid", "Deferral") || to.NotValid && !c.From.(schema.ForeignKey).NotValid
	case schema.Table:
		return !to.Server.IsZero() && isForeign(c.From) && !only("ForeignOptions", "Inherits")
	case schema.Server:
		return !only("ServerVersion", "Options")
	case schema.EventTrigger:
		return !only("Enabled")
	case schema.Statistics:
		return !only("Target")
	case schema.Publication:
		return !only("Tables", "Schemas", "Options")
	case schema.Subscription:
		return twoPhase(c.From.(schema.Subscription), to)
	case schema.Trigger:
		return !only("Enabled") && (to.Constraint || c.From.(schema.Trigger).Constraint)
	case schema.Policy:
		from := c.From.(schema.Policy)
		return !only("Roles", "Using", "Check") || !from.Using.IsZero() && to.Using.IsZero() || !from.Check.IsZero() && to.Check.IsZero()
	case schema.View:
		return viewNeedsRebuild(c.From.(schema.View), to, c.Fields)
	case schema.Routine:
		return routineNeedsRebuild(c.From.(schema.Routine), to)
	case schema.Column:
		return slices.Contains(c.Fields, "Virtual") || slices.Contains(c.Fields, "Generated") && (!to.Generated.IsZero() || to.Virtual)
	case schema.Enum:
		if !grows(c.From.(schema.Enum).Labels, to.Labels) {
			b.swaps[to.ID] = true
		}
	case schema.Domain:
		b.swaps[to.ID] = !only("Default", "NotNull", "Checks") || b.swaps[to.ID]
	case schema.Composite:
		b.swaps[to.ID] = !b.attributesAlter(c.From.(schema.Composite), to) || b.swaps[to.ID]
	case schema.Sequence:
		return b.goesWithOwner(c.From.(schema.Sequence), to)
	default:
		return b.redefined(c, only)
	}
	return false
}

// goesWithOwner reports whether the sequence goes with the column that owned it and
// comes back with another one, as no column that stays takes numbers from it.
func (b *builder) goesWithOwner(from, to schema.Sequence) bool {
	if from.OwnedBy == to.OwnedBy || !b.isDropped(from.OwnedBy) {
		return false
	}
	return !slices.ContainsFunc(b.from.Users(from.ID), func(user schema.ID) bool {
		return user.Kind == schema.KindColumn && !b.isDropped(user)
	})
}

// alter plans the change of one object in place.
func (b *builder) alter(c diff.Alter) {
	id := c.To.Address()
	if b.handled[id] || access(id.Kind) {
		return
	}
	if b.swaps[id] {
		b.swap(c.From, c.To)
		return
	}
	switch to := c.To.(type) {
	case schema.Table:
		b.alterTable(c.From.(schema.Table), to, c)
	case schema.Column:
		if !b.retyped[id] { // else the rule for its type does it
			b.alterColumn(c.From.(schema.Column), to, c)
		}
	case schema.Check, schema.ForeignKey:
		b.alterConstraint(c)
	case schema.Index:
		b.alterIndex(c.From.(schema.Index), to, c)
	case schema.PrimaryKey, schema.Unique, schema.Exclusion:
		b.alterStorage(c)
	case schema.Sequence:
		b.alterSequence(c.From.(schema.Sequence), to, c)
	case schema.Enum:
		b.growEnum(c.From.(schema.Enum), to)
	case schema.Domain:
		b.alterDomain(c.From.(schema.Domain), to)
	case schema.Composite:
		b.alterComposite(c.From.(schema.Composite), to)
	case schema.View:
		b.alterView(c.From.(schema.View), to, c)
	case schema.Routine:
		b.do(b.change(c.From, to, Action{SQL: b.p.Routine(to, true), phase: phaseCode, Releases: nil}))
	case schema.Trigger:
		b.alterTrigger(c.From.(schema.Trigger), to, c)
	case schema.Rule:
		b.alterRule(c.From.(schema.Rule), to, c)
	case schema.EventTrigger:
		b.do(b.change(c.From, to, Action{SQL: b.p.EventTriggerState(to), phase: phaseDrop}))
	case schema.Statistics:
		b.do(b.change(c.From, to, Action{SQL: b.p.StatisticsTarget(to), phase: phaseIndex}))
	case schema.Publication:
		b.alterPublication(c.From.(schema.Publication), to, c)
	case schema.Subscription:
		b.alterSubscription(c.From.(schema.Subscription), to, c)
	case schema.ForeignDataWrapper, schema.Server, schema.UserMapping:
		b.alterForeign(c)
	case schema.Policy:
		b.do(b.change(c.From, to, Action{SQL: b.p.AlterPolicy(to), phase: phaseCode, Lock: lock(AccessExclusive, b.to.Owner(id))}))
	case schema.Comment, schema.SecurityLabels, schema.Tie:
		b.alterSaid(c)
	case schema.Extension:
		b.alterExtension(to, c)
	default:
		b.alterDefinition(c)
	}
}

func (b *builder) alterExtension(to schema.Extension, c diff.Alter) {
	for _, f := range c.Fields {
		switch f {
		case "Schema":
			b.do(b.change(c.From, to, Action{SQL: "ALTER EXTENSION " + b.p.Name(to.ID) + " SET SCHEMA " + b.p.Ident(to.Schema), phase: phaseDefine}))
		case "Version":
			b.do(b.change(c.From, to, Action{SQL: "ALTER EXTENSION " + b.p.Name(to.ID) + " UPDATE TO " + pgsql.Literal(to.Version), phase: phaseDefine}))
		}
	}
	b.leftover(c, "Schema", "Version")
}

func (b *builder) alterTrigger(from, to schema.Trigger, c diff.Alter) {
	replaced := len(c.Fields) > 1 || c.Fields[0] != "Enabled"
	if replaced {
		b.do(b.change(from, to, Action{SQL: b.p.Trigger(to, true), phase: phaseCode, Lock: lock(ShareRowExclusive, b.to.Owner(to.ID))}))
	}
	// A trigger that was replaced is enabled.
	if replaced && to.Enabled != 'O' || !replaced {
		b.do(b.change(from, to, Action{SQL: b.p.TriggerState(b.to, to), phase: phaseCode, Lock: lock(ShareRowExclusive, b.to.Owner(to.ID))}))
	}
}
