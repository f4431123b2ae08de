package ddl

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// impliedByChecks reports whether the checks and the columns of a table that take no NULL
// say what a condition says, so that the server adds no check for it.
func (s *stmt) impliedByChecks(table schema.ID, want schema.Expr) bool {
	var have []string
	for _, c := range schema.PartsOf[schema.Check](s.db, table) {
		if !c.NotValid {
			have = append(have, conjuncts(c.Expr.Key)...)
		}
	}
	for _, c := range s.db.Columns(table) {
		if c.NotNull {
			have = append(have, "(notnull "+strconv.Quote(c.ID.Name)+")")
		}
	}
	for _, part := range conjuncts(want.Key) {
		implied := false
		for _, h := range have {
			implied = implied || h == part || narrower(h, part)
		}
		if !implied {
			return false
		}
	}
	return true
}

// conjuncts cuts the key of an AND into those of its conditions.
func conjuncts(key string) []string {
	inside, ok := strings.CutPrefix(key, "(and ")
	if !ok {
		return []string{key}
	}
	var out []string
	depth, quote, from := 0, byte(0), 0
	for i := range len(inside) {
		switch c := inside[i]; {
		case quote != 0:
			if c == quote && inside[i-1] != '\\' {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return append(out, inside[from:i])
			}
		case c == ' ' && depth == 0:
			out = append(out, inside[from:i])
			from = i + 1
		}
	}
	return out
}

// narrower reports whether a comparison of a column with a whole number holds for no
// value for which another one does not.
func narrower(have, want string) bool {
	h, ok := comparison(have)
	w, ok2 := comparison(want)
	if !ok || !ok2 || h.left != w.left || h.op[:1] != w.op[:1] {
		return false
	}
	strict := len(h.op) == 1
	if h.op[0] == '>' {
		return h.than > w.than || h.than == w.than && (strict || w.op == ">=")
	}
	return h.than < w.than || h.than == w.than && (strict || w.op == "<=")
}

type compared struct {
	op, left string
	than     int
}

// comparison reads the key of a comparison with a whole number.
func comparison(key string) (c compared, ok bool) {
	inside, ok := strings.CutPrefix(strings.TrimSuffix(key, ")"), "(op ")
	op, rest, ok2 := strings.Cut(inside, " ")
	end := strings.LastIndexByte(rest, ' ')
	if !ok || !ok2 || end < 0 || strings.Trim(op, "<>=") != "" || op != "<" && op != ">" && op != "<=" && op != ">=" {
		return c, false
	}
	n, err := strconv.Atoi(rest[end+1:])
	return compared{op: op, left: rest[:end], than: n}, err == nil
}
