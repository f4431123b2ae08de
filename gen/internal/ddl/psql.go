package ddl

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// quietCommands are psql commands that change neither the schema nor the text
// that psql sends; dumps contain \restrict and \unrestrict.
var quietCommands = []string{"restrict", "unrestrict", "echo", "qecho", "warn", "pset", "timing", "encoding",
	"set", "unset", "t", "x", "a", "f", "H", "o", "out", "copy", "prompt", "!", "errverbose", "d", "dt", "l", "conninfo", "q"}

// withoutPsql returns the file's text with psql commands and the data of COPY
// ... FROM stdin replaced by blanks, so that all positions stay. A command that
// could change what is executed is reported.
func withoutPsql(f *source.File) (string, source.Diagnostics) {
	if !mayHavePsql(f.Text) {
		return f.Text, nil
	}
	out := []byte(f.Text)
	var found source.Diagnostics
	l := lex.Lexer{Text: f.Text}
	var head copyHead
	for {
		t := l.Next()
		if t.Kind == lex.End {
			return string(out), found
		}
		word := f.Text[t.Start:t.End]
		switch {
		case word == `\`:
			end := lineEnd(f.Text, t.Start)
			found = append(found, psqlCommand(f, t.Start, end)...)
			blank(out, t.Start, end)
			l.Pos = end
		case word == ";":
			if head.fromStdin {
				end := copyEnd(f.Text, lineEnd(f.Text, t.End))
				blank(out, t.End, end)
				l.Pos = end
			}
			head = copyHead{}
		default:
			head.add(word)
		}
	}
}

// mayHavePsql looks for a line that begins with a backslash and for the word stdin, in
// one pass since most files have neither.
func mayHavePsql(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '\\':
			if i == 0 || text[i-1] == '\n' {
				return true
			}
		case 'd', 'D':
			if i >= 2 && i+3 <= len(text) && strings.EqualFold(text[i-2:i+3], "stdin") {
				return true
			}
		}
	}
	return false
}

// copyHead is what tells COPY ... FROM stdin, after any number of columns.
type copyHead struct{ begun, copies, from, decided, fromStdin bool }

// add takes the next word of the statement.
func (h *copyHead) add(word string) {
	switch {
	case !h.begun:
		h.begun, h.copies = true, strings.EqualFold(word, "COPY")
	case !h.copies || h.decided:
	case h.from:
		h.decided, h.fromStdin = true, strings.EqualFold(word, "STDIN")
	default:
		h.from = strings.EqualFold(word, "FROM")
	}
}

// copyEnd returns the offset after the line "\." that ends COPY data.
func copyEnd(text string, from int) int {
	for from < len(text) {
		end := lineEnd(text, from+1)
		if strings.TrimRight(text[from+1:end], "\r") == `\.` {
			return end
		}
		from = end
	}
	return len(text)
}

func lineEnd(text string, from int) int {
	if from >= len(text) {
		return len(text)
	}
	if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(text)
}

func blank(out []byte, start, end int) {
	for i := start; i < end; i++ {
		if out[i] != '\n' {
			out[i] = ' '
		}
	}
}

func psqlCommand(f *source.File, start, end int) source.Diagnostics {
	name := strings.TrimRight(f.Text[start+1:end], "\r")
	if i := strings.IndexAny(name, " \t"); i >= 0 {
		name = name[:i]
	}
	if slices.Contains(quietCommands, name) {
		return nil
	}
	return source.Diagnostics{{Severity: source.Error, Code: "psql-command",
		Span:    source.Span{File: f, Start: start, End: start + 1 + len(name)},
		Message: "psql command \\" + name + " cannot be replayed",
		Hint:    "put the SQL itself into the file; only psql understands this command"}}
}
