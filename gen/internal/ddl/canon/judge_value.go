package canon

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeLiteral refuses the text of a constant that its type surely does not take.
func (a *analyzer) judgeLiteral(t *term, to schema.Type) {
	if !t.null {
		a.judgeText(t.text, int32(t.at), to)
	}
}

// judgedTexts are the types of which [badInput] knows texts that they refuse.
var judgedTexts = map[string]bool{"int2": true, "int4": true, "int8": true, "numeric": true, "float4": true, "float8": true, "bool": true,
	"uuid": true, "json": true, "jsonb": true, "date": true, "timestamp": true, "timestamptz": true, "time": true, "timetz": true}

// judgeText is judgeLiteral for a text that stands at a place.
func (a *analyzer) judgeText(text string, at int32, to schema.Type) {
	if !a.judging() {
		return
	}
	if to.Array {
		if !arrayForm.MatchString(text) {
			a.fail("22P02", at, "an array without elements is '{}'", "malformed array literal: %q", text)
		}
		return
	}
	if e, ok := schema.Get[schema.Enum](a.sc.DB, to.ID()); ok && to.Kind == schema.KindEnum {
		if !slices.Contains(e.Labels, text) {
			a.fail("22P02", at, "add it with ALTER TYPE ... ADD VALUE, or check the spelling",
				"invalid input value for enum %s: %q", e.ID.Name, text)
		}
		return
	}
	if !to.Builtin() {
		return
	}
	if state := badInput(text, to.Name); state != "" {
		a.fail(state, at, "", "%q is no value of type %s", text, typeWord(to))
	}
}

var (
	// The forms of numbers that one version or another takes.
	integerForm = regexp.MustCompile(`(?i)^[+-]?(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*)$`)
	numberForm  = regexp.MustCompile(`(?i)^[+-]?(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(e[+-]?[0-9_]+)?|nan|inf|infinity)$`)
	arrayForm   = regexp.MustCompile(`^[ \t-\r]*(\{|\[[^{]*=[ \t-\r]*\{)`) // the bounds may stand before
	uuidForm    = regexp.MustCompile(`(?i)^(\{?[0-9a-f-]{32,40}\}?)$`)
)

// badInput returns the SQLSTATE with which a built-in type refuses a text, "" if it
// takes it or that is not known.
func badInput(text, name string) string {
	trimmed := strings.Trim(text, " \t\n\r\f\v")
	switch name {
	case "int2", "int4", "int8":
		if !integerForm.MatchString(trimmed) {
			return "22P02"
		}
		if _, err := strconv.ParseInt(trimmed, 10, 64); err == nil && !fits(strings.TrimPrefix(trimmed, "+"), name) {
			return "22003"
		}
	case "numeric", "float4", "float8":
		if !numberForm.MatchString(trimmed) {
			return "22P02"
		}
	case "bool":
		if out := truth(trimmed); out != "true" && out != "false" {
			return "22P02"
		}
	case "uuid":
		if !isPlainUUID(trimmed) && !uuidForm.MatchString(trimmed) {
			return "22P02"
		}
	case "json", "jsonb":
		if !json.Valid([]byte(text)) {
			return "22P02"
		}
	case "date", "timestamp", "timestamptz", "time", "timetz":
		if strings.ContainsAny(trimmed, "0123456789") {
			return ""
		}
		// Signs that mean nothing to the server stand between the words: 'now()' is now.
		words := strings.FieldsFunc(strings.ToLower(trimmed), func(r rune) bool { return r < 'a' || r > 'z' })
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(dateWords, w) }) {
			return "22007"
		}
	}
	return ""
}

// isPlainUUID reports whether a text is a UUID in the usual form.
func isPlainUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && (c < '0' || c > '9' && c|' ' < 'a' || c|' ' > 'f') {
			return false
		}
	}
	return true
}

// dateWords are the dates that are no digits.
var dateWords = []string{"epoch", "infinity", "now", "today", "tomorrow", "yesterday", "allballs"}

// judgeAssignment gives 42804 for a default or generation expression of a type that
// the server does not cast to the column's by itself.
func (a *analyzer) judgeAssignment(n *pg.Node, t *term, target schema.Type) {
	const hint = "you will need to rewrite or cast the expression"
	clause := a.sc.Clause
	if !a.judging() || clause != InDefault && clause != InArgument && clause != InGenerated || a.assignable(t.typ, target) {
		return
	}
	switch clause {
	case InArgument:
		a.fail("42804", tree.ExprLocation(n), hint, "argument of DEFAULT must be type %s, not type %s", typeWord(target), typeWord(t.typ))
	case InGenerated:
		a.fail("42804", 0, hint, "the column is of type %s but generation expression is of type %s", typeWord(target), typeWord(t.typ))
	default:
		a.fail("42804", 0, hint, "the column is of type %s but default expression is of type %s", typeWord(target), typeWord(t.typ))
	}
}

// assignable reports whether a value of one type may be assigned to another; also if
// that is not known.
func (a *analyzer) assignable(from, to schema.Type) bool {
	from, to = plain(a.base(from)), plain(a.base(to))
	if from.IsZero() || to.IsZero() || from == unknown || from == to || from.Extension != "" || to.Extension != "" || a.coercible(from, to) {
		return true
	}
	if from.Array && to.Array {
		return element(from) != record && a.assignable(element(from), element(to))
	}
	if rule, ok := a.castRule(from, to); ok {
		return rule.context != 'e'
	}
	if category, _ := a.category(to); category == 'S' && to.Builtin() {
		return true // by its text
	}
	return strings.HasPrefix(from.Name, "any")
}

// Assignable reports whether the server casts values of one type to another by itself
// where they are assigned, also if that is not known.
func Assignable(db *schema.Database, from, to schema.Type) bool {
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	return a.assignable(from, to)
}
