package source

// Span is a half-open range of bytes in a file. The zero value means that there
// is no place to point at (an object read from a live server, say).
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span points nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Text returns the bytes of the span, "" if it points nowhere.
func (s Span) Text() string {
	if s.IsZero() {
		return ""
	}
	return s.File.Text[s.Start:s.End]
}

// String returns "file:line:column", or "" if the span points nowhere.
func (s Span) String() string {
	if s.IsZero() {
		return ""
	}
	return s.File.Name + ":" + s.File.Position(s.Start).String()
}
