package canon

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Qualify returns the query or expression with the name of its table in front of
// every column of the given name that stands without one in a query. It is for
// the moment before another table in FROM gets a column of that name: what was
// clear would be ambiguous then. Key and uses stay the same.
func Qualify(e schema.Expr, sc Scope, name string) (schema.Expr, error) {
	a := newAnalyzer(sc)
	a.qualify = name
	text, skip, _, err := a.again(e.SQL)
	if err != nil || len(a.bare) == 0 {
		return e, err
	}
	slices.SortFunc(a.bare, func(x, y change) int { return y.start - x.start })
	for _, c := range slices.Compact(a.bare) {
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
