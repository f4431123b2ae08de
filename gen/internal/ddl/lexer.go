package ddl

import "strings"

// tokenKind tells what a token is.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted
	tokenString
	tokenNumber
	tokenPunct
)

// token is one lexical element of SQL text; Start and End are byte offsets.
type token struct {
	kind       tokenKind
	start, end int
}

// lexer cuts SQL text into tokens, skipping blanks and comments. The parser gives
// the start of nodes but never their end; the lexer finds it.
type lexer struct {
	text string
	pos  int
}

// next returns the next token; a token of kind tokenEnd at the end of the text.
func (l *lexer) next() token {
	l.skip()
	start := l.pos
	if start >= len(l.text) {
		return token{kind: tokenEnd, start: len(l.text), end: len(l.text)}
	}
	kind := l.scan(l.text[start])
	return token{kind: kind, start: start, end: l.pos}
}

func (l *lexer) scan(c byte) tokenKind {
	switch {
	case c == '\'':
		l.quoted('\'', false)
		return tokenString
	case c == '"':
		l.quoted('"', false)
		return tokenQuoted
	case c == '$':
		if l.dollar() {
			return tokenString
		}
		l.pos++
		l.rest()
		return tokenPunct
	case isDigit(c) || c == '.' && l.pos+1 < len(l.text) && isDigit(l.text[l.pos+1]):
		l.number()
		return tokenNumber
	case isWordStart(c):
		return l.word(c)
	}
	l.pos++
	if c == ':' && l.pos < len(l.text) && (l.text[l.pos] == ':' || l.text[l.pos] == '=') {
		l.pos++
	}
	return tokenPunct
}

// word reads an identifier, or a string with a one-letter prefix (E”, B”, X”, N”, U&”).
func (l *lexer) word(c byte) tokenKind {
	rest := l.text[l.pos+1:]
	if strings.HasPrefix(rest, "'") && strings.IndexByte("eEbBxXnN", c) >= 0 {
		l.pos++
		l.quoted('\'', c == 'e' || c == 'E')
		return tokenString
	}
	if (c == 'u' || c == 'U') && len(rest) > 1 && rest[0] == '&' && (rest[1] == '\'' || rest[1] == '"') {
		l.pos += 2
		l.quoted(rest[1], false)
		if rest[1] == '"' {
			return tokenQuoted
		}
		return tokenString
	}
	l.rest()
	return tokenWord
}

func (l *lexer) number() {
	l.while(func(c byte) bool { return isWordByte(c) && c != '$' || c == '.' })
	if last := l.text[l.pos-1]; (last == 'e' || last == 'E') && l.pos+1 < len(l.text) &&
		(l.text[l.pos] == '+' || l.text[l.pos] == '-') && isDigit(l.text[l.pos+1]) {
		l.pos++
		l.while(isDigit)
	}
}

// rest moves over the bytes of a word.
func (l *lexer) rest() {
	for l.pos < len(l.text) && isWordByte(l.text[l.pos]) {
		l.pos++
	}
}

func (l *lexer) while(f func(byte) bool) {
	for l.pos < len(l.text) && f(l.text[l.pos]) {
		l.pos++
	}
}

// skip moves over blanks and comments; block comments nest.
func (l *lexer) skip() {
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		switch c := rest[0]; {
		case c == ' ' || c >= '\t' && c <= '\r':
			l.pos++
		case c != '-' && c != '/':
			return
		case strings.HasPrefix(rest, "--"):
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				l.pos += i + 1
			} else {
				l.pos = len(l.text)
			}
		case strings.HasPrefix(rest, "/*"):
			l.comment()
		default:
			return
		}
	}
}

func (l *lexer) comment() {
	depth := 0
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		switch {
		case strings.HasPrefix(rest, "/*"):
			depth++
			l.pos += 2
		case strings.HasPrefix(rest, "*/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return
			}
		default:
			l.pos++
		}
	}
}

// quoted reads from an opening quote to the closing one; a doubled quote and,
// where escapes count, a backslash and its successor belong to the text.
func (l *lexer) quoted(quote byte, escapes bool) {
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch c := l.text[l.pos]; {
		case c == '\\' && escapes:
			l.pos++
		case c == quote:
			if l.pos+1 < len(l.text) && l.text[l.pos+1] == quote {
				l.pos++
				continue
			}
			l.pos++
			return
		}
	}
	l.pos = len(l.text)
}

// dollar reads a dollar-quoted string, and reports false if none starts here.
func (l *lexer) dollar() bool {
	rest := l.text[l.pos:]
	n := strings.IndexByte(rest[1:], '$')
	if n < 0 {
		return false
	}
	tag := rest[:n+2]
	for i := 1; i < len(tag)-1; i++ {
		if !isWordByte(tag[i]) || tag[i] == '$' || i == 1 && isDigit(tag[i]) {
			return false
		}
	}
	if end := strings.Index(rest[len(tag):], tag); end >= 0 {
		l.pos += end + 2*len(tag)
	} else {
		l.pos = len(l.text)
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordStart(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func isWordByte(c byte) bool { return isWordStart(c) || isDigit(c) || c == '$' }
