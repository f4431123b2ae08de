package ddl

import (
	"errors"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// The words of a generated column: the grammar of the parser knows only the first.
const (
	storedWord  = "STORED "
	virtualWord = "VIRTUAL"
)

// parseVirtual parses a part of a text, see [tree.Reader.ParsePart], in which generated
// columns may be VIRTUAL, as PostgreSQL 18 has them: the parser reads STORED in these
// places, and nothing else moves.
func parseVirtual(text string, from int) (*pg.ParseResult, error) {
	part := text[from:]
	for {
		parsed, err := tree.ParseMoved(part, from)
		var refused *parser.Error
		if err == nil || !errors.As(err, &refused) || refused.Cursorpos <= 0 {
			return parsed, err
		}
		at := sqlpos.ByteOfChar(part, refused.Cursorpos)
		if at+len(virtualWord) > len(part) || !strings.EqualFold(part[at:at+len(virtualWord)], virtualWord) || !endsGeneration(part[:at]) {
			return nil, err
		}
		part = part[:at] + storedWord + part[at+len(virtualWord):]
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

// generationHint says what to write where the kind of a generated column is left out in
// a statement of the text: PostgreSQL 18 takes that for VIRTUAL, those before refuse it.
func generationHint(d source.Diagnostic, text string, from int) source.Diagnostic {
	if d.Span.Start > from && endsGeneration(text[from:d.Span.Start]) {
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
