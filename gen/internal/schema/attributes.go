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
	return db.AppendAttributes(make([]Attribute, 0, len(db.parts(of))), of)
}

// AppendAttributes adds what [Database.Attributes] returns to a list.
func (db *Database) AppendAttributes(to []Attribute, of ID) []Attribute {
	switch of.Kind {
	case KindView, KindMaterializedView, KindComposite:
		return append(to, db.Attributes(of)...)
	}
	from, sorted, last := len(to), true, 0
	for _, part := range db.parts(of) {
		if c, ok := as[Column](db, part); ok {
			to = append(to, c.attribute())
			sorted, last = sorted && last <= c.Position, c.Position
		}
	}
	if !sorted {
		for i, c := range db.Columns(of) {
			to[from+i] = c.attribute()
		}
	}
	return to
}

func (c Column) attribute() Attribute {
	return Attribute{Name: c.ID.Name, Type: c.Type, Collation: c.Collation}
}

// systemColumns are those that each table has, which are no objects of their own.
var systemColumns = [...]string{"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"}

// SequenceOwners returns the columns of a table or view to which sequences belong.
func (db *Database) SequenceOwners(of ID) []ID {
	var out []ID
	add := func(name string) {
		if column := of.In(KindColumn, name); len(db.owned(column)) > 0 {
			out = append(out, column)
		}
	}
	for _, a := range db.Attributes(of) {
		add(a.Name)
	}
	for _, name := range systemColumns {
		add(name)
	}
	return out
}
