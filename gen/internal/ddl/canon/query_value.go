package canon

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// member is a key of a JSON path without quotes; a method has a parenthesis behind.
var member = regexp.MustCompile(`\.([A-Za-z_][A-Za-z0-9_]*)(\s*\()?`)

// jsonPath quotes the keys of a path as the server prints them. A path with text
// in quotes of its own stays as it is.
func jsonPath(text string) string {
	for enclosed(text) {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	if strings.ContainsAny(text, `"'`) && !strings.Contains(text, `."`) {
		return text
	}
	return member.ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasSuffix(m, "(") {
			return m
		}
		return `."` + m[1:] + `"`
	})
}

// enclosed reports whether one pair of parentheses stands around a whole path, as the
// server writes them around a predicate.
func enclosed(text string) bool {
	if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' || strings.ContainsAny(text, `'\\`) {
		return false
	}
	depth, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 && i < len(text)-1 {
				return false
			}
		}
	}
	return depth == 0
}

// textQuery writes plain words of a tsquery in quotes; with quotes, weights or
// phrases of its own the text stays as it is.
func textQuery(text string) string {
	if strings.ContainsAny(text, `'"\:<*`) {
		return text
	}
	var b strings.Builder
	word := ""
	flush := func() {
		if word != "" {
			b.WriteString("'" + word + "'")
			word = ""
		}
	}
	for _, r := range text {
		switch {
		case r == '&' || r == '|':
			flush()
			b.WriteString(" " + string(r) + " ")
		case r == '!' || r == '(' || r == ')':
			flush()
			b.WriteRune(r)
		case r == ' ':
			flush()
		default:
			word += string(r)
		}
	}
	flush()
	return b.String()
}

// hstoreText writes pairs as hstore prints them: keys by length, then bytes, the
// first of equal ones.
func hstoreText(text string) (string, bool) {
	pairs := map[string]string{}
	s := strings.TrimSpace(text)
	for s != "" {
		key, rest, ok := hstoreItem(s)
		if !ok || !strings.HasPrefix(rest, "=>") {
			return "", false
		}
		raw := strings.TrimSpace(rest[2:])
		value, rest, ok := hstoreItem(raw)
		if !ok {
			return "", false
		}
		printed := strconv.Quote(value)
		if !strings.HasPrefix(raw, `"`) && strings.EqualFold(value, "null") {
			printed = "NULL"
		}
		if _, seen := pairs[key]; !seen {
			pairs[key] = printed
		}
		if s = strings.TrimSpace(rest); s != "" {
			if s[0] != ',' {
				return "", false
			}
			s = strings.TrimSpace(s[1:])
		}
	}
	keys := make([]string, 0, len(pairs))
	for k := range pairs {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if len(x) != len(y) {
			return len(x) - len(y)
		}
		return strings.Compare(x, y)
	})
	for i, k := range keys {
		keys[i] = strconv.Quote(k) + "=>" + pairs[k]
	}
	return strings.Join(keys, ", "), true
}

func hstoreItem(s string) (item, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) {
		item, rest, ok = quotedItem(s[1:])
		return item, strings.TrimSpace(rest), ok
	}
	end := strings.IndexAny(s, "=,")
	if end < 0 {
		end = len(s)
	}
	item = strings.TrimSpace(s[:end])
	return item, s[end:], item != "" && !strings.ContainsAny(item, ` \"`)
}
