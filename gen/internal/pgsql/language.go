package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Language returns CREATE LANGUAGE, with OR REPLACE if wanted.
func (p Printer) Language(l schema.Language, replace bool) string {
	text := "CREATE "
	if replace {
		text += "OR REPLACE "
	}
	if l.Trusted {
		text += "TRUSTED "
	}
	text += "LANGUAGE " + p.Ident(l.ID.Name) + " HANDLER " + p.Name(l.Handler)
	if !l.Inline.IsZero() {
		text += " INLINE " + p.Name(l.Inline)
	}
	if !l.Validator.IsZero() {
		text += " VALIDATOR " + p.Name(l.Validator)
	}
	return text
}

// Transform returns CREATE TRANSFORM, with OR REPLACE if wanted.
func (p Printer) Transform(t schema.Transform, replace bool) string {
	text := "CREATE "
	if replace {
		text += "OR REPLACE "
	}
	var parts []string
	if !t.FromSQL.IsZero() {
		parts = append(parts, "FROM SQL WITH FUNCTION "+p.function(t.FromSQL))
	}
	if !t.ToSQL.IsZero() {
		parts = append(parts, "TO SQL WITH FUNCTION "+p.function(t.ToSQL))
	}
	return text + "TRANSFORM FOR " + p.Type(t.Type) + " LANGUAGE " + p.Ident(t.ID.Name) + " (" + strings.Join(parts, ", ") + ")"
}

func (p Printer) createAccessMethod(a schema.AccessMethod) string {
	return "CREATE ACCESS METHOD " + p.Ident(a.ID.Name) + " TYPE " + strings.ToUpper(a.Type) + " HANDLER " + p.Name(a.Handler)
}

func (p Printer) createConversion(c schema.Conversion) string {
	text := "CREATE "
	if c.Default {
		text += "DEFAULT "
	}
	return text + "CONVERSION " + p.Name(c.ID) + " FOR " + Literal(c.Source) + " TO " + Literal(c.Target) + " FROM " + p.Name(c.Function)
}
