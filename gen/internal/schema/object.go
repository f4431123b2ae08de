package schema

import "github.com/pgen-go/pgen/gen/internal/source"

// Object is one of the model's value structs. The interface is sealed.
type Object interface {
	// Address returns the object's own ID.
	Address() ID
	// Refs returns the IDs that the object needs to exist, without its parent
	// and without built-in objects; it may repeat IDs.
	Refs() []ID
	// Origin is where the object was written; zero if read from a server.
	Origin() source.Span
	// Renamed returns a copy with every ID in it, its own included, passed
	// through f. It is how renames and schema moves reach into other objects.
	Renamed(f func(ID) ID) Object
	sealed()
}

// Expr is an SQL expression or query that the model keeps as text.
// The zero value means "none".
type Expr struct {
	// SQL is printable text: as the author wrote it, or as the server prints it,
	// without enclosing parentheses.
	SQL string
	// Key is the canonical form: equal for two texts that mean the same.
	// It is made once, in package ddl, and is the only thing that equality looks at.
	Key string
	// Uses are the IDs that the expression refers to: columns, functions, types,
	// sequences, relations. Sorted, without repeats, without built-ins.
	Uses []ID
}

// IsZero reports whether there is no expression.
func (e Expr) IsZero() bool { return e.SQL == "" }

func (e Expr) renamed(f func(ID) ID) Expr {
	e.Uses = renameAll(e.Uses, f)
	return e
}

func renameAll(ids []ID, f func(ID) ID) []ID {
	if len(ids) == 0 {
		return nil
	}
	out := make([]ID, len(ids))
	for i, id := range ids {
		out[i] = f(id)
	}
	return out
}

// Type is the type of a column, attribute, domain or argument.
type Type struct {
	// Schema is "pg_catalog" for built-in types.
	Schema string
	// Name is the catalog name: "int4", "varchar", "bpchar", "timestamptz"; never
	// an alias ("integer") and never with a leading underscore for arrays.
	Name string
	// Extension names the extension that brings the type, "" for all others.
	Extension string
	// Modifier is the text that the server prints between the parentheses
	// ("10,2", "255", "3"), for interval also the fields: "day to second(3)".
	Modifier string
	// Kind is that of the user-defined type (enum, domain, composite, range; table
	// or view for row types), none for built-in types and types of extensions.
	Kind Kind
	// Array is true for arrays. PostgreSQL does not keep the number of dimensions.
	Array bool
}

// IsZero reports whether there is no type.
func (t Type) IsZero() bool { return t.Name == "" }

// Builtin reports whether the type is in pg_catalog.
func (t Type) Builtin() bool { return t.Schema == "pg_catalog" }

// ID returns the ID of a user-defined type, the extension's for a type of an
// extension, and the zero ID for a built-in one.
func (t Type) ID() ID {
	switch {
	case t.Extension != "":
		return ID{Kind: KindExtension, Name: t.Extension}
	case t.Kind != KindNone:
		return ID{Kind: t.Kind, Schema: t.Schema, Name: t.Name}
	}
	return ID{}
}

func (t Type) refs() []ID {
	if id := t.ID(); !id.IsZero() && t.Schema != "information_schema" { // whose domains come with the server
		return []ID{id}
	}
	return nil
}

func (t Type) renamed(f func(ID) ID) Type {
	if t.Kind != KindNone {
		id := f(t.ID())
		t.Schema, t.Name, t.Kind = id.Schema, id.Name, id.Kind
	}
	return t
}

// renameColumns passes column names of a relation through f.
func renameColumns(rel ID, names []string, f func(ID) ID) []string {
	if len(names) == 0 {
		return nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = f(rel.In(KindColumn, name)).Name
	}
	return out
}

// columnIDs addresses columns of a relation by name.
func columnIDs(rel ID, names []string) []ID {
	out := make([]ID, len(names))
	for i, name := range names {
		out[i] = rel.In(KindColumn, name)
	}
	return out
}

// Header is what every object has: its address and where it was written.
type Header struct {
	ID ID
	At source.Span
}

// Address returns the object's ID.
func (h Header) Address() ID { return h.ID }

// Origin returns where the object was written.
func (h Header) Origin() source.Span { return h.At }

func (Header) sealed() {}

func (h Header) renamed(f func(ID) ID) Header {
	h.ID = f(h.ID)
	return h
}
