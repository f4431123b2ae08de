package schema

import "slices"

// Rename gives the object a new ID and lets everything follow: its parts, its
// comments, what is inside a renamed schema, routines whose argument types were
// renamed, and every ID in other objects. The text of expressions is not
// touched; package ddl rewrites it before it calls Rename. The old ID must
// exist and the new one must be free.
func (db *Database) Rename(from, to ID) {
	moved := map[ID]ID{}
	db.collectMoves(from, to, moved)
	f := func(id ID) ID {
		if next, ok := moved[id]; ok {
			return next
		}
		if from.Kind == KindSchema && id.Kind == KindOperator && id.Schema == from.Name {
			id.Schema = to.Name // a partner that nobody has defined yet
		}
		return id
	}
	// Routines and operators carry the names of their argument types in their ID, user
	// mappings that of their server.
	for id := range moved {
		for user := range db.usersOf(id) {
			if user.Kind.holdsTypes() {
				if next := db.object(user).Renamed(f).Address(); next != user && moved[user].IsZero() {
					db.collectMoves(user, next, moved)
				}
			}
		}
	}
	for id := range moved {
		if o, ok := db.Lookup(id); ok && id.Kind.holdsTypes() {
			moved[id] = o.Renamed(f).Address() // its own schema and those of its types
		}
	}
	affected := map[ID]struct{}{}
	var order []ID
	add := func(id ID) {
		if _, seen := affected[id]; !seen && db.Has(id) {
			affected[id] = struct{}{}
			order = append(order, id)
		}
	}
	for _, id := range db.inOrder(from, moved) {
		add(id)
	}
	for id := range moved {
		for user := range db.usersOf(id) {
			add(user)
		}
		for _, seq := range db.owned[id] {
			add(seq.id())
		}
	}
	// Operators speak of each other without a reference.
	for id := range db.ofKind(KindOperator) {
		if o, ok := db.object(id).(Operator); ok && (f(o.Commutator) != o.Commutator || f(o.Negator) != o.Negator) {
			add(id)
		}
	}
	db.replace(order, f)
}

// replace puts the renamed form of each object in the place of the old one.
func (db *Database) replace(order []ID, f func(ID) ID) {
	next := make([]Object, len(order))
	for i, id := range order {
		next[i] = db.object(id).Renamed(f)
	}
	// Parts go before their owner, so that each is found under it.
	for i, id := range slices.Backward(order) {
		if next[i].Address() != id {
			db.Delete(id)
		}
	}
	for _, o := range next {
		db.Put(o)
	}
}

// inOrder lists the moved IDs so that owners come before their parts and parts
// keep their order.
func (db *Database) inOrder(from ID, moved map[ID]ID) []ID {
	var out []ID
	var walk func(id ID)
	walk = func(id ID) {
		out = append(out, id)
		for _, part := range db.parts(id) {
			walk(part.id())
		}
	}
	walk(from)
	if from.Kind != KindSchema && len(out) == len(moved) {
		return out
	}
	seen := map[ID]bool{}
	for _, id := range out {
		seen[id] = true
	}
	for o := range db.All() {
		id := o.Address()
		if _, ok := moved[id]; ok && !seen[id] && db.Owner(id).IsZero() {
			walk(id)
		}
	}
	return out
}

func (db *Database) collectMoves(from, to ID, moved map[ID]ID) {
	moved[from] = to
	for _, part := range db.Parts(from) {
		next := part
		switch {
		case part.Kind.IsAttachment():
			next = to.attachment(part.Kind)
		default:
			next.Schema, next.Relation = to.Schema, to.Name
		}
		db.collectMoves(part, next, moved)
	}
	if from.Kind != KindSchema {
		return
	}
	for id, n := range db.nodes {
		if n.object != nil && id.Schema == from.Name && db.Owner(id).IsZero() {
			next := id
			next.Schema = to.Name
			db.collectMoves(id, next, moved)
		}
	}
}
