package schema

// Deferral is when a constraint is checked.
type Deferral uint8

// The deferrals; NotDeferrable is PostgreSQL's default.
const (
	NotDeferrable Deferral = iota
	DeferrableInitiallyImmediate
	DeferrableInitiallyDeferred
)

// PrimaryKey is a primary key; its index is a part of it.
type PrimaryKey struct {
	Header
	Columns, Include []string
	Deferral         Deferral
	// Options are the index's storage parameters as "name=value" in the order in which
	// they were written; Tablespace is its tablespace.
	Options    []string
	Tablespace string
}

// Refs returns the columns.
func (c PrimaryKey) Refs() []ID { return keyRefs(c.ID, c.Columns, c.Include) }

// Renamed implements [Object].
func (c PrimaryKey) Renamed(f func(ID) ID) Object {
	rel := c.ID.Parent()
	c.Columns, c.Include = renameColumns(rel, c.Columns, f), renameColumns(rel, c.Include, f)
	c.Header = c.Header.renamed(f)
	return c
}

// Unique is a unique constraint; its index is a part of it.
type Unique struct {
	Header
	Columns, Include []string
	NullsNotDistinct bool
	Deferral         Deferral
	Options          []string
	Tablespace       string
}

// Refs returns the columns.
func (c Unique) Refs() []ID { return keyRefs(c.ID, c.Columns, c.Include) }

// Renamed implements [Object].
func (c Unique) Renamed(f func(ID) ID) Object {
	rel := c.ID.Parent()
	c.Columns, c.Include = renameColumns(rel, c.Columns, f), renameColumns(rel, c.Include, f)
	c.Header = c.Header.renamed(f)
	return c
}

func keyRefs(id ID, columns, include []string) []ID {
	return append(columnIDs(id.Parent(), columns), columnIDs(id.Parent(), include)...)
}

// Action is what a foreign key does when its parent row goes or changes.
type Action uint8

// The referential actions; NoAction is PostgreSQL's default.
const (
	NoAction Action = iota
	Restrict
	Cascade
	SetNull
	SetDefault
)

// ForeignKey is a foreign key.
type ForeignKey struct {
	Header
	Columns []string
	// Parent is the referenced table, ParentColumns its columns, always filled in.
	Parent        ID
	ParentColumns []string
	OnDelete      Action
	OnUpdate      Action
	// SetColumns are those of ON DELETE SET NULL (a, b) and SET DEFAULT (a, b).
	SetColumns []string
	MatchFull  bool
	Deferral   Deferral
	NotValid   bool
}

// Refs returns the columns of both sides and the parent table.
func (c ForeignKey) Refs() []ID {
	refs := append(columnIDs(c.ID.Parent(), c.Columns), c.Parent)
	return append(refs, columnIDs(c.Parent, c.ParentColumns)...)
}

// Renamed implements [Object].
func (c ForeignKey) Renamed(f func(ID) ID) Object {
	rel := c.ID.Parent()
	c.Columns, c.SetColumns = renameColumns(rel, c.Columns, f), renameColumns(rel, c.SetColumns, f)
	c.ParentColumns = renameColumns(c.Parent, c.ParentColumns, f)
	c.Parent = f(c.Parent)
	c.Header = c.Header.renamed(f)
	return c
}

// Check is a check constraint of a table.
type Check struct {
	Header
	Expr      Expr
	NoInherit bool
	NotValid  bool
	// Inherited is true if the constraint comes from a parent table only.
	Inherited bool
}

// Refs returns what the expression uses.
func (c Check) Refs() []ID { return c.Expr.Uses }

// Renamed implements [Object].
func (c Check) Renamed(f func(ID) ID) Object {
	c.Header, c.Expr = c.Header.renamed(f), c.Expr.renamed(f)
	return c
}

// Exclusion is an exclusion constraint; its index is a part of it.
type Exclusion struct {
	Header
	Method   string
	Elements []ExclusionElement
	Include  []string
	Where    Expr
	Deferral Deferral
	// Options and Tablespace are those of its index, see [PrimaryKey].
	Options    []string
	Tablespace string
}

// ExclusionElement is an index element and the operator it is compared with.
type ExclusionElement struct {
	IndexElement
	// Operator is the operator's name, qualified as "schema.op" outside pg_catalog;
	// OperatorID addresses it when it is one of the model.
	Operator   string
	OperatorID ID
}

// Refs returns what elements and predicate use.
func (c Exclusion) Refs() []ID {
	refs := append(columnIDs(c.ID.Parent(), c.Include), present(AccessMethodID(c.Method))...)
	for _, e := range c.Elements {
		refs = append(append(refs, e.refs(c.ID.Parent(), c.Method)...), present(e.OperatorID)...)
	}
	return append(refs, c.Where.Uses...)
}

// Renamed implements [Object].
func (c Exclusion) Renamed(f func(ID) ID) Object {
	rel := c.ID.Parent()
	elements := make([]ExclusionElement, len(c.Elements))
	for i, e := range c.Elements {
		elements[i] = ExclusionElement{IndexElement: e.renamed(rel, c.Method, f), Operator: e.Operator, OperatorID: renameOne(e.OperatorID, f)}
		if next := elements[i].OperatorID; next != e.OperatorID {
			elements[i].Operator = next.Schema + "." + next.Name
		}
	}
	c.Method = renamedMethod(c.Method, f)
	c.Elements, c.Include, c.Where = elements, renameColumns(rel, c.Include, f), c.Where.renamed(f)
	c.Header = c.Header.renamed(f)
	return c
}
