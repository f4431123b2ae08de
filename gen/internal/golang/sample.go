package golang

import (
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// sampler makes plausible values.
type sampler struct {
	db    *schema.Database
	enums map[string]*enum
}

// value returns an expression of the column's value type (no pointer), or nil
// when no plausible value is known.
func (s sampler) value(c *column, typ schema.Type, h hint) *jen.Statement {
	element := s.element(c, s.base(typ), h)
	if element != nil && c.t.Array {
		return jen.Index().Add(c.elementType()).Values(element)
	}
	return element
}

// base is the type below domains; a modifier of any of them counts.
func (s sampler) base(t schema.Type) schema.Type {
	for range 32 {
		d, ok := schema.Get[schema.Domain](s.db, t.ID())
		if t.Kind != schema.KindDomain || !ok {
			break
		}
		t = d.Base
	}
	return t
}

func (s sampler) element(c *column, t schema.Type, h hint) *jen.Statement {
	number := func() *jen.Statement { return c.elementType().Call(jen.Id(strconv.Itoa(int(h.number())))) }
	switch {
	case c.t.Class == gotype.Custom, c.t.Class == gotype.Document:
		return jen.Op("*").New(c.elementType())
	case t.Kind == schema.KindEnum:
		if e := s.enums[c.t.Name]; e != nil && len(e.labels) > 0 {
			return jen.Id(e.labels[0].name)
		}
		if e, ok := schema.Get[schema.Enum](s.db, t.ID()); ok && len(e.Labels) > 0 {
			return jen.Lit(e.Labels[0])
		}
		return nil
	case c.t.Class == gotype.UUID:
		return c.elementType().Values(jen.Lit(1), jen.Lit(2), jen.Lit(3))
	case c.t.Class == gotype.JSON:
		return fromStore("JSON").Call(jen.Lit(`{"a": [1, null]}`))
	case c.t.Class == gotype.Interval:
		return fromStore("Interval").Values(jen.Dict{jen.Id("Months"): jen.Lit(14), jen.Id("Days"): jen.Lit(3), jen.Id("Microseconds"): jen.Lit(4500000)})
	case c.t.Path == "time" && c.t.Class == gotype.Date:
		return date(h, 0, 0, 0, 0)
	case c.t.Path == "time":
		return date(h, 7, 8, 9, 123456000)
	case c.t.Path == "net/netip":
		return jen.Qual("net/netip", "MustParsePrefix").Call(jen.Lit(map[bool]string{true: "10.1.0.0/16", false: "10.1.2.3/32"}[t.Name == "cidr"]))
	}
	switch c.t.Name {
	case "bool":
		return jen.True()
	case "int16", "int32", "int64", "uint32", "float32", "float64":
		return number()
	case "[]byte":
		return jen.Index().Byte().Call(jen.Lit(strings.Repeat("b", max(2, h.shortest))))
	case "Decimal":
		return c.elementType().Call(jen.Lit(strconv.FormatFloat(h.number(), 'f', -1, 64)))
	}
	if text, ok := s.text(t, h); ok {
		return jen.Lit(text)
	}
	return nil
}

func date(h hint, hour, minute, second, nano int) *jen.Statement {
	day, err := time.Parse(time.DateOnly, h.since)
	if err != nil {
		day = time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	}
	return jen.Qual("time", "Date").Call(jen.Lit(day.Year()), jen.Lit(int(day.Month())), jen.Lit(day.Day()), jen.Lit(hour), jen.Lit(minute), jen.Lit(second), jen.Lit(nano), jen.Qual("time", "UTC"))
}

// number is a number within the bounds, 1 if it can be.
func (h hint) number() float64 {
	if n, err := strconv.ParseFloat(h.one, 64); err == nil {
		return n
	}
	n := 1.0
	if h.givenLow {
		n = max(n, h.low)
	}
	if h.givenHigh {
		n = min(n, h.high)
	}
	return n
}

// literalsOf are texts that the types which are strings in Go can be read from.
var literalsOf = map[string]string{
	"time": "12:34:56", "timetz": "12:34:56+00", "money": "1.00", "char": "c", "varbit": "1", "macaddr": "08:00:2b:01:02:03",
	"macaddr8": "08:00:2b:01:02:03:04:05", "xml": "<a/>", "point": "(1,2)", "line": "{1,2,3}", "lseg": "[(0,0),(1,1)]",
	"box": "(1,1),(0,0)", "path": "[(0,0),(1,1)]", "polygon": "((0,0),(0,1),(1,1))", "circle": "<(0,0),1>",
	"tsvector": "'a' 'b'", "tsquery": "'a'", "pg_lsn": "0/1", "xid8": "1", "tid": "(0,1)", "jsonpath": "$.a",
	"int4range": "[1,5)", "int8range": "[1,5)", "numrange": "[1,5)", "daterange": "[2024-01-02,2024-01-05)",
	"tsrange": "[2024-01-02 00:00:00,2024-01-05 00:00:00)", "tstzrange": "[2024-01-02 00:00:00+00,2024-01-05 00:00:00+00)",
	"int4multirange": "{[1,5)}", "int8multirange": "{[1,5)}", "nummultirange": "{[1,5)}", "datemultirange": "{[2024-01-02,2024-01-05)}",
	"tsmultirange": "{}", "tstzmultirange": "{}", "regtype": "integer", "regclass": "pg_class", "regconfig": "english",
	"regrole": "postgres", "regnamespace": "pg_catalog", "ltree": "a.b", "lquery": "a.*", "hstore": `"a"=>"1"`, "cube": "(1)",
	"interval": "1 day", "date": "2024-05-06", "timestamp": "2024-05-06 07:08:09", "timestamptz": "2024-05-06 07:08:09+00",
	"uuid": "01020300-0000-0000-0000-000000000000", "numeric": "1", "inet": "10.1.2.3", "cidr": "10.1.0.0/16",
	"json": "{}", "jsonb": "{}", "bool": "t", "int2": "1", "int4": "1", "int8": "1", "float4": "1", "float8": "1", "bytea": "b",
	"isbn": "978-0-393-04002-9", "geometry": "POINT(1 2)", "geography": "POINT(1 2)", "semver": "1.2.3", "citext": "",
}

// text is a value of a type that is a string in Go.
func (s sampler) text(t schema.Type, h hint) (string, bool) {
	size, _ := strconv.Atoi(t.Modifier)
	switch {
	case t.Kind == schema.KindComposite:
		c, _ := schema.Get[schema.Composite](s.db, t.ID())
		return "(" + strings.Repeat(",", max(0, len(c.Attributes)-1)) + ")", true
	case t.Kind == schema.KindRange:
		return "empty", true
	case t.Name == "bit":
		return strings.Repeat("1", max(1, size)), true
	case t.Name == "vector" || t.Name == "halfvec":
		return "[" + strings.TrimSuffix(strings.Repeat("1,", max(1, size)), ",") + "]", true
	}
	if literal := literalsOf[t.Name]; literal != "" {
		return literal, true
	}
	switch t.Name {
	case "text", "varchar", "bpchar", "name", "citext":
	default:
		return "", false
	}
	if h.one != "" {
		return h.one, true
	}
	if h.like != "" {
		return strings.NewReplacer("%", "x", "_", "y").Replace(h.like), true
	}
	text := "a@b.c"
	if h.shortest > len(text) {
		text += strings.Repeat("d", h.shortest-len(text))
	}
	longest := h.longest
	if size > 0 && (longest == 0 || size < longest) {
		longest = size
	}
	if t.Name == "bpchar" {
		// Blanks at the end are cut off by some functions and kept by others.
		text += strings.Repeat("d", max(0, max(1, size)-len(text)))
		longest = max(1, size)
	}
	if longest > 0 && len(text) > longest {
		text = text[:longest]
	}
	return text, true
}

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
