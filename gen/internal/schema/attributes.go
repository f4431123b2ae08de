package schema

// Attributes returns the columns of a table, view or composite type in order, nil for
// everything else. It must not be changed.
func (db *Database) Attributes(of ID) []Attribute {
	switch of.Kind {
	case KindView, KindMaterializedView:
		v, _ := Get[View](db, of)
		return v.Columns
	case KindComposite:
		c, _ := Get[Composite](db, of)
		return c.Attributes
	}
	parts := db.parts(of)
	out := make([]Attribute, 0, len(parts))
	sorted, last := true, 0
	for _, part := range parts {
		if c, ok := as[Column](db, part); ok {
			out = append(out, c.attribute())
			sorted, last = sorted && last <= c.Position, c.Position
		}
	}
	if !sorted {
		for i, c := range db.Columns(of) {
			out[i] = c.attribute()
		}
	}
	return out
}

func (c Column) attribute() Attribute {
	return Attribute{Name: c.ID.Name, Type: c.Type, Collation: c.Collation}
}
