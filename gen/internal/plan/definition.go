package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterDomain plans changes of default, NOT NULL and checks.
func (b *builder) alterDomain(from, to schema.Domain) {
	change := func(sql string, hazards ...Hazard) {
		a := Action{SQL: sql, phase: phaseDefine, Scans: len(hazards) > 0, Hazards: hazards}
		if a.Scans {
			a.Lock = b.domainLock(to.ID)
		}
		b.do(b.change(from, to, a))
	}
	mayFail := Hazard{MayFailOnData, "fails if a column of the domain holds other values"}
	old := map[string]schema.DomainCheck{}
	for _, c := range from.Checks {
		old[c.Name] = c
	}
	for _, c := range from.Checks {
		if i := slices.IndexFunc(to.Checks, func(d schema.DomainCheck) bool { return d.Name == c.Name }); i < 0 || to.Checks[i].Expr.Key != c.Expr.Key {
			change(b.p.AlterDomain(to.ID, "DROP CONSTRAINT "+b.p.Ident(c.Name)))
			delete(old, c.Name)
		}
	}
	if from.Default.Key != to.Default.Key {
		change(b.p.SetDomainDefault(to.ID, to.Default))
	}
	switch {
	case from.NotNull && !to.NotNull:
		change(b.p.AlterDomain(to.ID, "DROP NOT NULL"))
	case to.NotNull && !from.NotNull:
		change(b.p.AlterDomain(to.ID, "SET NOT NULL"), mayFail)
	}
	for _, c := range to.Checks {
		was, kept := old[c.Name]
		switch {
		case !kept && (c.NotValid || b.options.Offline):
			change(b.p.AddDomainCheck(to.ID, c, c.NotValid), mayFail)
		case !kept:
			b.do(b.change(from, to, Action{SQL: b.p.AddDomainCheck(to.ID, c, true), phase: phaseDefine, Mode: CommitAfter}))
			b.validateDomain(from, to, c)
		case was.NotValid && !c.NotValid:
			b.validateDomain(from, to, c)
		case !was.NotValid && c.NotValid:
			change(b.p.AlterDomain(to.ID, "DROP CONSTRAINT "+b.p.Ident(c.Name)))
			change(b.p.AddDomainCheck(to.ID, c, true))
		}
	}
}

func (b *builder) validateDomain(from, to schema.Domain, c schema.DomainCheck) {
	b.do(b.change(from, to, Action{SQL: b.p.AlterDomain(to.ID, "VALIDATE CONSTRAINT "+b.p.Ident(c.Name)), Mode: OwnTx, Scans: true,
		Lock: b.domainLock(to.ID), phase: phaseDefine, Hazards: []Hazard{{MayFailOnData, "fails if a column of the domain holds other values"}}}))
}

// attributesAlter reports whether a composite type can be changed attribute by
// attribute: those that stay keep their order, new ones are at the end, and no
// column of a table holds the type when an attribute changes its type.
func (b *builder) attributesAlter(from, to schema.Composite) bool {
	var kept []schema.Attribute
	for _, a := range from.Attributes {
		i := slices.IndexFunc(to.Attributes, func(other schema.Attribute) bool { return other.Name == a.Name })
		if i < 0 {
			continue
		}
		kept = append(kept, a)
		if i != len(kept)-1 {
			return false
		}
		if other := to.Attributes[i]; other.Type != a.Type || other.Collation != a.Collation {
			for _, user := range b.from.Users(from.ID) {
				if user.Kind == schema.KindColumn {
					return false
				}
			}
		}
	}
	return true
}

func (b *builder) alterComposite(from, to schema.Composite) {
	find := func(list []schema.Attribute, name string) (schema.Attribute, bool) {
		i := slices.IndexFunc(list, func(a schema.Attribute) bool { return a.Name == name })
		if i < 0 {
			return schema.Attribute{}, false
		}
		return list[i], true
	}
	change := func(clause string, hazards ...Hazard) {
		b.do(b.change(from, to, Action{SQL: b.p.AlterType(to.ID, clause), phase: phaseDefine, Hazards: hazards}))
	}
	for _, a := range from.Attributes {
		wanted, kept := find(to.Attributes, a.Name)
		switch {
		case !kept:
			change("DROP ATTRIBUTE "+b.p.Ident(a.Name), Hazard{DataLoss, "the values of the attribute are lost"})
		case wanted.Type != a.Type || wanted.Collation != a.Collation:
			change("ALTER ATTRIBUTE " + strings.Replace(b.p.Attribute(wanted), " ", " TYPE ", 1))
		}
	}
	for _, a := range to.Attributes {
		if _, had := find(from.Attributes, a.Name); !had {
			change("ADD ATTRIBUTE " + b.p.Attribute(a))
		}
	}
}

func (b *builder) alterSequence(from, to schema.Sequence, c diff.Alter) {
	options := []string{"Type", "Start", "Increment", "Min", "Max", "Cache", "Cycle"}
	switch {
	case from.Identity != to.Identity:
		// The rule for the column makes the one from the other.
		return
	case slices.ContainsFunc(c.Fields, func(f string) bool { return slices.Contains(options, f) }):
		a := Action{SQL: b.p.AlterSequence(to), phase: phaseColumn, Requires: owners(to), Lock: lock(ShareRowExclusive, to.ID)}
		if from.Start < to.Min || from.Start > to.Max {
			// Its value is outside the new bounds, at least as long as nobody has drawn one.
			a.SQL += " RESTART"
			a.Hazards = []Hazard{{MayFailOnData, "the sequence starts anew, because its old start is outside the new bounds"}}
		}
		b.do(b.change(from, to, a))
	}
	if slices.Contains(c.Fields, "Persistence") {
		b.do(b.change(from, to, Action{SQL: b.p.SetPersistence(to), phase: phaseColumn, Lock: lock(AccessExclusive, to.ID)}))
	}
	if slices.Contains(c.Fields, "OwnedBy") {
		b.reown(from, to)
	}
	b.leftover(c, append(options, "Persistence", "OwnedBy", "Identity")...)
}

// reown gives a sequence to another column. That is no change which others
// wait for: the table of the new owner may take its default from the sequence. A
// column that goes lets go of it first.
func (b *builder) reown(from, to schema.Sequence) {
	gentle := lock(ShareRowExclusive, to.ID)
	free := to
	free.OwnedBy = schema.ID{}
	released := owners(from)
	if len(released) > 0 && (to.OwnedBy.IsZero() || b.isDropped(from.OwnedBy)) {
		b.do(b.change(from, free, Action{SQL: b.p.SequenceOwner(free), phase: phaseColumn, Releases: released, Lock: gentle}))
		released = nil
	}
	if !to.OwnedBy.IsZero() {
		b.ownFirst(to)
		b.do(Action{SQL: b.p.SequenceOwner(to), ID: to.ID, phase: phaseColumn, Requires: append(owners(to), to.ID), Releases: released, Lock: gentle})
	}
}

func owners(s schema.Sequence) []schema.ID {
	if s.OwnedBy.IsZero() {
		return nil
	}
	return []schema.ID{s.OwnedBy}
}
