package schema

import (
	"iter"
	"maps"
	"slices"
)

// idSet is a set of IDs. Most of them have one or two, for which a list takes a
// tenth of the memory of a map; large ones become a map, so that taking an ID out
// stays cheap.
type idSet struct {
	few  []ID
	many map[ID]struct{}
}

// fewIDs is the size up to which a set is a list.
const fewIDs = 8

func (s idSet) len() int { return len(s.few) + len(s.many) }

func (s *idSet) add(id ID) {
	switch {
	case s.many != nil:
		s.many[id] = struct{}{}
	case slices.Contains(s.few, id):
	case len(s.few) < fewIDs:
		s.few = append(s.few, id)
	default:
		s.many = map[ID]struct{}{id: {}}
		for _, other := range s.few {
			s.many[other] = struct{}{}
		}
		s.few = nil
	}
}

func (s *idSet) remove(id ID) {
	if s.many != nil {
		delete(s.many, id)
		return
	}
	s.few = without(s.few, id)
}

func (s idSet) all() iter.Seq[ID] {
	if s.many != nil {
		return maps.Keys(s.many)
	}
	return slices.Values(s.few)
}

func (s idSet) clone() idSet { return idSet{few: slices.Clone(s.few), many: maps.Clone(s.many)} }

// usersOf yields who refers to an ID, in no order.
func (db *Database) usersOf(id ID) iter.Seq[ID] {
	if set := db.users[id]; set != nil {
		return set.all()
	}
	return func(func(ID) bool) {}
}
