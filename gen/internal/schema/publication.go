package schema

import "slices"

// Publication is a publication of logical replication. What it publishes is a part
// of it: a table or schema that goes takes its entry along.
type Publication struct {
	Header
	// AllTables is true for FOR ALL TABLES; Tables and Schemas are then empty.
	AllTables bool
	// Tables and Schemas are in the order of their addresses.
	Tables  []PublicationTable
	Schemas []ID
	// Options are "name=value", without those that have their default; those of
	// "publish" are separated by a comma and a space, in the server's order.
	Options []string
}

// PublicationTable is one table of a publication.
type PublicationTable struct {
	Table ID
	// Columns is the column list in the order of the table; none is all.
	Columns []string
	// Where is the row filter, or none.
	Where Expr
}

// Refs returns the tables, schemas, columns of lists, and what filters use.
func (p Publication) Refs() []ID {
	refs := slices.Clone(p.Schemas)
	for _, t := range p.Tables {
		refs = append(append(append(refs, t.Table), columnIDs(t.Table, t.Columns)...), t.Where.Uses...)
	}
	return refs
}

// Renamed implements [Object].
func (p Publication) Renamed(f func(ID) ID) Object {
	tables := make([]PublicationTable, len(p.Tables))
	for i, t := range p.Tables {
		t.Columns, t.Where = renameColumns(t.Table, t.Columns, f), t.Where.renamed(f)
		t.Table = f(t.Table)
		tables[i] = t
	}
	if p.Schemas = renameAll(p.Schemas, f); len(tables) == 0 {
		tables = nil
	}
	p.Tables = tables
	p.Header = p.Header.renamed(f)
	return p.Sorted()
}

// Sorted returns the publication with tables and schemas in order.
func (p Publication) Sorted() Publication {
	p.Tables, p.Schemas = slices.Clone(p.Tables), slices.Clone(p.Schemas)
	slices.SortFunc(p.Tables, func(a, b PublicationTable) int { return Compare(a.Table, b.Table) })
	slices.SortFunc(p.Schemas, Compare)
	return p
}

// Without returns the publication without the tables and schemas that gone tells of,
// and the tables whose column list or filter uses such an object.
func (p Publication) Without(gone func(ID) bool) Publication {
	p.Schemas = slices.DeleteFunc(slices.Clone(p.Schemas), gone)
	p.Tables = slices.DeleteFunc(slices.Clone(p.Tables), func(t PublicationTable) bool {
		return gone(t.Table) || slices.ContainsFunc(columnIDs(t.Table, t.Columns), gone) || slices.ContainsFunc(t.Where.Uses, gone)
	})
	if len(p.Schemas) == 0 {
		p.Schemas = nil
	}
	if len(p.Tables) == 0 {
		p.Tables = nil
	}
	return p
}
