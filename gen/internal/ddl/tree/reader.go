package tree

import (
	"strings"
	"unicode/utf8"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Reader parses SQL text. It keeps the names in the texts, so that equal names in
// many trees are one string. It is not safe for concurrent use.
type Reader struct {
	names map[string]string
	// open holds the elements of the lists that are being read, unescaped the text that is.
	open      []*pg.Node
	unescaped []byte
}

// NewReader returns a reader that knows no names.
func NewReader() *Reader { return &Reader{names: map[string]string{}} }

// Parse is [pg.Parse]: the same tree or the same error. The tree is good until the
// memory that it is made in is reset.
func (r *Reader) Parse(text string, in *Memory) (*pg.ParseResult, error) {
	return r.ParsePart(text, 0, in)
}

// ParsePart is Parse for what stands behind the byte from, with the locations that
// the whole text gives. Unless from is 0, that byte must be a semicolon: a location of
// 0 is none. What the parser says of a fault counts from there.
func (r *Reader) ParsePart(text string, from int, in *Memory) (*pg.ParseResult, error) {
	json, err := parser.ParseToJSON(text[from:])
	if err != nil {
		return nil, err
	}
	if utf8.ValidString(json) { // the binary form reports a string that is not
		d := decoder{Reader: r, Memory: in, sql: text, json: json, from: from}
		if tree, ok := d.tree(); ok {
			return tree, nil
		}
	}
	return ParseMoved(text[from:], from)
}

// ParseMoved is [pg.Parse] with so much more in each location but 0, which is none.
func ParseMoved(text string, by int) (*pg.ParseResult, error) {
	tree, err := pg.Parse(text)
	if err != nil || by == 0 {
		return tree, err
	}
	move(tree.ProtoReflect(), int64(by))
	return tree, nil
}

// move adds to the locations of a message and of those in it.
func move(m protoreflect.Message, by int64) {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Kind() == protoreflect.Int32Kind && strings.HasSuffix(string(f.Name()), "location"): // a tablespace has a path of the name
			if v.Int() > 0 {
				m.Set(f, protoreflect.ValueOfInt32(int32(v.Int()+by)))
			}
		case f.Message() == nil:
		case f.IsList():
			for i := range v.List().Len() {
				move(v.List().Get(i).Message(), by)
			}
		default:
			move(v.Message(), by)
		}
		return true
	})
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
