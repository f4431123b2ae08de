package schema

import (
	"slices"
	"strings"
)

// Schema is a schema (name space).
type Schema struct{ Header }

// Refs returns nothing.
func (s Schema) Refs() []ID { return nil }

// Renamed implements [Object].
func (s Schema) Renamed(f func(ID) ID) Object { s.Header = s.Header.renamed(f); return s }

// Extension is an installed extension. Objects that it brings are not modelled.
type Extension struct {
	Header
	// Schema is where its objects live.
	Schema string
	// Version is "" when the author names none.
	Version string
}

// Refs returns the schema.
func (e Extension) Refs() []ID { return []ID{NewSchema(e.Schema)} }

// Renamed implements [Object].
func (e Extension) Renamed(f func(ID) ID) Object {
	e.Header = e.Header.renamed(f)
	e.Schema = f(NewSchema(e.Schema)).Name
	return e
}

// Enum is an enumerated type with its labels in order.
type Enum struct {
	Header
	Labels []string
}

// Refs returns nothing.
func (e Enum) Refs() []ID { return nil }

// Renamed implements [Object].
func (e Enum) Renamed(f func(ID) ID) Object { e.Header = e.Header.renamed(f); return e }

// Domain is a domain.
type Domain struct {
	Header
	Base      Type
	Collation string
	Default   Expr
	NotNull   bool
	// Checks are in the order of their names.
	Checks []DomainCheck
}

// DomainCheck is one check constraint of a domain; VALUE stands for the value.
type DomainCheck struct {
	Name     string
	Expr     Expr
	NotValid bool
}

// Refs returns the base type and what default and checks use.
func (d Domain) Refs() []ID {
	refs := append(append(d.Base.refs(), d.Default.Uses...), present(CollationID(d.Collation))...)
	for _, c := range d.Checks {
		refs = append(refs, c.Expr.Uses...)
	}
	return refs
}

// Renamed implements [Object].
func (d Domain) Renamed(f func(ID) ID) Object {
	d.Header, d.Base, d.Default = d.Header.renamed(f), d.Base.renamed(f), d.Default.renamed(f)
	d.Collation = renameCollation(d.Collation, f)
	checks := make([]DomainCheck, len(d.Checks))
	for i, c := range d.Checks {
		c.Expr = c.Expr.renamed(f)
		checks[i] = c
	}
	d.Checks = checks
	return d
}

// Composite is a composite type.
type Composite struct {
	Header
	Attributes []Attribute
}

// Attribute is one attribute of a composite type or column of a view.
type Attribute struct {
	Name      string
	Type      Type
	Collation string
}

// Refs returns the types of the attributes.
func (c Composite) Refs() []ID { return attributeRefs(c.Attributes) }

// Renamed implements [Object].
func (c Composite) Renamed(f func(ID) ID) Object {
	c.Header, c.Attributes = c.Header.renamed(f), renameAttributes(c.Attributes, f)
	return c
}

func attributeRefs(attrs []Attribute) []ID {
	var refs []ID
	for _, a := range attrs {
		refs = append(append(refs, a.Type.refs()...), present(CollationID(a.Collation))...)
	}
	return refs
}

func renameAttributes(attrs []Attribute, f func(ID) ID) []Attribute {
	out := make([]Attribute, len(attrs))
	for i, a := range attrs {
		a.Type, a.Collation = a.Type.renamed(f), renameCollation(a.Collation, f)
		out[i] = a
	}
	return out
}

// Range is a range type; its multirange type comes with it.
type Range struct {
	Header
	Subtype Type
	// OpClass is the operator class of the subtype for B-tree indexes, "" for the
	// default one; Collation is "" for the subtype's own.
	OpClass, Collation string
	// Canonical and Difference are functions, or zero.
	Canonical, Difference ID
	// Multirange is the name of the multirange type.
	Multirange string
}

// Refs returns the subtype, what orders it, and the functions.
func (r Range) Refs() []ID {
	return append(r.Subtype.refs(), present(OperatorClassID("btree", r.OpClass), CollationID(r.Collation), r.Difference, r.Canonical)...)
}

// ShellID addresses the state of the type in which only its name is known.
func (r Range) ShellID() ID {
	id := r.ID
	id.Args = "shell"
	return id
}

// Renamed implements [Object].
func (r Range) Renamed(f func(ID) ID) Object {
	r.OpClass = renameText(r.OpClass, OperatorClassID("btree", r.OpClass), f)
	r.Collation, r.Canonical, r.Difference = renameCollation(r.Collation, f), renameOne(r.Canonical, f), renameOne(r.Difference, f)
	r.Header, r.Subtype = r.Header.renamed(f), r.Subtype.renamed(f)
	return r
}

// View is a view or materialized view (ID.Kind tells which).
type View struct {
	Header
	// Query is the defining query. Its Uses include the columns it reads.
	Query Expr
	// Columns are the output columns as far as they are known: names always,
	// types when the replay could decide them.
	Columns []Attribute
	// Defaults are what INSERT into the view fills columns with, by the columns' names.
	Defaults []ColumnDefault
	// Options are "name=value" in the order in which they were written
	// (security_barrier, check_option, ...).
	Options []string
	// NoData is true for a materialized view made WITH NO DATA.
	NoData bool
	// AccessMethod and Tablespace are "" for the defaults.
	AccessMethod, Tablespace string
}

// ColumnDefault is the default of a column of a view.
type ColumnDefault struct {
	Column string
	Expr   Expr
}

// Refs returns what the query and the defaults use.
func (v View) Refs() []ID {
	refs := append(append([]ID(nil), v.Query.Uses...), attributeRefs(v.Columns)...)
	for _, d := range v.Defaults {
		refs = append(refs, d.Expr.Uses...)
	}
	return refs
}

// WithDefault returns the view with the default of a column, without one if the
// expression is none.
func (v View) WithDefault(column string, e Expr) View {
	defaults := slices.DeleteFunc(slices.Clone(v.Defaults), func(d ColumnDefault) bool { return d.Column == column })
	if !e.IsZero() {
		defaults = append(defaults, ColumnDefault{Column: column, Expr: e})
	}
	slices.SortFunc(defaults, func(a, b ColumnDefault) int { return strings.Compare(a.Column, b.Column) })
	if v.Defaults = defaults; len(defaults) == 0 {
		v.Defaults = nil
	}
	return v
}

// Default returns the default of a column, none if it has none.
func (v View) Default(column string) Expr {
	for _, d := range v.Defaults {
		if d.Column == column {
			return d.Expr
		}
	}
	return Expr{}
}

// Renamed implements [Object].
func (v View) Renamed(f func(ID) ID) Object {
	v.Header, v.Query, v.Columns = v.Header.renamed(f), v.Query.renamed(f), renameAttributes(v.Columns, f)
	v.Defaults = slices.Clone(v.Defaults)
	for i, d := range v.Defaults {
		v.Defaults[i].Expr = d.Expr.renamed(f)
	}
	return v
}

// Comment is the comment on an object.
type Comment struct {
	Header
	Text string
}

// Refs returns nothing; the object is the parent.
func (c Comment) Refs() []ID { return nil }

// Renamed implements [Object].
func (c Comment) Renamed(f func(ID) ID) Object {
	if next := f(c.ID); next.Kind == KindComment && next != c.ID {
		c.ID = next
		return c
	}
	c.ID = f(c.ID.Parent()).Comment()
	return c
}
