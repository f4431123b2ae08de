package schema

// Persistence of a table or sequence.
type Persistence uint8

// The persistences. Temporary objects exist only while a history is replayed.
const (
	Permanent Persistence = iota
	Unlogged
	Temporary
)

// Table is a table without its columns, constraints and indexes, which are
// objects of their own.
type Table struct {
	Header
	Persistence Persistence
	// PartitionBy is the text after PARTITION BY ("RANGE (created_at)"), or none.
	PartitionBy Expr
	// PartitionOf is the parent of a partition; Bound is its bound as written after
	// the parent's name ("FOR VALUES FROM (1) TO (10)", "DEFAULT").
	PartitionOf ID
	Bound       Expr
	// Inherits lists the parents of plain inheritance, in order.
	Inherits []ID
	// OfType is the composite type that a typed table takes its columns from, or zero.
	OfType ID
	// RowSecurity and ForceRowSecurity are the switches of row level security.
	RowSecurity, ForceRowSecurity bool
	// ReplicaIdentity is "" (default), "full", "nothing" or "index NAME".
	ReplicaIdentity string
	// Options are storage parameters as "name=value" in the order in which they were
	// written.
	Options []string
	// AccessMethod and Tablespace are "" for the defaults.
	AccessMethod, Tablespace string
	// Server is the server of a foreign table, zero for every other; ForeignOptions
	// are its options as "name=value", Secrets the names of those that the model
	// does not hold.
	Server                  ID
	ForeignOptions, Secrets []string
}

// Refs returns the parents and what the partition key uses.
func (t Table) Refs() []ID {
	refs := append(present(AccessMethodID(t.AccessMethod)), t.Inherits...)
	if !t.PartitionOf.IsZero() {
		refs = append(refs, t.PartitionOf)
	}
	if !t.Server.IsZero() {
		refs = append(refs, t.Server)
	}
	if !t.OfType.IsZero() {
		refs = append(refs, t.OfType)
	}
	for _, id := range append(append([]ID(nil), t.PartitionBy.Uses...), t.Bound.Uses...) {
		if id.Kind != KindColumn {
			refs = append(refs, id)
		}
	}
	return refs
}

// Renamed implements [Object].
func (t Table) Renamed(f func(ID) ID) Object {
	t.Header = t.Header.renamed(f)
	t.PartitionBy, t.Bound, t.AccessMethod = t.PartitionBy.renamed(f), t.Bound.renamed(f), renamedMethod(t.AccessMethod, f)
	if !t.PartitionOf.IsZero() {
		t.PartitionOf = f(t.PartitionOf)
	}
	if !t.Server.IsZero() {
		t.Server = f(t.Server)
	}
	if !t.OfType.IsZero() {
		t.OfType = f(t.OfType)
	}
	t.Inherits = renameAll(t.Inherits, f)
	return t
}

// IdentityMode says how an identity column takes values.
type IdentityMode uint8

// The identity modes; none for a plain column.
const (
	IdentityNone IdentityMode = iota
	IdentityAlways
	IdentityByDefault
)

// Column is one column of a table (view columns are part of [View]).
type Column struct {
	Header
	// Position orders the columns of a table; it grows with every added column
	// and may have gaps. It takes no part in equality.
	Position int
	Type     Type
	// Collation is "" when it is the type's own; schema-qualified outside pg_catalog.
	Collation string
	Default   Expr
	// Generated is the expression of a generated column, or none. Virtual is true if its
	// values are not stored but made when they are read, which PostgreSQL 18 knows.
	Generated Expr
	Virtual   bool
	Identity  IdentityMode
	NotNull   bool
	// Inherited is true if the column comes from a parent table only.
	Inherited bool
	// Storage and Compression are "" for the type's defaults, else in lower case.
	Storage, Compression string
	// Statistics is the statistics target, -1 for the default.
	Statistics int
	// Options are attribute options as "name=value" in the order in which they were
	// written.
	Options []string
	// ForeignOptions are the options of a column of a foreign table as "name=value".
	ForeignOptions []string
}

// Refs returns the type and what default and generation expression use, except
// columns: those of a generation expression are in Generated.Uses.
func (c Column) Refs() []ID {
	refs := append(c.Type.refs(), present(CollationID(c.Collation))...)
	return append(append(refs, c.Default.Uses...), c.Generated.Uses...)
}

// Renamed implements [Object].
func (c Column) Renamed(f func(ID) ID) Object {
	c.Header = c.Header.renamed(f)
	c.Type, c.Collation = c.Type.renamed(f), renameCollation(c.Collation, f)
	c.Default, c.Generated = c.Default.renamed(f), c.Generated.renamed(f)
	return c
}

// Sequence is a sequence: free, owned by a column (serial), or the one behind an
// identity column.
type Sequence struct {
	Header
	Persistence Persistence
	// Type is "int2", "int4" or "int8".
	Type                       string
	Start, Increment, Min, Max int64
	Cache                      int64
	Cycle                      bool
	// OwnedBy is the column that the sequence goes away with, or zero.
	OwnedBy ID
	// Identity is true if the sequence belongs to an identity column; it is then
	// printed as a part of that column.
	Identity bool
}

// Refs returns nothing: ownership makes a sequence go with its column but the
// sequence of a serial column is created before it. See [Database.Owned].
func (s Sequence) Refs() []ID {
	if s.Identity {
		return []ID{s.OwnedBy}
	}
	return nil
}

// Renamed implements [Object].
func (s Sequence) Renamed(f func(ID) ID) Object {
	s.Header = s.Header.renamed(f)
	if !s.OwnedBy.IsZero() {
		s.OwnedBy = f(s.OwnedBy)
	}
	return s
}
