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

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
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
	stmts, found := parseAll(f)
	out := make([]Statement, len(stmts))
	for i, raw := range stmts {
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

func rawStmts(text string, parsed *pg.ParseResult) []rawStmt {
	out := make([]rawStmt, 0, len(parsed.Stmts))
	for _, raw := range parsed.Stmts {
		end := len(text)
		if raw.StmtLen > 0 {
			end = int(raw.StmtLocation + raw.StmtLen)
		}
		l := lex.Lexer{Text: text[:end], Pos: int(raw.StmtLocation)}
		start := l.Next().Start
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
	return ts.list[len(ts.list)-1].End
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

// syntaxFault turns the parser's error into a diagnostic at the token it names; start is
// where in the text it began to parse.
func syntaxFault(f *source.File, text string, start int, err error) source.Diagnostic {
	d := source.Diagnostic{Severity: source.Error, Code: "syntax", SQLState: syntaxError, Message: err.Error()}
	if d.SQLState = stateOfSyntax(d.Message); d.SQLState != syntaxError {
		d.Code = faultCodes[d.SQLState]
	}
	var perr *parser.Error
	at := start
	if errors.As(err, &perr) && perr.Cursorpos > 0 {
		at += sqlpos.ByteOfChar(text[start:], perr.Cursorpos)
	}
	if strings.HasPrefix(d.Message, "invalid Unicode escape") && !strings.HasPrefix(d.Message, "invalid Unicode escape value") && (strings.HasPrefix(text[at:], `\u`) || strings.HasPrefix(text[at:], `\U0`)) {
		d.SQLState = "22025"
	}
	l := lex.Lexer{Text: text, Pos: at}
	t := l.Next()
	d.Span = source.Span{File: f, Start: t.Start, End: t.End}
	return d
}
