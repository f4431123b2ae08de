package gotype

// StorePath is the import path of the runtime package that has the types which
// the standard library lacks.
const StorePath = "github.com/pgen-go/pgen/runtime/store"

// Class says how values of a type are passed to the server and read back.
type Class uint8

// The classes.
const (
	// Plain values go through pgx as they are.
	Plain Class = iota
	// String values travel as text; the Go type is string or based on it.
	String
	// UUID values have the underlying type [16]byte.
	UUID
	// Date and Timestamp are times of day without a zone.
	Date
	Timestamp
	// Interval is store.Interval.
	Interval
	// JSON is store.JSON; Document is any other Go type, marshalled.
	JSON
	Document
	// Custom types bring their own sql.Scanner and driver.Valuer.
	Custom
)

// Filter says which conditions a column takes.
type Filter uint8

// The filters.
const (
	NoFilter Filter = iota
	ValueFilter
	TextFilter
	ArrayFilter
	JSONFilter
)

// Type is the Go type of a column and what is to know about it.
type Type struct {
	// Path is the import path, "" for predeclared types and for types of the
	// generated package itself; Name is the type's name.
	Path, Name string
	// Array is true for a slice of the type.
	Array bool
	// Bytes is true for a type that is a slice of bytes, so that nil can stand for NULL.
	Bytes  bool
	Class  Class
	Filter Filter
	// Append is the function of the runtime that writes a value, or an element of
	// an array, as text.
	Append string
	// Cast is the type to which statements cast the column when they read it, or "".
	Cast string
	// CompareText is true if the type has no equality, so that conditions compare its text.
	CompareText bool
	// Order is true if rows can be ordered by the column.
	Order bool
	// Comparable is true if the type can be the key of a map.
	Comparable bool
	// Why says why the type is a string although it holds no text, or is "".
	Why string
}

// NullIsNil reports whether nil of the type itself stands for NULL, so that it
// needs no pointer.
func (t Type) NullIsNil() bool { return t.Array || t.Bytes }

func plain(name, appendFunc string) Type {
	return Type{Name: name, Filter: ValueFilter, Append: appendFunc, Order: true, Comparable: true}
}

func inStore(name string, class Class, appendFunc string) Type {
	return Type{Path: StorePath, Name: name, Class: class, Filter: ValueFilter, Append: appendFunc, Order: true}
}

func timeOf(class Class, appendFunc string) Type {
	return Type{Path: "time", Name: "Time", Class: class, Filter: ValueFilter, Append: appendFunc, Order: true}
}

func text(why string) Type {
	return Type{Name: "string", Class: String, Filter: ValueFilter, Append: "AppendText", Cast: "text",
		Order: true, Comparable: true, Why: why}
}

func unequal(t Type) Type {
	t.CompareText, t.Order = true, false
	return t
}

// words is a string that holds text, with patterns as filter.
func words(cast string) Type {
	t := text("")
	t.Cast, t.Filter = cast, TextFilter
	return t
}

// builtin is the table of built-in types, by their names in the catalog.
func builtin(name string) (Type, bool) {
	switch name {
	case "bool":
		return plain("bool", "AppendBool"), true
	case "int2":
		return plain("int16", "AppendInt"), true
	case "int4":
		return plain("int32", "AppendInt"), true
	case "int8":
		return plain("int64", "AppendInt"), true
	case "oid", "xid", "cid":
		t := plain("uint32", "AppendInt")
		t.Order = name == "oid"
		return t, true
	case "float4":
		return plain("float32", "AppendFloat"), true
	case "float8":
		return plain("float64", "AppendFloat"), true
	case "text", "varchar", "bpchar", "name":
		return words(""), true
	case "bytea":
		return Type{Name: "[]byte", Bytes: true, Filter: ValueFilter, Append: "AppendBytes"}, true
	case "numeric":
		t := inStore("Decimal", String, "AppendText")
		t.Cast, t.Comparable = "text", true
		return t, true
	case "timestamptz":
		return timeOf(Plain, "AppendTime"), true
	case "timestamp":
		return timeOf(Timestamp, "AppendTimestamp"), true
	case "date":
		return timeOf(Date, "AppendDate"), true
	case "interval":
		return inStore("Interval", Interval, "AppendInterval"), true
	case "uuid":
		t := inStore("UUID", UUID, "AppendUUID")
		t.Comparable = true
		return t, true
	case "json", "jsonb":
		t := inStore("JSON", JSON, "AppendJSON")
		t.Bytes, t.Filter, t.Cast, t.Order, t.CompareText = true, JSONFilter, "text", false, name == "json"
		return t, true
	case "inet", "cidr":
		return Type{Path: "net/netip", Name: "Prefix", Filter: ValueFilter, Append: "AppendPrefix", Order: true, Comparable: true}, true
	}
	return builtinText(name)
}

// builtinText are the built-in types that are strings.
func builtinText(name string) (Type, bool) {
	switch name {
	case "time", "timetz":
		return text("a time of day has no date, so it is no time.Time"), true
	case "money":
		return text("its form depends on the server's locale"), true
	case "char":
		return text("it holds one byte"), true
	case "bit", "varbit":
		return text("a string of bits, as 0 and 1"), true
	case "macaddr", "macaddr8":
		return text("a hardware address"), true
	case "xml", "point", "line", "lseg", "box", "path", "polygon", "circle":
		return unequal(text("Go has no type for it")), true
	case "jsonpath", "txid_snapshot", "pg_snapshot", "refcursor", "aclitem":
		return unequal(text("Go has no type for it")), true
	case "tsvector", "tsquery", "pg_lsn", "xid8", "tid",
		"int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
		"int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
		"regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator",
		"regproc", "regprocedure", "regrole", "regtype":
		return text("it is kept in the form that PostgreSQL writes"), true
	}
	return Type{}, false
}
