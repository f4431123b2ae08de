package schema

// slimColumn is how a database keeps a column that has nothing but name, type, default
// and NOT NULL, which are nearly all of them and more than half of all objects. It
// takes half the memory of a [Column].
type slimColumn struct {
	Header
	typ Type
	// fallback is the default, nil for none.
	fallback  *Expr
	position  int32
	identity  IdentityMode
	notNull   bool
	inherited bool
}

// slim returns what a database keeps for an object.
func slim(o Object) Object {
	c, ok := o.(Column)
	if !ok || c.Collation != "" || !isNone(c.Generated) || c.Virtual || c.Storage != "" || c.Compression != "" || c.Statistics != -1 ||
		c.Options != nil || c.ForeignOptions != nil || int(int32(c.Position)) != c.Position {
		return o
	}
	s := &slimColumn{Header: c.Header, typ: c.Type, position: int32(c.Position), identity: c.Identity, notNull: c.NotNull, inherited: c.Inherited}
	if !isNone(c.Default) {
		fallback := c.Default // a pointer to the field would keep the whole column
		s.fallback = &fallback
	}
	return s
}

// isNone reports whether nothing is lost if the expression is left out.
func isNone(e Expr) bool { return e.SQL == "" && e.Key == "" && e.Uses == nil }

// column returns the column as it was put.
func (s *slimColumn) column() Column {
	c := Column{Header: s.Header, Type: s.typ, Position: int(s.position), Identity: s.identity, NotNull: s.notNull, Inherited: s.inherited, Statistics: -1}
	if s.fallback != nil {
		c.Default = *s.fallback
	}
	return c
}

// Refs is that of the column.
func (s *slimColumn) Refs() []ID {
	if s.fallback == nil {
		return s.typ.refs()
	}
	return append(s.typ.refs(), s.fallback.Uses...)
}

// Renamed is that of the column.
func (s *slimColumn) Renamed(f func(ID) ID) Object { return s.column().Renamed(f) }

// whole returns the object that was put, for what is kept.
func whole(kept Object) Object {
	if s, ok := kept.(*slimColumn); ok {
		return s.column()
	}
	return kept
}

// as returns what is kept as a T, which is a struct of this package or [Object].
func as[T Object](kept Object) (T, bool) {
	if s, ok := kept.(*slimColumn); ok {
		var out T
		switch p := any(&out).(type) {
		case *Column:
			*p = s.column()
			return out, true
		case *Object:
			*p = s.column()
			return out, true
		}
		return out, false
	}
	out, ok := kept.(T)
	return out, ok
}
