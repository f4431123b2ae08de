package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterViewDefault runs SET DEFAULT and DROP DEFAULT for a column of a view.
func (s *stmt) alterViewDefault(v schema.View, c *pg.AlterTableCmd) error {
	if v.ID.Kind == schema.KindMaterializedView {
		return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on %s", subcommandName(c), v.ID)
	}
	at := slices.IndexFunc(v.Columns, func(a schema.Attribute) bool { return a.Name == c.Name })
	if at < 0 {
		return s.nameFault(c.Name, undefinedColumn, "column %q of relation %q does not exist", c.Name, v.ID.Name)
	}
	var e schema.Expr
	if t := v.Columns[at].Type; c.Def != nil && !s.isNone(c.Def, t) {
		var err error
		if e, err = s.defaultOf(c.Def, s.exprText(c.Def), t); err != nil {
			return err
		}
	}
	s.put(v.WithDefault(c.Name, e))
	return nil
}

// onlyDefaultUses reports whether a view needs an object for nothing but the defaults of
// its columns.
func onlyDefaultUses(v schema.View, id schema.ID) bool {
	return !slices.Contains(v.Query.Uses, id) && !slices.ContainsFunc(v.Columns, func(a schema.Attribute) bool {
		return a.Type.ID() == id || schema.CollationID(a.Collation) == id
	})
}
