package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Create returns the one statement that makes the object. A table comes with its
// columns and with no constraint; a part of a table is added to it by ALTER TABLE.
// What the statement cannot say is in [Printer.Settings].
func (p Printer) Create(db *schema.Database, o schema.Object) string {
	switch o := o.(type) {
	case schema.Schema:
		return "CREATE SCHEMA " + p.Ident(o.ID.Name)
	case schema.Extension:
		return p.createExtension(o)
	case schema.Enum:
		return p.createEnum(o)
	case schema.Domain:
		return p.createDomain(o)
	case schema.Composite:
		return p.createComposite(o)
	case schema.Range:
		return p.createRange(o)
	case schema.Sequence:
		return p.createSequence(o)
	case schema.Table:
		return p.Table(db, o, nil, Names{})
	case schema.Column:
		return p.alterTable(o.ID) + " ADD COLUMN " + p.ColumnDefinition(db, o)
	case schema.PrimaryKey, schema.Unique, schema.Exclusion, schema.Check, schema.ForeignKey:
		return p.AddConstraint(o)
	case schema.Index:
		return p.Index(o, false)
	case schema.View:
		return p.View(o, false)
	case schema.Routine:
		return p.Routine(o, false)
	case schema.Aggregate:
		return p.createAggregate(o)
	case schema.Collation:
		return p.createCollation(o)
	case schema.Operator:
		return p.createOperator(o)
	case schema.OperatorFamily:
		return p.createFamily(o)
	case schema.OperatorClass:
		return p.createClass(o)
	case schema.Cast:
		return p.createCast(o)
	case schema.AccessMethod:
		return p.createAccessMethod(o)
	case schema.BaseType:
		return p.createBaseType(o)
	case schema.Trigger:
		return p.Trigger(o, false)
	case schema.Policy:
		return p.createPolicy(o)
	case schema.Comment:
		return p.Comment(db, o)
	case schema.SecurityLabels:
		return p.SecurityLabels(db, o.ID.Parent(), schema.SecurityLabels{}, o)
	case schema.Tie:
		return p.Tie(db, o.ID.Parent(), nil, o.Extensions)
	case schema.Owner, schema.Privileges, schema.DefaultPrivileges:
		return strings.Join(p.attachment(db, o), ";\n")
	}
	return p.createOther(db, o)
}

// createOther is [Printer.Create] for what is seldom made.
func (p Printer) createOther(db *schema.Database, o schema.Object) string {
	switch o := o.(type) {
	case schema.Rule:
		return p.Rule(o, false)
	case schema.Statistics:
		return p.createStatistics(o)
	case schema.EventTrigger:
		return p.createEventTrigger(o)
	case schema.Publication:
		return p.createPublication(db, o)
	case schema.Subscription:
		return p.createSubscription(o)
	case schema.ForeignDataWrapper:
		return p.createWrapper(o)
	case schema.Server:
		return p.createServer(o)
	case schema.UserMapping:
		return p.createMapping(o)
	case schema.TextSearchParser:
		return p.createParser(o)
	case schema.TextSearchTemplate:
		return p.createTemplate(o)
	case schema.TextSearchDictionary:
		return p.createDictionary(o)
	case schema.TextSearchConfiguration:
		return p.createConfiguration(o)
	case schema.Conversion:
		return p.createConversion(o)
	case schema.Language:
		return p.Language(o, false)
	case schema.Transform:
		return p.Transform(o, false)
	}
	return ""
}

// Settings returns the statements that complete an object after [Printer.Create]:
// storage and statistics of columns, row security, replica identity, the state of
// a trigger, checks of a domain that are not valid, the attachment of an index.
func (p Printer) Settings(db *schema.Database, o schema.Object) []string {
	var out []string
	switch o := o.(type) {
	case schema.Table:
		return p.tableSettings(db, o)
	case schema.Column:
		return append(p.columnSettings(o), p.identitySettings(db, o)...)
	case schema.View:
		for _, d := range o.Defaults {
			out = append(out, p.SetViewDefault(o.ID, d.Column, d.Expr))
		}
	case schema.Domain:
		for _, c := range o.Checks {
			if c.NotValid {
				out = append(out, p.AddDomainCheck(o.ID, c, true))
			}
		}
	case schema.Trigger:
		if !repeatsParent(db, o) && o.Enabled != 'O' && o.Enabled != 0 || otherState(db, o) {
			out = append(out, p.TriggerState(db, o))
		}
	case schema.Rule:
		if o.Enabled != 'O' && o.Enabled != 0 {
			out = append(out, p.RuleState(o))
		}
	case schema.Subscription:
		if o.Enabled {
			out = append(out, p.SubscriptionState(o))
		}
	case schema.EventTrigger:
		if o.Enabled != 'O' && o.Enabled != 0 {
			out = append(out, p.EventTriggerState(o))
		}
	case schema.OperatorFamily:
		if len(o.Members) > 0 && !o.IsBuiltin() {
			out = append(out, p.AlterFamily(o.ID, o.Members, false))
		}
	case schema.TextSearchConfiguration:
		out = p.AlterMappings(o.ID, nil, o.Mappings)
	case schema.Statistics:
		if o.Target >= 0 {
			out = append(out, p.StatisticsTarget(o))
		}
	case schema.Index:
		// ATTACH PARTITION finds the index of a table that is made on its own.
		if t, ok := schema.Get[schema.Table](db, o.ID.Parent()); !o.PartitionOf.IsZero() && !(ok && Attaches(db, t)) {
			out = append(out, p.AttachIndex(o.PartitionOf, o.ID))
		}
	}
	return out
}

// Drop returns the statement that removes the object; db must still hold it. For a
// comment it is COMMENT ... IS NULL.
func (p Printer) Drop(db *schema.Database, id schema.ID) string {
	switch {
	case id.Kind == schema.KindComment:
		return p.Comment(db, schema.Comment{Header: schema.Header{ID: id}})
	case id.Kind == schema.KindSecurityLabels:
		l, _ := schema.Get[schema.SecurityLabels](db, id)
		return p.SecurityLabels(db, id.Parent(), l, schema.SecurityLabels{})
	case id.Kind == schema.KindTie:
		t, _ := schema.Get[schema.Tie](db, id)
		return p.Tie(db, id.Parent(), t.Extensions, nil)
	case id.Kind == schema.KindOperatorFamily && id.Schema == "pg_catalog":
		f, _ := schema.Get[schema.OperatorFamily](db, id)
		return p.AlterFamily(id, f.Members, true)
	case id.Kind == schema.KindColumn:
		return p.alterTable(id) + " DROP COLUMN " + p.Ident(id.Name)
	case id.Kind.IsConstraint():
		return p.alterTable(id) + " DROP CONSTRAINT " + p.Ident(id.Name)
	}
	if o, ok := db.Lookup(id); ok && len(OwnFunctions(db, o)) > 0 {
		return "DROP " + p.Target(db, id) + " CASCADE" // type and functions hold each other
	}
	return "DROP " + p.Target(db, id)
}

// DropIndexConcurrently returns the statement that removes an index without
// blocking writers.
func (p Printer) DropIndexConcurrently(id schema.ID) string {
	return "DROP INDEX CONCURRENTLY " + p.Name(id)
}

// Rename returns the statements that give the object of db another name, schema or
// both; parts of a relation only change their name.
func (p Printer) Rename(db *schema.Database, from, to schema.ID) []string {
	var out []string
	head := "ALTER " + p.Target(db, from)
	switch {
	case from.Kind == schema.KindColumn:
		return []string{p.alterTable(from) + " RENAME COLUMN " + p.Ident(from.Name) + " TO " + p.Ident(to.Name)}
	case from.Kind.IsConstraint():
		return []string{p.alterTable(from) + " RENAME CONSTRAINT " + p.Ident(from.Name) + " TO " + p.Ident(to.Name)}
	case from.Schema != to.Schema && from.Kind != schema.KindIndex:
		out = append(out, head+" SET SCHEMA "+p.Ident(to.Schema))
		moved := from
		moved.Schema = to.Schema
		if from.Kind == schema.KindOperatorClass || from.Kind == schema.KindOperatorFamily {
			head = "ALTER " + p.Target(db, moved)
			break
		}
		head = "ALTER " + strings.ToUpper(targetWord(from.Kind)) + " " + p.Name(moved)
		if o, ok := db.Lookup(from); ok && from.Kind.IsRoutine() {
			head = "ALTER " + strings.ToUpper(from.Kind.String()) + " " + p.Name(moved) +
				strings.TrimPrefix(p.Signature(o), p.Name(from))
		}
	}
	if from.Name != to.Name {
		out = append(out, head+" RENAME TO "+p.Ident(to.Name))
	}
	return out
}

func targetWord(k schema.Kind) string {
	if k == schema.KindEnum || k == schema.KindComposite || k == schema.KindRange || k == schema.KindBaseType {
		return "type"
	}
	return k.String()
}
