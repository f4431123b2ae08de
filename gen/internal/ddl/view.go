package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createView runs CREATE [OR REPLACE] VIEW.
func (s *stmt) createView(n *pg.ViewStmt) error {
	target, err := s.targetOf(n.View)
	if err != nil {
		return err
	}
	if n.View.Relpersistence == "t" && n.View.Schemaname != "" && target != temporarySchema {
		return s.fault(n.View.Location, invalidTable, "cannot create temporary relation in non-temporary schema")
	}
	if err := s.judgeOptions(viewOptions, n.Options); err != nil {
		return err
	}
	v := schema.View{Options: reloptions(n.Options)}
	v.Header = s.header(schema.ID{Kind: schema.KindView, Schema: target, Name: n.View.Relname})
	switch n.WithCheckOption {
	case pg.ViewCheckOption_LOCAL_CHECK_OPTION:
		v.Options = mergeOptions(v.Options, []string{"check_option=local"})
	case pg.ViewCheckOption_CASCADED_CHECK_OPTION:
		v.Options = mergeOptions(v.Options, []string{"check_option=cascaded"})
	}
	if err := s.define(&v, n.Query, strs(n.Aliases)); err != nil {
		return err
	}
	// A view over temporary objects is temporary itself.
	if slices.ContainsFunc(v.Query.Uses, func(id schema.ID) bool { return id.Schema == temporarySchema }) {
		target, v.ID.Schema = temporarySchema, temporarySchema
	}
	if old, ok := schema.Get[schema.View](s.db, v.ID); ok && n.Replace {
		return s.replaceView(old, v)
	}
	if _, taken := s.db.Relation(target, v.ID.Name); taken && n.Replace {
		return s.fault(n.View.Location, wrongObjectType, "%q is not a view", v.ID.Name)
	}
	if err := s.freeRelation(target, v.ID.Name, true, n.View.Location); err != nil {
		return err
	}
	s.put(v)
	return nil
}

// define reads the query of a view or of a table made from one, and its columns.
func (s *stmt) define(v *schema.View, query *pg.Node, aliases []string) error {
	q, columns, err := s.query(query, s.queryText())
	if err != nil {
		return err
	}
	if len(aliases) > len(columns) && len(columns) > 0 {
		return s.fault(0, syntaxError, "more column names are given than the query has columns")
	}
	columns = slices.Clone(columns)
	for i, name := range aliases {
		if i == len(columns) {
			columns = append(columns, schema.Attribute{})
		}
		columns[i].Name = name
	}
	for i, c := range columns {
		if slices.ContainsFunc(columns[:i], func(o schema.Attribute) bool { return o.Name == c.Name }) {
			return s.nameFault(c.Name, duplicateColumn, "column %q specified more than once", c.Name)
		}
	}
	for _, c := range columns {
		if c.Name != "*" {
			if err := s.judgeType(c.Name, c.Type, s.placeOf(c.Name)); err != nil {
				return err
			}
		}
	}
	v.Query, v.Columns = q, columns
	return nil
}

// queryText returns the text of the query after AS, without WITH [NO] DATA and
// WITH CHECK OPTION.
func (s *stmt) queryText() string {
	ts := s.tokens()
	i := ts.find(ts.find(0, "VIEW", "TABLE", "INTO"), "AS") + 1
	end := len(ts.list)
	for end > i && ts.word(end-1) == ";" {
		end--
	}
	switch ts.word(end - 1) {
	case "DATA": // a relation may be called so, too
		switch {
		case ts.word(end-2) == "WITH":
			end -= 2
		case ts.word(end-2) == "NO" && ts.word(end-3) == "WITH":
			end -= 3
		}
	case "OPTION":
		if ts.word(end-2) == "CHECK" {
			for end--; end > i && ts.word(end) != "WITH"; {
				end--
			}
		}
	}
	return recursiveQuery(ts, ts.unwrapped(i, end))
}

// recursiveQuery writes out what the query of CREATE RECURSIVE VIEW stands for.
func recursiveQuery(ts tokens, text string) string {
	i := ts.find(0, "VIEW")
	if ts.word(i-1) != "RECURSIVE" {
		return text
	}
	if i++; ts.word(i+1) == "." {
		i += 2
	}
	end := ts.closing(i + 1)
	return "WITH RECURSIVE " + ts.slice(i, end) + " AS (" + text + ") SELECT " + ts.slice(i+2, end-1) + " FROM " + ts.slice(i, i+1)
}

// replaceView changes a view's query; its columns must stay and may grow at the end.
func (s *stmt) replaceView(old, v schema.View) error {
	for i, c := range old.Columns {
		if i >= len(v.Columns) {
			return s.fault(0, invalidTable, "cannot drop columns from view")
		}
		next := v.Columns[i]
		if c.Name != next.Name {
			return hinted(s.nameFault(c.Name, invalidTable, "cannot change name of view column %q to %q", c.Name, next.Name),
				"use ALTER VIEW ... RENAME COLUMN ... to change the name of a view column instead")
		}
		if !c.Type.IsZero() && !next.Type.IsZero() && c.Type != next.Type {
			return s.nameFault(c.Name, invalidTable, "cannot change data type of view column %q", c.Name)
		}
	}
	v.Defaults = old.Defaults
	s.put(v)
	return nil
}

// createTableAs runs CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW.
func (s *stmt) createTableAs(n *pg.CreateTableAsStmt) error {
	target, err := s.targetOf(n.Into.Rel)
	if err != nil {
		return err
	}
	name := n.Into.Rel.Relname
	if _, taken := s.db.Relation(target, name); taken && n.IfNotExists {
		return nil
	}
	if err := s.freeRelation(target, name, true, n.Into.Rel.Location); err != nil {
		return err
	}
	method, err := s.tableMethod(n.Into.AccessMethod)
	if err != nil {
		return err
	}
	if err := s.judgeTableOptions(n.Into.Options); err != nil {
		return err
	}
	v := schema.View{Options: reloptions(n.Into.Options), NoData: n.Into.SkipData,
		AccessMethod: method, Tablespace: tablespace(n.Into.TableSpaceName)}
	v.Header = s.header(schema.ID{Kind: schema.KindMaterializedView, Schema: target, Name: name})
	if n.Query.GetExecuteStmt() != nil {
		s.opaque(0, "write the query itself after AS", "the columns of %s depend on a prepared statement", name)
		return nil
	}
	if err := s.define(&v, n.Query, strs(n.Into.ColNames)); err != nil {
		return err
	}
	if n.Objtype == pg.ObjectType_OBJECT_MATVIEW {
		s.put(v)
		return nil
	}
	return s.tableOf(v, n.Into.Rel)
}

// tableOf makes the table that a query fills; its columns must be known.
func (s *stmt) tableOf(v schema.View, rv *pg.RangeVar) error {
	id := schema.NewTable(v.ID.Schema, v.ID.Name)
	var unknown []string
	s.put(schema.Table{Header: s.header(id), Persistence: persistence(rv), Options: v.Options,
		AccessMethod: v.AccessMethod, Tablespace: v.Tablespace})
	for i, a := range v.Columns {
		if a.Type.IsZero() {
			unknown = append(unknown, a.Name)
			a.Type = schema.Type{Schema: "pg_catalog", Name: "text"}
		}
		s.put(schema.Column{Header: s.header(id.In(schema.KindColumn, a.Name)), Position: i + 1, Type: a.Type,
			Collation: a.Collation, Statistics: -1})
	}
	if len(unknown) > 0 && id.Schema != temporarySchema {
		s.opaque(rv.Location, "cast these columns in the query, or create the table with CREATE TABLE",
			"the types of the columns %s of table %q cannot be decided", strings.Join(unknown, ", "), id.Name)
	}
	return nil
}

// alterOther runs the subcommands of ALTER TABLE on what is not a table.
func (s *stmt) alterOther(n *pg.AlterTableStmt, id schema.ID) error {
	for _, c := range n.Cmds {
		cmd := c.GetAlterTableCmd()
		if cmd.Subtype == pg.AlterTableType_AT_ChangeOwner {
			if err := s.alterRelationOwner(id, cmd); err != nil {
				return err
			}
			continue
		}
		if err := s.alterOtherOne(id, cmd); err != nil {
			return err
		}
	}
	return nil
}

func (s *stmt) alterOtherOne(id schema.ID, cmd *pg.AlterTableCmd) error {
	items := cmd.Def.GetList().GetItems()
	if err := s.judgeOtherOptions(id, cmd.Subtype, items); err != nil {
		return err
	}
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.View:
		switch cmd.Subtype {
		case pg.AlterTableType_AT_SetRelOptions:
			x.Options = setOptions(x.Options, items)
		case pg.AlterTableType_AT_ResetRelOptions:
			x.Options = resetOptions(x.Options, items)
		case pg.AlterTableType_AT_SetTableSpace:
			x.Tablespace = tablespace(cmd.Name)
		case pg.AlterTableType_AT_SetAccessMethod:
			x.AccessMethod = cmd.Name
		case pg.AlterTableType_AT_EnableRule, pg.AlterTableType_AT_EnableAlwaysRule, pg.AlterTableType_AT_EnableReplicaRule, pg.AlterTableType_AT_DisableRule:
			return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on %s", subcommandName(cmd), id)
		case pg.AlterTableType_AT_ColumnDefault:
			return s.alterViewDefault(x, cmd)
		default:
			s.warn(0, "%s of %s is not modelled", subcommandName(cmd), id)
			return nil
		}
		s.put(x)
		return nil
	case schema.Index:
		switch cmd.Subtype {
		case pg.AlterTableType_AT_SetRelOptions:
			x.Options = setOptions(x.Options, items)
		case pg.AlterTableType_AT_ResetRelOptions:
			x.Options = resetOptions(x.Options, items)
		case pg.AlterTableType_AT_SetTableSpace:
			x.Tablespace = tablespace(cmd.Name)
		case pg.AlterTableType_AT_AttachPartition:
			return s.attachIndex(x, cmd.Def.GetPartitionCmd())
		default:
			s.warn(0, "%s of %s is not modelled", subcommandName(cmd), id)
			return nil
		}
		s.put(x)
		return nil
	case schema.Sequence:
		switch cmd.Subtype {
		case pg.AlterTableType_AT_SetLogged, pg.AlterTableType_AT_SetUnLogged:
			x.Persistence = map[bool]schema.Persistence{true: schema.Unlogged}[cmd.Subtype == pg.AlterTableType_AT_SetUnLogged]
			s.put(x)
			return nil
		}
	}
	if id.Kind.HasIndex() && cmd.Subtype == pg.AlterTableType_AT_AttachPartition {
		return nil // the keys of parent and partition are attached from the start
	}
	if id.Kind.HasIndex() {
		return s.alterKeyIndex(id, cmd, items)
	}
	return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on %s", subcommandName(cmd), id)
}

// attachIndex runs ALTER INDEX ... ATTACH PARTITION.
func (s *stmt) attachIndex(parent schema.Index, n *pg.PartitionCmd) error {
	id, ok := s.find(n.Name)
	if !ok {
		return s.noRelation(n.Name)
	}
	x, ok := schema.Get[schema.Index](s.db, id)
	switch {
	case ok:
		x.PartitionOf = parent.ID
		s.put(x)
	case !id.Kind.HasIndex():
		return s.fault(n.Name.Location, wrongObjectType, "%q is not an index", id.Name)
	}
	// The parent becomes a whole index when every partition has its part.
	for _, child := range s.partitions(parent.ID.Parent()) {
		if !s.hasIndexPart(child, parent) {
			return nil
		}
	}
	parent.Only = false
	s.put(parent)
	return nil
}

// hasIndexPart reports whether the partition has its part of the parent's index:
// an index, or a key that serves as one.
func (s *stmt) hasIndexPart(child schema.ID, parent schema.Index) bool {
	for _, x := range schema.PartsOf[schema.Index](s.db, child) {
		if x.PartitionOf == parent.ID {
			return true
		}
	}
	wanted := parent
	wanted.PartitionOf = parent.ID
	return s.keyServes(child, wanted)
}

// subcommandName names an ALTER TABLE action for messages.
func subcommandName(cmd *pg.AlterTableCmd) string {
	return strings.TrimPrefix(cmd.Subtype.String(), "AT_")
}
