package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// spelling collects the casts of constants, columns and calls that the text of an
// expression leaves to the server.
type spelling struct {
	places map[*term]int
	casts  map[int]spelledCast
}

type spelledCast struct {
	value *term
	to    schema.Type
}

// Spell returns the text of an expression with the casts written out that the server
// adds to constants, columns and calls. The server keeps these when a column gets another
// type: a < 1 over a float column compares floats for ever.
func Spell(e schema.Expr, sc Scope) (string, error) {
	a := newAnalyzer(sc)
	a.spell = &spelling{places: map[*term]int{}, casts: map[int]spelledCast{}}
	text, skip, _, err := a.again(e.SQL)
	if err != nil {
		return "", err
	}
	if a.err != nil {
		return "", a.err
	}
	scan, err := pg.Scan(text)
	if err != nil {
		return "", err
	}
	var changes []change
	for at, c := range a.spell.casts {
		if i := tokenAt(scan.Tokens, at); i >= 0 {
			changes = append(changes, c.written(text, scan.Tokens, i)...)
		}
	}
	slices.SortFunc(changes, func(x, y change) int { return y.start - x.start })
	for _, c := range changes {
		text = text[:c.start] + c.text + text[c.end:]
	}
	return text[skip:], nil
}

// placed gives the term of a node a place in the text of its own, if it is written so
// that a cast can follow.
func (s *spelling) placed(node *pg.Node, t *term) *term {
	at := int32(-1)
	switch n := node.GetNode().(type) {
	case *pg.Node_ColumnRef:
		at = n.ColumnRef.Location
	case *pg.Node_FuncCall:
		at = n.FuncCall.Location
	case *pg.Node_AConst:
		at = n.AConst.Location
	case *pg.Node_TypeCast:
		at = n.TypeCast.Location
	}
	if at < 0 || t == nil {
		return t
	}
	own := *t
	s.places[&own] = int(at)
	return &own
}

// note keeps a cast that the server adds to a term; of several the innermost.
func (s *spelling) note(t *term, to schema.Type) {
	at, ok := s.places[t]
	if !ok && t.head == headConst && t.at >= 0 && isNumber(t.typ) && strings.HasPrefix(t.text, "-") {
		at, ok = t.at, true // the sign made another term of it
	}
	if _, have := s.casts[at]; ok && !have && !to.IsZero() && t.typ != to {
		s.casts[at] = spelledCast{t, to}
	}
}

// written puts the cast behind the term that starts at the token.
func (c spelledCast) written(text string, tokens []*pg.ScanToken, i int) []change {
	word := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return text[tokens[i].Start:tokens[i].End]
	}
	start, last := i, i
	switch {
	case word(i) == "::":
		last = typeEnd(word, i+1)
	case c.value.head != headConst:
		for word(last+1) == "." {
			last += 2
		}
		if called := word(last+1) == "("; called == (c.value.head == headColumn) {
			return nil
		} else if called {
			last = closing(word, last+1)
		}
	case word(i) == "-":
		last++
	case strings.HasPrefix(c.value.text, "-") && c.value.typ != unknown && word(i-1) == "-":
		start--
	}
	if last >= len(tokens) {
		return nil
	}
	from, to, before, after := int(tokens[start].Start), int(tokens[last].End), "", "::"+typeText(c.to)
	if word(start) == "-" {
		before, after = "(", ")"+after
	}
	return []change{{from, from, before}, {to, to, after}}
}

// closing returns the token of the parenthesis that ends the one at token i.
func closing(word func(int) string, i int) int {
	for depth := 0; word(i) != ""; i++ {
		switch word(i) {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return i
}

// typeEnd returns the last token of the type that starts at token i.
func typeEnd(word func(int) string, i int) int {
	for word(i+1) == "." {
		i += 2
	}
	switch strings.ToLower(word(i + 1)) {
	case "precision", "varying":
		i++
	}
	if word(i+1) == "(" {
		i = closing(word, i+1)
	}
	if zone := strings.ToLower(word(i + 1)); zone == "with" || zone == "without" {
		i += 3 // TIME ZONE
	}
	for word(i+1) == "[" {
		for i++; word(i) != "]" && word(i) != ""; {
			i++
		}
	}
	return i
}

// typeText writes a type for a text that is parsed again.
func typeText(t schema.Type) string {
	s := t.Name
	switch {
	case !t.Builtin():
		s = identifier(t.Schema) + "." + identifier(s)
	case s == "bit" || s == "char": // the words mean types with a length
		s = identifier(s)
	}
	if t.Array {
		s += "[]"
	}
	return s
}
