package plpgsql

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

// Objects stand for their OIDs as "oid:KIND:schema.name".
const oidMark = "oid:"

// ClassOID, TypeOID and NamespaceOID are the values that [Row]s carry where the
// server has an OID.
func ClassOID(schema, relation string) string { return oidMark + "class:" + schema + "." + relation }

// TypeOID is the OID of a type: see [ClassOID].
func TypeOID(schema, name string) string { return oidMark + "type:" + schema + "." + name }

// NamespaceOID is the OID of a schema: see [ClassOID].
func NamespaceOID(schema string) string { return oidMark + "namespace:" + schema }

// named are the types that print an OID as the name of an object.
var named = map[string]struct{ relation, column, oid, state, what string }{
	"regclass":     {"pg_class", "relname", "class", "42P01", "relation"},
	"regtype":      {"pg_type", "typname", "type", "42704", "type"},
	"regnamespace": {"pg_namespace", "nspname", "namespace", "3F000", "schema"},
	"regproc":      {"pg_proc", "proname", "proc", "42883", "function"},
	"regprocedure": {"pg_proc", "proname", "proc", "42883", "function"},
}

// castValue casts to the types that matter to guards.
func (m *machine) castValue(v value, t *pg.TypeName) value {
	name := lastOf(nameList(t.Names))
	if len(t.ArrayBounds) > 0 {
		if v.kind == valueText {
			v = listOf(v)
		}
		if v.kind != valueList || named[name].oid == "" {
			return v
		}
		out := value{kind: valueList}
		for _, item := range v.list {
			out.list = append(out.list, m.castValue(item, &pg.TypeName{Names: t.Names}))
		}
		return out
	}
	if v.kind != valueText {
		return v
	}
	switch name {
	case "regclass", "regtype", "regnamespace", "regproc", "regprocedure", "regrole":
		return m.object(name, v.text, true)
	case "oid":
		v.named = false
	case "bool":
		switch strings.ToLower(v.text) {
		case "t", "true", "yes", "on", "1":
			return truth(true)
		case "f", "false", "no", "off", "0":
			return truth(false)
		}
	case "text", "varchar", "name", "bpchar":
		return m.printed(v)
	case "date", "timestamp", "timestamptz":
		return momentOf(v, name)
	}
	return v
}

// printed is the value as text: an OID that was cast to one of the types with names
// prints as the name of its object, with its schema where the search path hides it.
func (m *machine) printed(v value) value {
	rest, isOID := strings.CutPrefix(v.text, oidMark)
	if v.kind != valueText || !isOID {
		return v
	}
	if !v.named {
		return unknown("the number of an OID is printed")
	}
	kind, path, _ := strings.Cut(rest, ":")
	if kind == "namespace" {
		return known(quoteIdent(path))
	}
	path, args, isRoutine := strings.Cut(path, "(")
	space, name, _ := strings.Cut(path, ".")
	out := quoteIdent(name)
	if !m.visible(kind, space, name) {
		out = quoteIdent(space) + "." + out
	}
	if kind == "type" && space == "pg_catalog" {
		return typeText(name)
	}
	if isRoutine {
		out += "(" + args
	}
	return known(out)
}

// typeText is how the server prints a type of its own without a modifier.
func typeText(name string) value {
	element, isArray := strings.CutPrefix(name, "_")
	long := longName(element)
	if long == element && !slices.Contains(plainTypes, element) {
		return unknown("the name of a type is asked for")
	}
	if isArray {
		long += "[]"
	}
	return known(long)
}

// plainTypes are types of the server's that it prints under their name in pg_type.
var plainTypes = []string{"text", "uuid", "json", "jsonb", "date", "bytea", "inet", "cidr", "numeric", "interval", "oid", "point", "tsvector", "xml", "money",
	"name", "macaddr", "tsquery", "regclass", "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"}

// visible reports whether the search path leads to the object.
func (m *machine) visible(kind, space, name string) bool {
	for _, n := range named {
		if n.oid != kind {
			continue
		}
		rows, _ := m.cat.Rows(n.relation)
		for _, other := range m.cat.SearchPath() {
			if other == space {
				return true
			}
			for _, row := range rows {
				if row[n.column] == name && strings.HasPrefix(row["oid"], oidMark+kind+":"+other+".") {
					return false
				}
			}
		}
	}
	return space == "pg_catalog"
}

// object finds what a name stands for. A name that nobody has gives NULL, or with
// must the error of the server.
func (m *machine) object(kind, text string, must bool) value {
	if strings.HasPrefix(text, oidMark) {
		return value{kind: valueText, text: text, named: true}
	}
	of, ok := named[kind]
	if !ok {
		return unknown("the roles of the server are asked for")
	}
	found := value{}
	switch kind {
	case "regtype":
		found = m.typeNamed(text)
	case "regprocedure":
		found = m.routineNamed(text)
	default:
		found = m.objectNamed(kind, nameParts(text))
	}
	if found.isNull() && must {
		m.pending = &raised{state: of.state, err: fmt.Errorf("%s %q does not exist", of.what, text)}
		return unknown("a name that stands for nothing")
	}
	return found
}

// objectNamed looks for a name along the search path.
func (m *machine) objectNamed(kind string, parts []string) value {
	of := named[kind]
	rows, ok := m.cat.Rows(of.relation)
	if !ok {
		return unknown("it depends on the rows of " + of.relation)
	}
	name, spaces := parts[len(parts)-1], m.cat.SearchPath()
	if len(parts) > 1 {
		spaces = parts[len(parts)-2 : len(parts)-1]
	} else if kind != "regnamespace" && systemHas(kind, "pg_catalog", name) {
		return value{kind: valueText, text: oidMark + of.oid + ":pg_catalog." + name, named: true}
	}
	out := null
	for _, space := range spaces {
		for _, row := range rows {
			at := strings.HasPrefix(row["oid"], oidMark+of.oid+":"+space+".") || kind == "regnamespace"
			if row[of.column] == name && at && out.isNull() {
				out = value{kind: valueText, text: row["oid"], named: true}
			}
		}
		if out.isNull() && systemHas(kind, space, name) {
			out = value{kind: valueText, text: oidMark + of.oid + ":" + space + "." + name, named: true}
		}
	}
	if kind == "regnamespace" && out.isNull() && (name == "pg_catalog" || name == "information_schema" || name == "pg_toast") {
		out = value{kind: valueText, text: NamespaceOID(name), named: true}
	}
	if !out.isNull() || kind == "regnamespace" {
		return out
	}
	for _, row := range m.extensionRows(of.relation) {
		if v := binary("=", row[of.column], known(name)); !v.isFalse() {
			if v.isTrue() {
				return value{kind: valueText, text: row["oid"].text, named: true}
			}
			return unknown("an extension may have " + name)
		}
	}
	if len(parts) == 1 && strings.HasPrefix(name, "pg_") || len(parts) > 1 && strings.HasPrefix(parts[len(parts)-2], "pg_") {
		return unknown("the server may have " + name)
	}
	return null
}

// systemHas reports whether the server has an object of its own in a schema.
func systemHas(kind, space, name string) bool {
	switch kind {
	case "regclass":
		return canon.SystemRelation(space, name)
	case "regtype":
		return space == "pg_catalog" && canon.BuiltinType(name) && !strings.HasPrefix(name, "pg_") || canon.SystemRelation(space, name)
	case "regproc":
		return space == "pg_catalog" && canon.BuiltinFunction(name)
	}
	return false
}

// typeNamed finds a type as SQL writes it.
func (m *machine) typeNamed(text string) value {
	tree, err := pg.Parse("SELECT NULL::" + text)
	if err != nil || len(tree.Stmts) != 1 {
		return unknown("the name of a type that cannot be read")
	}
	cast := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()[0].GetResTarget().GetVal().GetTypeCast()
	if cast == nil {
		return unknown("the name of a type that cannot be read")
	}
	found := m.objectNamed("regtype", nameList(cast.TypeName.Names))
	if found.kind == valueText && len(cast.TypeName.ArrayBounds) > 0 {
		i := strings.LastIndex(found.text, ".") + 1
		found.text = found.text[:i] + "_" + found.text[i:]
	}
	return found
}

// routineNamed finds a function by its name and the types of its arguments.
func (m *machine) routineNamed(text string) value {
	name, args, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(text), ")"), "(")
	if !ok {
		return unknown("the name of a function that cannot be read")
	}
	found := m.objectNamed("regproc", nameParts(name))
	if found.kind != valueText || strings.HasPrefix(found.text, oidMark+"proc:pg_catalog.") {
		if found.isNull() {
			return found
		}
		return unknown("a function of the server is asked for")
	}
	rows, _ := m.cat.Rows("pg_proc")
	prefix, _, _ := strings.Cut(found.text, "(")
	none := strings.TrimSpace(args) == ""
	types, sure := m.argumentTypes(args)
	same := 0
	for _, row := range rows {
		if start, has, _ := strings.Cut(row["oid"], "("); start == prefix {
			same++
			if (has == ")") == none && none {
				return value{kind: valueText, text: row["oid"], named: true}
			}
			if sure && has == types+")" {
				return value{kind: valueText, text: row["oid"], named: true}
			}
			if has != ")" && !none && !sure {
				return unknown("the types of the arguments of a function are asked for")
			}
		}
	}
	return null
}

// identityArguments returns the argument types of a routine for a statement that
// names it.
func identityArguments(oid string) value {
	_, args, ok := strings.Cut(oid, "(")
	if !ok || !strings.HasPrefix(oid, oidMark+"proc:") {
		return unknown("the arguments of a function of the server")
	}
	return known(strings.TrimSuffix(args, ")"))
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
