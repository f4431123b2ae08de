package canon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// TypeName returns the type that a type name stands for: aliases resolved, found
// along the search path, arrays and modifiers in the form of [schema.Type]. The
// error is an [*Error] with SQLState 42704 if nobody defined the type, 3F000 if there
// is not even its schema. The serial types are not types and give 42704 too: see [Serial].
func TypeName(t *pg.TypeName, db *schema.Database, searchPath []string) (schema.Type, error) {
	names := stringList(t.GetNames())
	if t.GetPctType() {
		return columnType(t, names, db, searchPath)
	}
	var out schema.Type
	ok := false
	switch len(names) {
	case 1:
		if out, ok = typeOnPath(names[0], db, searchPath); !ok {
			if elem, isArray := strings.CutPrefix(names[0], "_"); isArray {
				out, ok = typeOnPath(elem, db, searchPath)
				out.Array = true
			}
		}
	case 2, 3:
		space, name := names[len(names)-2], names[len(names)-1]
		if out, ok = typeIn(space, name, db); !ok {
			if elem, isArray := strings.CutPrefix(name, "_"); isArray {
				out, ok = typeIn(space, elem, db)
				out.Array = true
			}
		}
	}
	if !ok {
		return schema.Type{}, unknownType(t, names, db)
	}
	out.Array = out.Array || len(t.GetArrayBounds()) > 0
	out.Modifier = modifier(out, t.GetTypmods())
	return out, nil
}

func unknownType(t *pg.TypeName, names []string, db *schema.Database) error {
	if err := noSchema(t, names[:len(names)-1], db); err != nil {
		return err
	}
	name := strings.Join(names, ".")
	if base, ok := Serial(t); ok {
		return &Error{SQLState: "42704", Location: int(t.GetLocation()), Message: fmt.Sprintf("type %q does not exist", name),
			Hint: "serial types can stand only as the type of a column of a new table or ADD COLUMN; use " + base + " here"}
	}
	return &Error{SQLState: "42704", Location: int(t.GetLocation()), Message: fmt.Sprintf("type %q does not exist", name),
		Hint: "create the type or its extension before this statement, or set search_path so that it is found"}
}

// noSchema gives the error for a name in a schema that does not exist; spaces are the
// names that stand before it.
func noSchema(t *pg.TypeName, spaces []string, db *schema.Database) error {
	if len(spaces) == 0 {
		return nil
	}
	space := spaces[len(spaces)-1]
	if slices.Contains([]string{"pg_catalog", "information_schema", "pg_temp", "pg_toast"}, space) || db.Has(schema.NewSchema(space)) {
		return nil
	}
	return &Error{SQLState: "3F000", Location: int(t.GetLocation()), Message: fmt.Sprintf("schema %q does not exist", space),
		Hint: "create it before this statement, or check the spelling; quoted names keep their case"}
}

// Serial reports whether the name is one of the serial types, and returns the
// integer type behind it ("int2", "int4", "int8").
func Serial(t *pg.TypeName) (string, bool) {
	names := stringList(t.GetNames())
	if len(names) == 2 && names[0] == "pg_catalog" {
		names = names[1:]
	}
	if len(names) != 1 || t.GetPctType() {
		return "", false
	}
	switch names[0] {
	case "smallserial", "serial2":
		return "int2", true
	case "serial", "serial4":
		return "int4", true
	case "bigserial", "serial8":
		return "int8", true
	}
	return "", false
}

// columnType resolves table.column%TYPE.
func columnType(t *pg.TypeName, names []string, db *schema.Database, searchPath []string) (schema.Type, error) {
	fault := func(state, format string, args ...any) error {
		return &Error{SQLState: state, Location: int(t.GetLocation()), Message: fmt.Sprintf(format, args...),
			Hint: "name an existing table.column before %TYPE"}
	}
	n := len(names)
	if n < 2 {
		return schema.Type{}, fault("42601", "improper %%TYPE reference: a column is written table.column")
	}
	spaces := path(searchPath)
	if n >= 3 {
		if err := noSchema(t, names[:n-2], db); err != nil {
			return schema.Type{}, err
		}
		spaces = names[n-3 : n-2]
	}
	for _, space := range spaces {
		attributes := builtins().relations.find(space + "." + names[n-2])
		rel, ok := db.Relation(space, names[n-2])
		if ok {
			attributes = db.Attributes(rel)
		}
		for _, a := range attributes {
			if a.Name == names[n-1] {
				return a.Type, nil
			}
		}
		if ok || len(attributes) > 0 {
			return schema.Type{}, fault("42703", "column %q of relation %q does not exist", names[n-1], names[n-2])
		}
	}
	return schema.Type{}, fault("42P01", "relation %q does not exist", strings.Join(names[:n-1], "."))
}

// path puts pg_catalog in front of a search path that does not name it.
func path(searchPath []string) []string {
	if slices.Contains(searchPath, "pg_catalog") {
		return searchPath
	}
	return append([]string{"pg_catalog"}, searchPath...)
}

func typeOnPath(name string, db *schema.Database, searchPath []string) (schema.Type, bool) {
	if !slices.Contains(searchPath, "pg_catalog") {
		if t, ok := typeIn("pg_catalog", name, db); ok {
			return t, true
		}
	}
	for _, space := range searchPath {
		if t, ok := typeIn(space, name, db); ok {
			return t, true
		}
	}
	return schema.Type{}, false
}

func typeIn(space, name string, db *schema.Database) (schema.Type, bool) {
	switch space {
	case "pg_catalog":
		_, ok := builtins().types[name]
		if !ok {
			ok = builtins().relations.has("pg_catalog." + name)
		}
		if !ok {
			_, ok = db.TypeNamed(space, name)
		}
		return builtin(name), ok
	case "information_schema":
		if slices.Contains([]string{"cardinal_number", "character_data", "sql_identifier", "time_stamp", "yes_or_no"}, name) {
			return builtinCode("information_schema." + name), true
		}
		if builtins().relations.has("information_schema." + name) {
			return schema.Type{Schema: space, Name: name}, true
		}
	}
	if id, ok := db.TypeNamed(space, name); ok {
		return schema.Type{Schema: space, Name: name, Kind: id.Kind}, true
	}
	for o := range schema.AllOf[schema.Range](db) {
		if o.Multirange == name && o.ID.Schema == space {
			return schema.Type{Schema: space, Name: name, Kind: schema.KindRange}, true
		}
	}
	return extensionType(space, name, db)
}

// extensionType looks for a type that an installed extension brings. The types of
// an extension that is not in the table are not known: it may bring any.
func extensionType(space, name string, db *schema.Database) (schema.Type, bool) {
	var unknown []string
	for ext := range schema.AllOf[schema.Extension](db) {
		if ext.Schema != space {
			continue
		}
		known, ok := builtins().extensions[ext.ID.Name]
		switch {
		case !ok:
			unknown = append(unknown, ext.ID.Name)
		case slices.Contains(known, name):
			return schema.Type{Schema: space, Name: name, Extension: ext.ID.Name}, true
		}
	}
	if len(unknown) == 1 {
		return schema.Type{Schema: space, Name: name, Extension: unknown[0]}, true
	}
	return schema.Type{}, false
}

// modifier prints what the server shows between the parentheses of a type.
func modifier(t schema.Type, mods []*pg.Node) string {
	if len(mods) == 0 {
		return ""
	}
	parts := make([]string, len(mods))
	for i, m := range mods {
		switch c := m.GetAConst(); {
		case c.GetIval() != nil:
			parts[i] = strconv.Itoa(int(c.GetIval().GetIval()))
		case c.GetSval() != nil:
			parts[i] = c.GetSval().GetSval()
		case c.GetFval() != nil:
			parts[i] = c.GetFval().GetFval()
		case c != nil: // the integer 0 is a constant without value in the tree
			parts[i] = "0"
		default:
			parts[i] = strings.Join(stringList(m.GetColumnRef().GetFields()), ".")
		}
	}
	if !t.Builtin() {
		return strings.Join(parts, ",")
	}
	switch last := len(parts) - 1; t.Name {
	case "numeric":
		if len(parts) == 1 {
			parts = append(parts, "0")
		}
	case "time", "timetz", "timestamp", "timestamptz":
		parts[last] = precision(parts[last])
	case "interval":
		if last > 0 {
			parts[last] = precision(parts[last])
		}
		return intervalModifier(parts)
	}
	return strings.Join(parts, ",")
}

// precision returns the number of digits that the server keeps of a second.
func precision(digits string) string {
	if n, err := strconv.Atoi(digits); err == nil && n > 6 {
		return "6"
	}
	return digits
}

// intervalFields are the bit masks that the grammar uses for the fields.
var intervalFields = map[int]string{
	1 << 2: "year", 1 << 1: "month", 1 << 3: "day", 1 << 10: "hour", 1 << 11: "minute", 1 << 12: "second",
	1<<2 | 1<<1: "year to month", 1<<3 | 1<<10: "day to hour", 1<<3 | 1<<10 | 1<<11: "day to minute",
	1<<3 | 1<<10 | 1<<11 | 1<<12: "day to second", 1<<10 | 1<<11: "hour to minute",
	1<<10 | 1<<11 | 1<<12: "hour to second", 1<<11 | 1<<12: "minute to second",
}

func intervalModifier(parts []string) string {
	mask, _ := strconv.Atoi(parts[0])
	text := intervalFields[mask]
	if len(parts) > 1 {
		if text == "" {
			return parts[1]
		}
		text += "(" + parts[1] + ")"
	}
	return text
}

func stringList(nodes []*pg.Node) []string {
	out := make([]string, 0, len(nodes))
	for _, n := range nodes {
		if s := n.GetString_(); s != nil {
			out = append(out, s.GetSval())
		}
	}
	return out
}
