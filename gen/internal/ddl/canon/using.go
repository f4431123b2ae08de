package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// keepUsing gives the tables in FROM whose column in USING was renamed an alias
// with the old names of their columns: USING wants one name on both sides. It
// returns these tables, whose columns keep their names in the whole text.
func (a *analyzer) keepUsing(tokens []*pg.ScanToken) (map[*tableSource]bool, []change, error) {
	kept := map[*tableSource]bool{}
	var changes []change
	for _, m := range a.marks {
		if m.at >= 0 || m.id.Kind != schema.KindColumn || a.rename(m.id).Name == m.id.Name || kept[m.source] {
			continue
		}
		if m.source != nil && slices.IndexFunc(m.source.columns, func(c sourceColumn) bool { return c.id() == m.id }) < m.source.listed {
			kept[m.source] = true // its alias names the column already
			continue
		}
		c, ok := a.keepColumns(tokens, m.source)
		if !ok {
			return nil, nil, &Error{SQLState: "0A000", Location: -1, Message: "cannot follow the renaming of " + m.id.String() + " in a USING clause",
				Hint: "write the join with ON, or make the view again in the migration"}
		}
		kept[m.source] = true
		changes = append(changes, c)
	}
	return kept, changes, nil
}

// keepColumns writes the names of a table's columns, up to the last renamed one,
// behind its name or alias.
func (a *analyzer) keepColumns(tokens []*pg.ScanToken, src *tableSource) (change, bool) {
	if src == nil {
		return change{}, false
	}
	last := slices.IndexFunc(src.columns, func(c sourceColumn) bool { return a.rename(c.id()).Name != c.name })
	var names []string
	for _, c := range src.columns[:last+1] {
		names = append(names, c.name)
	}
	return aliasColumns(tokens, src, names)
}

// hidden reports whether the new name of a table in FROM means something else in
// the text.
func (a *analyzer) hidden(src *tableSource, to schema.ID) bool {
	return !src.aliased && to.Name != src.name && slices.Contains(a.given, to.Name)
}

// aliasName writes the new name of a table with its schema and the old name as
// an alias, so that nothing else has to change.
func aliasName(tokens []*pg.ScanToken, i int, m mark, to schema.ID) []change {
	if m.qualifier {
		if m.count == 1 {
			return nil
		}
		return []change{{int(tokens[i].Start), int(tokens[i+2].Start), ""}} // an alias has no schema
	}
	return []change{{int(tokens[i].Start), int(tokens[i+2*(m.count-1)].End),
		identifier(to.Schema) + "." + identifier(to.Name) + " AS " + identifier(m.source.name)}}
}
