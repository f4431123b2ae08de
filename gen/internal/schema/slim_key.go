package schema

// keptPrimaryKey is a primary key that has columns and no settings.
type keptPrimaryKey struct {
	columns  []string
	deferral Deferral
}

func slimPrimaryKey(c PrimaryKey) kept {
	if c.Include != nil || c.Options != nil || c.Tablespace != "" {
		return nil
	}
	return &keptPrimaryKey{columns: c.Columns, deferral: c.Deferral}
}

func (c *keptPrimaryKey) object(h Header) Object { return c.whole(h) }

func (c *keptPrimaryKey) whole(h Header) PrimaryKey {
	return PrimaryKey{Header: h, Columns: c.columns, Deferral: c.deferral}
}

// keptUnique is a unique constraint that has columns and no settings.
type keptUnique struct {
	columns          []string
	nullsNotDistinct bool
	deferral         Deferral
}

func slimUnique(c Unique) kept {
	if c.Include != nil || c.Options != nil || c.Tablespace != "" {
		return nil
	}
	return &keptUnique{columns: c.Columns, nullsNotDistinct: c.NullsNotDistinct, deferral: c.Deferral}
}

func (c *keptUnique) object(h Header) Object { return c.whole(h) }

func (c *keptUnique) whole(h Header) Unique {
	return Unique{Header: h, Columns: c.columns, NullsNotDistinct: c.nullsNotDistinct, Deferral: c.deferral}
}

// keptForeignKey is a foreign key to a table without a list of columns to set.
type keptForeignKey struct {
	columns, parentColumns []string
	// in and parent are path and name of the parent table.
	in                  *path
	parent              string
	onDelete, onUpdate  Action
	deferral            Deferral
	matchFull, notValid bool
}

func (db *Database) slimForeignKey(c ForeignKey) kept {
	if c.SetColumns != nil || c.Parent != NewTable(c.Parent.Schema, c.Parent.Name) {
		return nil
	}
	return &keptForeignKey{columns: c.Columns, parentColumns: c.ParentColumns, in: db.path(c.Parent), parent: c.Parent.Name,
		onDelete: c.OnDelete, onUpdate: c.OnUpdate, deferral: c.Deferral, matchFull: c.MatchFull, notValid: c.NotValid}
}

func (c *keptForeignKey) object(h Header) Object { return c.whole(h) }

func (c *keptForeignKey) whole(h Header) ForeignKey {
	return ForeignKey{Header: h, Columns: c.columns, Parent: NewTable(c.in.schema, c.parent), ParentColumns: c.parentColumns,
		OnDelete: c.onDelete, OnUpdate: c.onUpdate, MatchFull: c.matchFull, Deferral: c.deferral, NotValid: c.notValid}
}

// keptCheck is a check constraint.
type keptCheck struct {
	expr                           Expr
	noInherit, notValid, inherited bool
}

func slimCheck(c Check) kept {
	return &keptCheck{expr: c.Expr, noInherit: c.NoInherit, notValid: c.NotValid, inherited: c.Inherited}
}

func (c *keptCheck) object(h Header) Object { return c.whole(h) }

func (c *keptCheck) whole(h Header) Check {
	return Check{Header: h, Expr: c.expr, NoInherit: c.noInherit, NotValid: c.notValid, Inherited: c.inherited}
}

// keptIndex is a btree index over columns.
type keptIndex struct {
	elements []keptElement
	// where is the predicate, nil for none.
	where                    *Expr
	unique, nullsNotDistinct bool
	only, invalid            bool
}

// keptElement is a column of an index.
type keptElement struct {
	column           string
	desc, nullsFirst bool
}

// slimIndex returns nil where an index says more.
func slimIndex(x Index) kept {
	if x.Method != "btree" || x.Elements == nil || x.Include != nil || x.Options != nil || x.Tablespace != "" || x.PartitionOf != (ID{}) {
		return nil
	}
	out := &keptIndex{elements: make([]keptElement, len(x.Elements)), unique: x.Unique, nullsNotDistinct: x.NullsNotDistinct, only: x.Only, invalid: x.Invalid}
	for i, e := range x.Elements {
		if !isNone(e.Expr) || e.Collation != "" || e.OpClass != "" || e.OpClassOptions != nil {
			return nil
		}
		out.elements[i] = keptElement{column: e.Column, desc: e.Desc, nullsFirst: e.NullsFirst}
	}
	if where := x.Where; !isNone(where) { // a pointer to the field would keep the whole index
		out.where = &where
	}
	return out
}

func (x *keptIndex) object(h Header) Object { return x.whole(h) }

func (x *keptIndex) whole(h Header) Index {
	out := Index{Header: h, Method: "btree", Elements: make([]IndexElement, len(x.elements)), Where: wholeExpr(x.where),
		Unique: x.unique, NullsNotDistinct: x.nullsNotDistinct, Only: x.only, Invalid: x.invalid}
	for i, e := range x.elements {
		out.Elements[i] = IndexElement{Column: e.column, Desc: e.desc, NullsFirst: e.nullsFirst}
	}
	return out
}
