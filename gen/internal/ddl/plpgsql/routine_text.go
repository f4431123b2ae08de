package plpgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// routineTexts is the relation of the definitions of routines.
const routineTexts = "\x00routine texts"

func routineTextRows(_ *schema.Database, o schema.Object) []Row {
	r, ok := o.(schema.Routine)
	if !ok || r.Body == "" || r.Symbol != "" {
		return nil
	}
	return one("oid", routineOID(r.ID), "text", routineText(r))
}

func routineOID(id schema.ID) string {
	return oidMark + "proc:" + id.Schema + "." + id.Name + "(" + id.Args + ")"
}

// routineText is pg_get_functiondef: its body as it is, around it what means the same
// as the server's words.
func routineText(r schema.Routine) string {
	var args, table []string
	for _, a := range r.Arguments {
		text := strings.TrimSpace(map[schema.ArgumentMode]string{'o': "OUT", 'b': "INOUT", 'v': "VARIADIC"}[a.Mode] + " " + argumentText(a))
		if a.Mode == 't' {
			table = append(table, argumentText(a))
			continue
		}
		if !a.Default.IsZero() {
			text += " DEFAULT " + a.Default.SQL
		}
		args = append(args, text)
	}
	var b strings.Builder
	b.WriteString("CREATE OR REPLACE " + strings.ToUpper(r.ID.Kind.String()) + " " + quoteIdent(r.ID.Schema) + "." + quoteIdent(r.ID.Name) + "(" + strings.Join(args, ", ") + ")\n")
	switch {
	case len(table) > 0:
		b.WriteString(" RETURNS TABLE(" + strings.Join(table, ", ") + ")\n")
	case !r.Returns.IsZero():
		b.WriteString(" RETURNS " + map[bool]string{true: "SETOF "}[r.SetOf] + fullType(r.Returns) + "\n")
	}
	b.WriteString(" LANGUAGE " + quoteIdent(r.Language) + "\n" + routineWords(r))
	for _, setting := range r.Config {
		name, text, _ := strings.Cut(setting, "=")
		b.WriteString(" SET " + name + " TO " + configText(name, text) + "\n")
	}
	tag := "$" + strings.ToLower(r.ID.Kind.String()) + "$"
	for strings.Contains(r.Body, tag) {
		tag = strings.TrimSuffix(tag, "$") + "x$"
	}
	return b.String() + "AS " + tag + r.Body + tag + "\n"
}

func argumentText(a schema.Argument) string {
	if a.Name == "" {
		return fullType(a.Type)
	}
	return quoteIdent(a.Name) + " " + fullType(a.Type)
}

// fullType is a type as SQL writes it.
func fullType(t schema.Type) string {
	out := quoteIdent(t.Schema) + "." + quoteIdent(t.Name)
	if long := typeText(t.Name); t.Builtin() && long.kind == valueText {
		out = long.text
	}
	if t.Array {
		out += "[]"
	}
	return out
}

// routineWords is the line of options.
func routineWords(r schema.Routine) string {
	words := ""
	add := func(on bool, word string) {
		if on {
			words += " " + word
		}
	}
	add(len(r.Transforms) > 0, "TRANSFORM") // which is no SQL: such a routine is not made again
	add(r.Window, "WINDOW")
	add(r.Volatility == 'i', "IMMUTABLE")
	add(r.Volatility == 's', "STABLE")
	add(r.Parallel == 's', "PARALLEL SAFE")
	add(r.Parallel == 'r', "PARALLEL RESTRICTED")
	add(r.Strict, "STRICT")
	add(r.SecurityDefiner, "SECURITY DEFINER")
	add(r.LeakProof, "LEAKPROOF")
	add(r.Cost != "", "COST "+r.Cost)
	add(r.Rows != "", "ROWS "+r.Rows)
	add(r.Support != "", "SUPPORT "+r.Support)
	if words == "" {
		return ""
	}
	return words + "\n"
}

// configText writes the value of SET for a function. A list of schemas is kept as one.
func configText(name, text string) string {
	if name != "search_path" {
		return quoteLiteral(text)
	}
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if inner, ok := strings.CutPrefix(part, `"`); ok {
			part = strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)
		}
		parts = append(parts, quoteLiteral(part))
	}
	return strings.Join(parts, ", ")
}

// routineDefinition is pg_get_functiondef.
func (m *machine) routineDefinition(id value) value {
	rows, _ := m.cat.Rows(routineTexts)
	for _, row := range rows {
		if id.kind == valueText && row["oid"] == id.text {
			return known(row["text"])
		}
	}
	return unknown(exactText)
}

// digests are functions of a text that only the server's own words satisfy.
var digests = []string{"md5", "sha224", "sha256", "sha384", "sha512", "digest", "hashtext", "encode"}

// argumentTypes writes the types between the parentheses of a signature as the IDs of
// routines do. It reports false if one of them is not known.
func (m *machine) argumentTypes(list string) (string, bool) {
	if strings.TrimSpace(list) == "" || strings.ContainsAny(list, "()") {
		return "", false
	}
	var out []string
	for text := range strings.SplitSeq(list, ",") {
		found := m.typeNamed(strings.TrimSpace(text))
		path, ok := strings.CutPrefix(found.text, oidMark+"type:")
		if found.kind != valueText || !ok {
			return "", false
		}
		space, name, _ := strings.Cut(path, ".")
		element, isArray := strings.CutPrefix(name, "_")
		if isArray && strings.HasSuffix(strings.TrimSpace(text), "]") {
			name = element + "[]"
		}
		if space != "pg_catalog" {
			name = space + "." + name
		}
		out = append(out, name)
	}
	return strings.Join(out, ","), true
}
