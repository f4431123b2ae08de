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

// Numbers gives objects of a database that does not change meanwhile a number, 0 unless
// one is set. The zero value is not usable; call [Database.NewNumbers].
type Numbers struct {
	db *Database
	by []int32
	// others are the numbers of what is not in the database.
	others map[ID]int32
}

// NewNumbers returns numbers that are all 0.
func (db *Database) NewNumbers() Numbers {
	return Numbers{db: db, by: make([]int32, len(db.nodes.slots)), others: map[ID]int32{}}
}

// Of returns the number of an object.
func (n Numbers) Of(id ID) int32 {
	if i, known := n.db.slot(id); known {
		return n.by[i]
	}
	return n.others[id]
}

// Set gives an object a number.
func (n Numbers) Set(id ID, number int32) {
	if i, known := n.db.slot(id); known {
		n.by[i] = number
	} else {
		n.others[id] = number
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
