package plpgsql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// roughMark starts a text in a [Row] that means what the server's text means, but need
// not be the same: the definition of a view, say, as its author wrote it. Such a text
// may be run again, but it decides nothing.
const roughMark = "\x00rough "

const exactText = "the exact text of a definition is asked for"

// roughly is a value of which only the meaning is known.
func roughly(text string) value { return value{kind: valueText, text: text, rough: true} }

// joined is a text made of others; it is as rough as they are.
func joined(text string, parts ...value) value {
	v := known(text)
	for _, p := range parts {
		v.rough = v.rough || p.rough
	}
	return v
}

// exprText is an expression that a row has, NULL for none.
func exprText(e schema.Expr) string {
	if e.IsZero() {
		return Null
	}
	return roughMark + e.SQL
}

func viewText(o schema.Object) string {
	v, _ := o.(schema.View)
	return roughMark + strings.TrimRight(v.Query.SQL, "; \n") + ";"
}

// triggerText is pg_get_triggerdef.
func triggerText(t schema.Trigger) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if t.Constraint {
		b.WriteString("CONSTRAINT ")
	}
	b.WriteString("TRIGGER " + quoteIdent(t.ID.Name) + " " + strings.ToUpper(t.Timing) + " ")
	for i, event := range t.Events {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(strings.ToUpper(event))
		if event == "update" && len(t.UpdateOf) > 0 {
			b.WriteString(" OF " + strings.Trim(columnList(t.UpdateOf), "()"))
		}
	}
	b.WriteString(" ON " + quoteIdent(t.ID.Schema) + "." + quoteIdent(t.ID.Relation))
	if !t.From.IsZero() {
		b.WriteString(" FROM " + quoteIdent(t.From.Schema) + "." + quoteIdent(t.From.Name))
	}
	if t.Constraint {
		b.WriteString([...]string{" NOT DEFERRABLE", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"}[t.Deferral])
	}
	if t.OldTable != "" || t.NewTable != "" {
		b.WriteString(" REFERENCING")
	}
	if t.OldTable != "" {
		b.WriteString(" OLD TABLE AS " + quoteIdent(t.OldTable))
	}
	if t.NewTable != "" {
		b.WriteString(" NEW TABLE AS " + quoteIdent(t.NewTable))
	}
	b.WriteString(map[bool]string{true: " FOR EACH ROW", false: " FOR EACH STATEMENT"}[t.Row])
	if !t.When.IsZero() {
		b.WriteString(" WHEN (" + t.When.SQL + ")")
	}
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = quoteLiteral(a)
	}
	b.WriteString(" EXECUTE FUNCTION " + quoteIdent(t.Function.Schema) + "." + quoteIdent(t.Function.Name) + "(" + strings.Join(args, ", ") + ")")
	return roughMark + b.String()
}

// described works out the functions that describe an object.
func (m *machine) described(name string, f *pg.FuncCall, args []value) (value, bool) {
	if len(args) == 0 {
		return null, false
	}
	switch name {
	case "pg_get_function_identity_arguments":
		return apply(func(t []string) value { return identityArguments(t[0]) }, args...), true
	case "pg_get_constraintdef":
		return m.constraintText(args), true
	case "obj_description", "col_description":
		return m.description(name, args), true
	case "pg_get_indexdef":
		return m.indexText(args), true
	case "pg_get_functiondef":
		return m.routineDefinition(args[0]), true
	case "pg_get_viewdef", "pg_get_triggerdef":
		return m.definitionText(name, args), true
	case "enum_range":
		if cast := f.Args[0].GetTypeCast(); cast != nil && len(f.Args) == 1 {
			return m.enumRange(m.object("regtype", strings.Join(nameList(cast.TypeName.GetNames()), "."), true)), true
		}
	case "rtrim", "btrim":
		if args[0].rough && (len(args) == 1 || args[1].kind == valueText && strings.Trim(args[1].text, "; \n") == "") {
			return roughly(strings.TrimRight(args[0].text, "; \n")), true
		}
	}
	return null, false
}

// definitionText is pg_get_viewdef and pg_get_triggerdef.
func (m *machine) definitionText(name string, args []value) value {
	relations, id := []string{"pg_trigger"}, args[0]
	if name == "pg_get_viewdef" {
		relations = []string{"pg_views", "pg_matviews"}
		if id.kind == valueText && !strings.HasPrefix(id.text, oidMark) {
			id = m.object("regclass", id.text, true)
		}
	}
	for _, relation := range relations {
		rows, _ := m.cat.Rows(relation)
		for _, row := range rows {
			if id.kind == valueText && row["oid"] == id.text {
				return roughly(strings.TrimPrefix(row["definition"], roughMark))
			}
		}
	}
	return unknown(exactText)
}
