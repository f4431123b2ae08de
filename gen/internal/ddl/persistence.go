package ddl

import (
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// setPersistence changes the table with its own sequences.
func (s *stmt) setPersistence(t schema.Table, p schema.Persistence) error {
	if t.Persistence == p || !t.PartitionBy.IsZero() {
		return nil // a partitioned table has no storage to change
	}
	if err := s.judgePersistence(t, p); err != nil {
		return err
	}
	t.Persistence = p
	s.put(t)
	for _, column := range s.db.SequenceOwners(t.ID) {
		for _, seq := range s.db.Owned(column) {
			seq.Persistence = p
			s.put(seq)
		}
	}
	return nil
}

// judgePersistence refuses SET LOGGED and SET UNLOGGED where a permanent table would
// refer to one that is not.
func (s *stmt) judgePersistence(t schema.Table, p schema.Persistence) error {
	name := t.ID.Name
	if t.Persistence == schema.Temporary {
		return s.nameFault(name, invalidTable, "cannot change logged status of table %q because it is temporary", name)
	}
	if p == schema.Permanent {
		for _, fk := range schema.PartsOf[schema.ForeignKey](s.db, t.ID) {
			if fk.Parent != t.ID && s.persistence(fk.Parent) != schema.Permanent {
				return s.nameFault(name, invalidTable, "could not change table %q to logged because it references unlogged table %q", name, fk.Parent.Name)
			}
		}
		return nil
	}
	for _, user := range s.db.Users(t.ID) {
		fk, ok := schema.Get[schema.ForeignKey](s.db, user)
		if ok && user.Parent() != t.ID && fk.Parent == t.ID && s.persistence(user.Parent()) == schema.Permanent {
			return s.nameFault(name, invalidTable, "could not change table %q to unlogged because it references logged table %q", name, user.Relation)
		}
	}
	return nil
}

func (s *stmt) persistence(rel schema.ID) schema.Persistence {
	t, _ := schema.Get[schema.Table](s.db, rel)
	return t.Persistence
}
