package ddl

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// Statement is one statement of a file.
type Statement struct {
	// Span is the statement without the blanks and comments before it and without
	// the semicolon.
	Span source.Span
	// Kind is the name that the parser gives it: "CreateStmt", "IndexStmt", ...
	Kind string
}

// Statements cuts the file into its statements. Pieces that do not parse are
// reported as errors of code "syntax" and left out.
func Statements(f *source.File) ([]Statement, source.Diagnostics) {
	parsed, found := parse(f, tree.NewReader(), &tree.Memory{})
	out := make([]Statement, len(parsed.stmts))
	for i, raw := range parsed.stmts {
		out[i] = Statement{Span: source.Span{File: f, Start: raw.start, End: raw.end}, Kind: kindOf(raw.node)}
	}
	return out, found
}

// kindOf returns the name of the node's type.
func kindOf(n *pg.Node) string {
	if n.GetNode() == nil {
		return ""
	}
	return strings.TrimPrefix(reflect.TypeOf(n.GetNode()).Elem().Name(), "Node_")
}

// Checksum hashes what the file means: its tokens, without comments, layout and
// the case of keywords and unquoted names. The error is a diagnostic at the
// place where the text cannot be cut into tokens.
func Checksum(f *source.File) (string, error) {
	text, found := withoutPsql(f)
	if err := found.Err(); err != nil {
		return "", err
	}
	scan, err := pg.Scan(text)
	if err != nil {
		return "", syntaxFault(f, text, 0, err)
	}
	h := sha256.New()
	for _, t := range scan.Tokens {
		if t.Token == pg.Token_SQL_COMMENT || t.Token == pg.Token_C_COMMENT {
			continue
		}
		word := text[t.Start:t.End]
		if t.KeywordKind != pg.KeywordKind_NO_KEYWORD || t.Token == pg.Token_IDENT && !strings.ContainsAny(word, `"`) {
			word = asciiLower(word)
		}
		h.Write([]byte(strconv.Itoa(len(word)) + ":" + word))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// asciiLower folds the letters A to Z alone, as the server does in UTF-8.
func asciiLower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					return r + 'a' - 'A'
				}
				return r
			}, s)
		}
	}
	return s
}

// rawStmt is a parsed statement with its bytes in the text that was parsed.
type rawStmt struct {
	node       *pg.Node
	start, end int
}

// parsedFile is a file's statements and the text that their nodes' locations count in.
type parsedFile struct {
	text  string
	stmts []rawStmt
}

// parse parses the file once. If that fails, it parses piece by piece, so that a
// fault in one statement does not hide the others. The trees are good until the
// memory is reset.
func parse(f *source.File, reader *tree.Reader, in *tree.Memory) (parsedFile, source.Diagnostics) {
	text, found := withoutPsql(f)
	out := parsedFile{text: text}
	parsed, err := reader.Parse(text, in)
	if err != nil {
		return parsePieces(f, text, found)
	}
	out.stmts = rawStmts(text, parsed)
	return out, found
}

func rawStmts(text string, parsed *pg.ParseResult) []rawStmt {
	out := make([]rawStmt, 0, len(parsed.Stmts))
	for _, raw := range parsed.Stmts {
		end := len(text)
		if raw.StmtLen > 0 {
			end = int(raw.StmtLocation + raw.StmtLen)
		}
		l := lexer{text: text[:end], pos: int(raw.StmtLocation)}
		start := l.next().start
		out = append(out, rawStmt{node: raw.Stmt, start: start, end: lastByte(text, start, end)})
	}
	return out
}

// lastByte returns where the last token of text[start:end] ends, so that blanks
// and comments after a statement do not belong to it.
func lastByte(text string, start, end int) int {
	trimmed := strings.TrimRight(text[start:end], " \t\r\n\f\v")
	last := trimmed[strings.LastIndexByte(trimmed, '\n')+1:]
	if !strings.Contains(last, "--") && !strings.HasSuffix(trimmed, "*/") {
		return start + len(trimmed)
	}
	ts := tokenize(text, start, end)
	if len(ts.list) == 0 {
		return end
	}
	return ts.list[len(ts.list)-1].end
}

func parsePieces(f *source.File, text string, found source.Diagnostics) (parsedFile, source.Diagnostics) {
	out := parsedFile{text: text}
	for _, p := range pieces(text) {
		// Blanks in place of all that stands before keep the locations.
		masked := strings.Repeat(" ", p.start) + text[p.start:p.end]
		parsed, err := parseVirtual(masked)
		if err != nil {
			found = append(found, generationHint(syntaxFault(f, masked, p.start, err)))
			continue
		}
		out.stmts = append(out.stmts, rawStmts(masked, parsed)...)
	}
	return out, found
}

// pieces cuts text at the semicolons outside BEGIN ATOMIC ... END and the brackets of a
// rule.
func pieces(text string) []token {
	ts := tokenize(text, 0, len(text))
	var out []token
	first, depth, atomic := 0, 0, false
	for i := range ts.list {
		switch w := ts.word(i); {
		case w == "(":
			depth++
		case w == ")":
			depth = max(0, depth-1)
		case w == "ATOMIC" && ts.word(i-1) == "BEGIN":
			atomic = true
		case w == "END" && atomic && ts.word(i+1) == ";":
			atomic = false
		case w == ";" && !atomic && (depth == 0 || !isRule(ts, first)):
			out = append(out, token{start: ts.list[first].start, end: ts.list[i].end})
			first, depth = i+1, 0
		}
	}
	if first < len(ts.list) {
		out = append(out, token{start: ts.list[first].start, end: len(text)})
	}
	return out
}

// isRule reports whether CREATE RULE starts at token i: its actions stand between
// brackets with semicolons.
func isRule(ts tokens, i int) bool {
	if ts.word(i) != "CREATE" {
		return false
	}
	if ts.word(i+1) == "OR" {
		i += 2
	}
	return ts.word(i+1) == "RULE"
}

// grammarStates are the states of what the grammar reads and then refuses, by words of
// the message.
var grammarStates = map[string]string{
	"cannot be marked ": notSupported, "not yet implemented": notSupported, "is not supported": notSupported,
	"is only supported for ": notSupported, "is not yet supported": notSupported, "precision for type float must be": invalidParameter,
	"unsafe use of ": notSupported, "are not supported": notSupported, "does not support": notSupported,
}

// stateOfSyntax returns the state of what the parser says.
func stateOfSyntax(message string) string {
	for words, state := range grammarStates {
		if strings.Contains(message, words) {
			return state
		}
	}
	return syntaxError
}

// syntaxFault turns the parser's error into a diagnostic at the token it names.
func syntaxFault(f *source.File, text string, start int, err error) source.Diagnostic {
	d := source.Diagnostic{Severity: source.Error, Code: "syntax", SQLState: syntaxError, Message: err.Error()}
	if d.SQLState = stateOfSyntax(d.Message); d.SQLState != syntaxError {
		d.Code = faultCodes[d.SQLState]
	}
	var perr *parser.Error
	at := start
	if errors.As(err, &perr) && perr.Cursorpos > 0 {
		at = sqlpos.ByteOfChar(text, perr.Cursorpos)
	}
	if strings.HasPrefix(d.Message, "invalid Unicode escape") && !strings.HasPrefix(d.Message, "invalid Unicode escape value") && (strings.HasPrefix(text[at:], `\u`) || strings.HasPrefix(text[at:], `\U0`)) {
		d.SQLState = "22025"
	}
	l := lexer{text: text, pos: at}
	t := l.next()
	d.Span = source.Span{File: f, Start: t.start, End: t.end}
	return d
}
