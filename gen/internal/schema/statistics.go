package schema

// Statistics are extended statistics over columns and expressions of a table or
// materialized view. They live in a schema of their own choice.
type Statistics struct {
	Header
	// Table is the table, foreign table or materialized view.
	Table ID
	// Kinds are of "dependencies", "mcv" and "ndistinct", sorted; empty for statistics
	// of one expression, which have no kind.
	Kinds []string
	// Columns are in the order of the table, Exprs in that of the author.
	Columns []string
	Exprs   []Expr
	// Target is the statistics target, -1 for the default.
	Target int
}

// Refs returns the table, the columns and what the expressions use.
func (s Statistics) Refs() []ID {
	refs := append(s.columnRefs(), s.Table)
	for _, e := range s.Exprs {
		refs = append(refs, e.Uses...)
	}
	return refs
}

func (s Statistics) columnRefs() []ID {
	if s.Table.Kind != KindTable {
		return nil
	}
	return columnIDs(s.Table, s.Columns)
}

// Renamed implements [Object].
func (s Statistics) Renamed(f func(ID) ID) Object {
	s.Columns, s.Exprs = renameColumns(s.Table, s.Columns, f), renamedExprs(s.Exprs, f)
	s.Table = f(s.Table)
	s.Header = s.Header.renamed(f)
	return s
}
