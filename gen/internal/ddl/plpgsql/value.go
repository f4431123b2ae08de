package plpgsql

import (
	"strconv"
	"strings"
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
		if a.kind != valueText {
			return unknown("a list or record is used as text")
		}
		texts[i] = a.text
	}
	return f(texts)
}

// compare applies a comparison operator. Numbers compare as numbers, all else as
// text; oids are text that only equality makes sense for.
func compare(op string, l, r value) value {
	return apply(func(t []string) value {
		a, errA := strconv.ParseFloat(t[0], 64)
		b, errB := strconv.ParseFloat(t[1], 64)
		order := strings.Compare(t[0], t[1])
		if errA == nil && errB == nil {
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
