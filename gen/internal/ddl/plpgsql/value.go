package plpgsql

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// value is what an expression gives: known text, NULL, a list, a record, or
// nothing that can be known without a server.
type value struct {
	kind  valueKind
	text  string
	list  []value
	field map[string]value
	// why says what made the value unknown.
	why string
	// among is what is known of it all the same, same what it equals by definition.
	among *among
	same  string
	// rough is true for a text of which only the meaning is known: see roughMark.
	rough bool
	// named is true for an OID that prints as the name of its object.
	named bool
}

type valueKind uint8

const (
	valueUnknown valueKind = iota
	valueNull
	valueText
	valueList
	valueRecord
)

func known(text string) value { return value{kind: valueText, text: text} }

var null = value{kind: valueNull}

// database is the name of the database, which nobody knows and many rows repeat.
var database = value{kind: valueUnknown, why: "the name of the database", same: "database"}

func unknown(why string) value { return value{kind: valueUnknown, why: why} }

func truth(b bool) value {
	if b {
		return known("true")
	}
	return known("false")
}

func number(n int) value { return known(strconv.Itoa(n)) }

func (v value) isNull() bool    { return v.kind == valueNull }
func (v value) isUnknown() bool { return v.kind == valueUnknown }

func (v value) isTrue() bool {
	return v.kind == valueText && (v.text == "true" || v.text == "t")
}

func (v value) isFalse() bool {
	return v.kind == valueText && (v.text == "false" || v.text == "f")
}

// not, and, or follow SQL; what is not known stays so unless the other side decides.
func not(v value) value {
	switch {
	case v.isTrue():
		return truth(false)
	case v.isFalse():
		return truth(true)
	}
	return v
}

func and(values []value) value {
	out := truth(true)
	for _, v := range values {
		switch {
		case v.isFalse():
			return v
		case v.isUnknown() || (v.isNull() && !out.isUnknown()):
			out = v
		}
	}
	return out
}

func or(values []value) value {
	negated := make([]value, len(values))
	for i, v := range values {
		negated[i] = not(v)
	}
	return not(and(negated))
}

// apply calls f with the texts of known arguments. It is strict: NULL gives NULL.
func apply(f func(args []string) value, args ...value) value {
	texts := make([]string, len(args))
	for _, a := range args {
		if a.isUnknown() {
			return a
		}
	}
	for i, a := range args {
		if a.isNull() {
			return null
		}
		if a.rough {
			return unknown(exactText)
		}
		if a.kind == valueList {
			a = listLiteral(a)
		}
		if a.kind != valueText {
			return unknown("a list or record is used as text")
		}
		texts[i] = a.text
	}
	return f(texts)
}

// listLiteral is a list as text: {a,"b c",NULL}.
func listLiteral(v value) value {
	parts := make([]string, len(v.list))
	for i, item := range v.list {
		switch {
		case item.isNull():
			parts[i] = "NULL"
		case item.kind != valueText || isBool(item.text) || strings.HasPrefix(item.text, oidMark):
			return unknown("a list is used as text")
		case item.text == "" || strings.EqualFold(item.text, "null") || strings.ContainsAny(item.text, "{},\"\\ \t\n\r\v\f"):
			parts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(item.text) + `"`
		default:
			parts[i] = item.text
		}
	}
	return known("{" + strings.Join(parts, ",") + "}")
}

// compare applies a comparison operator. Numbers compare as numbers, all else as
// text; oids are text that only equality makes sense for.
func compare(op string, l, r value) value {
	if l.same != "" && l.same == r.same {
		return truth(op == "=" || op == "<=" || op == ">=")
	}
	return apply(func(t []string) value {
		a, numericA := readNumber(t[0])
		b, numericB := readNumber(t[1])
		order := strings.Compare(t[0], t[1])
		if x, _, ok := readMoment(t[0]); ok {
			if y, _, ok := readMoment(t[1]); ok {
				order = x.Compare(y)
			}
		}
		if numericA && numericB {
			order = 0
			if a < b {
				order = -1
			} else if a > b {
				order = 1
			}
		} else if isBool(t[0]) && isBool(t[1]) {
			order = strings.Compare(t[0][:1], t[1][:1])
		}
		switch op {
		case "=":
			return truth(order == 0)
		case "<>", "!=":
			return truth(order != 0)
		case "<":
			return truth(order < 0)
		case "<=":
			return truth(order <= 0)
		case ">":
			return truth(order > 0)
		case ">=":
			return truth(order >= 0)
		}
		return unknown("the operator " + op + " is not known")
	}, l, r)
}

// readNumber reads digits with a sign and a point; words like inf are names here.
func readNumber(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789.+-") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

func isBool(s string) bool { return s == "true" || s == "false" || s == "t" || s == "f" }

// like matches a LIKE pattern.
func like(text, pattern string) bool {
	if pattern == "" {
		return text == ""
	}
	switch pattern[0] {
	case '%':
		for i := 0; i <= len(text); i++ {
			if like(text[i:], pattern[1:]) {
				return true
			}
		}
		return false
	case '_':
		return text != "" && like(text[1:], pattern[1:])
	case '\\':
		if len(pattern) > 1 {
			pattern = pattern[1:]
		}
	}
	return text != "" && text[0] == pattern[0] && like(text[1:], pattern[1:])
}

// extreme is GREATEST and LEAST, which leave NULL out.
func extreme(op pg.MinMaxOp, args []value) value {
	best := null
	sign := map[pg.MinMaxOp]string{pg.MinMaxOp_IS_GREATEST: ">", pg.MinMaxOp_IS_LEAST: "<"}[op]
	for _, v := range args {
		switch {
		case v.isUnknown():
			return v
		case best.isNull() || !v.isNull() && compare(sign, v, best).isTrue():
			best = v
		}
	}
	return best
}
