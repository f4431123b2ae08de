package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// prepareRetype refuses ALTER COLUMN TYPE before any action of the statement runs, as
// the server does: USING first, then the column, then the type.
func (s *stmt) prepareRetype(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	def := c.Def.GetColumnDef()
	given, err := s.usingType(rel, def)
	if err != nil {
		return err
	}
	col, err := s.column(rel, c.Name, 0)
	if err != nil {
		return err
	}
	if !col.Generated.IsZero() && def.RawDefault != nil {
		return s.nameFault(c.Name, invalidColumn, "cannot specify USING when altering type of generated column %q", c.Name)
	}
	if heir, ok := s.strangerHas(col.ID); ok && heir == col.ID {
		return s.nameFault(c.Name, invalidTable, "cannot alter inherited column %q", c.Name)
	}
	if err := s.notPartitioning(col.ID); err != nil {
		return err
	}
	t, err := s.wholeType(def.TypeName)
	if err != nil {
		return err
	}
	if def.CollClause != nil {
		if _, err := s.collation(def.CollClause, t); err != nil {
			return err
		}
	}
	if err := s.judgeType(c.Name, t, def.TypeName.Location); err != nil {
		return err
	}
	if err := s.judgeMember(rel, t); err != nil {
		return err
	}
	if known := !given.IsZero() && given.Name != "unknown"; known && !s.isForeign(rel) && !canon.Assignable(s.db, given, t) {
		return hinted(s.nameFault(c.Name, datatypeMismatch, "result of USING clause for column %q cannot be cast automatically to type %s", c.Name, schema.FormatTypes(t)),
			"cast it to the type")
	}
	return s.judgeRetype(rel, col, c, t, only)
}

// notPartitioning refuses another type for a column of a partition key.
func (s *stmt) notPartitioning(id schema.ID) error {
	rel := id.Parent()
	if t, _ := schema.Get[schema.Table](s.db, rel); slices.Contains(t.PartitionBy.Uses, id) {
		return s.nameFault(id.Name, invalidTable, "cannot alter column %q because it is part of the partition key of relation %q", id.Name, rel.Name)
	}
	return nil
}

// usingType returns the type of the expression of USING, zero if there is none.
func (s *stmt) usingType(rel schema.ID, def *pg.ColumnDef) (schema.Type, error) {
	if def.RawDefault == nil {
		return schema.Type{}, nil
	}
	t, err := canon.ExprType(def.RawDefault, s.canonScope(scope{relation: rel, clause: canon.InUsing}))
	return t, s.placed(err)
}

// judgeKept gives 42804 for a default or generation expression that the server does not
// cast to the new type of its column. A bare text has had the type of the column so far.
func (s *stmt) judgeKept(col schema.Column, t schema.Type) error {
	e, sc, what := col.Default, scope{}, "default"
	if !col.Generated.IsZero() {
		e, sc.relation, what = col.Generated, col.ID.Parent(), "generation expression"
	}
	if e.IsZero() {
		return nil
	}
	n, err := parsedText(e.SQL)
	if err != nil {
		return err
	}
	sc.path = s.writtenPath(col.ID, e)
	given, err := canon.ExprType(n, s.canonScope(sc))
	if err != nil {
		return s.placed(err)
	}
	if given.Builtin() && given.Name == "unknown" {
		given = col.Type
	}
	if canon.Assignable(s.db, given, t) {
		return nil
	}
	return hinted(s.nameFault(col.ID.Name, datatypeMismatch, "%s for column %q cannot be cast automatically to type %s", what, col.ID.Name, schema.FormatTypes(t)),
		"drop it first, and set another one afterwards")
}
