package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// access reports whether objects of the kind say who may do what. Their changes are
// planned together and last, because the one who gives an object away may not be able
// to change it any more.
func access(k schema.Kind) bool {
	return k == schema.KindOwner || k == schema.KindPrivileges || k == schema.KindDefaultPrivileges
}

// privileges plans changes of owners, privileges and default privileges.
func (b *builder) privileges() {
	for _, id := range b.accessTargets() {
		b.changeOwner(id)
		b.changeGrants(id)
	}
	for _, id := range sortedByID(b.drops, b.adds, b.alters) {
		if id.Kind == schema.KindDefaultPrivileges {
			b.changeDefaults(id)
		}
	}
}

func sortedByID[A, B, C any](x map[schema.ID]A, y map[schema.ID]B, z map[schema.ID]C) []schema.ID {
	ids := append(append(sorted(x), sorted(y)...), sorted(z)...)
	slices.SortFunc(ids, schema.Compare)
	return slices.Compact(ids)
}

// accessTargets lists the objects of the wanted database whose owner or privileges may
// have to be set: those where they differ, and all that are made anew.
func (b *builder) accessTargets() []schema.ID {
	var out []schema.ID
	for _, id := range sortedByID(b.drops, b.adds, b.alters) {
		switch {
		case id.Kind == schema.KindDefaultPrivileges:
		case access(id.Kind):
			out = append(out, id.Parent())
		case b.made(id), slices.Contains(b.alters[id].Fields, "OwnedBy"):
			out = append(out, id)
		}
	}
	for id := range b.swaps {
		out = append(out, id)
	}
	out = slices.DeleteFunc(out, func(id schema.ID) bool { return !b.to.Has(b.carrier(id)) })
	slices.SortFunc(out, schema.Compare)
	return slices.Compact(out)
}

// carrier returns the object itself, or for a column of a view, which is no object of
// its own, the view.
func (b *builder) carrier(id schema.ID) schema.ID {
	if id.Kind == schema.KindColumn && !b.to.Has(id) {
		return b.to.Owner(id)
	}
	return id
}

// made reports whether the plan makes the object, so that it starts with the
// privileges of a new one.
func (b *builder) made(id schema.ID) bool {
	id = b.carrier(id)
	if id == schema.NewSchema("public") {
		return false
	}
	c, altered := b.alters[id]
	if s, ok := c.To.(schema.Sequence); altered && ok && s.Identity != c.From.(schema.Sequence).Identity {
		return true
	}
	return b.adds[id] != nil || b.swaps[id] || id.Kind == schema.KindColumn && b.made(id.Parent())
}

// maker returns the role to whom a new object belongs at first: the sequence of a
// column that comes to a table of somebody belongs to him.
func (b *builder) maker(id schema.ID) string {
	s, ok := schema.Get[schema.Sequence](b.to, id)
	if ok && !s.OwnedBy.IsZero() && b.from.Has(s.OwnedBy.Parent()) && !b.made(s.OwnedBy.Parent()) && b.comesAlong(s) {
		return b.from.RoleOf(s.OwnedBy.Parent())
	}
	return ""
}

// roles returns who owns the object before and after the change.
func (b *builder) roles(id schema.ID) (before, after string) {
	before, after = b.from.RoleOf(id), b.to.RoleOf(id)
	if b.made(id) {
		before = b.maker(id)
	}
	return before, after
}

// changeOwner gives an object to its wanted owner. A sequence that belongs to a column
// follows the table by itself.
func (b *builder) changeOwner(id schema.ID) {
	before, after := b.roles(id)
	s, isSequence := schema.Get[schema.Sequence](b.to, id)
	if !id.Kind.HasOwner() || before == after || isSequence && !s.OwnedBy.IsZero() {
		return
	}
	a := b.say(id, id.Ownership(), b.p.Owner(b.to, id, after), phaseOwner)
	a.Requires = append(a.Requires, b.to.Parts(id)...)
	for _, c := range append(b.from.Columns(id), b.to.Columns(id)...) {
		for _, seq := range append(b.from.Owned(c.ID), b.to.Owned(c.ID)...) {
			a.Requires = append(a.Requires, seq.ID)
		}
	}
	a.Requires = slices.DeleteFunc(a.Requires, func(id schema.ID) bool { return access(id.Kind) })
	if id.Kind.IsRelation() && id.Kind != schema.KindComposite {
		a.Lock = lock(AccessExclusive, id)
	}
	if !b.made(id) {
		a.Hazards = []Hazard{{LosesAccess, "the role that owned it loses what only an owner may do"}}
	}
	b.do(a)
}

// say returns an action that says something about an object, which is there by then.
func (b *builder) say(id, what schema.ID, sql string, p phase) Action {
	a := Action{SQL: sql, ID: what, Requires: []schema.ID{b.carrier(id)}, phase: p}
	if b.made(id) {
		a.Produces = []schema.ID{what}
	} else {
		a.Alters = []schema.ID{what}
	}
	return a
}

// changeGrants plans the fewest statements that lead from the privileges that an object
// has to the wanted ones. The new owner has what the old one had.
func (b *builder) changeGrants(id schema.ID) {
	if schema.AllRights(id.Kind) == 0 {
		return
	}
	before, after := b.roles(id)
	grants := schema.GrantsOf(b.from, id)
	switch {
	case b.made(id) && id.Kind == schema.KindColumn:
		grants = nil
	case b.made(id):
		grants = schema.NewGrants(b.from, id, before)
	}
	if before != after {
		name := after
		if name == "" {
			name = schema.CurrentUser
		}
		grants = schema.Reowned(grants, name)
	}
	revokes, more := b.p.Grants(b.to, id, grants, schema.GrantsOf(b.to, id))
	for i, sql := range append(revokes, more...) {
		a := b.say(id, id.Privileges(), sql, phaseGrant)
		a.Requires = append(a.Requires, b.carrier(id).Ownership())
		if id.Kind == schema.KindColumn {
			a.Requires = append(a.Requires, b.to.Owner(id).Ownership())
		}
		if i < len(revokes) && !b.made(id) {
			a.Hazards = []Hazard{{LosesAccess, "roles lose access to " + id.String()}}
		}
		b.do(a)
	}
}

// changeDefaults plans the change of default privileges. It comes after all that the
// plan makes: until then new objects get the old ones.
func (b *builder) changeDefaults(id schema.ID) {
	if id.Schema != "" && !b.to.Has(schema.NewSchema(id.Schema)) {
		return
	}
	grants := func(db *schema.Database) []schema.Grant {
		if d, ok := schema.Get[schema.DefaultPrivileges](db, id); ok {
			return d.Grants
		}
		return schema.StandardDefaults(id)
	}
	var made []schema.ID
	for _, other := range sorted(b.adds) {
		if other.Kind.HasOwner() {
			made = append(made, other)
		}
	}
	before := grants(b.from)
	if id.Schema != "" && b.made(schema.NewSchema(id.Schema)) {
		before = schema.StandardDefaults(id)
	}
	revokes, more := b.p.DefaultGrants(id, before, grants(b.to))
	for i, sql := range append(revokes, more...) {
		a := Action{SQL: sql, ID: id, Alters: []schema.ID{id}, Requires: append([]schema.ID{schema.NewSchema(id.Schema)}, made...), phase: phaseDefaults}
		if i < len(revokes) {
			a.Hazards = []Hazard{{LosesAccess, "roles will have no access to what is made from here on"}}
		}
		b.do(a)
	}
}

// ownFirst gives a sequence to the owner of the table before it is tied to one of its
// columns: the server wants both to be of one owner.
func (b *builder) ownFirst(s schema.Sequence) {
	if s.OwnedBy.IsZero() || b.made(s.OwnedBy.Parent()) {
		return
	}
	before := ""
	if !b.made(s.ID) {
		before = b.from.RoleOf(s.ID)
	}
	owner := b.from.RoleOf(s.OwnedBy.Parent())
	if before == owner {
		return
	}
	b.do(Action{SQL: b.p.Owner(b.to, s.ID, owner), ID: s.ID, Alters: []schema.ID{s.ID}, Requires: []schema.ID{s.ID},
		Lock: lock(AccessExclusive, s.ID), phase: phaseColumn})
}
