package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// published is a table that a statement names, or a child that comes with it.
type published struct {
	table schema.ID
	said  *pg.PublicationTable
	// system is true for a table of the server, which no model has.
	system bool
}

// publishedSchemas reads the schemas that a statement names.
func (s *stmt) publishedSchemas(nodes []*pg.Node) ([]schema.ID, error) {
	var out []schema.ID
	for _, n := range nodes {
		o := n.GetPublicationObjSpec()
		id := schema.NewSchema(o.Name)
		switch o.Pubobjtype {
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA:
			current, err := s.target("", o.Location)
			if err != nil {
				return out, err
			}
			id.Name = current
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_SCHEMA:
			if !s.knownSchema(id.Name) {
				return out, s.fault(o.Location, undefinedSchema, "schema %q does not exist", id.Name)
			}
		default:
			continue
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// publishedTables finds the tables that a statement names; they come with their children
// unless ONLY says otherwise.
func (s *stmt) publishedTables(nodes []*pg.Node) ([]published, error) {
	var out []published
	for _, n := range nodes {
		said := n.GetPublicationObjSpec().GetPubtable()
		if said == nil {
			continue
		}
		rel, ok := s.find(said.Relation)
		system := !ok && canon.SystemRelation(firstOf(said.Relation.Schemaname, "pg_catalog"), said.Relation.Relname)
		switch {
		case !ok && !system:
			return out, s.noRelation(said.Relation)
		case rel.Kind == schema.KindIndex || rel.Kind.HasIndex():
			return out, s.fault(said.Relation.Location, wrongObjectType, "%q is an index", rel.Name)
		case rel.Kind == schema.KindComposite:
			return out, s.fault(said.Relation.Location, wrongObjectType, "%q is a composite type", rel.Name)
		case system:
			rel = schema.NewTable("pg_catalog", said.Relation.Relname)
		}
		var err error
		if out, err = s.publishToo(out, published{rel, said, system}, rel); err != nil {
			return out, err
		}
		t, _ := schema.Get[schema.Table](s.db, rel)
		if said.Relation.Inh && t.PartitionBy.IsZero() {
			if out, err = s.publishChildren(out, said, rel, rel); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// publishToo adds a table to the list. Said of one table twice, filters and column lists
// would contradict each other; named is the table that the text names.
func (s *stmt) publishToo(out []published, p published, named schema.ID) ([]published, error) {
	i := slices.IndexFunc(out, func(o published) bool { return o.table == p.table })
	if i < 0 {
		return append(out, p), nil
	}
	before, at := out[i].said, p.said.Relation.Location
	if p.said.WhereClause != nil || before.WhereClause != nil {
		return out, s.fault(at, duplicateObject, "conflicting or redundant WHERE clauses for table %q", named.Name)
	}
	if len(p.said.Columns) > 0 || len(before.Columns) > 0 {
		return out, s.fault(at, duplicateObject, "conflicting or redundant column lists for table %q", named.Name)
	}
	return out, nil
}

// publishChildren adds what inherits from a table, with its columns and filter.
func (s *stmt) publishChildren(out []published, said *pg.PublicationTable, parent, named schema.ID) ([]published, error) {
	for _, child := range s.children(parent) {
		var err error
		if out, err = s.publishToo(out, published{child, said, false}, named); err != nil {
			return out, err
		}
		if out, err = s.publishChildren(out, said, child, named); err != nil {
			return out, err
		}
	}
	return out, nil
}

// publicationTables judges the tables for a publication in the server's order: first all
// filters, then all column lists, then one table after the other.
func (s *stmt) publicationTables(p schema.Publication, named []published, withSchemas, adding bool) ([]schema.PublicationTable, error) {
	out := make([]schema.PublicationTable, len(named))
	direct := !slices.Contains(p.Options, "publish_via_partition_root=true")
	for i, n := range named {
		out[i].Table = n.table
		if err := s.rowFilter(&out[i], n, direct); err != nil {
			return nil, err
		}
	}
	for _, n := range named {
		t, _ := schema.Get[schema.Table](s.db, n.table)
		if len(n.said.Columns) > 0 && (withSchemas || direct && !t.PartitionBy.IsZero()) {
			why := "which contains schemas"
			if !withSchemas {
				why = "which does not publish via the partitioned table"
			}
			return nil, s.fault(n.said.Relation.Location, invalidParameter, "cannot use column list for relation %q in publication %q, %s",
				dotted(n.table.Schema, n.table.Name), p.ID.Name, why)
		}
	}
	for i, n := range named {
		if adding && publishes(p, n.table) {
			return nil, s.nameFault(n.table.Name, duplicateObject, "relation %q is already member of publication %q", n.table.Name, p.ID.Name)
		}
		t, isTable := schema.Get[schema.Table](s.db, n.table)
		if n.system || !isTable || t.Persistence != schema.Permanent || n.table.Schema == temporarySchema || !t.Server.IsZero() {
			return nil, hinted(s.fault(n.said.Relation.Location, invalidParameter, "cannot add relation %q to publication", n.table.Name), "publish permanent tables only")
		}
		var err error
		if out[i].Columns, err = s.publishedColumns(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rowFilter reads the filter of a table; one of a partitioned table needs that changes
// are published as its own.
func (s *stmt) rowFilter(entry *schema.PublicationTable, n published, direct bool) error {
	if n.said.WhereClause == nil {
		return nil
	}
	if t, _ := schema.Get[schema.Table](s.db, n.table); direct && !t.PartitionBy.IsZero() {
		return hinted(s.fault(n.said.Relation.Location, invalidParameter, "cannot use publication WHERE clause for relation %q", n.table.Name),
			"set publish_via_partition_root, or filter the partitions")
	}
	var err error
	entry.Where, err = s.expr(n.said.WhereClause, s.parenthesized(n.said.WhereClause, "WHERE"), scope{relation: n.table, clause: canon.InRowFilter})
	return err
}

// publishedColumns reads a column list into the order of the table.
func (s *stmt) publishedColumns(n published) ([]string, error) {
	names := strs(n.said.Columns)
	for i, name := range names {
		switch {
		case systemColumns[name]:
			return nil, s.nameFault(name, invalidReference, "cannot use system column %q in publication column list", name)
		case !s.hasColumn(n.table, name):
			return nil, s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, n.table.Name)
		case slices.Contains(names[:i], name):
			return nil, s.nameFault(name, duplicateObject, "duplicate column %q in publication column list", name)
		}
	}
	var out []string
	for _, c := range s.db.Columns(n.table) {
		if slices.Contains(names, c.ID.Name) {
			out = append(out, c.ID.Name)
		}
	}
	return out, nil
}

// judgePublishedSchemas gives 22023 for a schema of the server's own.
func (s *stmt) judgePublishedSchemas(ids []schema.ID) error {
	for _, id := range ids {
		if id.Name == "pg_catalog" || id.Name == "pg_toast" || id.Name == temporarySchema {
			return s.nameFault(id.Name, invalidParameter, "cannot add schema %q to publication", id.Name)
		}
	}
	return nil
}

// judgeDirect gives 22023 for a publication that shall no longer publish via partitioned
// tables although it filters them, or lists their columns.
func (s *stmt) judgeDirect(p schema.Publication) error {
	for _, entry := range p.Tables {
		t, _ := schema.Get[schema.Table](s.db, entry.Table)
		if !t.PartitionBy.IsZero() && (len(entry.Columns) > 0 || !entry.Where.IsZero()) {
			return s.nameFault(p.ID.Name, invalidParameter, "cannot set parameter %q to false for publication %q: it filters the rows or columns of the partitioned table %q",
				"publish_via_partition_root", p.ID.Name, entry.Table.Name)
		}
	}
	return nil
}
