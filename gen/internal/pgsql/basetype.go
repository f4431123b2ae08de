package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// ShellType returns the statement that makes known the name of a type, so that its
// functions can be made.
func (p Printer) ShellType(id schema.ID) string { return "CREATE TYPE " + p.Name(id) }

var (
	alignmentNames = map[string]string{"c": "char", "s": "int2", "i": "int4", "d": "double"}
	storageNames   = map[string]string{"p": "plain", "e": "external", "x": "extended", "m": "main"}
)

func (p Printer) createBaseType(b schema.BaseType) string {
	if b.Shell() {
		return p.ShellType(b.ID)
	}
	var settings []string
	for _, fn := range b.Functions {
		settings = append(settings, strings.ToUpper(fn.Option)+" = "+p.Name(fn.Function))
	}
	if !b.Element.IsZero() {
		settings = append(settings, "ELEMENT = "+p.Type(b.Element))
	}
	for _, o := range b.Options {
		name, value, _ := strings.Cut(o, "=")
		switch name {
		case "alignment":
			value = alignmentNames[value]
		case "storage":
			value = storageNames[value]
		case "category", "default", "delimiter":
			value = Literal(value)
		case "passedbyvalue":
			settings = append(settings, "PASSEDBYVALUE")
			continue
		}
		settings = append(settings, strings.ToUpper(name)+" = "+value)
	}
	return "CREATE TYPE " + p.Name(b.ID) + " (\n    " + strings.Join(settings, ",\n    ") + "\n)"
}

// AlterBaseType returns the statement that leads from one form of a type to another
// that differs in what ALTER TYPE can set.
func (p Printer) AlterBaseType(from, to schema.BaseType) string {
	var settings []string
	for _, fn := range to.Functions {
		if !slices.Contains(from.Functions, fn) {
			settings = append(settings, strings.ToUpper(fn.Option)+" = "+p.Name(fn.Function))
		}
	}
	for _, fn := range from.Functions {
		if !slices.ContainsFunc(to.Functions, func(other schema.AggregateFunction) bool { return other.Option == fn.Option }) {
			settings = append(settings, strings.ToUpper(fn.Option)+" = NONE")
		}
	}
	if old, wanted := storageOf(from), storageOf(to); old != wanted {
		settings = append(settings, "STORAGE = "+storageNames[wanted])
	}
	return "ALTER TYPE " + p.Name(to.ID) + " SET (" + strings.Join(settings, ", ") + ")"
}

func storageOf(b schema.BaseType) string {
	for _, o := range b.Options {
		if letter, ok := strings.CutPrefix(o, "storage="); ok {
			return letter
		}
	}
	return "p"
}

// Shells returns the address of the shell if the functions of a type are made on the
// type itself, so that its name has to be known before, and those functions.
func Shells(o schema.Object) (shell schema.ID, functions []schema.ID) {
	switch t := o.(type) {
	case schema.BaseType:
		for _, fn := range t.Functions {
			functions = append(functions, fn.Function)
		}
		if !t.Shell() {
			shell = t.ShellID()
		}
	case schema.Range:
		if !t.Canonical.IsZero() && t.Canonical.Schema != "pg_catalog" {
			shell, functions = t.ShellID(), []schema.ID{t.Canonical}
		}
	}
	return shell, functions
}

// IsShell reports whether the ID addresses the shell of a type rather than an object.
func IsShell(id schema.ID) bool { return id.Kind.IsType() && id.Args == "shell" }

// OwnFunctions returns the functions of db that a type is made of and that are made
// on it: neither can be dropped without the other.
func OwnFunctions(db *schema.Database, o schema.Object) []schema.ID {
	var out []schema.ID
	_, functions := Shells(o)
	for _, id := range functions {
		if fn, ok := db.Lookup(id); ok && slices.Contains(fn.Refs(), o.Address()) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
