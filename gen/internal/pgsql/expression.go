package pgsql

import "strings"

// operand returns the expression so that it can stand where the grammar wants an
// operand (DEFAULT, index key): in parentheses unless it is a single term.
func operand(sql string) string {
	if isTerm(sql) {
		return sql
	}
	return "(" + sql + ")"
}

// isTerm reports whether the text is one literal, name, call or array with casts
// after it. It errs to false, which only costs a pair of parentheses.
func isTerm(sql string) bool {
	i := termEnd(sql)
	for i > 0 && strings.HasPrefix(sql[i:], "::") {
		i += 2
		n := castEnd(sql[i:])
		if n == 0 {
			return false
		}
		i += n
	}
	return i > 0 && i == len(sql)
}

// isCall reports whether the text is a single call of a plain function, which an
// index key may hold without parentheses.
func isCall(sql string) bool {
	name := nameEnd(sql)
	if name == 0 || name >= len(sql) || sql[name] != '(' {
		return false
	}
	switch strings.ToLower(sql[:name]) {
	case "row", "array", "not", "exists", "any", "all", "case", "in", "values", "select":
		return false
	}
	return balancedEnd(sql[name:])+name == len(sql)
}

// termEnd returns the byte after the term at the start of sql, 0 if there is none.
func termEnd(sql string) int {
	start := 0
	if sql != "" && sql[0] == '-' {
		start = 1
	}
	if n := numberEnd(sql[start:]); n > 0 {
		return start + n
	}
	if start > 0 {
		return 0
	}
	n := nameEnd(sql)
	switch {
	case n == 0 && sql != "" && (sql[0] == '\'' || sql[0] == '('):
		return balancedEnd(sql)
	case n == 0 || strings.EqualFold(sql[:n], "not") || strings.EqualFold(sql[:n], "case"):
		return 0
	case n == 1 && n < len(sql) && sql[n] == '\'' && strings.ContainsAny(sql[:1], "eEbBxX"):
		return n + literalEnd(sql[n:], sql[0] == 'e' || sql[0] == 'E')
	case n < len(sql) && (sql[n] == '(' || sql[n] == '[' && strings.EqualFold(sql[:n], "array")):
		return n + balancedEnd(sql[n:])
	}
	return n
}

func numberEnd(s string) int {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.') {
		i++
	}
	return i
}

// nameEnd returns the end of an optionally qualified and quoted name.
func nameEnd(s string) int {
	i := 0
	for {
		part := i
		if i < len(s) && s[i] == '"' {
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				return 0
			}
			i += end + 2
		} else {
			for i < len(s) && (isWordByte(s[i]) && (i > part || s[i] < '0' || s[i] > '9')) {
				i++
			}
		}
		if i == part {
			return 0
		}
		if i >= len(s) || s[i] != '.' {
			return i
		}
		i++
	}
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

// castEnd returns the end of a type name after "::" at the start of s.
func castEnd(s string) int {
	i := 0
	for _, words := range []string{"double precision", "character varying", "bit varying",
		"timestamp with time zone", "timestamp without time zone", "time with time zone", "time without time zone"} {
		if len(s) >= len(words) && strings.EqualFold(s[:len(words)], words) {
			i = len(words)
		}
	}
	if i == 0 {
		i = nameEnd(s)
	}
	for i > 0 && i < len(s) && (s[i] == '(' || s[i] == '[') {
		n := balancedEnd(s[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
	return i
}

// balancedEnd returns the byte after the bracket or literal that s starts with,
// 0 when it is not closed or the text has what this scan does not know.
func balancedEnd(s string) int {
	if s[0] == '\'' {
		return literalEnd(s, false)
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '\'':
			n := literalEnd(s[i:], i > 0 && (s[i-1] == 'e' || s[i-1] == 'E'))
			if n == 0 {
				return 0
			}
			i += n - 1
		case '"':
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				return 0
			}
			i += end + 1
		case '$':
			return 0
		case '-', '/':
			if strings.HasPrefix(s[i:], "--") || strings.HasPrefix(s[i:], "/*") {
				return 0
			}
		}
	}
	return 0
}

func literalEnd(s string, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\':
			i++
		case s[i] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		case s[i] == '\'':
			return i + 1
		}
	}
	return 0
}
