package plpgsql

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// call works out the functions that guards and built texts use.
func (m *machine) call(f *pg.FuncCall, row *frame) value {
	name := lastOf(nameList(f.Funcname))
	if m.group != nil && f.Over == nil && slices.Contains(aggregateNames, name) {
		return m.aggregateCall(f, *m.group)
	}
	args := m.exprs(f.Args, row)
	for i := range args {
		if !strings.HasPrefix(name, "pg_get") && !strings.HasPrefix(name, "array") && !strings.HasSuffix(name, "_description") {
			args[i] = m.printed(args[i])
		}
	}
	if slices.Contains(digests, name) && strings.Contains(m.body, "pg_get_functiondef") {
		return unknown(exactText)
	}
	if !enough(name, args) {
		return unknown("the function " + name + " is called with too few arguments")
	}
	if v, ok := m.described(name, f, args); ok {
		return v
	}
	switch name {
	case "to_regclass", "to_regtype", "to_regnamespace", "to_regproc", "to_regprocedure", "to_regrole":
		return apply(func(t []string) value { return m.object(strings.TrimPrefix(name, "to_"), t[0], false) }, args...)
	case "current_database", "current_catalog":
		return database
	case "current_schema":
		return m.currentSchema()
	case "current_schemas":
		return m.currentSchemas()
	case "pg_get_serial_sequence":
		return m.serialSequence(args)
	case "current_setting":
		return m.setting(args)
	case "format":
		return formatted(args)
	case "concat", "concat_ws":
		return concat(name, args)
	case "array_length", "cardinality", "array_upper":
		return listLength(name, args[0])
	case "array_append", "array_cat":
		return appended(name, args)
	case "array_to_string":
		return listText(args)
	}
	if f := moreTextFunctions[name]; f != nil {
		return apply(f, args...)
	}
	if f := textFunctions[name]; f != nil {
		return apply(f, args...)
	}
	if v, ok := m.own(f, args); ok {
		return v
	}
	return unknown("the function " + name + " is called")
}

// listLength is array_length and its kin.
func listLength(name string, v value) value {
	if v.kind == valueText {
		v = listOf(v)
	}
	switch {
	case v.kind != valueList:
		return unknown(firstOf(v.why, "the length of a list that is not known"))
	case len(v.list) == 0 && name != "cardinality":
		return null
	}
	return number(len(v.list))
}

func (m *machine) currentSchemas() value {
	v := value{kind: valueList}
	for _, s := range m.cat.SearchPath() {
		v.list = append(v.list, known(s))
	}
	return v
}

func appended(name string, args []value) value {
	if len(args) != 2 || args[0].kind != valueList {
		return unknown(name + " of a list that is not known")
	}
	list := slices.Clone(args[0].list)
	if name == "array_append" {
		return value{kind: valueList, list: append(list, args[1])}
	}
	return value{kind: valueList, list: append(list, args[1].list...)}
}

// textFunctions are strict functions of texts.
var textFunctions = map[string]func(t []string) value{
	"quote_ident":    func(t []string) value { return known(quoteIdent(t[0])) },
	"quote_literal":  func(t []string) value { return known(quoteLiteral(t[0])) },
	"quote_nullable": func(t []string) value { return known(quoteLiteral(t[0])) },
	"lower":          func(t []string) value { return known(strings.ToLower(t[0])) },
	"upper":          func(t []string) value { return known(strings.ToUpper(t[0])) },
	"length":         func(t []string) value { return number(len([]rune(t[0]))) },
	"replace": func(t []string) value {
		if len(t) != 3 {
			return unknown("replace with other than three arguments")
		}
		return known(strings.ReplaceAll(t[0], t[1], t[2]))
	},
	"string_to_array": func(t []string) value {
		v := value{kind: valueList}
		for part := range strings.SplitSeq(t[0], t[1]) {
			v.list = append(v.list, known(part))
		}
		return v
	},
	"left":      func(t []string) value { return cutText(t[0], "1", t[1]) },
	"substr":    func(t []string) value { return cutText(t[0], t[1:]...) },
	"substring": func(t []string) value { return cutText(t[0], t[1:]...) },
	"split_part": func(t []string) value {
		n, err := strconv.Atoi(t[2])
		parts := strings.Split(t[0], t[1])
		switch {
		case err != nil || n < 1 || t[1] == "":
			return unknown("split_part with such arguments")
		case n > len(parts):
			return known("")
		}
		return known(parts[n-1])
	},
	"strpos": func(t []string) value {
		i := strings.Index(t[0], t[1])
		return number(len([]rune(t[0][:max(i, 0)])) + min(i, 0) + 1)
	},
	"format_type": func(t []string) value { return unknown("the name of a type is asked for") },
}

// cutText is substring with a start and, perhaps, a length.
func cutText(text string, at ...string) value {
	runes := []rune(text)
	from, err := strconv.Atoi(at[0])
	end := len(runes) + 1
	if err == nil && len(at) > 1 {
		var length int
		length, err = strconv.Atoi(at[1])
		end = from + length
	}
	if err != nil || end < from {
		return unknown("a part of a text that is not known")
	}
	from, end = min(max(from, 1), len(runes)+1), min(max(end, 1), len(runes)+1)
	return known(string(runes[from-1 : max(from, end)-1]))
}

// quoteIdent does what the server's quote_ident does.
func quoteIdent(name string) string {
	scan, err := pg.Scan(name)
	if err == nil && len(scan.Tokens) == 1 && strings.ToLower(name) == name && !strings.HasPrefix(name, `"`) {
		t := scan.Tokens[0]
		if t.Token == pg.Token_IDENT || t.KeywordKind == pg.KeywordKind_UNRESERVED_KEYWORD {
			return name
		}
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func quoteLiteral(text string) string {
	prefix := ""
	if strings.Contains(text, `\`) {
		prefix, text = "E", strings.ReplaceAll(text, `\`, `\\`)
	}
	return prefix + "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

func concat(name string, args []value) value {
	sep := ""
	if name == "concat_ws" {
		if args[0].kind != valueText {
			return args[0]
		}
		sep, args = args[0].text, args[1:]
	}
	var parts []string
	for _, a := range args {
		switch a.kind {
		case valueUnknown:
			return a
		case valueText:
			parts = append(parts, a.text)
		case valueList, valueRecord:
			return unknown("a list is printed")
		}
	}
	return joined(strings.Join(parts, sep), args...)
}

// listOf reads an array literal of plain elements.
func listOf(v value) value {
	s := strings.TrimSpace(v.text)
	if !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") || strings.ContainsAny(s[1:len(s)-1], `{\`) {
		return unknown("an array literal of this form is not followed")
	}
	out := value{kind: valueList}
	if s = strings.TrimSpace(s[1 : len(s)-1]); s == "" {
		return out
	}
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if strings.EqualFold(part, "null") {
			out.list = append(out.list, null)
			continue
		}
		out.list = append(out.list, known(strings.Trim(part, `"`)))
	}
	return out
}

// bothLists reads an array literal beside a list as a list.
func bothLists(l, r value) (value, value) {
	literal := func(v value) bool { return v.kind == valueText && strings.HasPrefix(v.text, "{") }
	switch {
	case l.kind == valueList && literal(r):
		return l, listOf(r)
	case r.kind == valueList && literal(l):
		return listOf(l), r
	}
	return l, r
}

// joinedLists is || where a side is a list; a text beside it is one element.
func joinedLists(l, r value) value {
	out := value{kind: valueList}
	for _, v := range []value{l, r} {
		switch {
		case v.isUnknown():
			return v
		case v.kind == valueList:
			out.list = append(out.list, v.list...)
		case !v.isNull():
			out.list = append(out.list, v)
		}
	}
	return out
}

// listText is array_to_string.
func listText(args []value) value {
	if len(args) > 0 && args[0].kind == valueText {
		args[0] = listOf(args[0])
	}
	if len(args) < 2 || args[0].kind != valueList || args[1].kind != valueText {
		return unknown("array_to_string of a list that is not known")
	}
	var parts []string
	for _, v := range args[0].list {
		switch {
		case v.kind == valueText:
			parts = append(parts, v.text)
		case v.isNull() && len(args) == 3 && args[2].kind == valueText:
			parts = append(parts, args[2].text)
		case !v.isNull():
			return unknown(firstOf(v.why, "a list in a list is printed"))
		}
	}
	return joined(strings.Join(parts, args[1].text), args[0].list...)
}
