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
		return id
	}
	// Routines carry the names of their argument types in their ID.
	for id := range moved {
		for user := range db.usersOf(id) {
			if user.Kind.IsRoutine() {
				if next := db.objects[user].Renamed(f).Address(); next != user && moved[user].IsZero() {
					db.collectMoves(user, next, moved)
				}
			}
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
			add(seq)
		}
	}
	db.replace(order, f)
}

// replace puts the renamed form of each object in the place of the old one.
func (db *Database) replace(order []ID, f func(ID) ID) {
	next := make([]Object, len(order))
	for i, id := range order {
		next[i] = db.objects[id].Renamed(f)
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
		for _, part := range db.parts[id] {
			walk(part)
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
	for _, part := range db.parts[from] {
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
	for id := range db.objects {
		if id.Schema == from.Name && db.Owner(id).IsZero() {
			next := id
			next.Schema = to.Name
			db.collectMoves(id, next, moved)
		}
	}
}
