package lex_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// texts have what is easily cut wrongly.
var texts = []string{
	"", " ", "-- only", "/* a /* b */ c */ x", "a--b\nc", "B'''0'", "a /* x", "a-/*x*/-b",
	`SELECT 1.5, .5, 5., 1e3, 1E-3, 0x1F, 0b101, 0o17, 1_000, 1..10, $1, $2::int, a.b.c, x[1:2]`,
	`a>=b <> c != d => e := f :: g @> h <@ i -> j ->> k #>> l || m && n ~* o !~ p @-@ q *- r =- s /- t <-> u |/ v`,
	"'a''b' E'it\\'s' e'x' B'01' X'1f' N'n' U&'\\00e9' u&\"d\\0061t\" \"we\"\"ird\" 'a'\n'b' 'a' 'b' E'a\\''\n'\\'b'",
	"'a' /* c */\n'b'",
	"$$ body $$ $x$ in $$ in $x$ $1 $_a$ $ $_a$ a$b$c $ü$ ü $ü$",
	"ünïcode \"Ü\" _x x1 x$ a\fb\rd\r\n--e\rf",
	"%ROWTYPE t%type <<label>> << x >> ; , ( ) [ ] { } ? @",
}

// TestTokensAreTheParsers compares with the parser's own lexer, on each text that it
// takes.
func TestTokensAreTheParsers(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		same(t, text)
	}
	files := 0
	for _, root := range []string{"../../../..", "../../../../../shared/data"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".sql" {
				return err
			}
			text, err := os.ReadFile(path)
			if err == nil && len(text) < 1<<20 {
				same(t, string(text))
				files++
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if files < 50 {
		t.Errorf("only %d files were read", files)
	}
}

// TestStringsGoOn has what the server reads as one string or as two.
func TestStringsGoOn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"'a' -- c\n 'b'": 1, "'a'\n-- c\n'b'": 1, "E'a'\n'\\'b'": 1, "'a' 'b'": 2, "'a' /*\n*/ 'b'": 2} {
		if got := len(cut(t, text)); got != want {
			t.Errorf("%q: %d tokens, want %d", text, got, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { same(t, text) })
}

// same cuts a text, and the strings between dollars in it, and compares.
func same(t *testing.T, text string) {
	t.Helper()
	got := cut(t, text)
	if strings.ContainsAny(text, "\x00\v") {
		return // where the parser ends, and a blank since 16 alone
	}
	scan, err := pg.Scan(text)
	if err != nil {
		return
	}
	var want []lex.Token
	for _, k := range scan.Tokens {
		if i := len(want); (k.Token == pg.Token_USCONST || k.Token == pg.Token_UIDENT) && i < len(got) {
			k.End = int32(got[i].End) // the parser's lexer does not tell where U&'...' ends
		}
		if k.Token != pg.Token_SQL_COMMENT && k.Token != pg.Token_C_COMMENT {
			want = append(want, lex.Token{Kind: kind(k, text), Start: int(k.Start), End: int(k.End)})
		}
	}
	for i := range max(len(got), len(want)) {
		if i < len(got) && got[i].Kind == lex.String && strings.Contains(word(text, got, i), "--") {
			return // other than the server's, the lexer of the binding ends a string at a comment
		}
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%.200q: token %d is %v, want %v", text, i, word(text, got, i), word(text, want, i))
			return
		}
	}
	for _, k := range got {
		if inner, ok := strings.CutPrefix(text[k.Start:k.End], "$$"); ok && k.Kind == lex.String {
			same(t, strings.TrimSuffix(inner, "$$"))
		}
	}
}

// cut returns the tokens, which stand one behind the other.
func cut(t *testing.T, text string) []lex.Token {
	t.Helper()
	l := lex.Lexer{Text: text}
	var out []lex.Token
	at := 0
	for k := l.Next(); k.Kind != lex.End; k = l.Next() {
		if k.Start < at || k.End <= k.Start || k.End > len(text) {
			t.Fatalf("%.200q: token %v after %d", text, k, at)
		}
		at = k.End
		out = append(out, k)
	}
	return out
}

func kind(k *pg.ScanToken, text string) lex.Kind {
	switch {
	case k.KeywordKind != pg.KeywordKind_NO_KEYWORD:
		return lex.Word
	case k.Token == pg.Token_UIDENT, k.Token == pg.Token_IDENT && text[k.Start] == '"':
		return lex.Quoted
	case k.Token == pg.Token_IDENT:
		return lex.Word
	case k.Token == pg.Token_SCONST || k.Token == pg.Token_USCONST || k.Token == pg.Token_BCONST || k.Token == pg.Token_XCONST:
		return lex.String
	case k.Token == pg.Token_ICONST || k.Token == pg.Token_FCONST:
		return lex.Number
	}
	return lex.Sign
}

func word(text string, list []lex.Token, i int) string {
	if i >= len(list) {
		return "none"
	}
	return text[list[i].Start:list[i].End]
}
