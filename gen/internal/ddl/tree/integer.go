package tree

import (
	"bytes"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// readAgain takes the statements with integers that are unsaid from the binary
// form. Blanks in place of all others keep the locations.
func (d *decoder) readAgain() bool {
	text := bytes.Repeat([]byte(" "), len(d.sql)-d.from)
	for _, raw := range d.unsure {
		start, end := int(raw.StmtLocation), len(d.sql)
		if raw.StmtLen > 0 {
			end = min(end, start+int(raw.StmtLen)+1) // with the semicolon
		}
		copy(text[start-d.from:end-d.from], d.sql[start:end])
	}
	tree, err := ParseMoved(string(text), d.from)
	if err != nil || len(tree.Stmts) != len(d.unsure) {
		return false
	}
	for i, raw := range d.unsure {
		raw.Stmt = tree.Stmts[i].Stmt
	}
	return true
}

// completeInteger notes an integer that the JSON form leaves out.
func (d *decoder) completeInteger(n *pg.Integer) {
	if n.Ival == 0 {
		d.unsaid++
	}
}

// completeA_Const fills in the value of an integer constant that the JSON form
// leaves out: it is zero or negative, and stands in the SQL text.
func (d *decoder) completeA_Const(c *pg.A_Const) {
	n := c.GetIval()
	if n == nil || n.Ival != 0 || int(c.Location) >= len(d.sql) || c.Location < 0 {
		return
	}
	text := d.sql[c.Location:]
	if isDigit(text[0]) {
		d.unsaid-- // a positive one would have been said
		return
	}
	digits := strings.TrimLeft(strings.TrimPrefix(text, "-"), " ")
	end := 0
	for end < len(digits) && isDigit(digits[end]) {
		end++
	}
	if text[0] != '-' || end == 0 || end < len(digits) && continues(digits[end]) {
		return
	}
	if value, err := strconv.ParseInt(digits[:end], 10, 32); err == nil {
		n.Ival = int32(-value)
		d.unsaid--
	}
}

// completeTypeName fills in the bounds of an array type: -1 where none is written.
func (d *decoder) completeTypeName(t *pg.TypeName) {
	if len(t.ArrayBounds) == 0 || !d.unbounded(int(t.Location), len(t.ArrayBounds)) {
		return
	}
	for _, b := range t.ArrayBounds {
		if n := b.GetInteger(); n != nil && n.Ival == 0 {
			n.Ival = -1
			d.unsaid--
		}
	}
}

// unbounded reports whether a type that starts at a place has [] for each of its
// bounds, or the word ARRAY. The next bracket is the type's own unless it has none.
func (d *decoder) unbounded(at, bounds int) bool {
	if at < 0 || at >= len(d.sql) {
		return false
	}
	name, brackets, found := strings.Cut(d.sql[at:], "[")
	if !found {
		return bounds == 1
	}
	return !strings.ContainsAny(name, `"-/`) && strings.HasPrefix("["+brackets, strings.Repeat("[]", bounds))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// continues reports whether a character after digits belongs to the number.
func continues(c byte) bool {
	return c == '.' || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
