package golang

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// hint is what simple checks say about the values of a column.
type hint struct {
	// one is a value that the check lists, "" if it lists none.
	one string
	// low and high bound a number, with given telling which of them are set.
	low, high           float64
	givenLow, givenHigh bool
	// shortest and longest bound the length of a text; longest is 0 for no bound.
	shortest, longest int
	// like is a pattern that the value must match, or "".
	like string
	// since is the day from which on times are allowed, or "".
	since string
}

// The forms of conditions that are understood, with COL for the column.
const (
	number   = `\(?'?(-?[0-9]+(?:\.[0-9]+)?)'?\)?(?:::[a-z0-9_ ]+)?`
	cast     = `\)?(?:::[a-z0-9_ "\[\]]+)?\)?`
	lengthOf = `(?:char_length|length|character_length|octet_length)\s*\(\s*\(?`
)

// hintOf reads the checks that are on one column.
func hintOf(column string, checks []string) hint {
	var h hint
	col := `"?\b` + regexp.QuoteMeta(column) + `\b"?`
	find := func(form, text string) [][]string {
		return regexp.MustCompile(`(?i)`+form).FindAllStringSubmatch(text, -1)
	}
	for _, text := range checks {
		text = strings.Join(strings.Fields(text), " ")
		for _, m := range find(`(?:^|[^a-z0-9_(]|^\(+|[ (]\(+)`+col+cast+`\s*(>=|>|<=|<)\s*`+number, text) {
			h.bound(m[1], m[2])
		}
		for _, m := range find(col+cast+`\s*>=\s*\(?'([0-9]{4}-[0-9]{2}-[0-9]{2})`, text) {
			h.since = m[1]
		}
		for _, m := range find(col+cast+`\s+BETWEEN\s+`+number+`\s+AND\s+`+number, text) {
			h.bound(">=", m[1])
			h.bound("<=", m[2])
		}
		for _, m := range find(lengthOf+col+cast+`\s*\)?\s*(>=|>|<=|<|=)\s*`+number, text) {
			h.length(m[1], m[2])
		}
		for _, m := range find(lengthOf+col+cast+`\s*\)?\s+BETWEEN\s+`+number+`\s+AND\s+`+number, text) {
			h.length(">=", m[1])
			h.length("<=", m[2])
		}
		for _, m := range find(col+cast+`\s*(?:=\s*ANY\s*\(+(?:ARRAY)?\[?|IN\s*\()\s*\(?(?:'\{?((?:[^'{},]|'')*)|(-?[0-9]+))`, text) {
			h.one = strings.ReplaceAll(m[1], "''", "'") + m[2]
		}
		for _, m := range find(col+cast+`\s*=\s*'((?:[^']|'')*)'`, text) {
			h.one = strings.ReplaceAll(m[1], "''", "'")
		}
		for _, m := range find(col+cast+`\s*(?:LIKE|~~)\s*'((?:[^']|'')*)'`, text) {
			h.like = strings.ReplaceAll(m[1], "''", "'")
		}
	}
	return h
}

func (h *hint) bound(operator, text string) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return
	}
	switch operator {
	case ">":
		n++
		fallthrough
	case ">=":
		if !h.givenLow || n > h.low {
			h.low, h.givenLow = n, true
		}
	case "<":
		n--
		fallthrough
	case "<=":
		if !h.givenHigh || n < h.high {
			h.high, h.givenHigh = n, true
		}
	}
}

func (h *hint) length(operator, text string) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return
	}
	switch operator {
	case ">":
		h.shortest = max(h.shortest, n+1)
	case ">=":
		h.shortest = max(h.shortest, n)
	case "<":
		h.longest = n - 1
	case "<=":
		h.longest = n
	case "=":
		h.shortest, h.longest = n, n
	}
}

// checksOf are the texts of the checks of a table, and of the domain of a column
// with VALUE replaced by the column's name.
func checksOf(db *schema.Database, table schema.ID, column string, t schema.Type) []string {
	var out []string
	for _, c := range schema.PartsOf[schema.Check](db, table) {
		out = append(out, c.Expr.SQL)
	}
	value := regexp.MustCompile(`(?i)\bVALUE\b`)
	for range 32 {
		d, ok := schema.Get[schema.Domain](db, t.ID())
		if !ok {
			break
		}
		for _, c := range d.Checks {
			out = append(out, value.ReplaceAllLiteralString(c.Expr.SQL, column))
		}
		t = d.Base
	}
	return out
}
