package ddl

import (
	"slices"
	"strings"

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
	if !strings.Contains(f.Text, "\n\\") && !strings.HasPrefix(f.Text, "\\") && !containsFold(f.Text, "stdin") {
		return f.Text, nil
	}
	out := []byte(f.Text)
	var found source.Diagnostics
	l := lexer{text: f.Text}
	var head []string
	for {
		t := l.next()
		if t.kind == tokenEnd {
			return string(out), found
		}
		word := f.Text[t.start:t.end]
		switch {
		case word == `\`:
			end := lineEnd(f.Text, t.start)
			found = append(found, psqlCommand(f, t.start, end)...)
			blank(out, t.start, end)
			l.pos = end
		case word == ";":
			if isCopyFromStdin(head) {
				end := copyEnd(f.Text, lineEnd(f.Text, t.end))
				blank(out, t.end, end)
				l.pos = end
			}
			head = head[:0]
		case len(head) < 200:
			head = append(head, strings.ToUpper(word))
		}
	}
}

func containsFold(text, word string) bool {
	return strings.Contains(text, word) || strings.Contains(text, strings.ToUpper(word)) ||
		strings.Contains(text, strings.ToUpper(word[:1])+word[1:])
}

func isCopyFromStdin(head []string) bool {
	if len(head) == 0 || head[0] != "COPY" {
		return false
	}
	i := slices.Index(head, "FROM")
	return i > 0 && i+1 < len(head) && head[i+1] == "STDIN"
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
