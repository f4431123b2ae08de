package gotype

import (
	"fmt"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Resolver finds the Go types of a database's columns.
type Resolver struct {
	db *schema.Database
	// overrides are the user's Go types, by SQL type or column.
	overrides map[string]override
	used      map[string]bool
	enumName  func(schema.ID) string
}

type override struct{ path, name string }

// New returns a resolver. Overrides map a type ("uuid", "app.mood") or a column
// ("table.column", "schema.table.column") to a Go type, written as import path,
// dot and name ("github.com/google/uuid.UUID") or as a predeclared name
// ("string"). EnumName gives the Go name of an enum of the generated package.
// It fails on a Go type that it cannot read.
func New(db *schema.Database, overrides map[string]string, enumName func(schema.ID) string) (*Resolver, error) {
	r := &Resolver{db: db, overrides: map[string]override{}, used: map[string]bool{}, enumName: enumName}
	for key, goType := range overrides {
		o, err := parse(goType)
		if err != nil {
			return nil, fmt.Errorf("type override for %s: %w", key, err)
		}
		r.overrides[key] = o
	}
	return r, nil
}

var predeclared = map[string]Type{
	"bool": plain("bool", "AppendBool"), "int16": plain("int16", "AppendInt"), "int32": plain("int32", "AppendInt"),
	"int64": plain("int64", "AppendInt"), "uint32": plain("uint32", "AppendInt"), "float32": plain("float32", "AppendFloat"),
	"float64": plain("float64", "AppendFloat"), "string": text(""),
	"[]byte": {Name: "[]byte", Bytes: true, Filter: ValueFilter, Append: "AppendBytes"},
}

func parse(goType string) (override, error) {
	if _, ok := predeclared[goType]; ok {
		return override{name: goType}, nil
	}
	slash := strings.LastIndexByte(goType, '/')
	dot := strings.LastIndexByte(goType, '.')
	if dot <= slash || dot == 0 || dot == len(goType)-1 || strings.ContainsAny(goType, "*[] ") {
		return override{}, fmt.Errorf("%q is not a Go type: write the import path, a dot and the name (github.com/google/uuid.UUID), "+
			"or one of bool, int16, int32, int64, uint32, float32, float64, string, []byte", goType)
	}
	return override{path: goType[:dot], name: goType[dot+1:]}, nil
}

// Unused returns the keys of overrides that no column took, sorted by the caller.
func (r *Resolver) Unused() []string {
	var out []string
	for key := range r.overrides {
		if !r.used[key] {
			out = append(out, key)
		}
	}
	return out
}

// Column returns the Go type of a column of the relation rel.
func (r *Resolver) Column(rel schema.ID, column string, t schema.Type) Type {
	out := r.element(t, 0)
	for _, key := range []string{rel.Name + "." + column, rel.Schema + "." + rel.Name + "." + column} {
		if o, ok := r.overrides[key]; ok {
			r.used[key] = true
			out = apply(out, o)
		}
	}
	return r.slice(out, t)
}

// slice makes the type of an array from that of its elements.
func (r *Resolver) slice(e Type, t schema.Type) Type {
	if !t.Array {
		return e
	}
	if e.Array {
		// A domain over an array, in an array: nobody reads that as a slice.
		out := text("it is an array of arrays")
		out.Order = false
		return out
	}
	e.Array, e.Filter, e.Order, e.Comparable, e.CompareText = true, ArrayFilter, false, false, false
	switch {
	case e.Cast != "":
		e.Cast += "[]"
	case t.Kind == schema.KindDomain:
		// pgx knows no arrays of domains, so the base type's array is read.
		e.Cast = r.baseName(t) + "[]"
	case e.Class == Custom:
		e.Cast = "text[]"
	}
	if e.Class == JSON || e.Class == Document || e.Why != "" {
		e.Filter = NoFilter
	}
	return e
}

func (r *Resolver) baseName(t schema.Type) string {
	for t.Kind == schema.KindDomain {
		d, ok := schema.Get[schema.Domain](r.db, t.ID())
		if !ok {
			break
		}
		t = d.Base
	}
	return t.Name
}

// element returns the type without regard to t.Array.
func (r *Resolver) element(t schema.Type, depth int) Type {
	base := r.natural(t, depth)
	names := []string{t.Schema + "." + t.Name, t.Name}
	for _, key := range names {
		if o, ok := r.overrides[key]; ok {
			r.used[key] = true
			return apply(base, o)
		}
	}
	return base
}

func (r *Resolver) natural(t schema.Type, depth int) Type {
	switch {
	case t.Builtin():
		if out, ok := builtin(t.Name); ok {
			return out
		}
		return unequal(text("pgen has no Go type for it"))
	case t.Extension != "" || t.Kind == schema.KindNone:
		return extension(t.Name)
	case t.Kind == schema.KindEnum:
		return Type{Name: r.enumName(t.ID()), Class: String, Filter: ValueFilter, Append: "AppendText", Cast: "text",
			Order: true, Comparable: true}
	case t.Kind == schema.KindDomain && depth < 32:
		if d, ok := schema.Get[schema.Domain](r.db, t.ID()); ok {
			return r.slice(r.element(d.Base, depth+1), d.Base)
		}
	case t.Kind == schema.KindRange:
		return text("it is kept in the form that PostgreSQL writes")
	}
	out := text("a " + t.Kind.String() + " is kept in the form that PostgreSQL writes")
	// PostgreSQL compares rows, but reads none from a parameter.
	out.Order, out.Filter = false, NoFilter
	return out
}

// extension returns the type for a type of an extension.
func extension(name string) Type {
	if name == "citext" {
		return words("text")
	}
	out := text("a type of an extension is kept in the form that it writes")
	out.Order = name == "ltree" || name == "semver"
	return out
}

// apply puts the user's Go type in the place of the natural one.
func apply(natural Type, o override) Type {
	out := Type{Path: o.path, Name: o.name, Class: Custom, Filter: natural.Filter, Append: "AppendValue"}
	if o.path == "" {
		out = predeclared[o.name]
		if o.name == "string" && natural.Filter == TextFilter {
			out.Filter = TextFilter
		}
		if o.name == "[]byte" && natural.Cast == "text" {
			out.Cast = "text"
		}
		return out
	}
	switch {
	case natural.Class == UUID:
		out.Class, out.Append, out.Comparable, out.Order = UUID, "AppendUUID", true, true
	case natural.Class == JSON:
		out.Class, out.Cast = Document, "text"
	case natural.Bytes:
		out.Append, out.Order = "AppendBytesValue", natural.Order
	case natural.Filter == TextFilter, natural.Filter == ArrayFilter:
		out.Filter, out.Order = ValueFilter, natural.Order
	default:
		out.Order = natural.Order
	}
	return out
}
