package plpgsql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// call works out the functions that guards and built texts use.
func (m *machine) call(f *pg.FuncCall, row *frame) value {
	name := lastOf(nameList(f.Funcname))
	args := m.exprs(f.Args, row)
	switch name {
	case "to_regclass", "to_regtype", "to_regnamespace":
		return apply(func(t []string) value { return m.object(strings.TrimPrefix(name, "to_"), t[0], false) }, args...)
	case "current_schema":
		return m.currentSchema()
	case "current_schemas":
		return m.currentSchemas()
	case "format":
		return formatted(args)
	case "concat", "concat_ws":
		return concat(name, args)
	case "array_length", "cardinality":
		if args[0].kind == valueList {
			if len(args[0].list) == 0 && name == "array_length" {
				return null
			}
			return number(len(args[0].list))
		}
		return unknown(firstOf(args[0].why, "the length of a list that is not known"))
	case "array_append", "array_cat":
		return appended(name, args)
	}
	if f := textFunctions[name]; f != nil {
		return apply(f, args...)
	}
	return unknown("the function " + name + " is called")
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
	"btrim":          func(t []string) value { return known(strings.TrimSpace(t[0])) },
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
	return known(strings.Join(parts, sep))
}

// formatted is format(): %s, %I, %L, %% and positions like %1$I.
func formatted(args []value) value {
	if len(args) == 0 || args[0].kind != valueText {
		if len(args) > 0 {
			return args[0]
		}
		return null
	}
	f, next := args[0].text, 1
	var b strings.Builder
	for i := 0; i < len(f); i++ {
		if f[i] != '%' {
			b.WriteByte(f[i])
			continue
		}
		i++
		if i < len(f) && f[i] == '%' {
			b.WriteByte('%')
			continue
		}
		digits := i
		for i < len(f) && f[i] >= '0' && f[i] <= '9' {
			i++
		}
		if i > digits && i < len(f) && f[i] == '$' {
			next, _ = strconv.Atoi(f[digits:i])
			i++
		}
		if i >= len(f) || next >= len(args) {
			return unknown("format() has too few arguments or a width")
		}
		text, ok := formatArgument(f[i], args[next])
		if !ok {
			return unknown(firstOf(args[next].why, fmt.Sprintf("format() with %%%c", f[i])))
		}
		b.WriteString(text)
		next++
	}
	return known(b.String())
}

func formatArgument(verb byte, v value) (string, bool) {
	switch {
	case v.kind == valueText && verb == 's':
		return printed(v.text), true
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

// castValue casts to the types that matter to guards.
func (m *machine) castValue(v value, t *pg.TypeName) value {
	name := lastOf(nameList(t.Names))
	if v.kind != valueText {
		return v
	}
	if len(t.ArrayBounds) > 0 {
		return listOf(v)
	}
	switch name {
	case "regclass", "regtype", "regnamespace":
		return m.object(name, v.text, true)
	case "bool":
		switch strings.ToLower(v.text) {
		case "t", "true", "yes", "on", "1":
			return truth(true)
		case "f", "false", "no", "off", "0":
			return truth(false)
		}
	case "text", "varchar", "name", "bpchar":
		return known(printed(v.text))
	}
	return v
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

// Objects stand for their OIDs as "oid:KIND:schema.name".
const oidMark = "oid:"

// ClassOID, TypeOID and NamespaceOID are the values that [Row]s carry where the
// server has an OID.
func ClassOID(schema, relation string) string { return oidMark + "class:" + schema + "." + relation }

// TypeOID is the OID of a type: see [ClassOID].
func TypeOID(schema, name string) string { return oidMark + "type:" + schema + "." + name }

// NamespaceOID is the OID of a schema: see [ClassOID].
func NamespaceOID(schema string) string { return oidMark + "namespace:" + schema }

// printed is the text of a value; an OID prints as the name of its object.
func printed(text string) string {
	if rest, ok := strings.CutPrefix(text, oidMark); ok {
		_, name, _ := strings.Cut(rest, ":")
		return strings.TrimPrefix(name, "public.")
	}
	return text
}

// object finds what a name stands for. A name that nobody has gives NULL, or with
// must the error of the server.
func (m *machine) object(kind, text string, must bool) value {
	if strings.HasPrefix(text, oidMark) {
		return known(text)
	}
	parts := nameParts(text)
	relation, column := "pg_class", "relname"
	switch kind {
	case "regtype":
		relation, column = "pg_type", "typname"
	case "regnamespace":
		relation, column = "pg_namespace", "nspname"
	}
	rows, ok := m.cat.Rows(relation)
	if !ok {
		return unknown("it depends on the rows of " + relation)
	}
	spaces := m.cat.SearchPath()
	if len(parts) > 1 {
		spaces = parts[len(parts)-2 : len(parts)-1]
	}
	for _, space := range spaces {
		for _, row := range rows {
			if row[column] != parts[len(parts)-1] {
				continue
			}
			if kind == "regnamespace" || strings.Contains(row["oid"], ":"+space+".") {
				return known(row["oid"])
			}
		}
	}
	if kind == "regtype" {
		return unknown("a type of the server is asked for")
	}
	if must {
		state, what := "42P01", "relation"
		if kind == "regnamespace" {
			state, what = "3F000", "schema"
		}
		m.pending = &raised{state: state, err: fmt.Errorf("%s %q does not exist", what, text)}
	}
	return null
}

// nameParts splits a possibly quoted and qualified name.
func nameParts(text string) []string {
	var parts []string
	quoted := false
	current := ""
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '.' && !quoted:
			parts, current = append(parts, current), ""
		case quoted:
			current += string(r)
		default:
			current += strings.ToLower(string(r))
		}
	}
	return append(parts, current)
}
