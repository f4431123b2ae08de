package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// needsColumnList reports whether the query alone might give the columns of the
// view other names than the model has. It reads only plain select lists and says
// yes in doubt, which costs a list of names that PostgreSQL would have made itself.
func needsColumnList(v schema.View) bool {
	if len(v.Columns) == 0 || expandStar(v) != v.Query.SQL {
		return false
	}
	names, ok := outputNames(v.Query.SQL)
	if !ok || len(names) != len(v.Columns) {
		return true
	}
	return !slices.EqualFunc(names, v.Columns, func(name string, c schema.Attribute) bool { return name == c.Name })
}

// outputNames returns the names of the columns that a query has by itself.
func outputNames(sql string) ([]string, bool) {
	items, ok := selectList(sql)
	if !ok {
		return nil, false
	}
	names := make([]string, len(items))
	for i, item := range items {
		if names[i], ok = outputName(item); !ok {
			return nil, false
		}
	}
	return names, true
}

// selectList returns the items between the first SELECT outside parentheses and
// what ends its list.
func selectList(sql string) ([]string, bool) {
	start, depth, item := -1, 0, 0
	var items []string
	for i := 0; i < len(sql); {
		n, kind := token(sql[i:])
		if n == 0 {
			return nil, false
		}
		word := sql[i : i+n]
		switch {
		case word == "(" || word == "[":
			depth++
		case word == ")" || word == "]":
			depth--
		case depth > 0:
		case start < 0 && kind == tokenWord && strings.EqualFold(word, "select"):
			start, item = i, i+n
		case start >= 0 && word == ",":
			items, item = append(items, sql[item:i]), i+n
		case start >= 0 && kind == tokenWord && endsList(word):
			return append(items, sql[item:i]), true
		case start >= 0 && kind == tokenWord && (strings.EqualFold(word, "distinct") || strings.EqualFold(word, "all")):
			item = i + n
			if next := strings.ToLower(strings.TrimSpace(sql[item:])); strings.HasPrefix(next, "on ") || strings.HasPrefix(next, "on(") {
				return nil, false
			}
		}
		i += n
	}
	if start < 0 {
		return nil, false
	}
	return append(items, sql[item:]), true
}

func endsList(word string) bool {
	switch strings.ToLower(word) {
	case "from", "where", "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for":
		return true
	}
	return false
}

// outputName returns the name of one item of a select list.
func outputName(item string) (string, bool) {
	item = strings.TrimSpace(item)
	end := lastName(item)
	if end < len(item) {
		before, name := strings.TrimSpace(item[:end]), unquoted(item[end:])
		lower := strings.ToLower(before)
		switch {
		case strings.HasSuffix(lower, " as") || strings.HasSuffix(lower, ")as") || strings.HasSuffix(lower, "\nas"):
			return name, true
		case before != item[:end] && isTerm(before) && !reserved[strings.ToLower(item[end:])]:
			return name, true
		}
	}
	n := nameEnd(item)
	if n == 0 || !isTerm(item) {
		return "", false
	}
	if first := strings.ToLower(item[:n]); reserved[first] || first == "array" || columnWords[first] && n < len(item) && item[n] != '(' {
		return "", false
	}
	if n == 1 && n < len(item) && item[n] == '\'' {
		return "", false
	}
	return unquoted(item[lastName(item[:n]):n]), true
}

// lastName returns where the identifier at the end of s starts, len(s) if none does.
func lastName(s string) int {
	if strings.HasSuffix(s, `"`) {
		if i := strings.LastIndexByte(s[:len(s)-1], '"'); i >= 0 {
			return i
		}
		return len(s)
	}
	i := len(s)
	for i > 0 && isWordByte(s[i-1]) {
		i--
	}
	if i < len(s) && s[i] >= '0' && s[i] <= '9' {
		return len(s)
	}
	return i
}

func unquoted(name string) string {
	if inner, ok := strings.CutPrefix(name, `"`); ok {
		return strings.TrimSuffix(inner, `"`)
	}
	return strings.ToLower(name)
}

type tokenKind uint8

const (
	tokenOther tokenKind = iota
	tokenWord
)

// token returns the length of the token at the start of s, 0 for one that this
// scan does not know (comments, dollar quotes, open literals).
func token(s string) (int, tokenKind) {
	switch {
	case s[0] == '\'':
		return literalEnd(s, false), tokenOther
	case s[0] == '"':
		if end := strings.IndexByte(s[1:], '"'); end >= 0 {
			return end + 2, tokenOther
		}
		return 0, tokenOther
	case s[0] == '$', strings.HasPrefix(s, "--"), strings.HasPrefix(s, "/*"):
		return 0, tokenOther
	case isWordByte(s[0]):
		n := 1
		for n < len(s) && isWordByte(s[n]) {
			n++
		}
		if n == 1 && n < len(s) && s[n] == '\'' && strings.ContainsAny(s[:1], "eE") {
			return n + literalEnd(s[n:], true), tokenOther
		}
		return n, tokenWord
	}
	return 1, tokenOther
}

// expandStar returns the query with a "*" or "t.*" in its select list written out:
// the star means the columns that were there when the view was made, not those
// that its tables have by now. A query that this cannot read stays as it is.
func expandStar(v schema.View) string {
	sql := v.Query.SQL
	items, ok := selectList(sql)
	if !ok || len(v.Columns) < len(items) {
		return sql
	}
	at, rest := -1, len(v.Columns)-len(items)
	for i, item := range items {
		switch name, known := outputName(item); {
		case strings.HasSuffix(strings.TrimSpace(item), "*") && at < 0:
			at = i
		case !known, at < 0 && name != v.Columns[i].Name, at >= 0 && name != v.Columns[i+rest].Name:
			return sql
		}
	}
	if at < 0 {
		return sql
	}
	star := strings.TrimSpace(items[at])
	prefix := strings.TrimSuffix(star, "*")
	if prefix == "" && relations(v) != 1 || prefix != "" && (!strings.HasSuffix(prefix, ".") || nameEnd(prefix[:len(prefix)-1]) != len(prefix)-1) {
		return sql
	}
	var p Printer
	columns := make([]string, rest+1)
	for i := range columns {
		columns[i] = prefix + p.Ident(v.Columns[at+i].Name)
	}
	whole := strings.Join(items, ",")
	start := strings.Index(sql, whole)
	if start < 0 {
		return sql
	}
	items = slices.Clone(items)
	items[at] = strings.Replace(items[at], star, strings.Join(columns, ", "), 1)
	return sql[:start] + strings.Join(items, ",") + sql[start+len(whole):]
}

// relations counts the tables and views that the query reads.
func relations(v schema.View) int {
	n := 0
	for _, id := range v.Query.Uses {
		if id.Kind == schema.KindTable || id.Kind == schema.KindView || id.Kind == schema.KindMaterializedView {
			n++
		}
	}
	return n
}
