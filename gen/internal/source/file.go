// Package source holds SQL files, spans inside them, and diagnostics that point
// at a span. It is where bytes that no parser may see are refused.
package source

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// File is one SQL text with the name under which messages show it.
type File struct {
	Name string
	Text string
	// Full and Offset0 shift positions when Text is a part of a larger file (the
	// up half of a goose file, say): Full holds the whole text, Offset0 the
	// byte at which Text starts in it. Both are zero for a whole file.
	Full    string
	Offset0 int
}

// Load reads the file at path. The error is a Diagnostics value when the
// content is refused, and an *os.PathError when it cannot be read.
func Load(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return New(path, string(data))
}

// New checks text and wraps it. PostgreSQL would silently stop reading at a NUL
// byte, and its parser reports invalid UTF-8 without a position, so both are
// refused here with one, and so is a byte order mark. The error is a Diagnostics.
func New(name, text string) (*File, error) {
	f := &File{Name: name, Text: text}
	if strings.HasPrefix(text, "\ufeff") {
		return nil, Diagnostics{f.diagnose(0, 3, "byte-order-mark", "the file starts with a byte order mark",
			"save the file as UTF-8 without BOM")}
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, Diagnostics{f.diagnose(i, i+1, "nul-byte", "the file contains a NUL byte",
			"remove the byte; PostgreSQL text cannot hold it")}
	}
	if !utf8.ValidString(text) {
		i := firstInvalid(text)
		return nil, Diagnostics{f.diagnose(i, i+1, "invalid-utf8", fmt.Sprintf("byte 0x%02x is not valid UTF-8", text[i]),
			"convert the file to UTF-8")}
	}
	return f, nil
}

func (f *File) diagnose(start, end int, code, message, hint string) Diagnostic {
	return Diagnostic{Severity: Error, Code: code, Span: Span{File: f, Start: start, End: end}, Message: message, Hint: hint}
}

func firstInvalid(text string) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(text)
}

// Part returns the piece of f between two byte offsets as a file of its own
// whose positions still count in f.
func (f *File) Part(start, end int) *File {
	full, base := f.whole()
	return &File{Name: f.Name, Text: f.Text[start:end], Full: full, Offset0: base + start}
}

func (f *File) whole() (text string, base int) {
	if f.Full != "" {
		return f.Full, f.Offset0
	}
	return f.Text, 0
}

// Position returns the line and column of a byte offset in f.Text, counted in
// the whole file when f is a part.
func (f *File) Position(offset int) sqlpos.Position {
	text, base := f.whole()
	return sqlpos.FromByte(text, base+offset)
}

// Excerpt returns the line at a byte offset in f.Text with a caret below.
func (f *File) Excerpt(offset int) string {
	text, base := f.whole()
	return sqlpos.Excerpt(text, base+offset)
}
