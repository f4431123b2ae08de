package schema

import (
	"cmp"
	"strings"
)

// Kind tells what an object is.
type Kind uint8

// The kinds, in the order in which a listing shows them.
const (
	KindNone Kind = iota
	KindSchema
	KindExtension
	KindEnum
	KindDomain
	KindComposite
	KindRange
	KindSequence
	KindTable
	KindColumn
	KindPrimaryKey
	KindUnique
	KindExclusion
	KindCheck
	KindForeignKey
	KindIndex
	KindFunction
	KindProcedure
	KindAggregate
	KindView
	KindMaterializedView
	KindTrigger
	KindPolicy
	KindComment
)

var kindNames = [...]string{
	"none", "schema", "extension", "enum", "domain", "composite", "range", "sequence",
	"table", "column", "primary key", "unique", "exclusion", "check", "foreign key", "index",
	"function", "procedure", "aggregate", "view", "materialized view", "trigger", "policy", "comment",
}

// String returns the kind as PostgreSQL's documentation names it, in lower case.
func (k Kind) String() string { return kindNames[k] }

// IsRelation reports whether objects of the kind share the name space of tables
// (pg_class). Keys, unique and exclusion constraints own an index there, but
// count as constraints.
func (k Kind) IsRelation() bool {
	switch k {
	case KindTable, KindSequence, KindIndex, KindView, KindMaterializedView, KindComposite:
		return true
	}
	return false
}

// IsConstraint reports whether the kind is a constraint of a table.
func (k Kind) IsConstraint() bool { return k >= KindPrimaryKey && k <= KindForeignKey }

// HasIndex reports whether the kind is a constraint that owns an index, which
// takes a name in the schema's name space of relations.
func (k Kind) HasIndex() bool {
	return k == KindPrimaryKey || k == KindUnique || k == KindExclusion
}

// IsType reports whether the kind is a type a column can have by its own name.
// Tables and views are types too (their row type) but not of this kind.
func (k Kind) IsType() bool {
	switch k {
	case KindEnum, KindDomain, KindComposite, KindRange:
		return true
	}
	return false
}

// IsRoutine reports whether the kind is called with arguments.
func (k Kind) IsRoutine() bool {
	return k == KindFunction || k == KindProcedure || k == KindAggregate
}

// ID addresses one object. It is comparable, and the only way to refer to an
// object. Names are raw: as stored in the catalogs, never quoted.
//
//	schema, extension            Name
//	table, view, type, sequence  Schema, Name
//	column, constraint, index,
//	trigger, policy              Schema, Relation, Name
//	routine                      Schema, Name, Args (input types, as [FormatArgs] joins them)
//	comment                      the ID of its object with Kind comment and Of the object's kind
type ID struct {
	Kind     Kind
	Of       Kind
	Schema   string
	Relation string
	Name     string
	Args     string
}

// IsZero reports whether the ID addresses nothing.
func (id ID) IsZero() bool { return id.Kind == KindNone }

// Parent returns the ID of the object that id is a part of: the table of a
// column, constraint, index, trigger or policy; the object of a comment; the
// zero ID for all others. A relation part's parent is given as a table; use
// [Database.Owner] when it may be a view.
func (id ID) Parent() ID {
	switch {
	case id.Kind == KindComment:
		id.Kind, id.Of = id.Of, KindNone
		return id
	case id.Relation != "":
		return ID{Kind: KindTable, Schema: id.Schema, Name: id.Relation}
	}
	return ID{}
}

// Comment returns the ID of the comment on id.
func (id ID) Comment() ID {
	id.Kind, id.Of = KindComment, id.Kind
	return id
}

// In returns the ID of the part of the relation id with the kind and name.
func (id ID) In(kind Kind, name string) ID {
	return ID{Kind: kind, Schema: id.Schema, Relation: id.Name, Name: name}
}

// String prints the ID for messages: kind and unquoted path.
func (id ID) String() string {
	var b strings.Builder
	if id.Kind == KindComment {
		b.WriteString("comment on ")
		id.Kind = id.Of
	}
	b.WriteString(id.Kind.String() + " ")
	for _, part := range []string{id.Schema, id.Relation} {
		if part != "" {
			b.WriteString(part + ".")
		}
	}
	b.WriteString(id.Name)
	if id.Kind.IsRoutine() {
		b.WriteString("(" + id.Args + ")")
	}
	return b.String()
}

// Compare orders IDs by kind, then path; it is the project's one tie-break.
func Compare(a, b ID) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Schema, b.Schema),
		strings.Compare(a.Relation, b.Relation), strings.Compare(a.Name, b.Name),
		strings.Compare(a.Args, b.Args), cmp.Compare(a.Of, b.Of))
}

// NewSchema addresses a schema.
func NewSchema(name string) ID { return ID{Kind: KindSchema, Name: name} }

// NewTable addresses a table.
func NewTable(schema, name string) ID { return ID{Kind: KindTable, Schema: schema, Name: name} }
