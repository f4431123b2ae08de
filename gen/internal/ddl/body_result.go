package ddl

import (
	"fmt"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeFinal gives 42P13 if the last statement surely does not return what the
// function does.
func (s *stmt) judgeFinal(r schema.Routine, last *pg.Node, columns []schema.Attribute, gives bool) error {
	outs := outputs(r.Arguments)
	result := r.Returns
	if len(outs) == 1 {
		result = outs[0].Type
	} else if len(outs) > 1 {
		result = schema.Type{}
	}
	if result.Builtin() && (result.Name == "void" || result.Name == "record") && !result.Array || r.ID.Kind == schema.KindProcedure && len(outs) == 0 {
		return nil
	}
	if !gives {
		switch last.GetNode().(type) {
		case *pg.Node_SelectStmt, *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, nil:
			if last.GetSelectStmt() == nil {
				return s.returnsOther(r, "the function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING")
			}
		}
		return nil
	}
	if slices.ContainsFunc(columns, func(c schema.Attribute) bool { return c.Name == "*" }) {
		return nil // not all columns are known
	}
	if row, ok := s.resultRow(r, result, outs); ok {
		return s.judgeFinalRow(r, result, row, columns)
	}
	single := result.Builtin() && !canon.Pseudo(result)
	switch result.Kind {
	case schema.KindEnum, schema.KindRange:
		single = true
	case schema.KindDomain:
		single = s.db.Has(result.ID())
	}
	switch {
	case !single:
		return nil
	case len(columns) != 1:
		return s.returnsOther(r, "the final statement must return exactly one column")
	case !canon.Assignable(s.db, columns[0].Type, result):
		return s.returnsOther(r, "the actual return type is "+schema.FormatTypes(columns[0].Type))
	}
	return nil
}

// returnsOther is the refusal of a function whose last statement returns something else.
func (s *stmt) returnsOther(r schema.Routine, hint string) error {
	return hinted(s.fault(0, badFunction, "return type mismatch in function declared to return %s", schema.FormatTypes(s.resultOf(r))), hint)
}

// resultRow returns the columns of what a routine returns, false if that is no row. That
// of a procedure always is.
func (s *stmt) resultRow(r schema.Routine, result schema.Type, outs []schema.Argument) ([]schema.Attribute, bool) {
	if len(outs) > 1 || r.ID.Kind == schema.KindProcedure {
		row := make([]schema.Attribute, len(outs))
		for i, a := range outs {
			row[i] = schema.Attribute{Name: a.Name, Type: a.Type}
		}
		return row, true
	}
	switch result.Kind {
	case schema.KindComposite, schema.KindTable, schema.KindView, schema.KindMaterializedView:
		return s.db.Attributes(result.ID()), !result.Array && s.db.Has(result.ID())
	}
	return nil, false
}

// judgeFinalRow is judgeFinal for a function that returns rows: as columns, or, but for
// a procedure, as one value.
func (s *stmt) judgeFinalRow(r schema.Routine, result schema.Type, row, columns []schema.Attribute) error {
	if result.IsZero() {
		result = schema.Type{Schema: "pg_catalog", Name: "record"}
	}
	if len(columns) == 1 && r.ID.Kind != schema.KindProcedure && canon.Assignable(s.db, columns[0].Type, result) {
		return nil
	}
	for i, c := range columns {
		if i == len(row) {
			return s.returnsOther(r, "the final statement returns too many columns")
		}
		if !canon.Assignable(s.db, c.Type, row[i].Type) {
			return s.returnsOther(r, fmt.Sprintf("the final statement returns %s instead of %s at column %d", schema.FormatTypes(c.Type), schema.FormatTypes(row[i].Type), i+1))
		}
	}
	if len(columns) < len(row) {
		return s.returnsOther(r, "the final statement returns too few columns")
	}
	return nil
}
