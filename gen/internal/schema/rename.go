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
		if from.Kind == KindSchema && id.Kind == KindComment && id.Of == KindOperator && id.Schema == from.Name {
			id.Schema = to.Name
		}
		return id
	}
	// Routines and operators carry the names of their argument types in their ID, user
	// mappings that of their server.
	for id := range moved {
		for n := range db.usersOf(id) {
			if user := n.id(); user.Kind.holdsTypes() {
				if next := db.object(n).Renamed(f).Address(); next != user && moved[user].IsZero() {
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
			add(user.id())
		}
		for _, seq := range db.owned(id) {
			add(seq.id())
		}
	}
	// Operators speak of each other without a reference.
	for id := range db.ofKind(KindOperator) {
		if o, ok := Get[Operator](db, id); ok && (f(o.Commutator) != o.Commutator || f(o.Negator) != o.Negator) {
			add(id)
		}
	}
	db.replace(order, f)
}

// replace puts the renamed form of each object in the place of the old one.
func (db *Database) replace(order []ID, f func(ID) ID) {
	next := make([]Object, len(order))
	for i, id := range order {
		next[i] = db.object(db.find(id)).Renamed(f)
	}
	// Parts go before their owner, so that each is found under it.
	for i, id := range slices.Backward(order) {
		if next[i].Address() != id || id.Kind == KindComment {
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
		case isShellComment(from, part):
			continue // its schema alone decides
		case part.Kind.IsAttachment():
			next = movedAttachment(part, from, to)
		default:
			next.Schema, next.Relation = to.Schema, to.Name
		}
		db.collectMoves(part, next, moved)
	}
	switch from.Kind {
	case KindTable, KindView: // not all of these columns are parts
		for _, column := range db.SequenceOwners(from) {
			moved[column] = to.In(KindColumn, column.Name)
		}
		return
	case KindSchema:
	default:
		return
	}
	for n := range db.nodes.all() {
		if id := n.id(); n.isThere() && id.Schema == from.Name && db.Owner(id).IsZero() {
			next := id
			next.Schema = to.Name
			db.collectMoves(id, next, moved)
		}
	}
}

// movedAttachment returns the new ID of what is said about an object: the row type of
// a table has the name of the table, the index of a key that of the key, and the check
// of a domain keeps its own.
func movedAttachment(part, from, to ID) ID {
	switch {
	case part.Of == from.Kind:
		return to.attachment(part.Kind)
	case part.Relation == from.Name && from.Relation == "":
		part.Schema, part.Relation = to.Schema, to.Name
	default:
		part.Schema, part.Relation, part.Name = to.Schema, to.Relation, to.Name
	}
	return part
}

// isShellComment reports whether the part of an operator is the comment on a partner
// that nobody has defined yet.
func isShellComment(operator, part ID) bool {
	return operator.Kind == KindOperator && part.Kind == KindComment && part.Parent() != operator
}
