package schema

// keptTable is a table of which nothing is said but its name.
type keptTable struct{}

// slimTable returns nil where a table says more.
func slimTable(t Table) kept {
	if t.Persistence != Permanent || !isNone(t.PartitionBy) || t.PartitionOf != (ID{}) || !isNone(t.Bound) || t.Inherits != nil || t.OfType != (ID{}) ||
		t.RowSecurity || t.ForceRowSecurity || t.ReplicaIdentity != "" || t.Options != nil || t.AccessMethod != "" || t.Tablespace != "" ||
		t.Server != (ID{}) || t.ForeignOptions != nil || t.Secrets != nil {
		return nil
	}
	return keptTable{}
}

func (t keptTable) object(h Header) Object { return t.whole(h) }
func (keptTable) whole(h Header) Table     { return Table{Header: h} }

// keptColumn is a column that has nothing but name, type, default and NOT NULL, which
// are nearly all of them and more than half of all objects.
type keptColumn struct {
	typ *Type
	// fallback is the default, nil for none.
	fallback  *Expr
	position  int32
	identity  IdentityMode
	notNull   bool
	inherited bool
}

// slimColumn returns nil where a column says more.
func (db *Database) slimColumn(c Column) kept {
	if c.Collation != "" || !isNone(c.Generated) || c.Virtual || c.Storage != "" || c.Compression != "" || c.Statistics != -1 ||
		c.Options != nil || c.ForeignOptions != nil || int(int32(c.Position)) != c.Position {
		return nil
	}
	return &keptColumn{typ: shared(db.types, c.Type), fallback: db.expr(c.Default), position: int32(c.Position), identity: c.Identity,
		notNull: c.NotNull, inherited: c.Inherited}
}

func (c *keptColumn) object(h Header) Object { return c.whole(h) }

func (c *keptColumn) whole(h Header) Column {
	return Column{Header: h, Type: *c.typ, Default: wholeExpr(c.fallback), Position: int(c.position), Identity: c.identity, NotNull: c.notNull,
		Inherited: c.inherited, Statistics: -1}
}

// constant is the text of an expression that refers to nothing.
type constant struct{ sql, key string }

// isNone reports whether nothing is lost if the expression is left out.
func isNone(e Expr) bool { return e.SQL == "" && e.Key == "" && e.Uses == nil }

// expr returns what is kept of an expression, nil for none.
func (db *Database) expr(e Expr) *Expr {
	if isNone(e) {
		return nil
	}
	text := constant{e.SQL, e.Key}
	if known, ok := db.constants[text]; ok && e.Uses == nil {
		return known
	}
	own := new(Expr)
	if *own = e; e.Uses == nil && len(db.constants) < maxShared {
		db.constants[text] = own
	}
	return own
}

func wholeExpr(kept *Expr) Expr {
	if kept == nil {
		return Expr{}
	}
	return *kept
}

// keptSequence is a sequence whose numbers others share.
type keptSequence struct {
	numbers *numbers
	owner   *path
	column  string
}

// numbers are all that a sequence says but for its name and the column that it
// belongs to.
type numbers struct {
	persistence                       Persistence
	typ                               string
	start, increment, min, max, cache int64
	cycle, identity                   bool
}

// slimSequence returns nil where a sequence says more.
func (db *Database) slimSequence(s Sequence) kept {
	out := &keptSequence{numbers: shared(db.numbers, numbers{persistence: s.Persistence, typ: s.Type, start: s.Start, increment: s.Increment,
		min: s.Min, max: s.Max, cache: s.Cache, cycle: s.Cycle, identity: s.Identity})}
	if s.OwnedBy != (ID{}) {
		out.owner, out.column = db.path(s.OwnedBy), s.OwnedBy.Name
	}
	if out.owned() != s.OwnedBy {
		return nil
	}
	return out
}

// owned returns the column that the sequence belongs to, zero if there is none.
func (s *keptSequence) owned() ID {
	if s.owner == nil {
		return ID{}
	}
	return ID{Kind: KindColumn, Schema: s.owner.schema, Relation: s.owner.relation, Name: s.column, Args: s.owner.args}
}

func (s *keptSequence) object(h Header) Object { return s.whole(h) }

func (s *keptSequence) whole(h Header) Sequence {
	n := s.numbers
	return Sequence{Header: h, Persistence: n.persistence, Type: n.typ, Start: n.start, Increment: n.increment, Min: n.min, Max: n.max, Cache: n.cache,
		Cycle: n.cycle, OwnedBy: s.owned(), Identity: n.identity}
}
