package ddl

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// tokens is a stretch of SQL text cut into tokens.
type tokens struct {
	text string
	list []lex.Token
}

// tokenize cuts text[start:end]; offsets count in text.
func tokenize(text string, start, end int) tokens {
	return tokens{text: text, list: appendTokens(nil, text, start, end)}
}

func appendTokens(list []lex.Token, text string, start, end int) []lex.Token {
	l := lex.Lexer{Text: text[:end], Pos: start}
	for {
		t := l.Next()
		if t.Kind == lex.End {
			return list
		}
		list = append(list, t)
	}
}

// at returns the index of the token that starts at or after the offset.
func (ts tokens) at(offset int) int {
	i, _ := slices.BinarySearchFunc(ts.list, offset, func(t lex.Token, o int) int { return t.Start - o })
	return i
}

// word returns the upper-case word of token i, the character of punctuation, and
// "" for every other token and outside the list.
func (ts tokens) word(i int) string {
	if i < 0 || i >= len(ts.list) {
		return ""
	}
	switch t := ts.list[i]; t.Kind {
	case lex.Word:
		return strings.ToUpper(ts.text[t.Start:t.End])
	case lex.Sign:
		return ts.text[t.Start:t.End]
	}
	return ""
}

// isWord reports whether token i is a word, given in upper case.
func (ts tokens) isWord(i int, word string) bool {
	return i >= 0 && i < len(ts.list) && ts.list[i].Kind == lex.Word && isWord(ts.text[ts.list[i].Start:ts.list[i].End], word)
}

// isSign reports whether token i is a sign.
func (ts tokens) isSign(i int, sign string) bool {
	return i >= 0 && i < len(ts.list) && ts.list[i].Kind == lex.Sign && ts.text[ts.list[i].Start:ts.list[i].End] == sign
}

// name returns the raw name that token i writes, quoted or not; "" if it is none.
func (ts tokens) name(i int) string {
	t := ts.list[i]
	word := ts.text[t.Start:t.End]
	switch t.Kind {
	case lex.Word:
		return asciiLower(word)
	case lex.Quoted:
		return strings.ReplaceAll(strings.Trim(word, `"`), `""`, `"`)
	}
	return ""
}

// slice returns the text from token i up to and without token j.
func (ts tokens) slice(i, j int) string {
	j = min(j, len(ts.list))
	if i >= j {
		return ""
	}
	return ts.text[ts.list[i].Start:ts.list[j-1].End]
}

// closing returns the index after the bracket that closes the one at i.
func (ts tokens) closing(i int) int {
	depth := 0
	for ; i < len(ts.list); i++ {
		switch ts.word(i) {
		case "(", "[":
			depth++
		case ")", "]":
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(ts.list)
}

// until returns the index of the first token from i on, outside brackets and
// CASE ... END, for which stop holds, or that closes a bracket opened before i.
func (ts tokens) until(i int, stop func(word string, i int) bool) int {
	depth := 0
	for ; i < len(ts.list); i++ {
		w := ts.word(i)
		if depth == 0 && (w == ")" || w == "]" || stop(w, i)) {
			return i
		}
		switch w {
		case "(", "[", "CASE":
			depth++
		case ")", "]":
			depth--
		case "END":
			depth = max(0, depth-1)
		}
	}
	return i
}

// listEnd returns the index of the comma, closing bracket or semicolon that ends
// an expression which starts at i.
func (ts tokens) listEnd(i int) int {
	return ts.until(i, func(w string, _ int) bool { return w == "," || w == ";" })
}

// find returns the index of the first token from i on, outside brackets, that is
// one of the words, or the length of the list.
func (ts tokens) find(i int, words ...string) int {
	return ts.until(i, func(w string, _ int) bool { return w != "" && slices.Contains(words, w) })
}

// opening moves left from token i over opening parentheses.
func (ts tokens) opening(i int) int {
	for i > 0 && ts.word(i-1) == "(" {
		i--
	}
	return i
}

// unwrapped cuts pairs of parentheses around the whole of tokens i up to j.
func (ts tokens) unwrapped(i, j int) string {
	for j-i > 2 && ts.word(i) == "(" && ts.closing(i) == j {
		i, j = i+1, j-1
	}
	return ts.slice(i, j)
}
