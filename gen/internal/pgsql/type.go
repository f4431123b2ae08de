package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// usual are the names by which people know the built-in types whose catalog name
// differs.
var usual = map[string]string{
	"int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean",
	"float4": "real", "float8": "double precision", "bpchar": "char", "char": `"char"`,
	"bit": "bit", "numeric": "numeric", "varchar": "varchar", "interval": "interval",
	"time": "time", "timestamp": "timestamp",
}

// Type returns the type as it stands in a column definition: "integer",
// "varchar(255)", "numeric(10,2)", "text[]", "app.mood".
func (p Printer) Type(t schema.Type) string {
	name := p.typeName(t)
	switch {
	case t.Modifier == "":
	case t.Builtin() && t.Name == "interval" && !strings.ContainsAny(t.Modifier[:1], "0123456789"):
		name += " " + t.Modifier
	default:
		name += "(" + t.Modifier + ")"
	}
	if t.Array {
		name += "[]"
	}
	return name
}

func (p Printer) typeName(t schema.Type) string {
	if !t.Builtin() {
		name := p.strict(t.Name)
		if _, taken := usual[t.Name]; taken || shadowed[t.Name] {
			// The built-in type of this name would win over the search path.
			return p.Ident(t.Schema) + "." + name
		}
		return p.qualified(t.Schema, name)
	}
	switch {
	case t.Modifier == "" && t.Name == "bpchar":
		return "bpchar"
	case t.Modifier == "" && t.Name == "bit":
		return `"bit"`
	}
	if name, ok := usual[t.Name]; ok {
		return name
	}
	return p.strict(t.Name)
}

// shadowed are further built-in types with names that people give to their own.
var shadowed = words(`
	text date json jsonb uuid xml money name inet cidr macaddr point line lseg box path polygon circle
	timestamptz timetz varbit bytea oid record void trigger any tsvector tsquery
	int4range int8range numrange tsrange tstzrange daterange regclass regproc regtype
`)

// collate returns " COLLATE name", or nothing for the type's own collation.
func (p Printer) collate(name string) string {
	if name == "" {
		return ""
	}
	return " COLLATE " + p.Collation(name)
}

// Collation returns the printed name of a collation that the model keeps as
// "name" (built in) or "schema.name".
func (p Printer) Collation(name string) string {
	prefix, rest, ok := strings.Cut(name, ".")
	if !ok || isLocale(prefix) {
		return p.Ident(name)
	}
	return p.qualified(prefix, p.Ident(rest))
}

// isLocale reports whether the text before a dot is a locale ("en_US" of
// "en_US.utf8") rather than a schema.
func isLocale(s string) bool {
	language, region, ok := strings.Cut(s, "_")
	return s == "C" || ok && len(language) <= 3 && len(region) == 2 && strings.ToUpper(region) == region
}
