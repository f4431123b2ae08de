package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func publicationID(name string) schema.ID {
	return schema.ID{Kind: schema.KindPublication, Name: name}
}

// createPublication runs CREATE PUBLICATION.
func (s *stmt) createPublication(n *pg.CreatePublicationStmt) error {
	p := schema.Publication{Header: s.header(publicationID(n.Pubname)), AllTables: n.ForAllTables}
	if s.db.Has(p.ID) {
		return s.nameFault(n.Pubname, duplicateObject, "publication %q already exists", n.Pubname)
	}
	var err error
	if p.Options, err = s.publicationOptions(nil, n.Options); err != nil {
		return err
	}
	added, err := s.publicationObjects(n.Pubobjects)
	if err != nil {
		return err
	}
	p.Tables, p.Schemas = added.Tables, added.Schemas
	return s.putPublication(p)
}

// alterPublication runs ALTER PUBLICATION ... SET (...), ADD, SET and DROP.
func (s *stmt) alterPublication(n *pg.AlterPublicationStmt) error {
	p, ok := schema.Get[schema.Publication](s.db, publicationID(n.Pubname))
	if !ok {
		return s.nameFault(n.Pubname, undefinedObject, "publication %q does not exist", n.Pubname)
	}
	if len(n.Options) > 0 {
		var err error
		if p.Options, err = s.publicationOptions(p.Options, n.Options); err != nil {
			return err
		}
		s.put(p)
		return nil
	}
	named, err := s.publicationObjects(n.Pubobjects)
	switch {
	case err != nil:
		return err
	case p.AllTables:
		return s.nameFault(n.Pubname, notInState, "publication %q is defined as FOR ALL TABLES", n.Pubname)
	}
	p.Tables, p.Schemas = slices.Clone(p.Tables), slices.Clone(p.Schemas)
	switch n.Action {
	case pg.AlterPublicationAction_AP_SetObjects:
		p.Tables, p.Schemas = named.Tables, named.Schemas
	case pg.AlterPublicationAction_AP_DropObjects:
		return s.dropFromPublication(p, named)
	default:
		for _, t := range named.Tables {
			if publishes(p, t.Table) {
				return s.nameFault(t.Table.Name, duplicateObject, "relation %q is already member of publication %q", t.Table.Name, n.Pubname)
			}
		}
		for _, id := range named.Schemas {
			if slices.Contains(p.Schemas, id) {
				return s.nameFault(id.Name, duplicateObject, "schema %q is already member of publication %q", id.Name, n.Pubname)
			}
		}
		p.Tables, p.Schemas = append(p.Tables, named.Tables...), append(p.Schemas, named.Schemas...)
	}
	return s.putPublication(p)
}

func publishes(p schema.Publication, table schema.ID) bool {
	return slices.ContainsFunc(p.Tables, func(t schema.PublicationTable) bool { return t.Table == table })
}

func (s *stmt) dropFromPublication(p, named schema.Publication) error {
	for _, t := range named.Tables {
		switch {
		case len(t.Columns) > 0:
			return s.nameFault(t.Table.Name, syntaxError, "column list must not be specified in ALTER PUBLICATION ... DROP")
		case !t.Where.IsZero():
			return s.nameFault(t.Table.Name, syntaxError, "cannot use a WHERE clause when removing a table from a publication")
		case !publishes(p, t.Table):
			return s.nameFault(t.Table.Name, undefinedObject, "relation %q is not part of the publication", t.Table.Name)
		}
		p.Tables = slices.DeleteFunc(p.Tables, func(o schema.PublicationTable) bool { return o.Table == t.Table })
	}
	for _, id := range named.Schemas {
		if !slices.Contains(p.Schemas, id) {
			return s.nameFault(id.Name, undefinedObject, "tables from schema %q are not part of the publication", id.Name)
		}
		p.Schemas = slices.DeleteFunc(p.Schemas, func(o schema.ID) bool { return o == id })
	}
	return s.putPublication(p)
}

// putPublication puts the publication in its order. Column lists and whole schemas
// exclude each other.
func (s *stmt) putPublication(p schema.Publication) error {
	if p = p.Sorted(); len(p.Tables) == 0 {
		p.Tables = nil
	}
	if len(p.Schemas) == 0 {
		p.Schemas = nil
	}
	for _, t := range p.Tables {
		if len(t.Columns) > 0 && len(p.Schemas) > 0 {
			return s.nameFault(t.Table.Name, invalidParameter, "cannot use column list for relation %q in publication %q, which contains schemas",
				dotted(t.Table.Schema, t.Table.Name), p.ID.Name)
		}
	}
	s.put(p)
	return nil
}

// publicationObjects reads tables and schemas; tables come with their children unless
// ONLY says otherwise.
func (s *stmt) publicationObjects(nodes []*pg.Node) (schema.Publication, error) {
	var out schema.Publication
	for _, n := range nodes {
		o := n.GetPublicationObjSpec()
		switch o.Pubobjtype {
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_SCHEMA, pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA:
			id := schema.NewSchema(o.Name)
			if o.Pubobjtype == pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA {
				current, err := s.target("", o.Location)
				if err != nil {
					return out, err
				}
				id.Name = current
			}
			if !s.db.Has(id) {
				return out, s.fault(o.Location, undefinedSchema, "schema %q does not exist", id.Name)
			}
			if !slices.Contains(out.Schemas, id) {
				out.Schemas = append(out.Schemas, id)
			}
		default:
			if err := s.publishTable(&out, o.Pubtable); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// publishTable reads one table with its column list and row filter.
func (s *stmt) publishTable(p *schema.Publication, n *pg.PublicationTable) error {
	rv := n.Relation
	rel, ok := s.find(rv)
	if !ok {
		return s.noRelation(rv)
	}
	t, isTable := schema.Get[schema.Table](s.db, rel)
	if !isTable || t.Persistence != schema.Permanent || !t.Server.IsZero() {
		return hinted(s.fault(rv.Location, invalidParameter, "cannot add relation %q to publication", rel.Name), "publish permanent tables only")
	}
	entry := schema.PublicationTable{Table: rel}
	names := strs(n.Columns)
	for i, name := range names {
		switch {
		case !s.hasColumn(rel, name):
			return s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, rel.Name)
		case slices.Contains(names[:i], name):
			return s.nameFault(name, duplicateObject, "duplicate column %q in publication column list", name)
		}
	}
	for _, c := range s.db.Columns(rel) {
		if slices.Contains(names, c.ID.Name) {
			entry.Columns = append(entry.Columns, c.ID.Name)
		}
	}
	if n.WhereClause != nil {
		var err error
		if entry.Where, err = s.expr(n.WhereClause, s.parenthesized(n.WhereClause, "WHERE"), scope{relation: rel}); err != nil {
			return err
		}
	}
	if i := slices.IndexFunc(p.Tables, func(o schema.PublicationTable) bool { return o.Table == rel }); i >= 0 {
		old := p.Tables[i]
		if !old.Where.IsZero() || !entry.Where.IsZero() {
			return s.fault(rv.Location, duplicateObject, "conflicting or redundant WHERE clauses for table %q", rel.Name)
		}
		if len(old.Columns) > 0 || len(entry.Columns) > 0 {
			return s.fault(rv.Location, duplicateObject, "conflicting or redundant column lists for table %q", rel.Name)
		}
		return nil
	}
	p.Tables = append(p.Tables, entry)
	if rv.Inh && t.PartitionBy.IsZero() {
		s.publishChildren(p, entry)
	}
	return nil
}

// publishChildren adds what inherits from a table, with its columns and filter.
func (s *stmt) publishChildren(p *schema.Publication, parent schema.PublicationTable) {
	for _, child := range s.children(parent.Table) {
		if publishes(*p, child) {
			continue
		}
		entry := parent
		entry.Table, entry.Where = child, moveColumns(parent.Where, parent.Table, child)
		p.Tables = append(p.Tables, entry)
		s.publishChildren(p, entry)
	}
}

// publishedActions are the values of the option publish in the server's order.
var publishedActions = []string{"insert", "update", "delete", "truncate"}

// publicationOptions merges options into those that a publication has; what is the
// default is left out.
func (s *stmt) publicationOptions(have []string, nodes []*pg.Node) ([]string, error) {
	values := map[string]string{}
	for _, h := range have {
		name, value, _ := strings.Cut(h, "=")
		values[name] = value
	}
	given := map[string]bool{}
	for _, n := range nodes {
		d := n.GetDefElem()
		if given[d.Defname] {
			return nil, s.fault(d.Location, syntaxError, "conflicting or redundant options")
		}
		given[d.Defname] = true
		value := constantText(d.Arg)
		switch d.Defname {
		case "publish":
			list, err := s.publishedList(d, value)
			if err != nil {
				return nil, err
			}
			values["publish"] = list
		case "publish_via_partition_root":
			on, ok := boolOption(d)
			if !ok {
				return nil, s.fault(d.Location, syntaxError, "%s requires a Boolean value", d.Defname)
			}
			values[d.Defname] = on
		case "publish_generated_columns":
			values[d.Defname] = strings.ToLower(firstOf(value, "stored"))
		default:
			return nil, s.fault(d.Location, syntaxError, "unrecognized publication parameter: %q", d.Defname)
		}
	}
	var out []string
	for _, o := range [][2]string{{"publish", strings.Join(publishedActions, ", ")}, {"publish_generated_columns", "none"}, {"publish_via_partition_root", "false"}} {
		if value, ok := values[o[0]]; ok && value != o[1] {
			out = append(out, o[0]+"="+value)
		}
	}
	return out, nil
}

// publishedList reads "insert, update" into the server's order.
func (s *stmt) publishedList(d *pg.DefElem, value string) (string, error) {
	wanted := map[string]bool{}
	for word := range strings.SplitSeq(value, ",") {
		word = strings.ToLower(strings.Trim(strings.TrimSpace(word), `"`))
		if word == "" && strings.TrimSpace(value) != "" {
			return "", s.fault(d.Location, syntaxError, "invalid list syntax in parameter %q", d.Defname)
		}
		if word != "" && !slices.Contains(publishedActions, word) {
			return "", s.fault(d.Location, syntaxError, "unrecognized value for publication option %q: %q", d.Defname, word)
		}
		wanted[word] = true
	}
	var out []string
	for _, action := range publishedActions {
		if wanted[action] {
			out = append(out, action)
		}
	}
	return strings.Join(out, ", "), nil
}

// boolOption reads an option that is on or off; without a value it is on.
func boolOption(d *pg.DefElem) (string, bool) {
	if d.Arg == nil {
		return "true", true
	}
	switch strings.ToLower(constantText(d.Arg)) {
	case "true", "on", "1":
		return "true", true
	case "false", "off", "0":
		return "false", true
	}
	return "", false
}

// filters reports whether a row filter of the publication uses the column.
func (r *Replay) filters(publication, column schema.ID) bool {
	p, _ := schema.Get[schema.Publication](r.db, publication)
	return slices.ContainsFunc(p.Tables, func(t schema.PublicationTable) bool { return slices.Contains(t.Where.Uses, column) })
}
