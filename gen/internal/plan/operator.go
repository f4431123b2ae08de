package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// redefined is needsRebuild for operators, casts, languages, full text search and
// types: it also decides which of them are replaced under the columns that use them.
func (b *builder) redefined(c diff.Alter, only func(fields ...string) bool) bool {
	switch to := c.To.(type) {
	case schema.OperatorClass, schema.Cast, schema.Conversion, schema.AccessMethod, schema.TextSearchParser, schema.TextSearchTemplate:
		return true
	case schema.Collation:
		b.swaps[to.ID] = true
	case schema.Operator:
		return !only("Restrict", "Join", "Commutator", "Negator") || !b.pairsItself(c.From.(schema.Operator), to)
	case schema.TextSearchDictionary:
		return !only("Options")
	case schema.TextSearchConfiguration:
		return !only("Mappings")
	case schema.BaseType:
		return !only("Functions", "Options") || !settable(c.From.(schema.BaseType), to)
	case schema.Range:
		before, _ := pgsql.Shells(c.From)
		after, _ := pgsql.Shells(to)
		if !before.IsZero() || !after.IsZero() {
			return true
		}
		b.swaps[to.ID] = true
	}
	return false
}

// pairsItself reports whether the server changes the commutator and the negator of an
// operator by itself, because the partner that speaks of it comes or goes.
func (b *builder) pairsItself(from, to schema.Operator) bool {
	follows := func(before, after schema.ID, back func(schema.Operator) schema.ID) bool {
		switch {
		case before == after:
			return true
		case before.IsZero():
			o, ok := b.adds[after].(schema.Operator)
			return ok && back(o) == to.ID
		case after.IsZero():
			o, ok := b.drops[before].(schema.Operator)
			return ok && back(o) == to.ID
		}
		return false
	}
	return follows(from.Commutator, to.Commutator, func(o schema.Operator) schema.ID { return o.Commutator }) &&
		follows(from.Negator, to.Negator, func(o schema.Operator) schema.ID { return o.Negator })
}

// settable reports whether ALTER TYPE leads from one form of a base type to the other.
func settable(from, to schema.BaseType) bool {
	fixed := func(t schema.BaseType) ([]schema.AggregateFunction, []string) {
		functions := slices.DeleteFunc(slices.Clone(t.Functions), func(f schema.AggregateFunction) bool {
			return f.Option != "input" && f.Option != "output"
		})
		options := slices.DeleteFunc(slices.Clone(t.Options), func(o string) bool { return len(o) > 8 && o[:8] == "storage=" })
		return functions, options
	}
	oldFunctions, oldOptions := fixed(from)
	newFunctions, newOptions := fixed(to)
	return slices.Equal(oldFunctions, newFunctions) && slices.Equal(oldOptions, newOptions)
}

// alterDefinition plans the change in place of an object that redefined knows.
func (b *builder) alterDefinition(c diff.Alter) {
	do := func(sql string) { b.do(b.change(c.From, c.To, Action{SQL: sql, phase: phaseDefine})) }
	switch to := c.To.(type) {
	case schema.Operator:
		if slices.Contains(c.Fields, "Restrict") || slices.Contains(c.Fields, "Join") {
			do(b.p.AlterOperator(to))
		}
		b.leftover(c, "Restrict", "Join", "Commutator", "Negator")
	case schema.OperatorFamily:
		b.alterFamily(c.From.(schema.OperatorFamily), to)
		b.leftover(c, "Members")
	case schema.TextSearchDictionary:
		do(b.p.AlterDictionary(to.ID, c.From.(schema.TextSearchDictionary).Options, to.Options))
		b.leftover(c, "Options")
	case schema.TextSearchConfiguration:
		for _, sql := range b.p.AlterMappings(to.ID, c.From.(schema.TextSearchConfiguration).Mappings, to.Mappings) {
			do(sql)
		}
		b.leftover(c, "Mappings")
	case schema.Language:
		do(b.p.Language(to, true))
	case schema.Transform:
		do(b.p.Transform(to, true))
	case schema.BaseType:
		do(b.p.AlterBaseType(c.From.(schema.BaseType), to))
	default:
		b.leftover(c)
	}
}

// alterFamily takes members out of a family and adds others. What goes by itself with
// an operator or function that is dropped is left to that.
func (b *builder) alterFamily(from, to schema.OperatorFamily) {
	missing := func(list, other []schema.FamilyMember) []schema.FamilyMember {
		return slices.DeleteFunc(slices.Clone(list), func(m schema.FamilyMember) bool { return slices.Contains(other, m) })
	}
	if gone := missing(from.Members, to.Members); len(gone) > 0 {
		a := b.change(from, to, Action{SQL: b.p.AlterFamily(to.ID, gone, true), phase: phaseDefine})
		a.Requires = nil
		b.do(a)
	}
	if added := missing(to.Members, from.Members); len(added) > 0 {
		b.do(b.change(from, to, Action{SQL: b.p.AlterFamily(to.ID, added, false), phase: phaseDefine}))
	}
}

// addShell plans the statement that makes the name of a type known to its functions.
func (b *builder) addShell(o schema.Object) {
	shell, _ := pgsql.Shells(o)
	if shell.IsZero() {
		return
	}
	b.do(Action{SQL: b.p.ShellType(shell), ID: shell, Produces: []schema.ID{shell}, Requires: []schema.ID{schema.NewSchema(shell.Schema)}, phase: phaseDefine})
}

// goesWithType reports whether the function goes with a type that is made of it.
func (b *builder) goesWithType(id schema.ID) bool {
	o, _ := b.from.Lookup(id)
	for _, ref := range o.Refs() {
		if t := b.drops[ref]; t != nil && slices.Contains(pgsql.OwnFunctions(b.from, t), id) {
			return true
		}
	}
	return false
}

// holdsValues refuses to replace a type that a column has:
// its functions would have to change under the values.
func (b *builder) holdsValues(o schema.Object) {
	id := o.Address()
	if !b.rebuilt[id] {
		return
	}
	for _, user := range b.from.Users(id) {
		if user.Kind == schema.KindColumn && !b.isDropped(user) && !b.isDropped(user.Parent()) {
			b.refuse(o, "the type cannot be made anew while "+user.String()+" has it",
				"give the column another type in a revision before, and this one back after")
			return
		}
	}
}

// firstPartners returns what is better made before an operator; see [pgsql.OneSided].
func (b *builder) firstPartners(o schema.Object) []schema.ID {
	op, ok := o.(schema.Operator)
	if !ok {
		return nil
	}
	return pgsql.OneSided(b.to, op)
}

// dropShells drops the partners of an operator that nobody has defined: they hold the
// types of their operands and their schema.
func (b *builder) dropShells(o schema.Object) {
	op, ok := o.(schema.Operator)
	if !ok || b.rebuilt[op.ID] {
		return
	}
	for i, shell := range []schema.ID{op.Commutator, op.Negator} {
		if shell.IsZero() || b.from.Has(shell) || b.to.Has(shell) || shell == op.ID || i == 1 && shell == op.Commutator {
			continue
		}
		b.do(Action{SQL: "DROP OPERATOR IF EXISTS " + strings.TrimPrefix(b.p.Target(b.from, shell), "OPERATOR "), ID: op.ID, phase: phaseRelease,
			Comment: "known only as the partner of an operator", Releases: append(op.Refs(), schema.NewSchema(shell.Schema))})
	}
}
