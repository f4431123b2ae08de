package tree

import (
	"unicode/utf8"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
)

// Reader parses SQL text. It keeps the names in the texts, so that equal names in
// many trees are one string. It is not safe for concurrent use.
type Reader struct {
	names map[string]string
}

// NewReader returns a reader that knows no names.
func NewReader() *Reader { return &Reader{names: map[string]string{}} }

// Parse is [pg.Parse]: the same tree or the same error. The tree is good until the
// memory that it is made in is reset.
func (r *Reader) Parse(text string, in *Memory) (*pg.ParseResult, error) {
	json, err := parser.ParseToJSON(text)
	if err != nil {
		return nil, err
	}
	if utf8.ValidString(json) { // the binary form reports a string that is not
		d := decoder{Reader: r, Memory: in, sql: text, json: json}
		if tree, ok := d.tree(); ok {
			return tree, nil
		}
	}
	return pg.Parse(text)
}

// maxName and maxNames bound the strings that are kept: a name has at most 63
// bytes, and a text with very many different ones holds data.
const (
	maxName  = 63
	maxNames = 1 << 16
)

// name returns the one string for all equal names.
func (r *Reader) name(s string) string {
	if len(s) > maxName {
		return string([]byte(s)) // without it, the tree would keep the whole JSON text
	}
	known, ok := r.names[s]
	if !ok {
		if len(r.names) >= maxNames {
			clear(r.names)
		}
		known = string([]byte(s))
		r.names[known] = known
	}
	return known
}
