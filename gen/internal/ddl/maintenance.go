package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// reindex judges REINDEX, which changes nothing in the model.
func (s *stmt) reindex(n *pg.ReindexStmt) error {
	for _, p := range n.Params {
		switch d := p.GetDefElem(); d.Defname {
		case "verbose", "concurrently", "tablespace":
		default:
			return s.fault(d.Location, syntaxError, "unrecognized REINDEX option %q", d.Defname)
		}
	}
	switch n.Kind {
	case pg.ReindexObjectType_REINDEX_OBJECT_INDEX:
		id, err := s.maintained(n.Relation)
		if err == nil && !id.IsZero() && s.sortOf(id) != sortIndex {
			err = s.fault(n.Relation.Location, wrongObjectType, "%q is not an index", id.Name)
		}
		return err
	case pg.ReindexObjectType_REINDEX_OBJECT_TABLE:
		return s.maintainedTable(n.Relation)
	case pg.ReindexObjectType_REINDEX_OBJECT_SCHEMA:
		if !s.knownSchema(n.Name) && !strings.HasPrefix(n.Name, "pg_") {
			return s.nameFault(n.Name, undefinedSchema, "schema %q does not exist", n.Name)
		}
	}
	return nil
}

// cluster judges CLUSTER, which changes nothing in the model.
func (s *stmt) cluster(n *pg.ClusterStmt) error {
	for _, p := range n.Params {
		if d := p.GetDefElem(); d.Defname != "verbose" {
			return s.fault(d.Location, syntaxError, "unrecognized CLUSTER option %q", d.Defname)
		}
	}
	if n.Relation == nil {
		return nil
	}
	if err := s.maintainedTable(n.Relation); err != nil {
		return err
	}
	rel, ok := s.find(n.Relation)
	switch {
	case !ok:
		return nil
	case n.Indexname != "":
		return s.clusterable(rel, n.Indexname)
	case !s.clustered && !s.blind:
		return hinted(s.nameFault(rel.Name, undefinedObject, "there is no previously clustered index for table %q", rel.Name), "name the index with USING")
	}
	return nil
}

// maintainedTable gives 42809 for what is neither a table nor a materialized view.
func (s *stmt) maintainedTable(rv *pg.RangeVar) error {
	id, err := s.maintained(rv)
	if err == nil && !id.IsZero() && s.sortOf(id)&(sortTable|sortMatview) == 0 {
		err = s.fault(rv.Location, wrongObjectType, "%q is not a table or materialized view", id.Name)
	}
	return err
}

// maintained finds a relation; the zero ID for one of the system or of an extension.
func (s *stmt) maintained(rv *pg.RangeVar) (schema.ID, error) {
	id, ok := s.find(rv)
	switch {
	case ok:
		return id, nil
	case strings.HasPrefix(rv.Schemaname, "pg_") || rv.Schemaname == "information_schema" || rv.Schemaname == "" && strings.HasPrefix(rv.Relname, "pg_"):
		return schema.ID{}, nil
	}
	for x := range schema.AllOf[schema.Extension](s.db) {
		if _, known := canon.ExtensionTypes(x.ID.Name); !known { // it may bring tables
			return schema.ID{}, nil
		}
	}
	return id, s.noRelation(rv)
}

// clusterable refuses an index by which a table cannot be ordered. It is looked up in
// the schema of the table.
func (s *stmt) clusterable(rel schema.ID, name string) error {
	id, ok := s.db.Relation(rel.Schema, name)
	switch {
	case !ok:
		return s.nameFault(name, undefinedObject, "index %q for table %q does not exist", name, rel.Name)
	case s.sortOf(id) != sortIndex:
		return s.nameFault(name, wrongObjectType, "%q is not an index", name)
	case id.Relation != rel.Name:
		return s.nameFault(name, wrongObjectType, "%q is not an index for table %q", name, rel.Name)
	}
	x, ok := schema.Get[schema.Index](s.db, id)
	if can, builtin := abilities[x.Method]; ok && builtin && !can.clusters {
		return s.nameFault(name, notSupported, "cannot cluster on index %q because access method does not support clustering", name)
	}
	if !x.Where.IsZero() {
		return s.nameFault(name, notSupported, "cannot cluster on partial index %q", name)
	}
	s.Replay.clustered = true
	return nil
}

// alterCluster judges CLUSTER ON and SET WITHOUT CLUSTER, which change nothing in the
// model.
func (s *stmt) alterCluster(rel schema.ID, c *pg.AlterTableCmd) error {
	switch {
	case c.Subtype == pg.AlterTableType_AT_ClusterOn:
		if err := s.clusterable(rel, c.Name); err != nil {
			return err
		}
	case c.Subtype != pg.AlterTableType_AT_DropCluster:
		return nil
	}
	if s.isPartitioned(rel) {
		return s.nameFault(rel.Name, notSupported, "cannot mark index clustered in partitioned table")
	}
	return nil
}
