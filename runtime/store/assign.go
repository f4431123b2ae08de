package store

import (
	"slices"
	"strconv"
	"strings"
)

// Assignments collects the columns that a statement writes and their values.
// Generated code fills it in a fixed order.
type Assignments struct {
	columns []string
	values  []any
}

// Add assigns an argument to a column.
func (a *Assignments) Add(column string, value any) {
	a.columns = append(a.columns, column)
	a.values = append(a.values, value)
}

// Assign adds an [Optional] or [Nullable] field if it is given.
func Assign[T any](a *Assignments, column string, v Given[T], arg func(T) any) {
	switch v.state {
	case set:
		a.Add(column, arg(v.value))
	case null:
		a.Add(column, nil)
	}
}

// AssignArray adds an [Optional] or [Nullable] slice if it is given. A nil slice
// that is [Set] is an empty array.
func AssignArray[T any](a *Assignments, column string, v Given[[]T], text func([]byte, T) []byte) {
	switch v.state {
	case set:
		a.Add(column, Array(v.value, text))
	case null:
		a.Add(column, nil)
	}
}

// key identifies the set of assigned columns among the texts of a method.
func (a *Assignments) key(method string) []byte {
	key := append(make([]byte, 0, 128), method...)
	for _, column := range a.columns {
		key = append(append(key, 0), column...)
	}
	return key
}

func writeParameter(b *strings.Builder, n int) {
	var digits [8]byte
	b.WriteByte('$')
	b.Write(strconv.AppendInt(digits[:0], int64(n), 10))
}

func (t *Table) writeInsert(b *strings.Builder, a *Assignments) {
	b.WriteString("INSERT INTO " + t.From)
	if len(a.columns) == 0 {
		b.WriteString(" DEFAULT VALUES")
		return
	}
	b.WriteString(" (" + strings.Join(a.columns, ", ") + ")\nVALUES (")
	for i := range a.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		writeParameter(b, i+1)
	}
	b.WriteByte(')')
}

// insertText is the statement of Create.
func (t *Table) insertText(a *Assignments) string {
	key := a.key("Create")
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text("Create")
	t.writeInsert(b, a)
	b.WriteString("\nRETURNING " + t.Select)
	return t.texts.put(key, b.String())
}

// replaceText is the statement of a replace by the columns of conflict. All
// columns take the new row's value, its defaults included, so that what is left
// out does not keep the old row's value.
func (t *Table) replaceText(method string, conflict []string, a *Assignments) string {
	key := a.key(method)
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text(method)
	t.writeInsert(b, a)
	b.WriteString("\nON CONFLICT (" + strings.Join(conflict, ", ") + ") DO UPDATE SET ")
	n := 0
	write := func(column, value string) {
		if n++; n > 1 {
			b.WriteString(", ")
		}
		b.WriteString(column + " = " + value)
	}
	for _, c := range t.Columns {
		given := slices.Contains(a.columns, c.Name)
		switch {
		case slices.Contains(t.Key, c.Name), slices.Contains(conflict, c.Name):
		case c.Name == t.UpdatedAt && !given:
			write(c.Name, "now()")
		case c.Name != t.KeptAt || given:
			write(c.Name, "EXCLUDED."+c.Name)
		}
	}
	if n == 0 {
		// An assignment is needed for RETURNING to give the row that is there.
		write(conflict[0], "EXCLUDED."+conflict[0])
	}
	b.WriteString("\nRETURNING " + t.Select)
	return t.texts.put(key, b.String())
}

// updateText is the statement of an update; the key's parameters come last.
func (t *Table) updateText(a *Assignments) string {
	key := a.key("Update")
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text("Update")
	b.WriteString("UPDATE " + t.From + "\nSET ")
	for i, column := range a.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(column + " = ")
		writeParameter(b, i+1)
	}
	if t.UpdatedAt != "" && !slices.Contains(a.columns, t.UpdatedAt) {
		b.WriteString(", " + t.UpdatedAt + " = now()")
	}
	t.whereKey(b, len(a.columns)+1)
	b.WriteString("\nRETURNING " + t.Select)
	return t.texts.put(key, b.String())
}

func writeNumber(b *strings.Builder, n int) {
	var digits [8]byte
	b.Write(strconv.AppendInt(digits[:0], int64(n), 10))
}
