package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// mark is a place in the text where an object is named.
type mark struct {
	// at is the byte offset of the first part of a dotted name; the object's own
	// name is count parts long and stands after skip others.
	at, skip, count int
	// after is the number of tokens between that and the dotted name: COLLATE stands
	// before that of a collation, OPERATOR and a parenthesis before that of an operator.
	after int
	id    schema.ID
	// qualifier marks a table name in front of a column; it is never given a schema.
	qualifier bool
	// literal marks a name inside a string literal, as in nextval('s').
	literal bool
	// implied marks a target that is named after its column: the name must stay.
	implied bool
	// star lists what * stands for, and qualifier what stands before it.
	star []sourceColumn
	from string
	// single is true if all columns of * come from one table.
	single bool
	// field is set for the name of a field of the value that begins at the place.
	field *fieldPlace
	// source is the table in FROM that is named or that a column comes from; nil for
	// the table of the scope.
	source *tableSource
}

func (a *analyzer) mark(at int32, parts []string, id schema.ID) {
	if at < 0 || a.verdict {
		return
	}
	count := min(len(parts), 2)
	a.marks = append(a.marks, mark{at: int(at), skip: len(parts) - count, count: count, id: id})
}

// markAfter is mark for a name that stands some tokens after the place.
func (a *analyzer) markAfter(at int32, after int, parts []string, id schema.ID) {
	a.mark(at, parts, id)
	if at >= 0 && !a.verdict {
		a.marks[len(a.marks)-1].after = after
	}
}

// markTable marks the name of a table in FROM.
func (a *analyzer) markTable(at int32, parts []string, src *tableSource) {
	src.at, src.parts = int(at), len(parts)
	a.mark(at, parts, src.relation)
	if at >= 0 && !a.verdict {
		a.marks[len(a.marks)-1].source = src
	}
}

// impliedName marks a target whose name comes from its column.
func (a *analyzer) impliedName(n *pg.Node) {
	if c := n.GetColumnRef(); c != nil {
		a.marks = append(a.marks, mark{at: int(c.Location), skip: len(c.Fields), implied: true})
	}
	if steps := n.GetAIndirection().GetIndirection(); len(steps) > 0 && steps[len(steps)-1].GetString_() != nil {
		a.impliedField()
	}
}

func (a *analyzer) markStar(c *pg.ColumnRef, parts []string, columns []sourceColumn) {
	quoted := make([]string, len(parts))
	for i, part := range parts {
		quoted[i] = part
		if a.rename != nil {
			quoted[i] = identifier(part)
		}
	}
	a.marks = append(a.marks, mark{at: int(c.Location), skip: len(parts), from: strings.Join(quoted, "."), star: columns, single: len(a.names.sources) == 1})
}

// sortFields puts the fields of a message in the order of their names.
func sortFields(fields []*term) {
	slices.SortStableFunc(fields, func(x, y *term) int { return strings.Compare(x.text, y.text) })
}
