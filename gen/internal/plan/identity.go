package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// dropIdentity turns an identity column into a plain one; its sequence goes along.
func (ch *columnChange) dropIdentity() {
	if !ch.has("Identity") || ch.to.Identity != schema.IdentityNone {
		return
	}
	a := Action{SQL: ch.b.p.AlterColumn(ch.to.ID, "DROP IDENTITY")}
	if s, ok := pgsql.IdentitySequence(ch.b.from, ch.from); ok {
		a.Destroys = append(a.Destroys, s.ID)
		ch.b.handled[s.ID] = ch.b.drops[s.ID] != nil
	}
	ch.do(a)
	// A serial column takes a sequence of the same name in its place.
	for _, s := range ch.b.to.Owned(ch.to.ID) {
		if !slices.Contains(ch.to.Default.Uses, s.ID) {
			continue
		}
		ch.b.handled[s.ID] = true
		ch.do(Action{SQL: ch.b.p.Create(ch.b.to, s), Produces: []schema.ID{s.ID}, Lock: lock("", s.ID)})
		ch.do(Action{SQL: ch.b.p.SequenceOwner(s), Requires: []schema.ID{s.ID}, Lock: lock("", s.ID)})
		ch.restart(s.ID)
	}
}

// addIdentity makes an identity column, or changes how it takes values. The sequence
// of a serial column goes first, and the new one goes on after the highest value.
func (ch *columnChange) addIdentity() {
	if !ch.has("Identity") || ch.to.Identity == schema.IdentityNone {
		return
	}
	b := ch.b
	if ch.from.Identity != schema.IdentityNone {
		mode := "ALWAYS"
		if ch.to.Identity == schema.IdentityByDefault {
			mode = "BY DEFAULT"
		}
		ch.do(Action{SQL: b.p.AlterColumn(ch.to.ID, "SET GENERATED "+mode)})
		return
	}
	for _, s := range b.from.Owned(ch.from.ID) {
		if wanted, stays := schema.Get[schema.Sequence](b.to, s.ID); !stays || wanted.Identity {
			b.handled[s.ID] = true
			ch.do(Action{SQL: b.p.Drop(b.from, s.ID), Destroys: []schema.ID{s.ID}, Lock: lock(AccessExclusive, s.ID)})
		}
	}
	a := Action{SQL: b.p.AlterColumn(ch.to.ID, "ADD "+b.p.Identity(b.to, ch.to))}
	s, ok := pgsql.IdentitySequence(b.to, ch.to)
	if ok {
		a.Produces = []schema.ID{s.ID}
		b.handled[s.ID] = true
	}
	ch.do(a)
	if ok {
		ch.restart(s.ID)
	}
}

// restart sets a new sequence behind the highest value of the column.
func (ch *columnChange) restart(sequence schema.ID) {
	b := ch.b
	column := b.p.Ident(ch.to.ID.Name)
	ch.do(Action{SQL: "SELECT setval(" + pgsql.Literal(b.p.Name(sequence)) + ", coalesce(max(" + column + "), 0) + 1, false)\nFROM " +
		b.p.Name(ch.to.ID.Parent()), Requires: []schema.ID{sequence}, Scans: true, Comment: "go on after the highest value",
		Lock: Lock{Relation: ch.to.ID.Parent()}})
}
