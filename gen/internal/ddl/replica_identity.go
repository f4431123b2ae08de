package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// replicaIdentity runs REPLICA IDENTITY.
func (s *stmt) replicaIdentity(t schema.Table, n *pg.ReplicaIdentityStmt) error {
	switch n.IdentityType {
	case "d":
		t.ReplicaIdentity = ""
	case "f":
		t.ReplicaIdentity = "full"
	case "n":
		t.ReplicaIdentity = "nothing"
	case "i":
		if err := s.judgeIdentityIndex(t.ID, n.Name); err != nil {
			return err
		}
		t.ReplicaIdentity = identityByIndex + n.Name
	}
	s.put(t)
	return nil
}

// identityByIndex stands before the name of the index.
const identityByIndex = "index "

// judgeIdentityIndex refuses an index that cannot tell every row of the table.
func (s *stmt) judgeIdentityIndex(rel schema.ID, name string) error {
	id, ok := s.db.Relation(rel.Schema, name)
	switch {
	case !ok:
		return s.nameFault(name, undefinedObject, "index %q for table %q does not exist", name, rel.Name)
	case s.db.Owner(id) != rel:
		return s.nameFault(name, wrongObjectType, "%q is not an index for table %q", name, rel.Name)
	}
	columns, unique, late := []string(nil), true, schema.NotDeferrable
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.PrimaryKey:
		columns, late = x.Columns, x.Deferral
	case schema.Unique:
		columns, late = x.Columns, x.Deferral
	case schema.Index:
		if unique = x.Unique; !unique {
			break
		}
		columns = elementColumns(x.Elements)
		if len(columns) < len(x.Elements) {
			return s.nameFault(name, notSupported, "cannot use expression index %q as replica identity", name)
		}
		if !x.Where.IsZero() {
			return s.nameFault(name, notSupported, "cannot use partial index %q as replica identity", name)
		}
	default:
		unique = false
	}
	if !unique {
		return s.nameFault(name, wrongObjectType, "cannot use non-unique index %q as replica identity", name)
	}
	if late != schema.NotDeferrable {
		return s.nameFault(name, notSupported, "cannot use non-immediate index %q as replica identity", name)
	}
	for _, column := range columns {
		if c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, column)); !c.NotNull {
			return s.nameFault(name, wrongObjectType, "index %q cannot be used as replica identity because column %q is nullable", name, column)
		}
	}
	return nil
}

// followIdentity lets a table follow the index that is its replica identity to another
// name, "" if the index goes.
func (r *Replay) followIdentity(index schema.ID, next string) {
	t, ok := schema.Get[schema.Table](r.db, index.Parent())
	if !ok || t.ReplicaIdentity != identityByIndex+index.Name {
		return
	}
	if t.ReplicaIdentity = ""; next != "" {
		t.ReplicaIdentity = identityByIndex + next
	}
	r.put(t)
}

// identityIndex returns the columns of the index that is a table's replica identity.
func (s *stmt) identityIndex(t schema.Table) ([]string, bool) {
	name, ok := strings.CutPrefix(t.ReplicaIdentity, identityByIndex)
	if !ok {
		return nil, false
	}
	id, ok := s.db.Relation(t.ID.Schema, name)
	if !ok {
		return nil, false
	}
	o, _ := s.db.Lookup(id)
	return uniqueColumnsOf(o), true
}
