package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Routine returns CREATE FUNCTION or PROCEDURE, with OR REPLACE if wanted.
func (p Printer) Routine(r schema.Routine, replace bool) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if replace {
		b.WriteString("OR REPLACE ")
	}
	b.WriteString(strings.ToUpper(r.ID.Kind.String()) + " " + p.Name(r.ID) + p.parameters(r.Arguments))
	if returns := p.returns(r); returns != "" {
		b.WriteString("\nRETURNS " + returns)
	}
	b.WriteString("\nLANGUAGE " + p.Ident(r.Language))
	for i, t := range r.Transforms {
		b.WriteString(word(i == 0, " TRANSFORM FOR TYPE ", ", FOR TYPE ") + p.Type(t))
	}
	for _, word := range attributes(r) {
		b.WriteString(" " + word)
	}
	for _, setting := range r.Config {
		b.WriteString("\nSET " + p.Config(setting))
	}
	switch {
	case !r.SQLBody.IsZero():
		b.WriteString("\n" + strings.TrimSpace(r.SQLBody.SQL))
	case r.Symbol != "":
		b.WriteString("\nAS " + Literal(r.Body) + ", " + Literal(r.Symbol))
	default:
		b.WriteString("\nAS " + dollar(r.Body))
	}
	return b.String()
}

func attributes(r schema.Routine) []string {
	var out []string
	add := func(on bool, word string) {
		if on {
			out = append(out, word)
		}
	}
	add(r.Window, "WINDOW")
	add(r.Volatility == 'i', "IMMUTABLE")
	add(r.Volatility == 's', "STABLE")
	add(r.LeakProof, "LEAKPROOF")
	add(r.Strict, "STRICT")
	add(r.SecurityDefiner, "SECURITY DEFINER")
	add(r.Parallel == 's', "PARALLEL SAFE")
	add(r.Parallel == 'r', "PARALLEL RESTRICTED")
	add(r.Cost != "", "COST "+r.Cost)
	add(r.Rows != "", "ROWS "+r.Rows)
	add(r.Support != "", "SUPPORT "+r.Support)
	return out
}

// parameters prints the parenthesised list; many parameters go one per line.
func (p Printer) parameters(args []schema.Argument) string {
	var parts []string
	for _, a := range args {
		if a.Mode != 't' {
			parts = append(parts, p.parameter(a))
		}
	}
	if line := strings.Join(parts, ", "); len(line) <= 80 {
		return "(" + line + ")"
	}
	return "(\n    " + strings.Join(parts, ",\n    ") + "\n)"
}

func (p Printer) parameter(a schema.Argument) string {
	var b strings.Builder
	switch a.Mode {
	case 'o':
		b.WriteString("OUT ")
	case 'b':
		b.WriteString("INOUT ")
	case 'v':
		b.WriteString("VARIADIC ")
	}
	if a.Name != "" {
		b.WriteString(p.strict(a.Name) + " ")
	}
	b.WriteString(p.Type(a.Type))
	if !a.Default.IsZero() {
		b.WriteString(" DEFAULT " + operand(a.Default.SQL))
	}
	return b.String()
}

func (p Printer) returns(r schema.Routine) string {
	var table []string
	var outs []schema.Argument
	for _, a := range r.Arguments {
		switch a.Mode {
		case 't':
			table = append(table, p.strict(a.Name)+" "+p.Type(a.Type))
		case 'o', 'b':
			outs = append(outs, a)
		}
	}
	switch {
	case r.ID.Kind == schema.KindProcedure:
		return ""
	case len(table) > 0:
		return "TABLE (" + strings.Join(table, ", ") + ")"
	case r.Returns.IsZero() && r.SetOf && len(outs) == 1:
		return "SETOF " + p.Type(outs[0].Type)
	case r.Returns.IsZero() && r.SetOf:
		return "SETOF record"
	case r.Returns.IsZero():
		return ""
	case r.SetOf:
		return "SETOF " + p.Type(r.Returns)
	}
	return p.Type(r.Returns)
}

// Config prints a "name=value" setting of a routine as it stands after SET.
func (p Printer) Config(setting string) string {
	name, value, _ := strings.Cut(setting, "=")
	if !schema.IsListSetting(name) {
		return p.optionName(name) + " = " + Literal(value)
	}
	var parts []string
	for _, part := range listItems(value) {
		if inner, ok := strings.CutPrefix(part, `"`); ok {
			part = strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)
		}
		if part == "" || reserved[part] || len(part) > 63 { // an identifier would be cut

			parts = append(parts, Literal(part))
		} else {
			parts = append(parts, p.Ident(part))
		}
	}
	return name + " = " + strings.Join(parts, ", ")
}

// listItems cuts a list at the commas that stand outside of quotes.
func listItems(value string) []string {
	quoted := false
	items := strings.FieldsFunc(value, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == ',' && !quoted
	})
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}

// Signature returns the name of a routine with its argument types, as DROP, ALTER
// and COMMENT address it.
func (p Printer) Signature(o schema.Object) string {
	switch r := o.(type) {
	case schema.Routine:
		var parts []string
		for _, a := range r.Arguments {
			if a.Mode != 'o' && a.Mode != 't' {
				parts = append(parts, p.Type(withoutModifier(a.Type)))
			}
		}
		return p.Name(r.ID) + "(" + strings.Join(parts, ", ") + ")"
	case schema.Aggregate:
		return p.Name(r.ID) + "(" + p.aggregated(r, false) + ")"
	}
	return p.Name(o.Address())
}

func withoutModifier(t schema.Type) schema.Type {
	if t.Name != "bpchar" && t.Name != "bit" {
		t.Modifier = ""
	}
	return t
}
