package revision

import (
	"regexp"
	"strings"
	"sync"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// section is what a marker line starts.
type section uint8

const (
	none section = iota
	up
	down
	skip // the marker changes nothing about the direction
)

// marks are the marker lines of the layouts that keep both directions in a file.
var marks = map[Layout]func() *regexp.Regexp{
	Goose:      lazily(`(?i)^\s*--\s*\+goose\s+(\w+)(.*)$`),
	SQLMigrate: lazily(`(?i)^\s*--\s*\+migrate\s+(\w+)(.*)$`),
	Dbmate:     lazily(`^--\s*migrate:(\w+)(.*)$`),
	NodePg:     lazily(`(?i)^\s*--[\s-]*(up|down)\s+migration\b(.*)$`),
	Rambler:    lazily(`(?i)^\s*--\s*rambler\s+(up|down)\b(.*)$`),
	Shmig:      lazily(`(?i)^\s*--\s*=+\s*(up|down)\s*=+(.*)$`),
	Play:       lazily(`^(?:#|--) *--- *!(Up|Down)s\b(.*)$`),
	MyBatis:    lazily(`(?i)^\s*--\s*//\s*@(undo)\b(.*)$`),
	Tern:       lazily(`^---- (create above|tern:)(.*) ----\s*$`),
}

// lazily compiles an expression when it is asked for first: most runs need none of
// them.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// cut separates the directions of a file. The pieces keep their positions.
func (r *reader) cut(id string, f *source.File) Migration {
	m := Migration{ID: id}
	mark := marks[r.layout]
	if mark == nil {
		m.Up, m.NoTransaction = []*source.File{f}, startsWithNoTransaction(f.Text)
		return m
	}
	at, start := none, 0
	if r.layout == Tern || r.layout == MyBatis {
		at = up
	}
	end := func(offset int) {
		switch {
		case at == up:
			m.Up = append(m.Up, f.Part(start, offset))
		case at == down:
			m.Down = append(m.Down, f.Part(start, offset))
		case strings.TrimSpace(withoutLineComments(f.Text[start:offset])) != "" && !blockCommentOnly(f.Text[start:offset]):
			r.diagnostics = append(r.diagnostics, source.Diagnostic{Severity: source.Warning, Code: "outside-section",
				Span:    source.Span{File: f, Start: start, End: offset},
				Message: "SQL before the first marker of " + string(r.layout) + " is never applied", Hint: "move it below the marker"})
		}
	}
	offset := 0
	for line := range strings.Lines(f.Text) {
		next := offset + len(line)
		if found := mark().FindStringSubmatch(strings.TrimRight(line, "\r\n")); found != nil {
			switch to := r.section(found[1], found[2], f, offset, &m); to {
			case up, down:
				end(offset)
				at, start = to, next
			}
		}
		offset = next
	}
	end(len(f.Text))
	if len(m.Up) == 0 && at == none {
		r.diagnostics = append(r.diagnostics, source.Diagnostic{Severity: source.Warning, Code: "no-section",
			Span: source.Span{File: f}, Message: "the file has no marker of " + string(r.layout) + ", so nothing of it is applied",
			Hint: "add the marker for the way up"})
	}
	return m
}

// section reads a marker: its word and what stands after it.
func (r *reader) section(word, rest string, f *source.File, offset int, m *Migration) section {
	rest = strings.ToLower(strings.TrimSpace(rest))
	switch r.layout {
	case Tern:
		if word == "create above" {
			return down
		}
		m.NoTransaction = m.NoTransaction || rest == "disable-tx"
		return skip
	case Dbmate:
		m.NoTransaction = m.NoTransaction || word == "up" && strings.Contains(rest, "transaction:false")
	case SQLMigrate:
		m.NoTransaction = m.NoTransaction || strings.EqualFold(word, "up") && strings.Contains(rest, "notransaction")
	}
	switch strings.ToLower(word) {
	case "up":
		return up
	case "down", "undo":
		return down
	case "no":
		m.NoTransaction = true
	case "envsub":
		r.diagnostics = append(r.diagnostics, source.Diagnostic{Severity: source.Warning, Code: "environment",
			Span:    source.Span{File: f, Start: offset, End: offset},
			Message: "goose fills in variables of the environment here; pgen reads the text as it is", Hint: "write the values"})
	}
	return skip
}

// startsWithNoTransaction reports whether one of the comments at the start of
// a file asks for no transaction, as sqlx, graphile-migrate
// and Atlas read it.
func startsWithNoTransaction(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case line == "-- no-transaction", line == "--! no-transaction", line == "-- atlas:txmode none":
			return true
		case !strings.HasPrefix(line, "--"):
			return false
		}
	}
	return false
}

func withoutLineComments(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		before, _, _ := strings.Cut(line, "--")
		b.WriteString(strings.TrimRight(before, "\n") + "\n")
	}
	return b.String()
}

// blockCommentOnly reports whether a text, a licence for example, is one block
// comment.
func blockCommentOnly(text string) bool {
	text = strings.TrimSpace(withoutLineComments(text))
	return strings.HasPrefix(text, "/*") && strings.Index(text, "*/") == len(text)-2
}
