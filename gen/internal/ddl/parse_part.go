package ddl

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// partSize is how many bytes of a long file are parsed at once at least, so that its
// first statements are applied while the others are parsed.
const partSize = 4 << 10

// parsing is a file that is parsed part by part.
type parsing struct {
	file   *source.File
	reader *tree.Reader
	// text is the file's text as the parser sees it; the locations of nodes count in it.
	text  string
	found source.Diagnostics
	// at is where the next part begins; it is past the text when there is none.
	at int
}

// part is a run of statements of one file.
type part struct {
	file  *source.File
	text  string
	stmts []rawStmt
	found source.Diagnostics
	// first and last are true for those of the file.
	first, last bool
}

func newParsing(f *source.File, reader *tree.Reader) *parsing {
	p := &parsing{file: f, reader: reader}
	p.text, p.found = withoutPsql(f)
	return p
}

// more reports whether there is another part; a file has at least one.
func (p *parsing) more() bool { return p.at <= len(p.text) }

// next parses the next part. If that fails, the cut may have been at a wrong place, and
// all that is left is parsed. If that fails, too, it is parsed statement by statement, so
// that a fault in one does not hide the others. The trees are good until the memory is
// reset.
func (p *parsing) next(in *tree.Memory) part {
	out := part{file: p.file, text: p.text, found: p.found, first: p.at == 0}
	p.found = nil
	from := max(0, p.at-1) // the semicolon before it, since nothing may have the location 0
	end := partEnd(p.text, p.at)
	parsed, err := p.reader.ParsePart(p.text[:end], from, in)
	if err != nil && end < len(p.text) {
		end = len(p.text)
		parsed, err = p.reader.ParsePart(p.text, from, in)
	}
	if err != nil {
		p.pieces(&out)
	} else {
		out.stmts = rawStmts(p.text[:end], parsed)
	}
	if p.at = end; end == len(p.text) {
		p.at, out.last = end+1, true
	}
	return out
}

// pieces parses what is left statement by statement.
func (p *parsing) pieces(out *part) {
	c := cutter{lexer: lex.Lexer{Text: p.text, Pos: p.at}}
	for from := max(0, p.at-1); ; {
		piece, ok := c.next()
		if !ok {
			return
		}
		text := p.text[:piece.End]
		parsed, err := parseVirtual(text, from)
		if err != nil {
			out.found = append(out.found, generationHint(syntaxFault(p.file, text, from, err), text, from))
		} else {
			out.stmts = append(out.stmts, rawStmts(text, parsed)...)
		}
		from = piece.End - 1
	}
}

// parseAll parses a whole file.
func parseAll(f *source.File) ([]rawStmt, source.Diagnostics) {
	p, memory := newParsing(f, tree.NewReader()), &tree.Memory{}
	var out part
	for p.more() {
		next := p.next(memory)
		out.stmts, out.found = append(out.stmts, next.stmts...), append(out.found, next.found...)
	}
	return out.stmts, out.found
}

// partEnd returns where the part of text that begins at from ends: behind a semicolon
// after some statements, or with the text.
func partEnd(text string, from int) int {
	if len(text)-from <= partSize {
		return len(text)
	}
	c := cutter{lexer: lex.Lexer{Text: text, Pos: from}}
	for {
		if piece, ok := c.next(); !ok || piece.End-from >= partSize {
			return max(from, piece.End)
		}
	}
}

// cutter cuts text at the semicolons outside BEGIN ATOMIC ... END and the brackets of a
// rule.
type cutter struct{ lexer lex.Lexer }

// next returns the next statement with its semicolon; false if there is none.
func (c *cutter) next() (statement lex.Token, ok bool) {
	var head [4]string // its first words
	var before string
	depth, atomic := 0, false
	for n := 0; ; n++ {
		t := c.lexer.Next()
		if t.Kind == lex.End {
			statement.End = t.End
			return statement, n > 0
		}
		if n == 0 {
			statement.Start = t.Start
		}
		word := c.lexer.Text[t.Start:t.End]
		if n < len(head) {
			head[n] = word
		}
		switch {
		case t.Kind == lex.Sign && word == "(":
			depth++
		case t.Kind == lex.Sign && word == ")":
			depth = max(0, depth-1)
		case t.Kind == lex.Word && !atomic:
			atomic = isWord(word, "ATOMIC") && isWord(before, "BEGIN")
		case t.Kind == lex.Sign && word == ";":
			atomic = atomic && !isWord(before, "END")
			if !atomic && (depth == 0 || !isRule(head)) {
				statement.End = t.End
				return statement, true
			}
		}
		before = word
	}
}

// isRule reports whether a statement is CREATE RULE: its actions stand between brackets
// with semicolons.
func isRule(head [4]string) bool {
	if !isWord(head[0], "CREATE") {
		return false
	}
	return isWord(head[1], "RULE") || isWord(head[1], "OR") && isWord(head[3], "RULE")
}

func isWord(s, word string) bool { return len(s) == len(word) && strings.EqualFold(s, word) }
