package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createView runs CREATE [OR REPLACE] VIEW: the query comes first, as for the server.
func (s *stmt) createView(n *pg.ViewStmt) error {
	v := schema.View{Options: reloptions(n.Options)}
	q, columns, err := s.query(n.Query, s.queryText())
	if err != nil {
		return err
	}
	v.Query = q
	switch n.WithCheckOption {
	case pg.ViewCheckOption_LOCAL_CHECK_OPTION:
		v.Options = mergeOptions(v.Options, []string{"check_option=local"})
	case pg.ViewCheckOption_CASCADED_CHECK_OPTION:
		v.Options = mergeOptions(v.Options, []string{"check_option=cascaded"})
	}
	if err := s.judgeView(n, v); err != nil {
		return err
	}
	if v.Columns, err = s.relabelled(columns, strs(n.Aliases)); err != nil {
		return err
	}
	target, err := s.viewTarget(n, v)
	if err != nil {
		return err
	}
	v.Header = s.header(schema.ID{Kind: schema.KindView, Schema: target, Name: n.View.Relname})
	if old, ok := schema.Get[schema.View](s.db, v.ID); ok && n.Replace && old.ID.Kind == schema.KindView {
		if err := s.replaceView(old, v); err != nil {
			return err
		}
		return s.judgeOptions(viewOptions, n.Options)
	}
	if _, taken := s.db.Relation(target, v.ID.Name); taken && n.Replace {
		return s.fault(n.View.Location, wrongObjectType, "%q is not a view", v.ID.Name)
	}
	if err := s.judgeOptions(viewOptions, n.Options); err != nil {
		return err
	}
	if err := s.judgeOutput(v.Columns); err != nil {
		return err
	}
	if err := s.freeRelation(target, v.ID.Name, true, n.View.Location); err != nil {
		return err
	}
	s.put(v)
	return nil
}

// viewTarget returns the schema of a new view; one over temporary objects is temporary
// itself.
func (s *stmt) viewTarget(n *pg.ViewStmt, v schema.View) (string, error) {
	target, err := s.targetOf(n.View)
	switch {
	case err != nil:
		return "", err
	case n.View.Relpersistence == "t" && n.View.Schemaname != "" && target != temporarySchema:
		return "", s.fault(n.View.Location, invalidTable, "cannot create temporary relation in non-temporary schema")
	case usesTemporary(v):
		return temporarySchema, nil
	}
	return target, nil
}

// relabelled gives columns other names, and 42601 if there are too many.
func (s *stmt) relabelled(columns []schema.Attribute, names []string) ([]schema.Attribute, error) {
	if len(names) > len(columns) && len(columns) > 0 {
		return nil, s.fault(0, syntaxError, "more column names are given than the query has columns")
	}
	columns = slices.Clone(columns)
	for i, name := range names {
		if i == len(columns) {
			columns = append(columns, schema.Attribute{})
		}
		columns[i].Name = name
	}
	return columns, nil
}

// judgeOutput refuses columns that a relation cannot have.
func (s *stmt) judgeOutput(columns []schema.Attribute) error {
	for i, c := range columns {
		if slices.ContainsFunc(columns[:i], func(o schema.Attribute) bool { return o.Name == c.Name }) {
			return s.nameFault(c.Name, duplicateColumn, "column %q specified more than once", c.Name)
		}
	}
	for _, c := range columns {
		if c.Name != "*" {
			if err := s.judgeType(c.Name, c.Type, 0); err != nil {
				return err
			}
		}
	}
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
		if !c.Type.IsZero() && c.Type == next.Type && c.Collation != next.Collation {
			return s.nameFault(c.Name, invalidTable, "cannot change collation of view column %q from %q to %q", c.Name, c.Collation, next.Collation)
		}
	}
	v.Defaults = old.Defaults
	s.put(v)
	s.looping = s.looping || s.endless(v.ID)
	return nil
}

// endless reports whether a view reads itself, or one that does.
func (s *stmt) endless(view schema.ID) bool {
	done := map[schema.ID]bool{}
	var reads func(id schema.ID) bool
	reads = func(id schema.ID) bool {
		if finished, met := done[id]; met {
			return !finished
		}
		done[id] = false
		v, _ := schema.Get[schema.View](s.db, id)
		if slices.ContainsFunc(v.Query.Uses, func(use schema.ID) bool { return use.Kind == schema.KindView && reads(use) }) {
			return true
		}
		done[id] = true
		return false
	}
	return reads(view)
}

// createTableAs runs CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW.
func (s *stmt) createTableAs(n *pg.CreateTableAsStmt) error {
	v := schema.View{Options: reloptions(n.Into.Options), NoData: n.Into.SkipData}
	columns, known, err := s.outputOf(&v, n)
	if err != nil || !known {
		return err
	}
	if i := slices.IndexFunc(v.Query.Uses, func(id schema.ID) bool { return s.looping && !v.NoData && id.Kind == schema.KindView && s.endless(id) }); i >= 0 {
		return s.fault(0, invalidObject, "infinite recursion detected in rules for relation %q", v.Query.Uses[i].Name)
	}
	target, err := s.targetOf(n.Into.Rel)
	if err != nil {
		return err
	}
	name := n.Into.Rel.Relname
	s.release(target, name)
	if _, taken := s.db.Relation(target, name); taken && n.IfNotExists {
		return nil
	} else if taken {
		return s.fault(n.Into.Rel.Location, duplicateTable, "relation %q already exists", name)
	}
	v.Header = s.header(schema.ID{Kind: schema.KindMaterializedView, Schema: target, Name: name})
	v.Tablespace = s.spaceOf(target, n.Into.TableSpaceName)
	if v.Columns, err = s.relabelled(columns, strs(n.Into.ColNames)); err != nil {
		return err
	}
	if err := s.judgeInto(n.Into, target); err != nil {
		return err
	}
	for _, c := range v.Columns {
		if systemColumns[c.Name] {
			return s.fault(n.Into.Rel.Location, duplicateColumn, "column name %q conflicts with a system column name", c.Name)
		}
	}
	if err := s.judgeOutput(v.Columns); err != nil {
		return err
	}
	if v.AccessMethod, err = s.tableMethod(firstOf(n.Into.AccessMethod, s.access)); err != nil {
		return err
	}
	if err := s.freeRelation(target, name, true, n.Into.Rel.Location); err != nil {
		return err
	}
	if n.Objtype == pg.ObjectType_OBJECT_MATVIEW {
		if err := s.judgeMaterialized(n, v); err != nil {
			return err
		}
		s.put(v)
		return nil
	}
	s.onCommit(schema.NewTable(target, name), n.Into.OnCommit)
	return s.tableOf(v, n.Into.Rel)
}

// outputOf reads the query of CREATE TABLE AS, and its columns; known is false for a
// prepared statement that nobody can look up.
func (s *stmt) outputOf(v *schema.View, n *pg.CreateTableAsStmt) (columns []schema.Attribute, known bool, err error) {
	run := n.Query.GetExecuteStmt()
	if run == nil {
		v.Query, columns, err = s.query(n.Query, s.queryText())
		return columns, true, err
	}
	query, args, ok := s.executed(run)
	if !ok {
		s.opaque(0, "write the query itself after AS", "the columns of %s depend on a prepared statement", n.Into.Rel.Relname)
		return nil, false, nil
	}
	_, columns, err = canon.Query(query, "", s.canonScope(scope{args: args}))
	return columns, true, s.placed(err)
}

// judgeInto refuses parts of CREATE TABLE AS beside its query.
func (s *stmt) judgeInto(n *pg.IntoClause, target string) error {
	if err := s.judgePlace(n.Rel, target); err != nil {
		return err
	}
	if n.OnCommit > pg.OnCommitAction_ONCOMMIT_NOOP && target != temporarySchema {
		return s.fault(n.Rel.Location, invalidTable, "ON COMMIT can only be used on temporary tables")
	}
	if err := s.judgeSpace(n.TableSpaceName, false); err != nil {
		return err
	}
	return s.judgeTableOptions(n.Options)
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
	items := withoutToast(id, cmd.Def.GetList().GetItems())
	if s.sortOf(id) == sortIndex {
		if err := s.judgeIndexAction(id, cmd); err != nil {
			return err
		}
	}
	if err := s.judgeOtherOptions(id, cmd.Subtype, items); err != nil {
		return err
	}
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.View:
		return s.alterView(x, cmd, items)
	case schema.Index:
		return s.alterIndex(x, cmd, items)
	case schema.Sequence:
		switch cmd.Subtype {
		case pg.AlterTableType_AT_SetLogged, pg.AlterTableType_AT_SetUnLogged:
			x.Persistence = map[bool]schema.Persistence{true: schema.Unlogged}[cmd.Subtype == pg.AlterTableType_AT_SetUnLogged]
			s.put(x)
			return nil
		}
	}
	if id.Kind.HasIndex() && cmd.Subtype == pg.AlterTableType_AT_AttachPartition {
		return s.attachIndex(id, cmd.Def.GetPartitionCmd())
	}
	if id.Kind.HasIndex() {
		return s.alterKeyIndex(id, cmd, items)
	}
	return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on %s", subcommandName(cmd), id)
}

// alterIndex runs ALTER INDEX.
func (s *stmt) alterIndex(x schema.Index, cmd *pg.AlterTableCmd, items []*pg.Node) error {
	options, space, ok := alterStored(cmd, items, x.Options, x.Tablespace)
	if ok {
		x.Options, x.Tablespace = options, space
		s.put(x)
		return nil
	}
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AttachPartition:
		return s.attachIndex(x.ID, cmd.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_SetStatistics:
		if err := s.judgeIndexColumn(x, cmd); err != nil {
			return err
		}
	}
	s.warn(0, "%s of %s is not modelled", subcommandName(cmd), x.ID)
	return nil
}

// subcommandName names an ALTER TABLE action for messages.
func subcommandName(cmd *pg.AlterTableCmd) string {
	return strings.TrimPrefix(cmd.Subtype.String(), "AT_")
}
