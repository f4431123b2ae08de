package ddl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// scripts is the line before each script in the files of cases.
var scripts = regexp.MustCompile(`(?m)^(--- |-- case: ).*\n`)

// TestMutatedStatements changes words of statements, most of which stay statements that
// the parser takes, and expects findings in the file and no panic.
func TestMutatedStatements(t *testing.T) {
	t.Parallel()
	paths, _ := filepath.Glob("testdata/verdicts*.sql")
	cases, _ := filepath.Glob("../fidelity/testdata/*.sql")
	if paths = append(paths, cases...); len(paths) < 20 {
		t.Fatalf("only %d files", len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m := mutator{Rand: rand.New(rand.NewPCG(number("PGEN_SEED", 1), 0))}
			for _, script := range scripts.Split(string(data), -1) {
				for range number("PGEN_ROUNDS", 3) {
					applyMutated(t, m.script(script))
				}
			}
		})
	}
}

// number reads a variable of the environment, or takes what there is otherwise.
func number(name string, otherwise uint64) uint64 {
	if n, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
		return n
	}
	return otherwise
}

// applyMutated replays a text and expects what it finds inside of it.
func applyMutated(t *testing.T, text string) {
	t.Helper()
	defer func() {
		if why := recover(); why != nil {
			t.Fatalf("panic: %v\n%s\n%s", why, debug.Stack(), text)
		}
	}()
	f, err := source.New("f.sql", text)
	if err != nil {
		return
	}
	for _, d := range ddl.New(ddl.Options{}).Apply(f) {
		if d.Error() == "" || !inside(d.Span) {
			t.Fatalf("%q at bytes %d to %d\n%s", d.Message, d.Span.Start, d.Span.End, text)
		}
	}
}

// mutator makes other texts of texts.
type mutator struct{ *rand.Rand }

// script changes some words of a script, about one in each fourth statement.
func (m mutator) script(text string) string {
	var words []string
	l := lex.Lexer{Text: text}
	end := 0
	for k := l.Next(); k.Kind != lex.End; k = l.Next() {
		words = append(words, text[end:k.Start], text[k.Start:k.End])
		end = k.End
	}
	for range 1 + len(words)/80 {
		if len(words) > 0 {
			m.change(words)
		}
	}
	return strings.Join(words, "")
}

// change changes one word: it goes, comes twice, or becomes another one of the text.
func (m mutator) change(words []string) {
	i := 1 + 2*m.IntN(len(words)/2)
	switch m.IntN(4) {
	case 0:
		words[i] = ""
	case 1:
		words[i] = fmt.Sprint(words[i], " ", words[i])
	case 2: // with what is next, such as an item of a list and its comma
		if i+2 < len(words) {
			words[i], words[i+2] = "", ""
		}
	default:
		words[i] = words[1+2*m.IntN(len(words)/2)]
	}
}
