package pgsql

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createCollation(c schema.Collation) string {
	var settings []string
	add := func(name, value string) { settings = append(settings, name+" = "+value) }
	if c.Provider != "libc" {
		add("provider", c.Provider)
	}
	switch {
	case c.Provider != "libc":
		add("locale", Literal(c.Locale))
	case c.Collate == c.CType:
		add("locale", Literal(c.Collate))
	default:
		add("lc_collate", Literal(c.Collate))
		add("lc_ctype", Literal(c.CType))
	}
	if c.Nondeterministic {
		add("deterministic", "false")
	}
	if c.Rules != "" {
		add("rules", Literal(c.Rules))
	}
	return "CREATE COLLATION " + p.Name(c.ID) + " (" + strings.Join(settings, ", ") + ")"
}

func (p Printer) createOperator(o schema.Operator) string {
	settings := []string{"FUNCTION = " + p.Name(o.Function)}
	add := func(name, value string) { settings = append(settings, name+" = "+value) }
	if !o.Left.IsZero() {
		add("LEFTARG", p.Type(o.Left))
	}
	add("RIGHTARG", p.Type(o.Right))
	if !o.Commutator.IsZero() {
		add("COMMUTATOR", p.operatorID(o.Commutator))
	}
	if !o.Negator.IsZero() {
		add("NEGATOR", p.operatorID(o.Negator))
	}
	if !o.Restrict.IsZero() {
		add("RESTRICT", p.Name(o.Restrict))
	}
	if !o.Join.IsZero() {
		add("JOIN", p.Name(o.Join))
	}
	if o.Hashes {
		settings = append(settings, "HASHES")
	}
	if o.Merges {
		settings = append(settings, "MERGES")
	}
	return "CREATE OPERATOR " + p.Name(o.ID) + " (\n    " + strings.Join(settings, ",\n    ") + "\n)"
}

// operatorID prints an operator where the grammar takes a bare one too.
func (p Printer) operatorID(id schema.ID) string { return p.operator(id.Schema + "." + id.Name) }

// AlterOperator returns the statement that sets the estimators of an operator.
func (p Printer) AlterOperator(o schema.Operator) string {
	name := func(id schema.ID) string {
		if id.IsZero() {
			return "NONE"
		}
		return p.Name(id)
	}
	settings := "RESTRICT = " + name(o.Restrict)
	if !o.Left.IsZero() {
		settings += ", JOIN = " + name(o.Join)
	}
	return "ALTER OPERATOR " + p.operatorSignature(o.ID) + " SET (" + settings + ")"
}

// operatorSignature prints an operator with its operands as DROP and ALTER take it.
func (p Printer) operatorSignature(id schema.ID) string {
	return p.Name(id) + " (" + p.types(id.Args) + ")"
}

// types prints the types inside an ID.
func (p Printer) types(args string) string {
	if args == "" {
		return ""
	}
	parts := strings.Split(args, ",")
	for i, part := range parts {
		if part == "NONE" {
			continue
		}
		name, array := strings.CutSuffix(part, "[]")
		t := schema.Type{Schema: "pg_catalog", Name: name, Array: array}
		if space, own, ok := strings.Cut(name, "."); ok {
			t.Schema, t.Name = space, own
		}
		parts[i] = p.Type(t)
	}
	return strings.Join(parts, ", ")
}

// function prints a function with its arguments.
func (p Printer) function(id schema.ID) string { return p.Name(id) + "(" + p.types(id.Args) + ")" }

func (p Printer) createFamily(o schema.OperatorFamily) string {
	if o.IsBuiltin() {
		return p.AlterFamily(o.ID, o.Members, false)
	}
	return "CREATE OPERATOR FAMILY " + p.Name(o.ID) + " USING " + p.Ident(o.ID.Args)
}

// AlterFamily returns the statement that adds members to an operator family, or with
// drop takes them out of it.
func (p Printer) AlterFamily(family schema.ID, members []schema.FamilyMember, drop bool) string {
	parts := make([]string, len(members))
	word := "ADD"
	for i, m := range members {
		if parts[i] = p.member(m, true); drop {
			word = "DROP"
			parts[i] = memberWord(m) + " (" + p.types(schema.FormatTypes(m.Left, m.Right)) + ")"
		}
	}
	return "ALTER OPERATOR FAMILY " + p.Name(family) + " USING " + p.Ident(family.Args) + " " + word + "\n    " + strings.Join(parts, ",\n    ")
}

func memberWord(m schema.FamilyMember) string {
	word := "OPERATOR "
	if m.Object.Kind != schema.KindOperator {
		word = "FUNCTION "
	}
	return word + strconv.Itoa(m.Number)
}

func (p Printer) member(m schema.FamilyMember, typed bool) string {
	text := memberWord(m) + " "
	if m.Object.Kind != schema.KindOperator {
		if typed {
			text += "(" + p.types(schema.FormatTypes(m.Left, m.Right)) + ") "
		}
		return text + p.function(m.Object)
	}
	text += p.Name(m.Object) + " (" + p.types(schema.FormatTypes(m.Left, m.Right)) + ")"
	if !m.OrderBy.IsZero() {
		text += " FOR ORDER BY " + p.Name(m.OrderBy)
	}
	return text
}

func (p Printer) createClass(o schema.OperatorClass) string {
	text := "CREATE OPERATOR CLASS " + p.Name(o.ID)
	if o.Default {
		text += " DEFAULT"
	}
	text += " FOR TYPE " + p.Type(o.Type) + " USING " + p.Ident(o.ID.Args)
	if o.Family.Name != o.ID.Name || o.Family.Schema != o.ID.Schema {
		text += " FAMILY " + p.Name(o.Family)
	}
	var items []string
	for _, m := range o.Members {
		items = append(items, p.member(m, m.Left != o.Type || m.Right != o.Type))
	}
	storage := o.Storage
	if storage.IsZero() && len(items) == 0 {
		storage = o.Type // the grammar wants one item at least
	}
	if !storage.IsZero() {
		items = append(items, "STORAGE "+p.Type(storage))
	}
	return text + " AS\n    " + strings.Join(items, ",\n    ")
}

func (p Printer) createCast(c schema.Cast) string {
	text := "CREATE CAST (" + p.Type(c.Source) + " AS " + p.Type(c.Target) + ")"
	switch c.Method {
	case "function":
		text += " WITH FUNCTION " + p.function(c.Function)
	case "inout":
		text += " WITH INOUT"
	default:
		text += " WITHOUT FUNCTION"
	}
	if c.Context != "explicit" {
		text += " AS " + strings.ToUpper(c.Context)
	}
	return text
}

// OneSided returns the operators of db that name the operator as commutator or negator
// while it does not name them back. They are better made first, when it is not there
// yet: the server would complete the pair.
func OneSided(db *schema.Database, o schema.Operator) []schema.ID {
	var out []schema.ID
	if !o.Commutator.IsZero() && !o.Negator.IsZero() {
		return nil
	}
	for other := range schema.AllOf[schema.Operator](db) {
		if other.ID != o.ID && (other.Commutator == o.ID && o.Commutator.IsZero() || other.Negator == o.ID && o.Negator.IsZero()) {
			out = append(out, other.ID)
		}
	}
	return out
}
