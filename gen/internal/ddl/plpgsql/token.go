package plpgsql

import (
	"fmt"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// token is a word, number, string or sign of the body; comments are left out.
type token struct {
	start, end int
	// word is the text in lower case when it is not quoted, else as it stands.
	word string
}

// tokenSize is about how many bytes of a body there are for each token.
const tokenSize = 5

// reader walks over the tokens of a body.
type reader struct {
	body   string
	tokens []token
	at     int
}

// notRead is a body, or a part of it, that the reader does not understand.
type notRead struct {
	why string
	at  int
}

func (e *notRead) Error() string { return e.why }

func newReader(body string) *reader {
	r := &reader{body: body, tokens: make([]token, 0, len(body)/tokenSize)}
	l := lex.Lexer{Text: body}
	for t := l.Next(); t.Kind != lex.End; t = l.Next() {
		text := body[t.Start:t.End]
		if t.Kind == lex.Word {
			text = strings.ToLower(text)
		}
		r.tokens = append(r.tokens, token{t.Start, t.End, text})
	}
	return r
}

// peek returns the word n tokens ahead, "" at the end.
func (r *reader) peek(n int) string {
	if r.at+n < len(r.tokens) {
		return r.tokens[r.at+n].word
	}
	return ""
}

// offset is where the present token starts.
func (r *reader) offset() int {
	if r.at < len(r.tokens) {
		return r.tokens[r.at].start
	}
	return len(r.body)
}

func (r *reader) is(words ...string) bool {
	for i, w := range words {
		if r.peek(i) != w {
			return false
		}
	}
	return true
}

// accept goes past the words if they are next.
func (r *reader) accept(words ...string) bool {
	if !r.is(words...) {
		return false
	}
	r.at += len(words)
	return true
}

func (r *reader) expect(words ...string) error {
	if r.accept(words...) {
		return nil
	}
	return r.fail("expected %s, found %q", strings.ToUpper(strings.Join(words, " ")), r.peek(0))
}

func (r *reader) fail(format string, args ...any) error {
	return &notRead{why: fmt.Sprintf(format, args...), at: r.offset()}
}

// piece is a stretch of the body.
type piece struct {
	text  string
	start int
}

func (p piece) end() int { return p.start + len(p.text) }

// until reads up to one of the stop words outside brackets, and leaves it unread.
// The server does not look for CASE there either: IF CASE ... needs parentheses.
func (r *reader) until(stops ...string) (piece, error) {
	first, depth := r.at, 0
	for ; r.at < len(r.tokens); r.at++ {
		w := r.peek(0)
		if depth == 0 {
			for _, stop := range stops {
				if w == stop {
					return r.piece(first, r.at), nil
				}
			}
		}
		switch w {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		case ";":
			// A missing stop word must not swallow the rest of the body.
			if depth <= 0 {
				return piece{}, r.fail("expected %s before the semicolon", strings.ToUpper(strings.Join(stops, " or ")))
			}
		}
	}
	return piece{}, r.fail("expected %s before the end of the block", strings.ToUpper(strings.Join(stops, " or ")))
}

func (r *reader) piece(first, end int) piece {
	if first >= end {
		return piece{start: r.offset()}
	}
	start := r.tokens[first].start
	return piece{text: r.body[start:r.tokens[end-1].end], start: start}
}

// statement reads up to the semicolon and past it.
func (r *reader) statement() (piece, error) {
	p, err := r.until(";")
	if err == nil {
		r.at++
	}
	return p, err
}
