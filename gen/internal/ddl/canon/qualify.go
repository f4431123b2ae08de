package canon

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Qualify returns the query or expression with the name of its table in front of
// every column of the given name that stands without one in a query. It is for
// the moment before the table gaining, which is in FROM, gets a column of that name:
// what was clear would be ambiguous then. Where the name joins two others with USING,
// the new column gets another one. Key and uses stay the same.
func Qualify(e schema.Expr, sc Scope, gaining schema.ID, name string) (schema.Expr, error) {
	a := newAnalyzer(sc)
	a.qualify, a.gaining = name, gaining
	text, skip, _, err := a.again(e.SQL)
	if err != nil {
		return e, err
	}
	changes, err := a.coverColumns(text)
	if changes = append(changes, a.bare...); err != nil || len(changes) == 0 {
		return e, err
	}
	slices.SortFunc(changes, func(x, y change) int { return y.start - x.start })
	for _, c := range slices.Compact(changes) {
		text = text[:c.start] + c.text + text[c.end:]
	}
	e.SQL = text[skip:]
	return e, nil
}

// markBare notes a column that stands without its table.
func (a *analyzer) markBare(at int32, col sourceColumn) {
	if a.qualify == "" || col.name != a.qualify || at < 0 || col.from == nil || col.from.name == "" {
		return
	}
	a.bare = append(a.bare, change{start: int(at), end: int(at), text: identifier(col.from.name) + "."})
}
