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
	if p.Schemas, err = s.publishedSchemas(n.Pubobjects); err != nil {
		return err
	}
	tables, err := s.publishedTables(n.Pubobjects)
	if err != nil {
		return err
	}
	if p.Tables, err = s.publicationTables(p, tables, len(p.Schemas) > 0, false); err != nil {
		return err
	}
	if err := s.judgePublishedSchemas(p.Schemas); err != nil {
		return err
	}
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
		for _, o := range n.Options {
			if d := o.GetDefElem(); d.Defname == "publish_via_partition_root" && !slices.Contains(p.Options, "publish_via_partition_root=true") {
				if err := s.judgeDirect(p); err != nil {
					return err
				}
			}
		}
		s.put(p)
		return nil
	}
	schemas, err := s.publishedSchemas(n.Pubobjects)
	if err != nil {
		return err
	}
	if p.AllTables {
		return s.nameFault(n.Pubname, notInState, "publication %q is defined as FOR ALL TABLES", n.Pubname)
	}
	tables, err := s.publishedTables(n.Pubobjects)
	if err != nil {
		return err
	}
	if n.Action == pg.AlterPublicationAction_AP_DropObjects {
		return s.dropFromPublication(p, tables, schemas)
	}
	return s.publishMore(p, tables, schemas, n.Action == pg.AlterPublicationAction_AP_AddObjects)
}

// publishMore adds to what a publication has, or replaces it.
func (s *stmt) publishMore(p schema.Publication, named []published, schemas []schema.ID, adding bool) error {
	if !adding {
		p.Schemas = nil
	}
	tables, err := s.publicationTables(p, named, len(p.Schemas)+len(schemas) > 0, adding)
	if err != nil {
		return err
	}
	if !adding {
		p.Tables = nil
	}
	for _, id := range schemas {
		if slices.Contains(p.Schemas, id) {
			return s.nameFault(id.Name, duplicateObject, "schema %q is already member of publication %q", id.Name, p.ID.Name)
		}
	}
	if err := s.judgePublishedSchemas(schemas); err != nil {
		return err
	}
	p.Tables, p.Schemas = slices.Concat(p.Tables, tables), slices.Concat(p.Schemas, schemas)
	return s.putPublication(p)
}

func publishes(p schema.Publication, table schema.ID) bool {
	return slices.ContainsFunc(p.Tables, func(t schema.PublicationTable) bool { return t.Table == table })
}

func (s *stmt) dropFromPublication(p schema.Publication, tables []published, schemas []schema.ID) error {
	p.Tables, p.Schemas = slices.Clone(p.Tables), slices.Clone(p.Schemas)
	for _, t := range tables {
		switch {
		case len(t.said.Columns) > 0:
			return s.nameFault(t.table.Name, syntaxError, "column list must not be specified in ALTER PUBLICATION ... DROP")
		case !publishes(p, t.table):
			return s.nameFault(t.table.Name, undefinedObject, "relation %q is not part of the publication", t.table.Name)
		case t.said.WhereClause != nil:
			return s.nameFault(t.table.Name, syntaxError, "cannot use a WHERE clause when removing a table from a publication")
		}
		p.Tables = slices.DeleteFunc(p.Tables, func(o schema.PublicationTable) bool { return o.Table == t.table })
	}
	for _, id := range schemas {
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
