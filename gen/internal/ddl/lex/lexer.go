// Package lex cuts SQL text into tokens as the server does. The parser gives the start
// of nodes but never their end; the tokens tell it, and much can be known of a text
// before, or without, parsing it.
package lex

import "strings"

// Kind tells what a token is.
type Kind uint8

// The kinds of tokens.
const (
	End    Kind = iota // behind the last token
	Word               // a keyword, or a name without quotes
	Quoted             // a name in quotes
	String             // with its quotes, and the letter before them
	Number
	Sign // an operator, a bracket, a comma, ..., or a parameter
)

// Token is one lexical element of a text; Start and End are byte offsets.
type Token struct {
	Kind       Kind
	Start, End int
}

// Lexer cuts Text into tokens from the byte Pos on, without blanks and comments. What is
// not closed goes on to the end of the text.
type Lexer struct {
	Text string
	Pos  int
}

// Next returns the next token, one of kind [End] at the end of the text.
func (l *Lexer) Next() Token {
	l.skip()
	start := l.Pos
	if start >= len(l.Text) {
		return Token{Kind: End, Start: len(l.Text), End: len(l.Text)}
	}
	kind := l.scan(l.Text[start])
	return Token{Kind: kind, Start: start, End: l.Pos}
}

func (l *Lexer) scan(c byte) Kind {
	switch {
	case IsWordStart(c):
		return l.word(c)
	case c == '\'':
		l.text(0)
		return String
	case c == '"':
		l.quoted('"', 0)
		return Quoted
	case c == '$':
		if l.dollar() {
			return String
		}
		for l.Pos++; IsDigit(l.at(0)); {
			l.Pos++
		}
		return Sign
	case IsDigit(c) || c == '.' && IsDigit(l.at(1)):
		l.number()
		return Number
	}
	l.sign(c)
	return Sign
}

// at returns the byte so far ahead, 0 behind the text.
func (l *Lexer) at(n int) byte {
	if l.Pos+n < len(l.Text) {
		return l.Text[l.Pos+n]
	}
	return 0
}

// word reads a word, or a string or name with letters before its quote.
func (l *Lexer) word(c byte) Kind {
	c |= 'a' - 'A'
	switch quote := l.at(1); {
	case quote == '\'' && (c == 'e' || c == 'b' || c == 'x'):
		l.Pos++
		l.text(c)
		return String
	case quote == '\'' && c == 'n':
		l.Pos++
		return Word
	case quote == '&' && c == 'u' && l.at(2) == '\'':
		l.Pos += 2
		l.text(c)
		return String
	case quote == '&' && c == 'u' && l.at(2) == '"':
		l.Pos += 2
		l.quoted('"', 0)
		return Quoted
	}
	l.rest()
	return Word
}

func (l *Lexer) number() {
	if based := basedDigits[l.at(1)|' ']; l.at(0) == '0' && based != "" {
		l.Pos += 2
		l.digits(based)
		return
	}
	start := l.Pos
	l.digits(decimal)
	isRange := l.at(1) == '.' && !strings.Contains(l.Text[start:l.Pos], "_") // 1..10 of PL/pgSQL
	if l.at(0) == '.' && !isRange {
		l.Pos++
		l.digits(decimal)
	}
	if l.at(0)|' ' == 'e' {
		if sign := l.at(1); IsDigit(sign) || (sign == '+' || sign == '-') && IsDigit(l.at(2)) {
			l.Pos += 2
			l.digits(decimal)
		}
	}
}

const decimal = "0123456789"

// basedDigits are the digits of a number that begins with 0 and the letter.
var basedDigits = map[byte]string{'x': decimal + "abcdefABCDEF", 'o': "01234567", 'b': "01"}

func (l *Lexer) digits(of string) {
	for l.Pos < len(l.Text) && (strings.IndexByte(of, l.at(0)) >= 0 || l.at(0) == '_' && l.at(1) != 0 && strings.IndexByte(of, l.at(1)) >= 0) {
		l.Pos++
	}
}

// rest moves over the bytes of a word.
func (l *Lexer) rest() {
	for l.Pos < len(l.Text) && IsWordByte(l.Text[l.Pos]) {
		l.Pos++
	}
}

// operators are the bytes of operators; those in special let one end in + or -.
const (
	operators = "+-*/<>=~!@#%^&|`?"
	special   = "~!@#%^&|`?"
)

// sign reads an operator, as long as it goes, or a single byte.
func (l *Lexer) sign(c byte) {
	if strings.IndexByte(operators, c) < 0 {
		l.Pos++
		if next := l.at(0); c == ':' && (next == ':' || next == '=') || c == '.' && next == '.' {
			l.Pos++
		}
		return
	}
	start := l.Pos
	for l.Pos < len(l.Text) && strings.IndexByte(operators, l.Text[l.Pos]) >= 0 && (l.Pos == start || !l.comments()) {
		l.Pos++
	}
	if strings.ContainsAny(l.Text[start:l.Pos], special) {
		return
	}
	for l.Pos > start+1 && (l.Text[l.Pos-1] == '+' || l.Text[l.Pos-1] == '-') {
		l.Pos--
	}
}

// comments reports whether a comment starts here.
func (l *Lexer) comments() bool {
	c := l.at(0)
	return c == '-' && l.at(1) == '-' || c == '/' && l.at(1) == '*'
}

// skip moves over blanks and comments.
func (l *Lexer) skip() {
	for l.Pos < len(l.Text) {
		switch c := l.Text[l.Pos]; {
		case isBlank(c):
			l.Pos++
		case !l.comments():
			return
		case c == '/':
			l.comment()
		default:
			l.line()
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// line moves over the rest of a line.
func (l *Lexer) line() {
	n := strings.IndexAny(l.Text[l.Pos:], "\r\n")
	if n < 0 {
		n = len(l.Text) - l.Pos
	}
	l.Pos += n
}

// comment moves over a comment between slashes, and those in it.
func (l *Lexer) comment() {
	for depth := 0; l.Pos < len(l.Text); {
		switch {
		case l.at(0) == '/' && l.at(1) == '*':
			depth++
			l.Pos += 2
		case l.at(0) == '*' && l.at(1) == '/':
			depth--
			l.Pos += 2
			if depth == 0 {
				return
			}
		default:
			l.Pos++
		}
	}
}

// text reads a string from its quote on; it may go on with another one below.
func (l *Lexer) text(prefix byte) {
	for {
		l.quoted('\'', prefix)
		end := l.Pos
		if !l.below() {
			l.Pos = end
			return
		}
	}
}

// below moves to a quote on another line, if only blanks and comments of one line stand
// before it.
func (l *Lexer) below() bool {
	line := false
	for l.Pos < len(l.Text) {
		switch c := l.Text[l.Pos]; {
		case isBlank(c):
			line = line || c == '\n' || c == '\r'
			l.Pos++
		case c == '-' && l.comments():
			l.line()
		default:
			return line && c == '\''
		}
	}
	return false
}

// quoted reads from an opening quote to the closing one. A doubled quote belongs to the
// text, but not in one of bits, and so do a backslash and its successor behind E.
func (l *Lexer) quoted(quote, prefix byte) {
	for l.Pos++; l.Pos < len(l.Text); l.Pos++ {
		switch c := l.Text[l.Pos]; {
		case c == '\\' && prefix == 'e':
			l.Pos++
		case c == quote:
			l.Pos++
			if l.at(0) != quote || prefix == 'b' || prefix == 'x' {
				return
			}
		}
	}
	l.Pos = len(l.Text)
}

// dollar reads a dollar-quoted string, and reports false if none starts here.
func (l *Lexer) dollar() bool {
	rest := l.Text[l.Pos:]
	n := strings.IndexByte(rest[1:], '$')
	if n < 0 {
		return false
	}
	tag := rest[:n+2]
	for i := 1; i < len(tag)-1; i++ {
		if !IsWordByte(tag[i]) || i == 1 && IsDigit(tag[i]) {
			return false
		}
	}
	if end := strings.Index(rest[len(tag):], tag); end >= 0 {
		l.Pos += end + 2*len(tag)
	} else {
		l.Pos = len(l.Text)
	}
	return true
}

// IsDigit reports whether a byte is one of 0 to 9.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// IsWordStart reports whether a word may begin with the byte.
func IsWordStart(c byte) bool {
	return c|' ' >= 'a' && c|' ' <= 'z' || c == '_' || c >= 0x80
}

// IsWordByte reports whether a word may go on with the byte.
func IsWordByte(c byte) bool { return IsWordStart(c) || IsDigit(c) || c == '$' }
