package golang

import (
	"bytes"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what decides about the space around a token.
type class uint8

const (
	first   class = iota // before any token of the line
	word                 // identifier, number, or keyword of a type
	keyword              // another keyword: a space follows
	text                 // string
	binary               // operator between operands
	unary                // operator before its operand
	mark                 // bracket, comma, colon or dots, told apart by the byte
)

// bracket is an open one.
type bracket struct {
	char byte
	// indent is that of the line where it stands.
	indent int
	// what is the keyword that it belongs to ("struct", "switch", "const", "func"),
	// "" in expressions.
	what string
	// id tells brackets apart; the first has 1.
	id int
}

// awaited is a keyword whose block has not begun, and the number of brackets around it.
type awaited struct {
	keyword string
	depth   int
}

// layout gives code the form that gofmt gives it, for the shapes that this package
// prints, in a fraction of the time. A value can be used for one file after another.
type layout struct {
	code []byte
	at   int
	// text is what is read so far, with spaces between the tokens; line is the part
	// of it that is not in lines yet.
	text  []byte
	lines []line
	line  line
	// tokens is their number in the line; class and char are those of the last one.
	tokens   int
	class    class
	char     byte
	open     []bracket
	brackets int
	awaiting []awaited
	// empty is true after an empty line.
	empty bool
	// odd is set when something comes up that gofmt had better look at.
	odd bool
}

// format returns the code in a slice of its own. It reports false for what this
// package does not print: that is left to gofmt itself, and a test holds the two
// together.
func (s *layout) format(code []byte) ([]byte, bool) {
	*s = layout{code: code, text: s.text[:0], lines: s.lines[:0], open: s.open[:0], awaiting: s.awaiting[:0]}
	for !s.odd && s.next() {
	}
	if s.odd || len(s.open) > 0 {
		return nil, false
	}
	return s.align()
}

// next reads one token or line end; it returns false at the end of the code.
func (s *layout) next() bool {
	for s.at < len(s.code) && s.code[s.at] == ' ' {
		s.at++
	}
	if s.at == len(s.code) {
		s.endLine()
		return false
	}
	c := s.code[s.at]
	if c == '\n' {
		s.endLine()
		s.at++
		return true
	}
	if s.tokens == 0 {
		s.beginLine()
	}
	switch {
	case c == '"' || c == '`' || c == '\'':
		s.quoted(c)
	case c == '/':
		s.comment()
	case asciiWord(c) || c >= utf8.RuneSelf:
		s.word()
	default:
		s.symbol(c)
	}
	return true
}

// put writes a token, after a space if one belongs there.
func (s *layout) put(c class, token []byte, space bool) {
	if s.tokens > 0 && !s.cell(c, token) && space {
		s.text = append(s.text, ' ')
	}
	s.text = append(s.text, token...)
	s.class, s.char, s.tokens, s.at = c, token[0], s.tokens+1, s.at+len(token)
}

// after reports whether the last token is one of the marks.
func (s *layout) after(marks string) bool {
	return s.class == mark && strings.IndexByte(marks, s.char) >= 0
}

// follows reports what the next token begins with, past spaces.
func (s *layout) follows(ahead int, c byte) bool {
	rest := bytes.TrimLeft(s.code[s.at+ahead:], " ")
	return len(rest) > 0 && rest[0] == c
}

func (s *layout) quoted(quote byte) {
	end := s.at + 1
	for end < len(s.code) && s.code[end] != quote {
		if s.code[end] == '\\' && quote != '`' {
			end++
		}
		end++
	}
	if end >= len(s.code) {
		s.odd = true
		return
	}
	token := s.code[s.at : end+1]
	s.line.tall = s.line.tall || bytes.IndexByte(token, '\n') >= 0
	s.put(text, token, s.class == word || s.class == keyword || s.class == binary || s.after(",:])"))
}

// comment reads a line comment that has a line for itself.
func (s *layout) comment() {
	end := bytes.IndexByte(s.code[s.at:], '\n')
	if s.tokens > 0 || end < 0 || !bytes.HasPrefix(s.code[s.at:], []byte("//")) {
		s.odd = true
		return
	}
	s.line.remark = true
	s.put(mark, bytes.TrimRight(s.code[s.at:s.at+end], " "), false)
}

// asciiWord reports whether a byte may stand in an identifier or number.
func asciiWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func (s *layout) word() {
	end := s.at
	for end < len(s.code) {
		if asciiWord(s.code[end]) {
			end++
			continue
		}
		r, size := utf8.DecodeRune(s.code[end:])
		if r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		end += size
	}
	if end == s.at {
		s.odd = true
		return
	}
	w := s.code[s.at:end]
	c := word
	if w[0] >= 'a' && w[0] <= 'z' && token.IsKeyword(string(w)) {
		c = s.keyword(string(w))
	}
	s.put(c, w, s.class == word || s.class == keyword || s.class == binary || s.class == text || s.after(",:)"))
}

// keyword notes the keywords that a block follows, and those that begin a line.
func (s *layout) keyword(w string) class {
	switch w {
	case "func", "struct", "switch", "if":
		s.awaiting = append(s.awaiting, awaited{w, len(s.open)})
	case "case", "default":
		s.line.indent--
	case "package", "import", "const", "var", "type", "return", "map":
	default:
		s.odd = true // none that this package prints
	}
	if s.tokens == 0 {
		s.line.head = w
	}
	if w == "map" || w == "struct" || w == "func" && s.tokens > 0 {
		return word
	}
	return keyword
}

func (s *layout) symbol(c byte) {
	rest := s.code[s.at:]
	operand := s.class == word || s.class == keyword || s.class == binary
	switch {
	case bytes.HasPrefix(rest, []byte("==")):
		s.put(binary, rest[:2], true)
	case c == '=', c == '+' && !slices.ContainsFunc(s.open, func(b bracket) bool { return b.what == "" }):
		// Inside an expression, gofmt would weigh the plus by its surroundings.
		s.put(binary, rest[:1], true)
	case bytes.HasPrefix(rest, []byte("...")):
		s.put(mark, rest[:3], s.class == word && !s.follows(3, ')') || s.after(","))
	case c == '*' || c == '&':
		s.put(unary, rest[:1], operand || s.after(",:)"))
	case c == '.' || c == ',':
		s.line.crowded = s.line.crowded || c == ',' && s.innermost().id == s.line.scope.id && !s.follows(1, '\n')
		s.put(mark, rest[:1], false)
	case c == ':' && s.innermost().char != '[':
		s.put(mark, rest[:1], false)
	case c == '(' || c == '[' || c == '{':
		s.opening(c)
	case (c == ')' || c == ']' || c == '}') && len(s.open) > 0:
		s.closing()
	default:
		s.odd = true
	}
}

// innermost is the bracket that is open, or none.
func (s *layout) innermost() bracket {
	if len(s.open) == 0 {
		return bracket{}
	}
	return s.open[len(s.open)-1]
}

func (s *layout) opening(c byte) {
	s.brackets++
	b := bracket{char: c, indent: s.line.indent, id: s.brackets}
	space := s.class == keyword || s.class == binary || s.after(",:")
	waiting := len(s.awaiting) > 0 && s.awaiting[len(s.awaiting)-1].depth == len(s.open)
	switch c {
	case '(':
		if s.tokens == 1 && s.class == keyword {
			b.what = s.line.head
		}
		space = space || waiting && s.after(")") // results after parameters
	case '[':
		space = space || s.follows(1, ']') && (s.class == word || s.after(")")) // a slice, no index
	case '{':
		if waiting {
			b.what = s.awaiting[len(s.awaiting)-1].keyword
			s.awaiting = s.awaiting[:len(s.awaiting)-1]
			space = !s.follows(1, '}')
			s.odd = s.odd || !space && b.what != "struct"
		}
	}
	s.put(mark, s.code[s.at:s.at+1], space)
	s.open = append(s.open, b)
}

func (s *layout) closing() {
	last := s.innermost()
	s.open = s.open[:len(s.open)-1]
	for len(s.awaiting) > 0 && s.awaiting[len(s.awaiting)-1].depth > len(s.open) {
		s.awaiting = s.awaiting[:len(s.awaiting)-1]
	}
	if s.tokens == 0 {
		s.line.indent, s.line.closes = last.indent, true
	}
	s.put(mark, s.code[s.at:s.at+1], false)
}
