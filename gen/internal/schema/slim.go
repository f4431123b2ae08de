package schema

// kept is what a database keeps of an object beside its header, which its node has.
// Most objects say little: their kept form takes a small part of the memory of the
// struct, which is made again for whoever asks.
type kept interface {
	// object returns the object with the header.
	object(Header) Object
}

// keeps is the kept form of the objects of one type.
type keeps[T Object] interface {
	// whole returns the object with the header.
	whole(Header) T
}

// entire keeps an object that says something of its own, as it was put.
type entire struct{ Object }

func (e entire) object(Header) Object { return e.Object }

// slim returns what the database keeps of an object.
func (db *Database) slim(o Object) kept {
	var form kept
	switch o := o.(type) {
	case Table:
		form = slimTable(o)
	case Column:
		form = db.slimColumn(o)
	case PrimaryKey:
		form = slimPrimaryKey(o)
	case Unique:
		form = slimUnique(o)
	case ForeignKey:
		form = db.slimForeignKey(o)
	case Check:
		form = slimCheck(o)
	case Index:
		form = slimIndex(o)
	case Sequence:
		form = db.slimSequence(o)
	case Comment:
		form = keptComment(o.Text)
	}
	if form == nil {
		return entire{o}
	}
	return form
}

// as returns the object of a node as a T, which is a struct of this package or [Object].
func as[T Object](db *Database, n *node) (T, bool) {
	switch kept := n.kept.(type) {
	case entire:
		o, ok := kept.Object.(T)
		return o, ok
	case keeps[T]:
		return kept.whole(db.header(n)), true
	}
	var none T
	if all, ok := any(&none).(*Object); ok && n.isThere() {
		*all = db.object(n)
		return none, true
	}
	return none, false
}

// isA reports whether the object of a node is a T.
func isA[T Object](n *node) bool {
	switch kept := n.kept.(type) {
	case entire:
		_, ok := kept.Object.(T)
		return ok
	case keeps[T]:
		return true
	}
	_, all := any((*T)(nil)).(*Object)
	return all && n.isThere()
}

// maxShared is how many different values of a kind nodes share at most. Where there
// are more, few are equal.
const maxShared = 1 << 12

// shared returns the one pointer to all equal values.
func shared[T comparable](known map[T]*T, value T) *T {
	if p, ok := known[value]; ok {
		return p
	}
	p := new(T)
	*p = value
	if len(known) < maxShared {
		known[value] = p
	}
	return p
}

type keptComment string

func (c keptComment) object(h Header) Object { return c.whole(h) }
func (c keptComment) whole(h Header) Comment { return Comment{Header: h, Text: string(c)} }
