package fidelity_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// grammar makes random SQL of rules. Each rule is a list of forms, in which {a|b} is a
// choice and <Rule> one of the forms of another rule.
type grammar struct {
	rules  map[string][]string
	random *rand.Rand
	// literal is true where braces stand for themselves.
	literal bool
	// leaves are what the rules are once they are nested too deep.
	leaves map[string]string
	depth  int
	// db has the tables; the columns of the last one that was chosen stand for <C>.
	db      *schema.Database
	columns []string
}

// newGrammar reads the rules of a file: names in brackets, then a form in a line, "-"
// for an empty one. The environment variable PGEN_SEED chooses another beginning.
func newGrammar(t *testing.T, path string, db *schema.Database) *grammar {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("PGEN_SEED"), 10, 64)
	if err != nil {
		seed = 1
	}
	t.Logf("PGEN_SEED=%d", seed)
	g := &grammar{rules: map[string][]string{}, random: rand.New(rand.NewPCG(seed, 1)), db: db}
	name := ""
	for line := range strings.Lines(read(t, path)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name = strings.Trim(line, "[]")
		case line == "-":
			g.rules[name] = append(g.rules[name], "")
		default:
			g.rules[name] = append(g.rules[name], line)
		}
	}
	return g
}

// named returns the names of the rules that start with the word.
func (g *grammar) named(word string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(g.rules)), func(name string) bool { return !strings.HasPrefix(name, word) })
}

func (g *grammar) pick(forms []string) string { return forms[g.random.IntN(len(forms))] }

// rule expands one form of a rule. <T> is mostly a table and <C> mostly a column of it.
func (g *grammar) rule(name string) string {
	switch {
	case g.db != nil && name == "T":
		return g.table()
	case g.db != nil && name == "C":
		if len(g.columns) > 0 && g.random.IntN(7) > 0 {
			return g.pick(g.columns)
		}
		name = "Column"
	}
	if leaf, ok := g.leaves[name]; ok && g.depth > 2 {
		return leaf
	}
	if g.depth > 12 {
		return "1"
	}
	g.depth++
	defer func() { g.depth-- }()
	return g.expand(g.pick(g.rules[name]))
}

func (g *grammar) table() string {
	rule := "Table"
	switch g.random.IntN(14) {
	case 0:
		rule = "Missing"
	case 1, 2:
		rule = "NotTable"
	}
	name := g.pick(g.rules[rule])
	space, bare, ok := strings.Cut(name, ".")
	if !ok {
		space, bare = "public", name
	}
	g.columns = nil
	if id, ok := g.db.Relation(space, bare); ok {
		g.columns = columnNames(g.db, id)
	}
	return name
}

func (g *grammar) expand(form string) string {
	var b strings.Builder
	for i := 0; i < len(form); i++ {
		switch c := form[i]; {
		case c == '{' && !g.literal:
			end := closingBrace(form, i)
			b.WriteString(g.expand(g.pick(choices(form[i+1 : end]))))
			i = end
		case c == '<' && i+1 < len(form) && form[i+1] >= 'A' && form[i+1] <= 'Z':
			end := i + strings.IndexByte(form[i:], '>')
			b.WriteString(g.rule(form[i+1 : end]))
			i = end
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func closingBrace(form string, i int) int {
	for depth := 0; i < len(form); i++ {
		switch form[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	panic("no closing brace in " + form)
}

// choices cuts at the bars outside of inner choices; || is the operator.
func choices(form string) []string {
	var out []string
	depth, from := 0, 0
	for i := range len(form) {
		switch form[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '|':
			if depth == 0 && !strings.HasPrefix(form[i:], "||") && (i == 0 || form[i-1] != '|') {
				out = append(out, form[from:i])
				from = i + 1
			}
		}
	}
	return append(out, form[from:])
}

// valueTypes are the columns that take the values of the rules for expressions.
var valueTypes = map[string]string{"B": "boolean", "I": "bigint", "F": "numeric", "T": "text", "D": "date", "TS": "timestamptz",
	"V": "interval", "J": "jsonb", "AT": "text[]", "AI": "int[]"}

// wrapped puts a random expression where expressions may stand: the object has the
// number in its name.
func (g *grammar) wrapped(number int) string {
	kind := g.pick([]string{"B", "B", "B", "I", "F", "T", "T", "D", "TS", "V", "J", "AT", "AI", "O"})
	e := g.rule(kind)
	typ, place := valueTypes[kind], g.random.IntN(10)
	switch {
	case kind == "B" && place <= 2:
		return fmt.Sprintf("ALTER TABLE t ADD CONSTRAINT k%d CHECK (%s)", number, e)
	case kind == "B" && place == 3:
		return fmt.Sprintf("CREATE INDEX i%d ON t (id) WHERE %s", number, e)
	case kind == "B" && place == 4:
		return fmt.Sprintf("CREATE POLICY p%d ON t USING (%s)", number, e)
	case kind == "B" && place == 5:
		fields := strings.NewReplacer("t.id", "NEW.id", " id", " NEW.id", "(id", "(OLD.id", "name", "NEW.name", "code", "OLD.code")
		return fmt.Sprintf("CREATE TRIGGER g%d BEFORE UPDATE ON t FOR EACH ROW WHEN (%s) EXECUTE FUNCTION tg()", number, fields.Replace(e))
	case place <= 2:
		return fmt.Sprintf("CREATE INDEX i%d ON t ((%s))", number, e)
	case place == 3 && typ != "":
		return fmt.Sprintf("CREATE TABLE g%d (LIKE t, gen %s GENERATED ALWAYS AS (%s) STORED)", number, typ, e)
	case place <= 5 && typ != "":
		return fmt.Sprintf("CREATE TABLE d%d (c %s DEFAULT (%s))", number, typ, e)
	}
	return fmt.Sprintf("CREATE VIEW v%d AS SELECT %s AS c FROM t", number, e)
}
