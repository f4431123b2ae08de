package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createWrapper(w schema.ForeignDataWrapper) string {
	text := "CREATE FOREIGN DATA WRAPPER " + p.Ident(w.ID.Name)
	if !w.Handler.IsZero() {
		text += " HANDLER " + p.Name(w.Handler)
	}
	if !w.Validator.IsZero() {
		text += " VALIDATOR " + p.Name(w.Validator)
	}
	return text + p.foreignOptions(w.Options, w.Secrets)
}

// AlterWrapper returns the statement that leads from one wrapper to another.
func (p Printer) AlterWrapper(from, to schema.ForeignDataWrapper) string {
	text := "ALTER FOREIGN DATA WRAPPER " + p.Ident(to.ID.Name)
	function := func(word string, old, wanted schema.ID) {
		switch {
		case old == wanted:
		case wanted.IsZero():
			text += " NO " + word
		default:
			text += " " + word + " " + p.Name(wanted)
		}
	}
	function("HANDLER", from.Handler, to.Handler)
	function("VALIDATOR", from.Validator, to.Validator)
	return text + p.alterOptions(from.Options, to.Options)
}

func (p Printer) createServer(s schema.Server) string {
	text := "CREATE SERVER " + p.Ident(s.ID.Name)
	if s.Type != "" {
		text += " TYPE " + Literal(s.Type)
	}
	if s.ServerVersion != "" {
		text += " VERSION " + Literal(s.ServerVersion)
	}
	return text + "\n    FOREIGN DATA WRAPPER " + p.Ident(s.WrapperName) + p.foreignOptions(s.Options, s.Secrets)
}

// AlterServer returns the statement that leads from one version and list of options
// to another.
func (p Printer) AlterServer(from, to schema.Server) string {
	text := "ALTER SERVER " + p.Ident(to.ID.Name)
	switch {
	case from.ServerVersion == to.ServerVersion:
	case to.ServerVersion == "":
		text += " VERSION NULL"
	default:
		text += " VERSION " + Literal(to.ServerVersion)
	}
	return text + p.alterOptions(from.Options, to.Options)
}

func (p Printer) createMapping(m schema.UserMapping) string {
	return "CREATE " + p.mapping(m.ID) + p.foreignOptions(m.Options, m.Secrets)
}

// AlterMapping returns the statement that leads from one list of options to another.
func (p Printer) AlterMapping(from, to schema.UserMapping) string {
	return "ALTER " + p.mapping(to.ID) + p.alterOptions(from.Options, to.Options)
}

// mapping returns kind and address of a user mapping.
func (p Printer) mapping(id schema.ID) string {
	role := p.Ident(id.Name)
	switch id.Name {
	case "":
		role = "CURRENT_USER"
	case schema.Public:
		role = "PUBLIC"
	}
	return "USER MAPPING FOR " + role + " SERVER " + p.Ident(id.Args)
}

// AlterForeignTable returns the statement that leads from one list of options of a
// foreign table to another.
func (p Printer) AlterForeignTable(from, to schema.Table) string {
	return "ALTER FOREIGN TABLE " + p.Name(to.ID) + p.alterOptions(from.ForeignOptions, to.ForeignOptions)
}

// AlterForeignColumn is [Printer.AlterForeignTable] for a column.
func (p Printer) AlterForeignColumn(from, to schema.Column) string {
	return "ALTER FOREIGN TABLE " + p.relation(to.ID) + " ALTER COLUMN " + p.Ident(to.ID.Name) + p.alterOptions(from.ForeignOptions, to.ForeignOptions)
}

// foreignOptions prints an OPTIONS clause. Of an option with a secret, which the model
// does not hold, only a remark says that it belongs there.
func (p Printer) foreignOptions(options, secrets []string) string {
	if len(options)+len(secrets) == 0 {
		return ""
	}
	remark := ""
	if len(secrets) > 0 {
		remark = " /* without " + strings.ReplaceAll(strings.Join(secrets, ", "), "*/", "* /") + ": set it by hand */"
	}
	if len(options) == 0 {
		return remark
	}
	return "\n    OPTIONS (" + p.optionList("", options) + ")" + remark
}

func (p Printer) optionList(verb string, options []string) string {
	parts := make([]string, len(options))
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		parts[i] = verb + p.Ident(name) + " " + Literal(value)
	}
	return strings.Join(parts, ", ")
}

// alterOptions prints the OPTIONS clause that leads from one list to another.
func (p Printer) alterOptions(from, to []string) string {
	values := map[string]string{}
	for _, o := range from {
		name, value, _ := strings.Cut(o, "=")
		values[name] = value
	}
	var parts []string
	for _, o := range to {
		name, value, _ := strings.Cut(o, "=")
		old, had := values[name]
		delete(values, name)
		switch {
		case !had:
			parts = append(parts, p.optionList("ADD ", []string{o}))
		case old != value:
			parts = append(parts, p.optionList("SET ", []string{o}))
		}
	}
	for _, o := range from {
		name, _, _ := strings.Cut(o, "=")
		if _, gone := values[name]; gone {
			parts = append(parts, "DROP "+p.Ident(name))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " OPTIONS (" + strings.Join(parts, ", ") + ")"
}
