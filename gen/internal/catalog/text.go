package catalog

import "strings"

// The server quotes names and strings by doubling the quote inside them, and
// writes a backslash in a string as a pair in an E string, so that a quote never
// hides behind one. That makes its texts easy to walk through.

// quotedLength returns the length of the quoted piece at the start of text. A
// doubled quote counts as the end of one piece and the start of the next.
func quotedLength(text string) int {
	if end := strings.IndexByte(text[1:], text[0]); end >= 0 {
		return end + 2
	}
	return len(text)
}

// closing returns the place of the parenthesis that closes the one at the start
// of text, or -1.
func closing(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'':
			i += quotedLength(text[i:]) - 1
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// unwrapped takes off the parentheses around the whole text of an expression; those
// of a subquery belong to it.
func unwrapped(text string) string {
	for strings.HasPrefix(text, "(") && closing(text) == len(text)-1 {
		inner := text[1 : len(text)-1]
		if isQuery(inner) {
			break
		}
		text = inner
	}
	return text
}

// isQuery reports whether what stands in parentheses is a query. The server begins one
// with a blank, and each operator between two on a line of its own.
func isQuery(text string) bool {
	if strings.HasPrefix(text, "(") {
		rest := text[closing(text)+1:]
		return strings.HasPrefix(rest, "\nUNION") || strings.HasPrefix(rest, "\nINTERSECT") || strings.HasPrefix(rest, "\nEXCEPT")
	}
	return strings.HasPrefix(text, " ")
}

// condition cuts the text of WHEN out of a trigger's definition. The server can
// print it in no other way, because it refers to two rows of one table.
func condition(definition string) string {
	const keyword = " WHEN "
	for i := 0; i < len(definition); i++ {
		switch c := definition[i]; {
		case c == '"' || c == '\'':
			i += quotedLength(definition[i:]) - 1
		case strings.HasPrefix(definition[i:], keyword+"("):
			rest := definition[i+len(keyword):]
			if end := closing(rest); end > 0 {
				return rest[1:end]
			}
		}
	}
	return ""
}
