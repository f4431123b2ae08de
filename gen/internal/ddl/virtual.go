package ddl

import (
	"errors"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// The words of a generated column: the grammar of the parser knows only the first.
const (
	storedWord  = "STORED "
	virtualWord = "VIRTUAL"
)

// parseVirtual parses a text in which generated columns may be VIRTUAL, as PostgreSQL 18
// has them: the parser reads STORED in these places, and nothing else moves.
func parseVirtual(text string) (*pg.ParseResult, error) {
	for {
		parsed, err := pg.Parse(text)
		var refused *parser.Error
		if err == nil || !errors.As(err, &refused) || refused.Cursorpos <= 0 {
			return parsed, err
		}
		at := sqlpos.ByteOfChar(text, refused.Cursorpos)
		if at+len(virtualWord) > len(text) || !strings.EqualFold(text[at:at+len(virtualWord)], virtualWord) || !endsGeneration(text[:at]) {
			return nil, err
		}
		text = text[:at] + storedWord + text[at+len(virtualWord):]
	}
}

// endsGeneration reports whether the text ends behind GENERATED ALWAYS AS (expression).
func endsGeneration(text string) bool {
	ts := tokenize(text, 0, len(text))
	i := len(ts.list) - 1
	if i < 0 || ts.word(i) != ")" {
		return false
	}
	for depth := 0; i >= 0; i-- {
		switch ts.word(i) {
		case ")":
			depth++
		case "(":
			depth--
		}
		if depth == 0 {
			break
		}
	}
	return i >= 3 && ts.word(i-1) == "AS" && ts.word(i-2) == "ALWAYS" && ts.word(i-3) == "GENERATED"
}

// generationHint says what to write where the kind of a generated column is left out:
// PostgreSQL 18 takes that for VIRTUAL, those before refuse it.
func generationHint(d source.Diagnostic) source.Diagnostic {
	if d.Span.File != nil && endsGeneration(d.Span.File.Text[:d.Span.Start]) {
		d.Hint = "write VIRTUAL or STORED behind the expression of the generated column; only PostgreSQL 18 and later take VIRTUAL for granted"
	}
	return d
}

// isVirtual reports whether a generated column was written as VIRTUAL.
func (s *stmt) isVirtual(c *pg.Constraint) bool {
	ts := s.tokens()
	i := ts.find(ts.at(int(c.Location)), "AS") + 1
	return ts.word(ts.closing(i)) == virtualWord
}
