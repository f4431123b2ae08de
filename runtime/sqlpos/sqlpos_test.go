package sqlpos_test

import (
	"testing"
	"unicode/utf8"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

func TestFromByteCountsCharacters(t *testing.T) {
	t.Parallel()
	text := "é1\r\nselect 'ü', x\n\nlast"
	for _, tc := range []struct {
		sub  int
		want string
	}{
		{0, "1:1"}, {2, "1:2"}, {5, "2:1"}, {len("é1\r\nselect 'ü', "), "2:13"},
		{len(text), "4:5"}, {len(text) + 7, "4:5"}, {-3, "1:1"},
	} {
		if got := sqlpos.FromByte(text, tc.sub).String(); got != tc.want {
			t.Errorf("FromByte(%d) = %s, want %s", tc.sub, got, tc.want)
		}
	}
}

func TestExcerptAlignsCaret(t *testing.T) {
	t.Parallel()
	text := "a\n\tselect 'é' frm t\r\nb"
	off := len("a\n\tselect 'é' ")
	if got, want := sqlpos.Excerpt(text, off), "\tselect 'é' frm t\n\t           ^"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestExcerptHidesPasswords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"CREATE ROLE r PASSWORD 'wörd' LOGIN":                     "CREATE ROLE r PASSWORD '****' LOGIN",
		"OPTIONS (user 'u', password 'it''s')":                    "OPTIONS (user 'u', password '*****')",
		"CONNECTION 'host=h password=abc dbname=d'":               "CONNECTION 'host=h password=*** dbname=d'",
		"CONNECTION 'host=h password = abc'":                      "CONNECTION 'host=h password = ***'",
		"CONNECTION 'password=''a b'' host=h'":                    "CONNECTION 'password=''***'' host=h'",
		"CONNECTION 'postgres://u:abc@h/d'":                       "CONNECTION 'postgres://u:***@h/d'",
		"password text NOT NULL, token text DEFAULT lower('x')":   "password text NOT NULL, token text DEFAULT lower('x')",
		"api_key 'a', secret_access_key = 'b' PASSWORD 'unclosed": "api_key '*', secret_access_key = '*' PASSWORD '********",
	} {
		if got := sqlpos.Excerpt(line, 0); got != want+"\n^" {
			t.Errorf("%s\n is shown as %s", line, got)
		}
	}
}

// naive is the slow, obviously right version of FromChar.
func naive(text string, char int) (line, col int) {
	line, col = 1, 1
	n := 1
	for _, r := range text {
		if n >= char {
			return line, col
		}
		n++
		if r == '\n' {
			line, col = line+1, 1
		} else {
			col++
		}
	}
	return line, col
}

func FuzzFromChar(f *testing.F) {
	f.Add("select 1", 3)
	f.Add("é\r\nü\n", 4)
	f.Add("", 9)
	f.Fuzz(func(t *testing.T, text string, char int) {
		if !utf8.ValidString(text) {
			t.Skip("positions are defined for valid UTF-8 only")
		}
		line, col := naive(text, char)
		if got := sqlpos.FromChar(text, char); got.Line != line || got.Column != col {
			t.Fatalf("FromChar(%q, %d) = %v, want %d:%d", text, char, got, line, col)
		}
		_ = sqlpos.Excerpt(text, char)
	})
}
