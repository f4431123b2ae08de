package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// AtHome returns the expression, query or function body with a text that means the
// same under the search path home: the names of objects in other schemas get theirs.
// sc is the scope in which it was made. Key and uses stay.
func AtHome(e schema.Expr, sc Scope, home []string) (schema.Expr, error) {
	away := func(space string) bool { return !slices.Contains(home, space) && space != "" }
	abroad := func(id schema.ID) bool {
		space := spaceOf(sc.DB, id)
		return id.Kind != schema.KindColumn && slices.Contains(sc.SearchPath, space) && away(space)
	}
	// What an extension brings is not among the uses.
	path := slices.DeleteFunc(slices.Clone(sc.SearchPath), func(space string) bool { return space == "pg_temp" || space == "pg_catalog" })
	if e.IsZero() || !slices.ContainsFunc(path, away) && !slices.ContainsFunc(e.Uses, abroad) {
		return e, nil
	}
	sc.Assume = nil
	a := newAnalyzer(sc)
	a.rename = func(id schema.ID) schema.ID { return id }
	a.abroad = abroad
	text, skip, _, err := a.again(e.SQL)
	if err == nil {
		err = a.err
	}
	if err != nil {
		return e, err
	}
	if text, err = a.edit(text, skip); err == nil {
		e.SQL = text[skip:]
	}
	return e, err
}

// spaceOf returns the schema that an object, or what an extension brings, is in.
func spaceOf(db *schema.Database, id schema.ID) string {
	if ext, ok := schema.Get[schema.Extension](db, id); ok {
		return ext.Schema
	}
	return id.Schema
}

// writeSchema writes the schema before a name that stands without it.
func (a *analyzer) writeSchema(tokens []*pg.ScanToken, i int, m mark) []change {
	if m.count > 1 || m.qualifier || i+m.after+2*m.skip >= len(tokens) {
		return nil
	}
	t := tokens[i+m.after+2*m.skip]
	text := identifier(m.id.Schema) + "." + identifier(m.id.Name)
	switch {
	case m.id.Kind == schema.KindExtension:
		return []change{{int(t.Start), int(t.Start), identifier(spaceOf(a.sc.DB, m.id)) + "."}}
	case m.id.Kind == schema.KindOperator:
		text = "OPERATOR(" + identifier(m.id.Schema) + "." + m.id.Name + ")"
	case m.literal:
		text = quoteText(text)
	}
	return []change{{int(t.Start), int(t.End), text}}
}
