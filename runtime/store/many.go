package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// chunkRows is the number of rows that one statement of CreateMany inserts.
const chunkRows = 5000

// group is rows of one CreateMany that assign the same columns.
type group struct {
	columns []string
	// rows are positions in the caller's slice, values the columns' texts.
	rows   []int
	arrays [][]byte
}

// CreateMany inserts n rows and returns them in the order of the input. Assign
// fills in the assignments of the i-th row. Rows that leave out different columns
// take different statements, all sent in one round trip; either all rows are
// inserted or none.
func CreateMany[R any](ctx context.Context, db DB, t *Table, n int, assign func(int) *Assignments, dest func(*R) []any) ([]R, error) {
	out := make([]R, n)
	if n == 0 {
		return out, nil
	}
	groups, err := groupRows(n, assign)
	if err != nil {
		return nil, t.fail("CreateMany", creating, nil, err)
	}
	batch := &pgx.Batch{}
	for _, g := range groups {
		args := make([]any, len(g.arrays), len(g.arrays)+1)
		for i, a := range g.arrays {
			args[i] = string(append(a, '}'))
		}
		if len(args) == 0 {
			args = append(args, len(g.rows))
		}
		batch.Queue(t.manyText(g.columns), args...)
	}
	results := db.SendBatch(ctx, batch)
	for _, g := range groups {
		if err := readInto(results, g.rows, out, dest); err != nil {
			_ = results.Close()
			return nil, t.fail("CreateMany", creating, g.columns, err)
		}
	}
	if err := results.Close(); err != nil {
		return nil, t.fail("CreateMany", creating, nil, err)
	}
	return out, nil
}

func groupRows(n int, assign func(int) *Assignments) ([]*group, error) {
	var groups []*group
	open := map[string]*group{}
	for i := range n {
		a := assign(i)
		key := string(a.key(""))
		g := open[key]
		if g == nil || len(g.rows) == chunkRows {
			g = &group{columns: a.columns, arrays: make([][]byte, len(a.columns))}
			for c := range g.arrays {
				g.arrays[c] = []byte{'{'}
			}
			open[key] = g
			groups = append(groups, g)
		}
		if err := g.add(i, a.values); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

func (g *group) add(row int, values []any) error {
	for c, v := range values {
		dst := g.arrays[c]
		if len(g.rows) > 0 {
			dst = append(dst, ',')
		}
		start := len(dst)
		dst, ok, err := appendArgument(dst, v)
		if err != nil {
			return err
		}
		if ok {
			dst = quoteElement(dst, start)
		} else {
			dst = append(dst[:start], "NULL"...)
		}
		g.arrays[c] = dst
	}
	g.rows = append(g.rows, row)
	return nil
}

func readInto[R any](results pgx.BatchResults, positions []int, out []R, dest func(*R) []any) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	got, err := collect(rows, len(positions), dest)
	if err != nil {
		return err
	}
	if len(got) != len(positions) {
		// Which of the inputs a returned row belongs to can no longer be told.
		return fmt.Errorf("the server inserted %d of %d rows: a trigger or rule kept the others out; "+
			"create such rows one by one, or roll the transaction back", len(got), len(positions))
	}
	for i, at := range positions {
		out[at] = got[i]
	}
	return nil
}

// manyText is the statement that inserts the rows of a group: every column comes
// as an array of texts, which the server reads as the column's type. The order
// of the arrays is the order in which rows are inserted and returned.
func (t *Table) manyText(columns []string) string {
	key := (&Assignments{columns: columns}).key("CreateMany")
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text("CreateMany")
	if len(columns) == 0 {
		t.writeDefaults(b)
		return t.texts.put(key, b.String())
	}
	b.WriteString("INSERT INTO " + t.From + " (" + strings.Join(columns, ", ") + ")\nSELECT ")
	for i, column := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("u.c")
		writeNumber(b, i+1)
		b.WriteString("::" + t.typeOf(column))
	}
	b.WriteString("\nFROM unnest(")
	for i := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		writeParameter(b, i+1)
		b.WriteString("::text[]")
	}
	b.WriteString(") WITH ORDINALITY AS u (")
	for i := range columns {
		b.WriteByte('c')
		writeNumber(b, i+1)
		b.WriteString(", ")
	}
	b.WriteString("n)\nORDER BY u.n\nRETURNING " + t.Select)
	return t.texts.put(key, b.String())
}

// writeDefaults inserts as many rows made of defaults only as its parameter says.
func (t *Table) writeDefaults(b *strings.Builder) {
	b.WriteString("INSERT INTO " + t.From + "\nSELECT FROM generate_series(1, $1)\nRETURNING " + t.Select)
}
