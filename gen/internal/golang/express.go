package golang

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/pgen-go/pgen/gen/internal/gotype"
)

// elementType is the Go type of a value, or of an element of an array.
func (w *page) elementType(c *column) {
	if c.t.Path == "" {
		w.put(c.t.Name)
	} else {
		w.qual(c.t.Path, c.t.Name)
	}
}

// valueType is the Go type of a value that is not NULL.
func (w *page) valueType(c *column) {
	if c.t.Array {
		w.put("[]")
	}
	w.elementType(c)
}

// fieldType is the Go type in a row.
func (w *page) fieldType(c *column) {
	if c.pointer() {
		w.put("*")
	}
	w.valueType(c)
}

// optionalType is the type of a field that may be left out.
func (w *page) optionalType(c *column) {
	if c.nullable {
		w.store("Nullable[")
	} else {
		w.store("Optional[")
	}
	w.valueType(c)
	w.put("]")
}

// inputType is the type of a field of an insert.
func (w *page) inputType(c *column) {
	if c.hasDefault {
		w.optionalType(c)
	} else {
		w.fieldType(c)
	}
}

func (w *page) filterType(c *column) {
	switch c.t.Filter {
	case gotype.TextFilter:
		w.store("TextFilter")
	case gotype.JSONFilter:
		w.store("JSONFilter")
	case gotype.ArrayFilter:
		w.store("ArrayFilter[")
		w.elementType(c)
		w.put("]")
	default:
		w.store("Filter[")
		w.valueType(c)
		w.put("]")
	}
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

// pass writes the expression that passes a value of the field's type.
func (w *page) pass(c *column, value string) {
	switch {
	case c.t.Array && c.nullable:
		w.storeCall("ArrayOrNull", value, c.t.Append)
	case c.pointer() && !c.t.Array:
		w.storeCall("Maybe", value, c.argument())
	default:
		w.passValue(c, value)
	}
}

// passValue writes the expression that passes a value that is not NULL.
func (w *page) passValue(c *column, value string) {
	switch name := c.argument(); {
	case c.t.Array:
		w.storeCall("Array", value, c.t.Append)
	case name == "Plain":
		w.put(value)
	case name == "Text":
		w.put("string(", value, ")")
	case name == "UUIDOf":
		w.storeCall("UUID", value, "")
	default:
		w.storeCall(name, value, "")
	}
}

// storeCall writes a call of the runtime with a value and, unless it is "", one of
// the runtime's functions.
func (w *page) storeCall(function, value, argument string) {
	w.store(function)
	w.put("(", value)
	if argument != "" {
		w.put(", ")
		w.store(argument)
	}
	w.put(")")
}

// place writes the expression for where a column of a row is read into.
func (w *page) place(c *column) {
	field := "&r." + c.field
	switch {
	case c.t.Array && c.t.Class == gotype.UUID:
		w.placeAs("ScanUUIDs", c, field)
	case c.t.Array:
		w.placeAs("ScanArray", c, field)
	case c.t.Class == gotype.Document:
		w.store("ScanJSON[")
		w.fieldType(c)
		w.put("]{To: ", field, "}")
	case c.t.Path == "time" && !c.pointer():
		w.placeAs("Time", nil, field)
	case c.t.Class == gotype.UUID && !c.pointer() && c.t.Path != storePath:
		w.placeAs("UUID", nil, field)
	case c.pointer() && c.nullPlace() != "":
		w.storeCall(c.nullPlace(), field, "")
	default:
		w.put(field)
	}
}

// placeAs converts a place to one of the runtime's types, which has a column's
// element type as its parameter unless that is nil.
func (w *page) placeAs(name string, element *column, field string) {
	w.put("(*")
	w.store(name)
	if element != nil {
		w.put("[")
		w.elementType(element)
		w.put("]")
	}
	w.put(")(", field, ")")
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
