package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Printer writes names and statements. The zero value leaves names of the schema
// "public" unqualified.
type Printer struct {
	// SearchPath is the search path under which the text will run. Names in its
	// first schema are written without it; empty means "public".
	SearchPath []string
	// UncheckedBodies is true for scripts in which the server is not to read the bodies of
	// functions when it makes them, as pg_dump has it.
	UncheckedBodies bool
}

// Ident returns a name of a table, column, constraint and the like, quoted only
// when PostgreSQL would not read it back as the same name.
func (p Printer) Ident(name string) string {
	if isPlain(name) && !reserved[name] {
		return name
	}
	return quoted(name)
}

// strict is Ident for names of types and functions, where more words are taken.
func (p Printer) strict(name string) string {
	if isPlain(name) && !reserved[name] && !columnWords[name] {
		return name
	}
	return quoted(name)
}

func quoted(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func isPlain(name string) bool {
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r == '_':
		case i > 0 && (r >= '0' && r <= '9'):
		default:
			return false
		}
	}
	return name != ""
}

// Idents returns the names quoted and joined by commas.
func (p Printer) Idents(names []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = p.Ident(name)
	}
	return strings.Join(parts, ", ")
}

// Name returns the name under which a statement addresses the object: qualified
// by its schema unless that is the first of the search path. For a part of a
// relation (column, constraint, trigger, policy) it is the bare name, for an
// index the qualified one, for a routine the name without arguments.
func (p Printer) Name(id schema.ID) string {
	switch {
	case id.Kind == schema.KindSchema, id.Kind == schema.KindExtension:
		return p.Ident(id.Name)
	case id.Kind == schema.KindOperator:
		return p.qualified(id.Schema, id.Name)
	case id.Kind == schema.KindIndex:
		return p.qualified(id.Schema, p.Ident(id.Name))
	case id.Relation != "":
		return p.Ident(id.Name)
	case id.Kind.IsType(), id.Kind.IsRoutine():
		return p.qualified(id.Schema, p.strict(id.Name))
	}
	return p.qualified(id.Schema, p.Ident(id.Name))
}

// relation returns the name of the table or view that id is a part of.
func (p Printer) relation(id schema.ID) string {
	return p.qualified(id.Schema, p.Ident(id.Relation))
}

func (p Printer) qualified(schemaName, printed string) string {
	if schemaName == "" || schemaName == "pg_catalog" || schemaName == p.home() {
		return printed
	}
	return p.Ident(schemaName) + "." + printed
}

func (p Printer) home() string {
	if len(p.SearchPath) == 0 {
		return "public"
	}
	return p.SearchPath[0]
}

// dotted prints the name of an object that the model keeps as text: "name" when
// it is built in, else "schema.name".
func (p Printer) dotted(name string) string {
	if prefix, rest, ok := strings.Cut(name, "."); ok {
		return p.qualified(prefix, p.Ident(rest))
	}
	return p.Ident(name)
}

// Literal returns the string as an SQL literal; it uses E” only when the text
// has a backslash, so it does not depend on standard_conforming_strings.
func Literal(s string) string {
	s = strings.ReplaceAll(s, "'", "''")
	if strings.Contains(s, `\`) {
		return `E'` + strings.ReplaceAll(s, `\`, `\\`) + `'`
	}
	return "'" + s + "'"
}

// dollar returns the text in dollar quotes with a tag that the text does not contain.
func dollar(text string) string {
	tag := "$$"
	for n := 0; strings.Contains(text+"$", tag); n++ {
		tag = "$body" + strings.Repeat("_", n) + "$"
	}
	return tag + text + tag
}
