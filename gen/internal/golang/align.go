package golang

import (
	"bytes"
	"go/doc/comment"
	"unicode/utf8"
)

// line is a line of code, as a part of the text of its layout.
type line struct {
	from, to int
	indent   int
	// scope is the bracket that the line begins in, the zero one at the top level.
	scope bracket
	// head is the keyword that the line begins with.
	head string
	// cuts are the places of the text where cells begin that stand in columns.
	cuts [2]int
	cut  int
	// A tall line ends with an open bracket, or has a string of several lines; one
	// that closes begins with a closing bracket; a remark is a comment; a crowded one
	// has several elements of a composite literal.
	tall, closes, remark, crowded bool
	// apart is true after an empty line.
	apart bool
}

func (s *layout) beginLine() {
	s.line = line{from: len(s.text), scope: s.innermost(), apart: s.empty}
	if s.line.scope.char != 0 {
		s.line.indent = s.line.scope.indent + 1
	}
	s.empty = false
}

func (s *layout) endLine() {
	if s.tokens == 0 {
		s.empty = true
		return
	}
	s.line.to = len(s.text)
	s.line.tall = s.line.tall || s.innermost().id > s.line.scope.id
	s.odd = s.odd || s.line.apart && s.line.scope.char != 0 && s.line.scope.what != "import"
	s.lines = append(s.lines, s.line)
	s.tokens, s.class, s.awaiting = 0, first, s.awaiting[:0]
}

// cell reports whether the token begins one that stands in a column, and keeps the place.
func (s *layout) cell(c class, token []byte) bool {
	l := &s.line
	if l.scope.char == 0 || l.closes || s.innermost().id != l.scope.id || l.cut == len(l.cuts) {
		return false
	}
	begins := false
	switch l.scope.what {
	case "struct":
		begins = s.tokens == 1 || c == text
	case "const", "var":
		begins = s.tokens == 1 || c == binary && s.tokens == 2 && token[0] == '='
		s.odd = s.odd || token[0] == ',' // several names
	case "":
		begins = l.scope.char == '{' && s.tokens == 2 && s.after(":")
		// Long keys are aligned only with others of about their size.
		s.odd = s.odd || begins && len(s.text)-l.from > len(":")+40
	}
	if begins {
		l.cuts[l.cut] = len(s.text)
		l.cut++
	}
	return begins
}

// align puts the cells of lines that follow each other into columns, and indents.
func (s *layout) align() ([]byte, bool) {
	out := make([]byte, 0, len(s.text)+len(s.text)/4)
	var widths [2]int
	for i, l := range s.lines {
		switch {
		case !s.continues(i):
			widths = [2]int{s.width(i, 0), s.width(i, 1)}
		case l.cut == 2 && s.lines[i-1].cut == 1:
			widths[1] = s.width(i, 1)
		}
		if l.remark && (i == 0 || !s.lines[i-1].remark) && !s.plain(i) || s.continues(i) && l.scope.char == '(' && l.cut != s.lines[i-1].cut {
			return nil, false
		}
		if s.parted(i) {
			out = append(out, '\n')
		}
		for range l.indent {
			out = append(out, '\t')
		}
		from := l.from
		for k, end := range l.cuts[:l.cut] {
			out = append(out, s.text[from:end]...)
			for range widths[k] + 1 - utf8.RuneCount(s.text[from:end]) {
				out = append(out, ' ')
			}
			from = end
		}
		out = append(append(out, s.text[from:l.to]...), '\n')
	}
	return out, true
}

// continues reports whether the cells of the line stand below those of the one before.
func (s *layout) continues(i int) bool {
	if i == 0 {
		return false
	}
	a, b := s.lines[i-1], s.lines[i]
	return a.cut > 0 && b.cut > 0 && a.scope.id == b.scope.id && !a.tall && !a.crowded && (!b.tall || b.scope.char == '(')
}

// width is that of column k in the lines from i on that have it and follow each other.
func (s *layout) width(i, k int) int {
	w := 0
	for j := i; j < len(s.lines) && s.lines[j].cut > k && (j == i || s.continues(j)); j++ {
		l := s.lines[j]
		w = max(w, utf8.RuneCount(s.text[append([]int{l.from}, l.cuts[:]...)[k]:l.cuts[k]]))
	}
	return w
}

// parted reports whether an empty line stands before the line: only between
// declarations, unless both are of one kind and the code has none there.
func (s *layout) parted(i int) bool {
	l := s.lines[i]
	switch {
	case i == 0 || l.closes:
		return false
	case l.scope.char != 0:
		return l.apart && l.scope.id == s.lines[i-1].scope.id // a group of imports ends
	}
	return l.apart || !s.lines[i-1].remark && (l.remark || l.head != s.lines[i-1].head)
}

// plain reports whether gofmt leaves the comment that begins with the line as it
// is: it gives lists, headings and the like a form of its own.
func (s *layout) plain(i int) bool {
	body, simple := []byte(nil), true
	for ; i < len(s.lines) && s.lines[i].remark; i++ {
		l := bytes.TrimPrefix(bytes.TrimPrefix(s.text[s.lines[i].from:s.lines[i].to], []byte("//")), []byte(" "))
		if bytes.HasPrefix(l, []byte("\t")) {
			return false // code, which has a margin of its own
		}
		simple = simple && len(l) > 0 && (l[0] >= 'A' && l[0] <= 'Z' || l[0] >= 'a' && l[0] <= 'z') && !bytes.ContainsAny(l, "`'")
		body = append(append(body, l...), '\n')
	}
	if simple {
		return true // one paragraph
	}
	var p comment.Parser
	var printer comment.Printer
	return bytes.Equal(printer.Comment(p.Parse(string(body))), body)
}
