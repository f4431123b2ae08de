package store

import "strings"

// Where collects conditions. Generated code adds the fields of a filter in a
// fixed order; the zero value lets every row pass.
type Where struct {
	// ops has one byte for each field of the filter: it identifies the text.
	ops        []byte
	conditions []condition
	args       []any
	// none is true when no row can pass, so that no statement is needed.
	none bool
}

type condition struct {
	column string
	op     operator
}

func (w *Where) add(column string, op operator, args ...any) {
	w.conditions = append(w.conditions, condition{column, op})
	w.args = append(w.args, args...)
}

// Match adds a [Filter] or [TextFilter]; text writes a value of the column's type.
func Match[T any](w *Where, column string, c Condition[T], text func([]byte, T) []byte) {
	if c.op == opNotIn && len(c.list) == 0 {
		c.op = noCondition
	}
	w.ops = append(w.ops, byte(c.op))
	switch c.op {
	case noCondition:
	case opIsNull, opNotNull:
		w.add(column, c.op)
	case opIn, opNotIn:
		w.none = w.none || len(c.list) == 0
		w.add(column, c.op, Array(c.list, text))
	case opBetween, opFrom:
		w.add(column, c.op, string(text(nil, c.value)), string(text(nil, c.upper)))
	default:
		w.add(column, c.op, string(text(nil, c.value)))
	}
}

// MatchArray adds an [ArrayFilter]; text writes an element.
func MatchArray[T any](w *Where, column string, f ArrayFilter[T], text func([]byte, T) []byte) {
	w.ops = append(w.ops, byte(f.op))
	switch f.op {
	case noCondition:
	case opIsNull, opNotNull:
		w.add(column, f.op)
	default:
		w.add(column, f.op, Array(f.list, text))
	}
}

// MatchJSON adds a [JSONFilter].
func MatchJSON(w *Where, column string, f JSONFilter) {
	w.ops = append(w.ops, byte(f.op))
	switch f.op {
	case noCondition:
	case opIsNull, opNotNull:
		w.add(column, f.op)
	default:
		w.add(column, f.op, JSONText(f.value))
	}
}

// write writes the WHERE clause and returns the number of the next parameter.
func (w *Where) write(b *strings.Builder) int {
	n := 1
	for i, c := range w.conditions {
		b.WriteString([]string{"\nWHERE ", "\n  AND "}[min(i, 1)])
		n = c.write(b, n)
	}
	return n
}

func (c condition) write(b *strings.Builder, n int) int {
	between := func(before, operator, after string) {
		b.WriteString(before + c.column + operator)
		writeParameter(b, n)
		b.WriteString(after)
		n++
	}
	switch c.op {
	case opIsNull:
		b.WriteString(c.column + " IS NULL")
	case opNotNull:
		b.WriteString(c.column + " IS NOT NULL")
	case opIn:
		between("", " = ANY(", ")")
	case opNotIn:
		between("(", " <> ALL(", ") OR "+c.column+" IS NULL)")
	case opBetween, opFrom:
		between("", " >= ", " AND ")
		between("", map[bool]string{true: " <= ", false: " < "}[c.op == opBetween], "")
	default:
		between("", c.op.sql(), "")
	}
	return n
}

func (o operator) sql() string {
	switch o {
	case opNe:
		return " IS DISTINCT FROM "
	case opLt:
		return " < "
	case opLe:
		return " <= "
	case opGt:
		return " > "
	case opGe:
		return " >= "
	case opLike:
		return " LIKE "
	case opILike:
		return " ILIKE "
	case opHasAll, opContains:
		return " @> "
	case opHasAny:
		return " && "
	case opWithin:
		return " <@ "
	}
	return " = "
}
