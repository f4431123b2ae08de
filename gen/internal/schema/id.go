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
	KindLanguage
	KindAccessMethod
	KindCollation
	KindEnum
	KindDomain
	KindComposite
	KindRange
	KindBaseType
	KindForeignDataWrapper
	KindServer
	KindUserMapping
	KindSequence
	KindTable
	KindColumn
	KindPrimaryKey
	KindUnique
	KindExclusion
	KindCheck
	KindForeignKey
	KindIndex
	KindStatistics
	KindFunction
	KindProcedure
	KindAggregate
	KindOperator
	KindOperatorFamily
	KindOperatorClass
	KindCast
	KindConversion
	KindTransform
	KindTextSearchParser
	KindTextSearchTemplate
	KindTextSearchDictionary
	KindTextSearchConfiguration
	KindView
	KindMaterializedView
	KindRule
	KindTrigger
	KindPolicy
	KindEventTrigger
	KindPublication
	KindSubscription
	KindDefaultPrivileges
	KindOwner
	KindPrivileges
	KindTie
	KindSecurityLabels
	KindComment
)

var kindNames = [...]string{
	"none", "schema", "extension", "language", "access method", "collation", "enum", "domain", "composite", "range", "base type",
	"foreign-data wrapper", "server", "user mapping", "sequence",
	"table", "column", "primary key", "unique", "exclusion", "check", "foreign key", "index", "statistics",
	"function", "procedure", "aggregate", "operator", "operator family", "operator class", "cast", "conversion", "transform",
	"text search parser", "text search template", "text search dictionary", "text search configuration",
	"view", "materialized view", "rule", "trigger", "policy", "event trigger", "publication", "subscription",
	"default privileges", "owner", "privileges", "tie to extensions", "security labels", "comment",
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

// IsAttachment reports whether objects of the kind say something about another
// object, whose kind is in [ID.Of]: they share its address and go away with it.
func (k Kind) IsAttachment() bool {
	return k == KindOwner || k == KindPrivileges || k == KindTie || k == KindSecurityLabels || k == KindComment
}

// HasIndex reports whether the kind is a constraint that owns an index, which
// takes a name in the schema's name space of relations.
func (k Kind) HasIndex() bool {
	return k == KindPrimaryKey || k == KindUnique || k == KindExclusion
}

// IsType reports whether the kind is a type a column can have by its own name.
// Tables and views are types too (their row type) but not of this kind.
func (k Kind) IsType() bool {
	switch k {
	case KindEnum, KindDomain, KindComposite, KindRange, KindBaseType:
		return true
	}
	return false
}

// IsRoutine reports whether the kind is called with arguments.
func (k Kind) IsRoutine() bool {
	return k == KindFunction || k == KindProcedure || k == KindAggregate
}

// holdsTypes reports whether the IDs of the kind hold the names of other objects,
// and change with them.
func (k Kind) holdsTypes() bool {
	switch k {
	case KindUserMapping, KindOperator, KindOperatorFamily, KindOperatorClass, KindCast, KindTransform:
		return true
	}
	return k.IsRoutine()
}

// ID addresses one object. It is comparable, and the only way to refer to an
// object. Names are raw: as stored in the catalogs, never quoted.
//
//	schema, extension            Name
//	table, view, type, sequence  Schema, Name
//	column, constraint, index,
//	trigger, policy, rule        Schema, Relation, Name
//	statistics                   Schema, Name
//	event trigger, publication, subscription,
//	foreign-data wrapper, server Name
//	user mapping                 Name (the role), Args (the server)
//	default privileges           Name (the objects), Args (the role), Schema (or "" for all)
//	routine                      Schema, Name, Args (input types, as [FormatArgs] joins them)
//	operator                     Schema, Name, Args (operand types, as [FormatTypes] joins them)
//	operator class and family    Schema, Name, Args (the access method)
//	cast                         Args (source and target, as [FormatTypes] joins them)
//	transform                    Name (the language), Args (the type)
//	collation, conversion,
//	text search objects          Schema, Name
//	language, access method      Name
//	comment, owner, privileges   the ID of the object they are about, with their own Kind and Of the object's kind
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
	case id.Kind.IsAttachment():
		id.Kind, id.Of = id.Of, KindNone
		return id
	case id.Relation != "":
		return ID{Kind: KindTable, Schema: id.Schema, Name: id.Relation}
	}
	return ID{}
}

// Comment returns the ID of the comment on id.
func (id ID) Comment() ID { return id.attachment(KindComment) }

// Ownership returns the ID of the [KindOwner] object that says who owns id.
func (id ID) Ownership() ID { return id.attachment(KindOwner) }

// Tie returns the ID of the [KindTie] object that says with which extensions id goes.
func (id ID) Tie() ID { return id.attachment(KindTie) }

// SecurityLabels returns the ID of the security labels on id.
func (id ID) SecurityLabels() ID { return id.attachment(KindSecurityLabels) }

// Privileges returns the ID of the privileges on id.
func (id ID) Privileges() ID { return id.attachment(KindPrivileges) }

func (id ID) attachment(k Kind) ID {
	id.Kind, id.Of = k, id.Kind
	return id
}

// In returns the ID of the part of the relation id with the kind and name.
func (id ID) In(kind Kind, name string) ID {
	return ID{Kind: kind, Schema: id.Schema, Relation: id.Name, Name: name}
}

// String prints the ID for messages: kind and unquoted path.
func (id ID) String() string {
	var b strings.Builder
	if id.Kind.IsAttachment() {
		preposition := " on "
		if id.Kind == KindOwner || id.Kind == KindTie {
			preposition = " of "
		}
		b.WriteString(id.Kind.String() + preposition)
		id.Kind = id.Of
	}
	b.WriteString(id.Kind.String() + " ")
	for _, part := range []string{id.Schema, id.Relation} {
		if part != "" {
			b.WriteString(part + ".")
		}
	}
	if id.Kind == KindTransform {
		return b.String() + "for " + id.Args + " language " + id.Name
	}
	b.WriteString(id.Name)
	switch {
	case id.Kind.IsRoutine(), id.Kind == KindOperator, id.Kind == KindCast:
		b.WriteString("(" + id.Args + ")")
	case id.Kind == KindOperatorClass, id.Kind == KindOperatorFamily:
		b.WriteString(" for " + id.Args)
	case id.Kind == KindDefaultPrivileges && id.Args != "":
		b.WriteString(" of role " + id.Args)
	case id.Kind == KindUserMapping:
		b.WriteString(" for server " + id.Args)
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
