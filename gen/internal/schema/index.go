package schema

// Index is an index that no constraint owns.
type Index struct {
	Header
	Unique           bool
	NullsNotDistinct bool
	// Method is the access method, "btree" when the author names none.
	Method   string
	Elements []IndexElement
	Include  []string
	Where    Expr
	// Options are storage parameters as "name=value" in the order in which they were
	// written.
	Options    []string
	Tablespace string
	// Only is true for an index of a partitioned table made with ON ONLY.
	Only bool
	// PartitionOf is the parent's index that this one is attached to, or zero.
	PartitionOf ID
	// Invalid is true for an index that a failed concurrent build left behind;
	// only a live server has such.
	Invalid bool
}

// IndexElement is one key of an index: a column or an expression.
type IndexElement struct {
	// Column is the column's name, "" for an expression.
	Column string
	Expr   Expr
	// Collation is "" when it is the column's own.
	Collation string
	// OpClass is "" for the default one of type and method; OpClassOptions are its
	// parameters as "name=value".
	OpClass        string
	OpClassOptions []string
	Desc           bool
	// NullsFirst is the effective order: false for ASC and true for DESC unless
	// the author says otherwise.
	NullsFirst bool
}

func (e IndexElement) refs(rel ID, method string) []ID {
	own := present(CollationID(e.Collation), OperatorClassID(method, e.OpClass))
	if e.Column != "" {
		return append(own, rel.In(KindColumn, e.Column))
	}
	return append(own, e.Expr.Uses...)
}

func (e IndexElement) renamed(rel ID, method string, f func(ID) ID) IndexElement {
	e.Collation = renameCollation(e.Collation, f)
	e.OpClass = renameText(e.OpClass, OperatorClassID(method, e.OpClass), f)
	if e.Column != "" {
		e.Column = f(rel.In(KindColumn, e.Column)).Name
	}
	e.Expr = e.Expr.renamed(f)
	return e
}

// Refs returns what elements and predicate use.
func (x Index) Refs() []ID {
	rel := x.ID.Parent()
	refs := append(columnIDs(rel, x.Include), present(AccessMethodID(x.Method))...)
	for _, e := range x.Elements {
		refs = append(refs, e.refs(rel, x.Method)...)
	}
	if !x.PartitionOf.IsZero() {
		refs = append(refs, x.PartitionOf)
	}
	return append(refs, x.Where.Uses...)
}

// Renamed implements [Object].
func (x Index) Renamed(f func(ID) ID) Object {
	rel := x.ID.Parent()
	elements := make([]IndexElement, len(x.Elements))
	for i, e := range x.Elements {
		elements[i] = e.renamed(rel, x.Method, f)
	}
	x.Method = renamedMethod(x.Method, f)
	x.Elements, x.Include, x.Where = elements, renameColumns(rel, x.Include, f), x.Where.renamed(f)
	if !x.PartitionOf.IsZero() {
		x.PartitionOf = f(x.PartitionOf)
	}
	x.Header = x.Header.renamed(f)
	return x
}
