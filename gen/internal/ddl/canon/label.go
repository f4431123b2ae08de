package canon

import (
	"cmp"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// relabeling is a label of an enum that is renamed, with the literals that say it.
type relabeling struct {
	enum     schema.ID
	from, to string
	changes  []change
}

// RenameLabel returns the expression, query or function body after a label of the enum
// is called to: a constant of the enum is no text to the server, and follows. sc is the
// scope in which the expression was made; sc.DB is the database before the renaming.
func RenameLabel(e schema.Expr, sc Scope, enum schema.ID, from, to string) (schema.Expr, error) {
	if e.IsZero() || !slices.Contains(e.Uses, enum) {
		return e, nil
	}
	sc.Target = assignedTo(e, sc)
	a := newAnalyzer(sc)
	a.relabel = &relabeling{enum: enum, from: from, to: to}
	text, skip, key, err := a.again(e.SQL)
	if err = cmp.Or(err, a.err); err != nil || len(a.relabel.changes) == 0 {
		return e, err
	}
	scan, err := pg.Scan(text)
	if err != nil {
		return e, err
	}
	changes := a.relabel.changes
	slices.SortFunc(changes, func(x, y change) int { return y.start - x.start })
	for _, c := range slices.Compact(changes) {
		if i := tokenAt(scan.Tokens, c.start); i >= 0 && c.start >= skip {
			text = text[:c.start] + c.text + text[scan.Tokens[i].End:]
		}
	}
	e.SQL, e.Key = text[skip:], key
	return e, nil
}

// relabeled returns the value of a literal, with a label in it that is renamed under its
// new name, and notes the place of the literal in the text.
func (a *analyzer) relabeled(t *term, to schema.Type) string {
	r := a.relabel
	a.relabel = nil
	plainValue := a.value(t.text, to)
	if a.relabel = r; r == nil {
		return plainValue
	}
	value := a.value(t.text, to)
	if value != plainValue && t.at >= 0 {
		r.changes = append(r.changes, change{start: t.at, end: t.at, text: quoteText(value)})
	}
	return value
}
