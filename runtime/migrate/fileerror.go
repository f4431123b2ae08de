package migrate

import (
	"strings"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// FileError is a fault in a revision file or in pgen.sum, with its place.
type FileError struct {
	File string
	// Position is the place in the file; zero when the whole file is meant.
	Position sqlpos.Position
	// Excerpt is the line of the place with a caret below, or "".
	Excerpt string
	Message string
	// Hint says what to do next.
	Hint string
}

// Error returns place, message, source line with caret, and hint.
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if !e.Position.IsZero() {
		b.WriteString(":" + e.Position.String())
	}
	b.WriteString(": " + e.Message)
	if e.Excerpt != "" {
		b.WriteString("\n  " + strings.ReplaceAll(e.Excerpt, "\n", "\n  "))
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + e.Hint)
	}
	return b.String()
}

// faultAt makes the error for a byte offset of a file's text.
func faultAt(file, text string, offset int, message, hint string) *FileError {
	return &FileError{File: file, Position: sqlpos.FromByte(text, offset), Excerpt: sqlpos.Excerpt(text, offset),
		Message: message, Hint: hint}
}
