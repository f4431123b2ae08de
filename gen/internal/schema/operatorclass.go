package schema

// FamilyMember is an operator or a support function of an operator family.
type FamilyMember struct {
	// Number is the strategy of an operator, the support number of a function.
	Number int
	// Left and Right are the types for which it serves.
	Left, Right Type
	// Object is the operator or function; its Args are always filled in.
	Object ID
	// OrderBy is the B-tree family by which a FOR ORDER BY operator sorts, or zero.
	OrderBy ID
}

func (m FamilyMember) refs() []ID {
	return append(append(m.Left.refs(), m.Right.refs()...), present(m.Object, m.OrderBy)...)
}

func (m FamilyMember) renamed(f func(ID) ID) FamilyMember {
	m.Left, m.Right = m.Left.renamed(f), m.Right.renamed(f)
	m.Object, m.OrderBy = renameOne(m.Object, f), renameOne(m.OrderBy, f)
	return m
}

func memberRefs(members []FamilyMember) []ID {
	var refs []ID
	for _, m := range members {
		refs = append(refs, m.refs()...)
	}
	return refs
}

func renameMembers(members []FamilyMember, f func(ID) ID) []FamilyMember {
	if len(members) == 0 {
		return nil
	}
	out := make([]FamilyMember, len(members))
	for i, m := range members {
		out[i] = m.renamed(f)
	}
	return out
}

// OperatorFamily is an operator family; ID.Args is its access method. One of pg_catalog is
// in the model where users added members to it, and holds those alone.
type OperatorFamily struct {
	Header
	// Members are those that no operator class owns: operators before functions,
	// by number and types.
	Members []FamilyMember
}

// IsBuiltin reports whether the family is one of pg_catalog.
func (o OperatorFamily) IsBuiltin() bool { return o.ID.Schema == "pg_catalog" }

// Refs returns the access method and the members.
func (o OperatorFamily) Refs() []ID {
	return append(memberRefs(o.Members), present(AccessMethodID(o.ID.Args))...)
}

// Renamed implements [Object].
func (o OperatorFamily) Renamed(f func(ID) ID) Object {
	o.ID.Args = renamedMethod(o.ID.Args, f)
	o.Header, o.Members = o.Header.renamed(f), renameMembers(o.Members, f)
	return o
}

// OperatorClass is an operator class; ID.Args is its access method.
type OperatorClass struct {
	Header
	// Family is the operator family that it is in.
	Family  ID
	Type    Type
	Default bool
	// Storage is zero when the index stores the type itself.
	Storage Type
	// Members are those that the class owns, in the order of those of a family.
	Members []FamilyMember
}

// Refs returns family, types and members.
func (o OperatorClass) Refs() []ID {
	refs := append(memberRefs(o.Members), o.Type.refs()...)
	return append(append(refs, o.Storage.refs()...), present(o.Family, AccessMethodID(o.ID.Args))...)
}

// Renamed implements [Object].
func (o OperatorClass) Renamed(f func(ID) ID) Object {
	o.ID.Args = renamedMethod(o.ID.Args, f)
	o.Family, o.Type, o.Storage = renameOne(o.Family, f), o.Type.renamed(f), o.Storage.renamed(f)
	o.Header, o.Members = o.Header.renamed(f), renameMembers(o.Members, f)
	return o
}

func renamedMethod(name string, f func(ID) ID) string {
	if id := AccessMethodID(name); !id.IsZero() {
		return f(id).Name
	}
	return name
}
