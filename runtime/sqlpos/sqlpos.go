// Package sqlpos converts between the units in which positions in SQL text are
// given and draws the caret below a line.
//
// PostgreSQL counts characters from 1 (PgError.Position), its parser counts
// bytes from 0 (node locations), people count lines and columns from 1. Every
// conversion in the project goes through this package, and the unit is always
// named at the call.
package sqlpos

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Position is a place in a text as people count it: line and column from 1,
// the column in characters (runes). The zero value means "unknown".
type Position struct {
	Line   int
	Column int
}

// IsZero reports whether the position is unknown.
func (p Position) IsZero() bool { return p.Line == 0 }

// String returns "line:column", or "" for an unknown position.
func (p Position) String() string {
	if p.IsZero() {
		return ""
	}
	return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// FromByte returns the position of the byte offset (from 0) in text. Offsets
// outside the text are moved to its nearest end.
func FromByte(text string, offset int) Position {
	offset = max(0, min(offset, len(text)))
	before := text[:offset]
	line := strings.Count(before, "\n") + 1
	start := strings.LastIndexByte(before, '\n') + 1
	return Position{Line: line, Column: utf8.RuneCountInString(before[start:]) + 1}
}

// ByteOfChar returns the byte offset (from 0) of the char-th character (from 1)
// of text, which is how PgError.Position and the parser's cursor count. A
// position past the end gives len(text).
func ByteOfChar(text string, char int) int {
	if char <= 1 {
		return 0
	}
	n := 1
	for i := range text {
		if n == char {
			return i
		}
		n++
	}
	return len(text)
}

// FromChar returns the position of the char-th character (from 1) of text.
func FromChar(text string, char int) Position {
	return FromByte(text, ByteOfChar(text, char))
}

// Excerpt returns the line of text that holds the byte offset and, below it, a
// caret under the offset's character. Tabs before the caret are kept so that
// both lines align; a carriage return at the line's end is dropped. Passwords in the
// line come out as stars.
func Excerpt(text string, offset int) string {
	offset = max(0, min(offset, len(text)))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	end := strings.IndexByte(text[offset:], '\n')
	if end < 0 {
		end = len(text)
	} else {
		end += offset
	}
	line := strings.TrimSuffix(text[start:end], "\r")
	var pad strings.Builder
	for _, r := range text[start:min(offset, start+len(line))] {
		if r == '\t' {
			pad.WriteByte('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return starred(line) + "\n" + pad.String() + "^"
}
