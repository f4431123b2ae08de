package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
)

// constraintBody returns the text between the parentheses that follow a word of
// the constraint: CHECK ( ... ), GENERATED ALWAYS AS ( ... ).
func (s *stmt) constraintBody(c *pg.Constraint, word string) string {
	ts := s.tokens()
	i := ts.find(ts.at(int(c.Location)), word) + 1
	if ts.word(i) != "(" {
		return ts.slice(i, ts.listEnd(i))
	}
	return ts.slice(i+1, ts.closing(i)-1)
}

// columnDefault returns the text of a DEFAULT in a column or domain definition:
// it ends where the next constraint of the column begins.
func (s *stmt) columnDefault(c *pg.Constraint) string {
	ts := s.tokens()
	i := ts.find(ts.at(int(c.Location)), "DEFAULT") + 1
	return ts.slice(i, ts.until(i, func(w string, at int) bool {
		return at > i && endsDefault(ts, w, at)
	}))
}

func endsDefault(ts tokens, w string, at int) bool {
	switch w {
	case ",", ";", "NULL", "CONSTRAINT", "UNIQUE", "PRIMARY", "CHECK", "DEFAULT", "GENERATED", "REFERENCES", "COLLATE",
		"DEFERRABLE", "INITIALLY":
		return true
	case "NOT":
		return ts.word(at-1) != "IS"
	}
	return false
}

// clauseText returns the text from the word before the expression's first token on;
// it ends at stop words outside brackets or with the statement.
func (s *stmt) clauseText(n *pg.Node, stop ...string) string {
	ts := s.tokens()
	i := ts.opening(ts.at(int(tree.Leftmost(n))))
	return ts.slice(i, ts.find(i, append(stop, ";")...))
}

// parenthesized returns the text inside the parentheses that enclose the
// expression and follow the word: WHEN ( ... ), WHERE ( ... ).
func (s *stmt) parenthesized(n *pg.Node, word string) string {
	ts := s.tokens()
	i := ts.opening(ts.at(int(tree.Leftmost(n))))
	if ts.word(i-1) != word {
		return s.exprText(n)
	}
	return ts.slice(i+1, ts.closing(i)-1)
}

// elementText returns the text of an expression that stands as an element of an
// index or partition key: a call, or what is inside parentheses.
func (s *stmt) elementText(n *pg.Node) string {
	ts := s.tokens()
	leaf := ts.at(int(tree.Leftmost(n)))
	i := ts.opening(leaf)
	if ts.word(i-1) != "," && i < leaf {
		i++ // the list's own parenthesis
	}
	if ts.word(i) == "(" {
		return ts.slice(i+1, ts.closing(i)-1)
	}
	open := ts.until(i, func(w string, _ int) bool { return w == "(" || w == "," })
	if ts.word(open) != "(" {
		return ts.slice(i, ts.listEnd(i))
	}
	return ts.slice(i, ts.closing(open))
}
