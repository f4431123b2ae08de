package golang

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
)

// The functions here return new builder values at every call: a value that was
// put somewhere is used up. The builder is asked for what it is needed for, the
// names of other packages; code without them is put in as text, which costs a
// tenth.

// code is a piece of code that names no other package.
func code(text string) *jen.Statement { return jen.Id(text) }

func fromStore(name string) *jen.Statement { return jen.Qual(storePath, name) }

// elementType is the Go type of a value, or of an element of an array.
func (c *column) elementType() *jen.Statement {
	if c.t.Path == "" {
		return jen.Id(c.t.Name)
	}
	return jen.Qual(c.t.Path, c.t.Name)
}

// valueType is the Go type of a value that is not NULL.
func (c *column) valueType() *jen.Statement {
	if c.t.Array {
		return jen.Index().Add(c.elementType())
	}
	return c.elementType()
}

// fieldType is the Go type in a row.
func (c *column) fieldType() *jen.Statement {
	if c.pointer() {
		return jen.Op("*").Add(c.valueType())
	}
	return c.valueType()
}

// optionalType is the type of a field that may be left out.
func (c *column) optionalType() *jen.Statement {
	if c.nullable {
		return fromStore("Nullable").Types(c.valueType())
	}
	return fromStore("Optional").Types(c.valueType())
}

// inputType is the type of a field of an insert.
func (c *column) inputType() *jen.Statement {
	if c.hasDefault {
		return c.optionalType()
	}
	return c.fieldType()
}

func (c *column) filterType() *jen.Statement {
	switch c.t.Filter {
	case gotype.TextFilter:
		return fromStore("TextFilter")
	case gotype.ArrayFilter:
		return fromStore("ArrayFilter").Types(c.elementType())
	case gotype.JSONFilter:
		return fromStore("JSONFilter")
	}
	return fromStore("Filter").Types(c.valueType())
}

// argument is the name of the runtime's function that passes a value.
func (c *column) argument() string {
	switch c.t.Class {
	case gotype.String:
		if c.t.Path != "" || c.t.Name != "string" {
			return "Text"
		}
	case gotype.UUID:
		if c.t.Path != storePath {
			return "UUIDOf"
		}
	case gotype.Date:
		return "Date"
	case gotype.Timestamp:
		return "Timestamp"
	case gotype.Interval:
		return "IntervalText"
	case gotype.JSON:
		return "JSONText"
	case gotype.Document:
		return "JSONOf"
	case gotype.Custom:
		if c.t.Append == "AppendValue" {
			return "ValueText"
		}
	}
	return "Plain"
}

// pass is the expression that passes a value of the field's type.
func (c *column) pass(value string) *jen.Statement {
	switch {
	case c.t.Array && c.nullable:
		return fromStore("ArrayOrNull").Id("(" + value + ",").Add(fromStore(c.t.Append)).Id(")")
	case c.pointer() && !c.t.Array:
		return fromStore("Maybe").Id("(" + value + ",").Add(fromStore(c.argument())).Id(")")
	}
	return c.passValue(value)
}

// passValue is the expression that passes a value that is not NULL.
func (c *column) passValue(value string) *jen.Statement {
	switch name := c.argument(); {
	case c.t.Array:
		return fromStore("Array").Id("(" + value + ",").Add(fromStore(c.t.Append)).Id(")")
	case name == "Plain":
		return code(value)
	case name == "Text":
		return code("string(" + value + ")")
	case name == "UUIDOf":
		return fromStore("UUID").Id("(" + value + ")")
	default:
		return fromStore(name).Id("(" + value + ")")
	}
}

// place is the expression for where a column of a row is read into.
func (c *column) place() *jen.Statement {
	field := code("&r." + c.field)
	converted := func(t *jen.Statement) *jen.Statement { return code("(*").Add(t).Id(")(&r." + c.field + ")") }
	switch {
	case c.t.Array && c.t.Class == gotype.UUID:
		return converted(fromStore("ScanUUIDs").Types(c.elementType()))
	case c.t.Array:
		return converted(fromStore("ScanArray").Types(c.elementType()))
	case c.t.Class == gotype.Document:
		return fromStore("ScanJSON").Types(c.fieldType()).Id("{To: &r." + c.field + "}")
	case c.t.Path == "time" && !c.pointer():
		return converted(fromStore("Time"))
	case c.t.Class == gotype.UUID && !c.pointer() && c.t.Path != storePath:
		return converted(fromStore("UUID"))
	}
	if c.pointer() {
		if name := c.nullPlace(); name != "" {
			return fromStore(name).Id("(&r." + c.field + ")")
		}
	}
	return field
}

// nullPlace is the runtime's function that makes a place for a nullable column,
// or "" where pgx does it as well.
func (c *column) nullPlace() string {
	switch {
	case c.t.Class == gotype.UUID:
		return "NullUUID"
	case c.t.Class == gotype.String:
		return "NullText"
	case c.t.Path == "time":
		return "NullTime"
	case c.t.Append == "AppendInt" && c.t.Name != "uint32":
		return "NullInt"
	}
	return ""
}

// sqlText is an SQL text as a raw string if that is easier to read and possible,
// else as a quoted one.
func sqlText(s string) string {
	if !strings.ContainsAny(s, "\n\"") || strings.ContainsAny(s, "`\r") {
		return strconv.Quote(s)
	}
	return "`" + s + "`"
}

// jsonName is a column's name with all that a tag cannot hold made plain.
func jsonName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-.", r) {
			return r
		}
		return '_'
	}, name)
}

func jsonTag(c *column, option string) string {
	if c.json == "-" && option == "" {
		option = "," // "-" alone would leave the field out
	}
	return "`json:\"" + c.json + option + "\"`"
}

// docLines turns text into comment lines.
func docLines(text string) []jen.Code {
	var out []jen.Code
	for line := range strings.Lines(text) {
		line = strings.TrimRightFunc(strings.Map(func(r rune) rune {
			if r == '\t' || unicode.IsPrint(r) {
				return r
			}
			return -1
		}, line), unicode.IsSpace)
		out = append(out, code("// "+line))
	}
	return out
}

func writeDoc(f *jen.File, text string) {
	for _, line := range docLines(text) {
		f.Add(line)
	}
}
