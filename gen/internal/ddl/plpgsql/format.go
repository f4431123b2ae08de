package plpgsql

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// specifier is one of format(): %[position$][-][width]type.
var specifier = regexp.MustCompile(`^%(?:([0-9]+)\$)?(-?)([0-9]*)([sIL%])`)

// formatted is format().
func formatted(args []value) value {
	if len(args) == 0 || args[0].kind != valueText {
		if len(args) > 0 {
			return args[0]
		}
		return null
	}
	f, next := args[0].text, 1
	var b strings.Builder
	for {
		plain, rest, more := strings.Cut(f, "%")
		b.WriteString(plain)
		if !more {
			return joined(b.String(), args...)
		}
		s := specifier.FindStringSubmatch("%" + rest)
		if s == nil {
			return unknown("format() with a specifier of this form is not followed")
		}
		f = rest[len(s[0])-1:]
		if s[4] == "%" {
			b.WriteByte('%')
			continue
		}
		if s[1] != "" {
			next, _ = strconv.Atoi(s[1])
		}
		if next < 1 || next >= len(args) {
			return unknown("format() has too few arguments")
		}
		text, ok := formatArgument(s[4][0], args[next])
		if !ok {
			return unknown(firstOf(args[next].why, fmt.Sprintf("format() with %%%s", s[4])))
		}
		width, _ := strconv.Atoi(s[3])
		pad := strings.Repeat(" ", max(0, width-len([]rune(text))))
		if s[2] != "" {
			text, pad = text+pad, ""
		}
		b.WriteString(pad + text)
		next++
	}
}

func formatArgument(verb byte, v value) (string, bool) {
	switch {
	case v.kind == valueText && verb == 's':
		return v.text, true
	case v.kind == valueText && verb == 'I':
		return quoteIdent(v.text), true
	case v.kind == valueText && verb == 'L':
		return quoteLiteral(v.text), true
	case v.isNull() && verb == 's':
		return "", true
	case v.isNull() && verb == 'L':
		return "NULL", true
	}
	return "", false
}
