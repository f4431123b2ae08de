package plan

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// casts lists, for built-in types, to which others a value can be cast explicitly;
// text types can be cast to and from everything.
var casts = map[string]string{
	"int2": "int4 int8 float4 float8 numeric", "int4": "int2 int8 float4 float8 numeric bool money bit",
	"int8": "int2 int4 float4 float8 numeric money bit", "float4": "int2 int4 int8 float8 numeric",
	"float8": "int2 int4 int8 float4 numeric", "numeric": "int2 int4 int8 float4 float8 money",
	"bool": "int4", "money": "numeric", "bit": "int4 int8 varbit", "varbit": "bit",
	"date": "timestamp timestamptz", "timestamp": "date time timestamptz", "timestamptz": "date time timetz timestamp",
	"time": "timetz interval", "timetz": "time", "interval": "time", "json": "jsonb", "jsonb": "json bool int2 int4 int8 float4 float8 numeric",
	"inet": "cidr", "cidr": "inet", "macaddr": "macaddr8", "macaddr8": "macaddr", "xml": "",
}

// assignments lists the casts that need no USING.
var assignments = map[string]string{
	"int2": "int4 int8 float4 float8 numeric", "int4": "int2 int8 float4 float8 numeric money", "int8": "int2 int4 float4 float8 numeric money",
	"float4": "int2 int4 int8 float8 numeric", "float8": "int2 int4 int8 float4 numeric", "numeric": "int2 int4 int8 float4 float8 money",
	"money": "numeric", "bit": "varbit", "varbit": "bit", "date": "timestamp timestamptz", "timestamp": "date time timestamptz",
	"timestamptz": "date time timetz timestamp", "time": "timetz interval", "timetz": "time", "interval": "time",
	"json": "jsonb", "jsonb": "json", "inet": "cidr", "cidr": "inet", "macaddr": "macaddr8", "macaddr8": "macaddr",
}

func textual(t schema.Type) bool {
	return t.Builtin() && (t.Name == "text" || t.Name == "varchar" || t.Name == "bpchar")
}

func listed(table map[string]string, from, to string) bool {
	for _, name := range strings.Fields(table[from]) {
		if name == to {
			return true
		}
	}
	return false
}

// using returns the expression that turns the values of a column into another type,
// "" where the server needs none. A change that no cast knows goes through text.
func (b *builder) using(column string, from, to schema.Type) string {
	name := b.p.Ident(column)
	target := b.p.Type(to)
	same := from.Schema == to.Schema && from.Name == to.Name
	switch {
	case same && from.Array == to.Array:
		return ""
	case to.Array && !from.Array:
		element := to
		element.Array, element.Modifier = false, ""
		if same || textual(element) {
			return "CASE WHEN " + name + " IS NOT NULL THEN ARRAY[" + name + "]::" + target + " END"
		}
		return name + "::text::" + target
	case from.Array && !to.Array:
		return name + "::text::" + target
	case textual(from) && textual(to):
		return ""
	case textual(to) && from.Builtin():
		return name + "::" + target
	case textual(from) || textual(to):
		return name + "::" + target
	case !from.Builtin() || !to.Builtin():
		if from.Array {
			return name + "::text[]::" + target
		}
		return name + "::text::" + target
	case listed(assignments, from.Name, to.Name):
		return ""
	case listed(casts, from.Name, to.Name):
		return name + "::" + target
	}
	return name + "::text::" + target
}

// keepsRows reports whether the server changes the type without writing the rows
// anew: a longer or unlimited varchar, varchar to text, wider numeric of the same
// scale, more precise times.
func keepsRows(from, to schema.Type) bool {
	if !from.Builtin() || !to.Builtin() || from.Array != to.Array {
		return false
	}
	if from == to {
		return true
	}
	unlimited := to.Modifier == ""
	longer := func() bool {
		a, err1 := strconv.Atoi(from.Modifier)
		b, err2 := strconv.Atoi(to.Modifier)
		return err1 == nil && err2 == nil && b >= a
	}
	switch {
	case from.Name == "varchar" && (to.Name == "text" || to.Name == "varchar"):
		return unlimited || longer()
	case from.Name == "text" && to.Name == "varchar":
		return unlimited
	case from.Name != to.Name:
		return from.Name == "cidr" && to.Name == "inet"
	case from.Name == "numeric":
		p1, s1, _ := strings.Cut(from.Modifier, ",")
		p2, s2, _ := strings.Cut(to.Modifier, ",")
		a, _ := strconv.Atoi(p1)
		b, _ := strconv.Atoi(p2)
		return unlimited || from.Modifier != "" && s1 == s2 && b >= a
	case from.Name == "timestamp" || from.Name == "timestamptz" || from.Name == "time" || from.Name == "timetz" || from.Name == "varbit":
		return unlimited || longer()
	}
	return false
}

// mayLose reports whether some values of the old type have no place in the new one.
func mayLose(from, to schema.Type) bool {
	wide := map[string]int{"int2": 1, "int4": 2, "int8": 3, "numeric": 4}
	switch {
	case keepsRows(from, to), textual(to) && to.Modifier == "":
		return false
	case wide[from.Name] > 0 && wide[to.Name] > wide[from.Name] && to.Modifier == "":
		return false
	case from.Name == "json" && to.Name == "jsonb", from.Name == "date" && strings.HasPrefix(to.Name, "timestamp"):
		return false
	}
	return true
}

// storageOf is the storage that the server gives a column of the type.
func storageOf(t schema.Type) string {
	switch {
	case t.Array:
		return "extended"
	case t.Name == "numeric", t.Name == "inet", t.Name == "cidr":
		return "main"
	}
	switch t.Name {
	case "text", "varchar", "bpchar", "bytea", "json", "jsonb", "xml", "tsvector", "path", "polygon", "bit", "varbit":
		return "extended"
	}
	if t.Builtin() || t.Kind == schema.KindEnum {
		return "plain"
	}
	return "extended"
}
