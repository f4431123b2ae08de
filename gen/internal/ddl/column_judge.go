package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (s *stmt) collatable(t schema.Type) bool { return canon.Collatable(s.db, t) }

// judgeColumnAction refuses values that a column of its type does not take.
func (s *stmt) judgeColumnAction(col schema.Column, c *pg.AlterTableCmd) error {
	switch c.Subtype {
	case pg.AlterTableType_AT_SetStorage:
		return s.judgeStorage(col.Type, str(c.Def), c.Name)
	case pg.AlterTableType_AT_SetCompression:
		return s.judgeCompression(col.Type, str(c.Def), c.Name)
	case pg.AlterTableType_AT_SetOptions:
		return s.judgeOptions(attributeOptions, c.Def.GetList().GetItems())
	case pg.AlterTableType_AT_ResetOptions:
		return s.judgeReset(c.Def.GetList().GetItems())
	}
	return nil
}

// judgeDropExpression refuses DROP EXPRESSION for an inherited column, and without all that
// inherit it: the server reaches the children of a table and no further.
func (s *stmt) judgeDropExpression(rel schema.ID, column string, only bool) error {
	hasHeirs := func(id schema.ID) bool { return len(s.children(id)) > 0 }
	if only && hasHeirs(rel) || !only && slices.ContainsFunc(s.children(rel), hasHeirs) {
		return hinted(s.nameFault(rel.Name, notSupported, "ALTER TABLE / DROP EXPRESSION must be applied to child tables too"),
			"the server does this for one level of children, and not with ONLY; take the tables below out with NO INHERIT, or drop the column and add it again")
	}
	if id := rel.In(schema.KindColumn, column); s.db.Has(id) && s.inherits(id) {
		return s.nameFault(column, invalidTable, "cannot drop generation expression from inherited column")
	}
	return nil
}

// judgeStorage gives 0A000 for a storage that the type of a column cannot have, and
// 22023 for one that does not exist.
func (s *stmt) judgeStorage(t schema.Type, name, column string) error {
	name = strings.ToLower(name)
	if name == "" || name == "default" {
		return nil
	}
	if !slices.Contains([]string{"plain", "external", "extended", "main"}, name) {
		return s.nameFault(column, invalidParameter, "invalid storage type %q", name)
	}
	if name != "plain" && t.Extension == "" && s.defaultStorage(t) == "plain" {
		return s.nameFault(column, notSupported, "column data type %s can only have storage PLAIN", schema.FormatTypes(t))
	}
	return nil
}

// judgeCompression is judgeStorage for compression.
func (s *stmt) judgeCompression(t schema.Type, name, column string) error {
	switch {
	case name == "" || name == "default":
		return nil
	case t.Extension == "" && s.defaultStorage(t) == "plain":
		return s.nameFault(column, notSupported, "column data type %s does not support compression", schema.FormatTypes(t))
	case name != "pglz" && name != "lz4":
		return s.nameFault(column, invalidParameter, "invalid compression method %q", name)
	}
	return nil
}

// judgeRetype refuses ALTER COLUMN TYPE with ONLY where there are children, and where the
// server has no cast of its own.
func (s *stmt) judgeRetype(rel schema.ID, col schema.Column, c *pg.AlterTableCmd, t schema.Type, only bool) error {
	def := c.Def.GetColumnDef()
	switch {
	case only && len(s.children(rel)) > 0:
		return s.nameFault(c.Name, invalidTable, "type of inherited column %q must be changed in child tables too", c.Name)
	case def.GetRawDefault() != nil && s.isForeign(rel):
		return s.nameFault(rel.Name, wrongObjectType, "%q is not a table", rel.Name)
	case def.GetRawDefault() != nil, s.isForeign(rel):
		return nil // the values of a foreign table are not ours to cast
	case !canon.Assignable(s.db, col.Type, t):
		return hinted(s.nameFault(c.Name, datatypeMismatch, "column %q cannot be cast automatically to type %s", c.Name, schema.FormatTypes(t)),
			"you might need to specify USING "+quotedName(c.Name)+"::"+schema.FormatTypes(t))
	}
	return nil
}

// judgeCreate refuses ON COMMIT and options of CREATE TABLE.
func (s *stmt) judgeCreate(n *pg.CreateStmt) error {
	if n.Oncommit > pg.OnCommitAction_ONCOMMIT_NOOP && n.Relation.Relpersistence != "t" {
		return s.fault(n.Relation.Location, invalidTable, "ON COMMIT can only be used on temporary tables")
	}
	if n.Partspec != nil {
		return s.judgeOptions(map[string]optionRule{}, n.Options)
	}
	return s.judgeTableOptions(n.Options)
}

// judgeOtherOptions refuses options of views and indexes.
func (s *stmt) judgeOtherOptions(id schema.ID, action pg.AlterTableType, items []*pg.Node) error {
	switch {
	case action == pg.AlterTableType_AT_ResetRelOptions:
		return s.judgeReset(items)
	case action != pg.AlterTableType_AT_SetRelOptions:
		return nil
	case id.Kind == schema.KindView:
		return s.judgeOptions(viewOptions, items)
	case id.Kind == schema.KindMaterializedView:
		return s.judgeTableOptions(items)
	}
	method := "btree"
	switch o, _ := s.db.Lookup(id); x := o.(type) {
	case schema.Index:
		method = x.Method
	case schema.Exclusion:
		method = x.Method
	case schema.PrimaryKey, schema.Unique:
	default:
		return nil
	}
	return s.judgeOptions(indexOptions[method], items)
}

// judgeIndexAction refuses what an index of a partitioned table cannot take, and the
// tablespace of the server.
func (s *stmt) judgeIndexAction(id schema.ID, cmd *pg.AlterTableCmd) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions, pg.AlterTableType_AT_ResetRelOptions:
		if s.isPartitioned(id.Parent()) {
			return s.nameFault(id.Name, wrongObjectType, "ALTER action %s cannot be performed on relation %q", subcommandName(cmd), id.Name)
		}
	case pg.AlterTableType_AT_SetTableSpace:
		return s.judgeSpace(cmd.Name, false)
	}
	return nil
}

// judgeType refuses a type that a column of a table cannot have.
func (s *stmt) judgeType(name string, t schema.Type, at int32) error {
	if t.Builtin() && pseudoTypes[t.Name] {
		return s.fault(at, invalidTable, "column %q has pseudo-type %s", name, schema.FormatTypes(t))
	}
	return nil
}

var pseudoTypes = wordSet(`any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange
	anyelement anyenum anymultirange anynonarray anyrange cstring event_trigger fdw_handler index_am_handler internal language_handler
	pg_ddl_command record table_am_handler trigger tsm_handler unknown void`)
