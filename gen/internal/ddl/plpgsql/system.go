package plpgsql

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// among is what is known of a value that stands for many: the names of the objects
// that the server or an extension has beside those of the model.
type among struct {
	// list are all values that it can have, prefixes how they can start. has tells
	// whether it can have a value where there is neither.
	list, prefixes []string
	has            func(text string) bool
	// text is the whole of a longer text in lower case, or more; words are parts of it.
	text  string
	words []string
}

const systemObjects = "the server, or an extension, has objects of its own there"

func oneOf(list ...string) value {
	return value{kind: valueUnknown, why: systemObjects, among: &among{list: list}}
}

func startsWith(prefixes ...string) value {
	return value{kind: valueUnknown, why: systemObjects, among: &among{prefixes: prefixes}}
}

func hasName(has func(string) bool) value {
	return value{kind: valueUnknown, why: systemObjects, among: &among{has: has}}
}

// test applies a comparison with a text to all that the value can be: the common
// answer, or nothing that can be known.
func (a *among) test(op, text string) value {
	open := unknown(systemObjects)
	switch {
	case a.text != "":
		return a.mentions(op, text)
	case a.list != nil:
		out := binary(op, known(a.list[0]), known(text))
		var results []string
		for _, other := range a.list {
			x := binary(op, known(other), known(text))
			if x.kind != valueText {
				return open
			}
			results = append(results, x.text)
		}
		if len(slices.Compact(slices.Clone(results))) == 1 {
			return out
		} else if out.isTrue() || out.isFalse() {
			return open
		}
		return oneOf(results...)
	case op == "=" || op == "<>" || op == "!=":
		can := a.has != nil && a.has(text) || slices.ContainsFunc(a.prefixes, func(p string) bool { return strings.HasPrefix(text, p) })
		if can {
			return open
		}
		return truth(op != "=")
	}
	head, rest, ok := patternHead(op, text)
	if !ok || len(a.prefixes) == 0 {
		return open
	}
	negated := strings.HasPrefix(op, "!")
	match := func(p string) bool { return strings.HasPrefix(p, head) && rest == "" }
	miss := func(p string) bool { return !strings.HasPrefix(p, head) && !strings.HasPrefix(head, p) }
	switch {
	case !slices.ContainsFunc(a.prefixes, func(p string) bool { return !match(p) }):
		return truth(!negated)
	case !slices.ContainsFunc(a.prefixes, func(p string) bool { return !miss(p) }):
		return truth(negated)
	}
	return open
}

// patternHead returns the fixed text that a match of LIKE or of a regular expression
// starts with, and the rest of the pattern, "" if anything may follow.
func patternHead(op, pattern string) (head, rest string, ok bool) {
	switch op {
	case "~~", "!~~":
		var b strings.Builder
		for i := 0; i < len(pattern); i++ {
			switch pattern[i] {
			case '%':
				return b.String(), strings.Trim(pattern[i:], "%"), true
			case '_':
				return b.String(), pattern[i:], true
			case '\\':
				if i++; i == len(pattern) {
					return "", "", false
				}
			}
			b.WriteByte(pattern[i])
		}
		return b.String(), "$", true
	case "~", "!~":
		head, isHead := strings.CutPrefix(pattern, "^")
		end := strings.IndexFunc(head, func(r rune) bool { return !isWordRune(r) })
		switch {
		case !isHead:
		case end < 0:
			return head, "", true
		case !strings.ContainsAny(head[end:end+1], "*?+{|"):
			return head[:end], head[end:], !strings.Contains(head, "|")
		}
	}
	return "", "", false
}

func isWordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-'
}

// matches applies a regular expression of the forms that mean the same here and on the
// server.
func matches(op, text, pattern string) value {
	pattern, ok := samePattern(pattern)
	if !ok {
		return unknown("a regular expression of this form is not followed")
	}
	if strings.HasSuffix(op, "*") {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile("(?s)" + pattern)
	if err != nil {
		return unknown("a regular expression of this form is not followed")
	}
	return truth(re.MatchString(text) != strings.HasPrefix(op, "!"))
}

// samePattern writes the server's regular expression as one of Go's. It reports false
// where the two may differ.
func samePattern(pattern string) (string, bool) {
	if strings.HasPrefix(pattern, "***") || strings.Count(pattern, "(?") != strings.Count(pattern, "(?:") || strings.Contains(pattern, "[[.") || strings.Contains(pattern, "[[=") {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '\\' {
			b.WriteByte(pattern[i])
			continue
		}
		i++
		switch {
		case i == len(pattern):
			return "", false
		case strings.IndexByte("dwsDWS.*+?()[]{}|^$/-_", pattern[i]) >= 0:
			b.WriteString(pattern[i-1 : i+1])
		case pattern[i] == 'y' || pattern[i] == 'm' && i+1 < len(pattern) && isWordRune(rune(pattern[i+1])) ||
			pattern[i] == 'M' && i > 1 && isWordRune(rune(pattern[i-2])):
			b.WriteString(`\b`)
		default:
			return "", false
		}
	}
	return b.String(), true
}

// ghost marks a row that stands for none, one or many.
const ghost = "\x00ghost"

// systemTables are the tables of information_schema; all else there are views.
var systemTables = []string{"sql_features", "sql_implementation_info", "sql_parts", "sql_sizing"}

func informationRelation(name string) bool {
	return canon.SystemRelation("information_schema", name) || strings.HasPrefix(name, "_pg_")
}

// systemRows returns what a catalog relation lists beside the objects of the model:
// those of the server, of extensions, and those that come along with others.
func (m *machine) systemRows(relation string) []map[string]value {
	l := &systemList{}
	switch {
	case strings.HasPrefix(relation, "information_schema."):
		informationRows(l, relation)
	case relation == "pg_type" || relation == "pg_proc":
		m.mentionedRows(l, relation)
	default:
		m.catalogRows(l, relation)
	}
	return append(l.rows, m.extensionRows(relation)...)
}

// systemList collects rows.
type systemList struct{ rows []map[string]value }

// add adds a row that stands for none, one or many, sure one that is there.
func (l *systemList) add(row map[string]value) {
	row[ghost] = null
	l.sure(row)
}

func (l *systemList) sure(row map[string]value) { l.rows = append(l.rows, row) }

// systemOID is the OID of an object of the server's own.
func systemOID(kind string) value {
	return startsWith(oidMark+kind+":pg_catalog.", oidMark+kind+":pg_toast.", oidMark+kind+":information_schema.")
}

// systemSchemas are the schemas of a fresh server beside public.
var systemSchemas = []string{"pg_catalog", "information_schema", "pg_toast"}

// catalogRows are those of pg_catalog.
func (m *machine) catalogRows(l *systemList, relation string) {
	pg, information := known("pg_catalog"), known("information_schema")
	switch relation {
	case "pg_namespace":
		for _, name := range systemSchemas {
			l.sure(map[string]value{"oid": known(NamespaceOID(name)), "nspname": known(name)})
		}
		l.add(map[string]value{"nspname": startsWith("pg_temp_", "pg_toast_temp_"), "oid": startsWith(NamespaceOID("pg_temp_"), NamespaceOID("pg_toast_temp_"))})
	case "pg_class":
		l.add(map[string]value{"relnamespace": known(NamespaceOID("pg_catalog")), "relname": startsWith("pg_"), "relkind": oneOf("r", "v", "i"), "oid": systemOID("class")})
		l.add(map[string]value{"relnamespace": known(NamespaceOID("pg_toast")), "relname": startsWith("pg_toast_"), "relkind": oneOf("t", "i"), "oid": systemOID("class")})
		l.add(map[string]value{"relnamespace": known(NamespaceOID("information_schema")), "relname": hasName(informationRelation), "relkind": oneOf("r", "v"), "oid": systemOID("class")})
	case "pg_tables":
		l.add(map[string]value{"schemaname": pg, "tablename": startsWith("pg_")})
		l.add(map[string]value{"schemaname": information, "tablename": oneOf(systemTables...)})
	case "pg_views":
		l.add(map[string]value{"schemaname": pg, "viewname": startsWith("pg_")})
		l.add(map[string]value{"schemaname": information, "viewname": hasName(informationRelation)})
	case "pg_indexes":
		l.add(map[string]value{"schemaname": pg, "tablename": startsWith("pg_"), "indexname": startsWith("pg_")})
	case "pg_index":
		l.add(map[string]value{"indexrelid": systemOID("class"), "indrelid": systemOID("class")})
	case "pg_attribute":
		m.systemAttributes(l)
	case "pg_constraint":
		l.add(map[string]value{"connamespace": known(NamespaceOID("pg_catalog")), "conname": startsWith("pg_"), "conrelid": systemOID("class"), "contype": oneOf("p", "u"), "confrelid": known("0"), "contypid": known("0"), "conindid": systemOID("class")})
		l.add(map[string]value{"connamespace": known(NamespaceOID("information_schema")), "conname": oneOf("cardinal_number_domain_check", "yes_or_no_check"), "conrelid": known("0"), "confrelid": known("0"), "contype": known("c"), "contypid": systemOID("type"), "conindid": known("0")})
	case "pg_inherits":
		m.indexParts(l)
	case "pg_rewrite":
		l.add(map[string]value{"oid": startsWith(systemRewrites...), "ev_class": systemOID("class"), "rulename": oneOf("_RETURN", "pg_settings_u", "pg_settings_n")})
	case "pg_depend":
		m.otherDependencies(l)
	case "pg_trigger":
		m.keyTriggers(l)
	case "pg_rules":
		l.add(map[string]value{"schemaname": pg, "tablename": oneOf("pg_settings"), "rulename": startsWith("pg_settings_")})
	}
}

// mentionedRows are those of catalogs in which the block may look for a built-in object. A
// ghost of the same name stands for the functions of other arguments.
func (m *machine) mentionedRows(l *systemList, relation string) {
	switch relation {
	case "pg_type":
		for _, name := range m.mentioned(canon.BuiltinType) {
			l.sure(map[string]value{"typnamespace": known(NamespaceOID("pg_catalog")), "typname": known(name), "oid": known(TypeOID("pg_catalog", name))})
		}
		l.add(map[string]value{"typnamespace": known(NamespaceOID("pg_catalog")), "typname": hasName(canon.BuiltinType), "oid": systemOID("type"), "typtype": oneOf("b", "c", "p", "r", "m")})
		l.add(map[string]value{"typnamespace": known(NamespaceOID("information_schema")), "typname": hasName(canon.BuiltinType), "oid": systemOID("type"), "typtype": oneOf("b", "c", "d")})
		l.add(map[string]value{"typnamespace": known(NamespaceOID("pg_toast")), "typname": startsWith("pg_toast_"), "oid": systemOID("type")})
	case "pg_proc":
		for _, name := range m.mentioned(canon.BuiltinFunction) {
			l.sure(map[string]value{"pronamespace": known(NamespaceOID("pg_catalog")), "proname": known(name)})
		}
		l.add(map[string]value{"pronamespace": known(NamespaceOID("pg_catalog")), "proname": hasName(canon.BuiltinFunction), "oid": systemOID("proc")})
		l.add(map[string]value{"pronamespace": known(NamespaceOID("information_schema")), "proname": startsWith("_pg_"), "oid": systemOID("proc")})
	}
}

// informationRows are those of information_schema.
func informationRows(l *systemList, relation string) {
	pg, information := known("pg_catalog"), known("information_schema")
	switch relation {
	case "information_schema.schemata":
		for _, name := range systemSchemas {
			l.sure(map[string]value{"schema_name": known(name), "catalog_name": database})
		}
		l.add(map[string]value{"schema_name": startsWith("pg_temp_", "pg_toast_temp_"), "catalog_name": database})
	case "information_schema.routines":
		l.add(map[string]value{"routine_schema": pg, "specific_schema": pg, "routine_name": hasName(canon.BuiltinFunction), "routine_catalog": database})
		l.add(map[string]value{"routine_schema": information, "specific_schema": information, "routine_name": startsWith("_pg_"), "routine_catalog": database})
	case "information_schema.tables":
		l.add(map[string]value{"table_schema": pg, "table_name": startsWith("pg_"), "table_type": oneOf("BASE TABLE", "VIEW"), "table_catalog": database})
		l.add(map[string]value{"table_schema": information, "table_name": hasName(informationRelation), "table_type": oneOf("BASE TABLE", "VIEW"), "table_catalog": database})
	case "information_schema.columns", "information_schema.views", "information_schema.table_constraints", "information_schema.key_column_usage",
		"information_schema.constraint_column_usage":
		l.add(map[string]value{"table_schema": pg, "table_name": startsWith("pg_"), "table_catalog": database, "constraint_schema": pg,
			"column_name": hasName(canon.SystemColumnName), "udt_name": hasName(canon.BuiltinType), "udt_schema": pg, "constraint_name": startsWith("pg_", "1", "2", "3", "4", "5", "6", "7", "8", "9")})
		l.add(map[string]value{"table_schema": information, "table_name": hasName(informationRelation), "table_catalog": database, "constraint_schema": information,
			"column_name": hasName(canon.SystemColumnName), "udt_name": hasName(canon.BuiltinType), "udt_schema": pg, "constraint_name": startsWith("1", "2", "3", "4", "5", "6", "7", "8", "9")})
	case "information_schema.domains":
		l.add(map[string]value{"domain_schema": information, "domain_name": oneOf("cardinal_number", "character_data", "sql_identifier", "time_stamp", "yes_or_no"), "domain_catalog": database})
	}
}

// mentioned returns the texts in the block that are names of a kind.
func (m *machine) mentioned(has func(string) bool) []string {
	if m.literals == nil {
		m.literals = []string{}
		l := lex.Lexer{Text: m.body}
		for t := l.Next(); t.Kind != lex.End; t = l.Next() {
			if t.Kind == lex.String {
				m.literals = append(m.literals, strings.Trim(m.body[t.Start:t.End], "'"))
			}
		}
		slices.Sort(m.literals)
		m.literals = slices.Compact(m.literals)
	}
	var out []string
	for _, text := range m.literals {
		if has(text) {
			out = append(out, text)
		}
	}
	return out
}

// systemAttributes adds the columns of the server's own relations, of indexes, and
// those that every table has beside its own.
func (m *machine) systemAttributes(l *systemList) {
	l.add(map[string]value{"attrelid": systemOID("class"), "attname": hasName(canon.SystemColumnName)})
	l.add(map[string]value{"attnum": oneOf("-1", "-2", "-3", "-4", "-5", "-6"), "attname": oneOf("ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"), "attisdropped": known("f"), "attnotnull": known("t")})
	// No key has a dropped column, so its number is none of theirs.
	l.add(map[string]value{"attnum": startsWith("dropped"), "attname": startsWith("........pg.dropped."), "attisdropped": known("t")})
	rows, _ := m.cat.Rows("pg_class")
	for _, row := range rows {
		if row["relkind"] == "i" {
			l.add(map[string]value{"attrelid": known(row["oid"]), "attisdropped": known("f")})
		}
	}
}

// indexParts adds the indexes of partitions, which are parts of those of their tables.
func (m *machine) indexParts(l *systemList) {
	rows, _ := m.cat.Rows("pg_class")
	var indexes []string
	for _, row := range rows {
		if row["relkind"] == "i" {
			indexes = append(indexes, row["oid"])
		}
	}
	if len(indexes) > 0 {
		l.add(map[string]value{"inhrelid": oneOf(indexes...), "inhparent": oneOf(indexes...)})
	}
}

// keyTriggers adds the triggers by which the server enforces keys.
func (m *machine) keyTriggers(l *systemList) {
	rows, _ := m.cat.Rows("pg_constraint")
	for _, row := range rows {
		for _, table := range []string{row["conrelid"], row["confrelid"]} {
			if row["contype"] == "f" || row["condeferrable"] == "t" && table != "0" {
				l.add(map[string]value{"tgname": startsWith("RI_ConstraintTrigger_", "PK_ConstraintTrigger_"), "tgrelid": known(table), "tgisinternal": known("t"), "tgconstraint": unknown(systemObjects)})
			}
		}
	}
}
