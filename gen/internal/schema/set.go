package schema

// Set is a set of objects of a database that does not change meanwhile: a bit for each
// of its nodes. The zero value is not usable; call [Database.NewSet].
type Set struct {
	db   *Database
	bits []uint64
	// others are the members that are not in the database.
	others map[ID]struct{}
}

// NewSet returns an empty set.
func (db *Database) NewSet() Set {
	return Set{db: db, bits: make([]uint64, (len(db.nodes.slots)+63)/64), others: map[ID]struct{}{}}
}

// Has reports whether the object is in the set.
func (s Set) Has(id ID) bool {
	i, known := s.db.slot(id)
	if !known {
		_, ok := s.others[id]
		return ok
	}
	return s.bits[i/64]&(1<<(i%64)) != 0
}

// Add puts the object into the set.
func (s Set) Add(id ID) {
	if i, known := s.db.slot(id); known {
		s.bits[i/64] |= 1 << (i % 64)
	} else {
		s.others[id] = struct{}{}
	}
}

// Remove takes the object out. Removing what is not in the set is a no-op.
func (s Set) Remove(id ID) {
	if i, known := s.db.slot(id); known {
		s.bits[i/64] &^= 1 << (i % 64)
	} else {
		delete(s.others, id)
	}
}

// slot returns where the node of an ID is in the lookup of nodes.
func (db *Database) slot(id ID) (int, bool) {
	for i := range db.nodes.with(db.hash.id(id)) {
		if db.nodes.slots[i].is(id) {
			return i, true
		}
	}
	return 0, false
}
