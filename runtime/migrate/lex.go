package migrate

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, quoted name, string or sign of a SQL text. The runner reads
// the first tokens of statements only, to point at a statement and to know what
// an interrupted one would have left; it never decides from them what to send.
type token struct {
	start int
	// text is the word in lower case, the unquoted name or string, or the sign.
	text string
	// kind is 'w' for a word, 'n' for a quoted name, 's' for a string, and the
	// sign itself for signs.
	kind byte
	// open says that the closing quote is missing.
	open bool
}

// isWord reports whether the token is the keyword.
func (t token) isWord(word string) bool { return t.kind == 'w' && t.text == word }

// isName reports whether the token can be an identifier.
func (t token) isName() bool { return t.kind == 'w' || t.kind == 'n' }

// tokens cuts SQL into tokens, without comments.
func tokens(sql string) []token { return slices.Collect(eachToken(sql)) }

// eachToken is tokens one after the other, for texts that may be long.
func eachToken(sql string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for i := 0; i < len(sql); {
			if n := blankLength(sql[i:]); n > 0 {
				i += n
				continue
			}
			t, n := nextToken(sql[i:])
			t.start = i
			if !yield(t) {
				return
			}
			i += n
		}
	}
}

// blankLength is the length of the white space or comment at the start of s.
func blankLength(s string) int {
	switch {
	case strings.IndexByte(" \t\r\n\f\v", s[0]) >= 0:
		return 1
	case strings.HasPrefix(s, "--"):
		if end := strings.IndexByte(s, '\n'); end >= 0 {
			return end + 1
		}
		return len(s)
	case strings.HasPrefix(s, "/*"):
		return blockCommentLength(s)
	}
	return 0
}

// blockCommentLength follows nested comments, as PostgreSQL does.
func blockCommentLength(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "/*"):
			depth++
			i++
		case strings.HasPrefix(s[i:], "*/"):
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

func nextToken(s string) (token, int) {
	switch {
	case s[0] == '\'':
		return quoted(s, 's', false)
	case (s[0] == 'e' || s[0] == 'E') && len(s) > 1 && s[1] == '\'':
		t, n := quoted(s[1:], 's', true)
		return t, n + 1
	case s[0] == '"':
		return quoted(s, 'n', false)
	case s[0] == '$':
		if t, n := dollarQuoted(s); n > 0 {
			return t, n
		}
	}
	if n := wordLength(s); n > 0 {
		return token{text: strings.ToLower(s[:n]), kind: 'w'}, n
	}
	_, n := utf8.DecodeRuneInString(s)
	return token{text: s[:n], kind: s[0]}, n
}

// quoted reads a text in quotes, in which the quote is doubled or, in an escape
// string, follows a backslash. An unclosed text reaches to the end.
func quoted(s string, kind byte, escapes bool) (token, int) {
	var b strings.Builder
	quote := s[0]
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] != quote:
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == quote:
			b.WriteByte(quote)
			i++
		default:
			return token{text: b.String(), kind: kind}, i + 1
		}
	}
	return token{text: b.String(), kind: kind, open: true}, len(s)
}

func dollarQuoted(s string) (token, int) {
	end := strings.IndexByte(s[1:], '$')
	if end < 0 || end > 0 && (wordLength(s[1:1+end]) != end || unicode.IsDigit(rune(s[1]))) {
		return token{}, 0
	}
	tag := s[:end+2]
	body, _, ok := strings.Cut(s[len(tag):], tag)
	if !ok {
		return token{text: body, kind: 's', open: true}, len(s)
	}
	return token{text: body, kind: 's'}, len(body) + 2*len(tag)
}

// unclosed returns where a quote starts that is never closed, -1 if there is none.
func unclosed(sql string) int {
	if all := tokens(sql); len(all) > 0 && all[len(all)-1].open {
		return all[len(all)-1].start
	}
	return -1
}

func wordLength(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && (i == 0 || r != '$') {
			return i
		}
	}
	return len(s)
}

// firstStatement returns the byte offset of the first statement of a text, -1 if
// it holds comments only.
func firstStatement(sql string) int {
	for i := 0; i < len(sql); {
		n := blankLength(sql[i:])
		switch {
		case n > 0:
			i += n
		case sql[i] == ';':
			i++
		default:
			return i
		}
	}
	return -1
}
