package ddl

import (
	"slices"
	"sort"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// deferral returns when the constraint is checked.
func deferral(c *pg.Constraint) schema.Deferral {
	switch {
	case c.Initdeferred:
		return schema.DeferrableInitiallyDeferred
	case c.Deferrable:
		return schema.DeferrableInitiallyImmediate
	}
	return schema.NotDeferrable
}

// freeConstraint gives 42710 if the table has a constraint with the name.
func (s *stmt) freeConstraint(rel schema.ID, name string, at int32) error {
	if _, taken := s.db.Constraint(rel, name); taken {
		return s.fault(at, duplicateObject, "constraint %q for relation %q already exists", name, rel.Name)
	}
	return nil
}

// addConstraint adds a table constraint that is not a key, with its copies for
// children.
func (s *stmt) addConstraint(rel schema.ID, c *pg.Constraint, only bool) error {
	switch c.Contype {
	case pg.ConstrType_CONSTR_CHECK:
		return s.addCheck(rel, c, only)
	case pg.ConstrType_CONSTR_FOREIGN:
		if parent, ok := s.find(c.Pktable); ok && only && s.isPartitioned(rel) {
			return hinted(s.fault(0, wrongObjectType, "cannot use ONLY for foreign key on partitioned table %q referencing relation %q", rel.Name, parent.Name), "do not write ONLY")
		}
		return s.addForeignKey(rel, c)
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION:
		if c.Indexname != "" {
			return s.addIndexConstraint(rel, c)
		}
		return s.addKey(rel, c, only)
	}
	return s.fault(c.Location, notSupported, "this constraint cannot be replayed")
}

// addCheck adds a check constraint; it is named after the column when it uses
// exactly one.
func (s *stmt) addCheck(rel schema.ID, c *pg.Constraint, only bool) error {
	expr, err := s.expr(c.RawExpr, s.constraintBody(c, "CHECK"), scope{relation: rel, clause: canon.InCheck})
	if err != nil {
		return err
	}
	if err := s.judgeSystemColumns(c.RawExpr, expr.SQL, true, invalidReference, "system column %q reference in check constraint is invalid"); err != nil {
		return err
	}
	if c.IsNoInherit && s.isPartitioned(rel) {
		return s.fault(c.Location, invalidTable, "cannot add NO INHERIT constraint to partitioned table %q", rel.Name)
	}
	name := c.Conname
	if name == "" {
		column := ""
		if used := usedColumns(expr, rel); len(used) == 1 {
			column = used[0]
		}
		name = s.constraintName(rel.Schema, rel.Name, column, "check")
	}
	check := schema.Check{Header: s.headerAt(rel.In(schema.KindCheck, name), c.Location), Expr: expr,
		NoInherit: c.IsNoInherit, NotValid: c.SkipValidation}
	return s.putCheck(rel, check, only)
}

// putCheck adds the check to the table and its children, merging it with one of
// the same name that a table has.
func (s *stmt) putCheck(rel schema.ID, check schema.Check, only bool) error {
	check.ID = rel.In(schema.KindCheck, check.ID.Name)
	if only && !check.NoInherit && len(s.children(rel)) > 0 {
		return hinted(s.fault(0, invalidTable, "constraint must be added to child tables too"), "do not write ONLY")
	}
	old, ok := schema.Get[schema.Check](s.db, check.ID)
	switch {
	case ok:
		merged, err := s.mergeCheck(old, check)
		if err != nil {
			return err
		}
		s.put(merged)
		if !check.Inherited { // the children have it already
			return nil
		}
	default:
		if err := s.freeConstraint(rel, check.ID.Name, 0); err != nil {
			return err
		}
		s.put(check)
	}
	if check.NoInherit {
		return nil
	}
	for _, child := range s.children(rel) {
		copied := check
		copied.Inherited = true
		copied.Expr = moveColumns(copied.Expr, rel, child)
		if err := s.putCheck(child, copied, false); err != nil {
			return err
		}
	}
	return nil
}

// mergeCheck makes one of a check that the table has and one that comes from a parent,
// or that becomes the table's own, too.
func (s *stmt) mergeCheck(old, check schema.Check) (schema.Check, error) {
	rel, name := old.ID.Parent(), old.ID.Name
	t, _ := schema.Get[schema.Table](s.db, rel)
	if !s.sameCheck(old, check) || !check.Inherited && (!old.Inherited || !t.PartitionOf.IsZero()) {
		return old, s.fault(0, duplicateObject, "constraint %q for relation %q already exists", name, rel.Name)
	}
	switch {
	case old.NoInherit:
		return old, s.fault(0, invalidObject, "constraint %q conflicts with non-inherited constraint on relation %q", name, rel.Name)
	case check.NoInherit && s.inherits(old.ID):
		return old, s.fault(0, invalidObject, "constraint %q conflicts with inherited constraint on relation %q", name, rel.Name)
	case old.NotValid && !check.NotValid:
		return old, s.fault(0, invalidObject, "constraint %q conflicts with NOT VALID constraint on relation %q", name, rel.Name)
	}
	old.Inherited = check.Inherited && (old.Inherited || !t.PartitionOf.IsZero())
	return old, nil
}

func (s *stmt) sameCheck(a, b schema.Check) bool { return a.Expr.Key == b.Expr.Key }

// usedColumns lists the columns of the relation that the expression uses.
func usedColumns(e schema.Expr, rel schema.ID) []string {
	var out []string
	for _, id := range e.Uses {
		if id.Kind == schema.KindColumn && id.Schema == rel.Schema && id.Relation == rel.Name {
			out = append(out, id.Name)
		}
	}
	return out
}

// moveColumns lets an expression about one table speak of another with the same columns.
func moveColumns(e schema.Expr, from, to schema.ID) schema.Expr {
	uses := make([]schema.ID, len(e.Uses))
	for i, id := range e.Uses {
		if id.Kind == schema.KindColumn && id.Schema == from.Schema && id.Relation == from.Name {
			id = to.In(schema.KindColumn, id.Name)
		}
		uses[i] = id
	}
	slices.SortFunc(uses, schema.Compare)
	e.Uses = uses
	return e
}

var actions = map[string]schema.Action{"a": schema.NoAction, "r": schema.Restrict, "c": schema.Cascade,
	"n": schema.SetNull, "d": schema.SetDefault}

// addForeignKey adds a foreign key; without written parent columns it refers to
// the parent's primary key.
func (s *stmt) addForeignKey(rel schema.ID, c *pg.Constraint) error {
	fk := schema.ForeignKey{Columns: strs(c.FkAttrs), ParentColumns: strs(c.PkAttrs), SetColumns: strs(c.FkDelSetCols),
		OnDelete: actions[c.FkDelAction], OnUpdate: actions[c.FkUpdAction], MatchFull: c.FkMatchtype == "f",
		Deferral: deferral(c), NotValid: c.SkipValidation}
	if c.Conname != "" {
		if err := s.freeConstraint(rel, c.Conname, 0); err != nil {
			return err
		}
	}
	parent, err := s.referencedTable(rel, c)
	if err != nil {
		return err
	}
	for _, name := range fk.Columns {
		if err := s.keyColumn(rel, name, c.Location); err != nil {
			return err
		}
	}
	fk.Parent = parent
	if len(fk.ParentColumns) == 0 {
		pk, ok := s.primaryKey(parent)
		if !ok {
			return s.fault(c.Pktable.Location, undefinedObject, "there is no primary key for referenced table %q", parent.Name)
		}
		fk.ParentColumns = slices.Clone(pk.Columns)
	} else if err := s.checkReferenced(c, parent, fk.ParentColumns); err != nil {
		return err
	}
	if len(fk.Columns) != len(fk.ParentColumns) {
		return s.fault(c.Location, invalidKey, "number of referencing and referenced columns for foreign key disagree")
	}
	if err := s.judgeForeignKey(rel, c, fk); err != nil {
		return err
	}
	name := c.Conname
	if name == "" {
		name = s.constraintName(rel.Schema, rel.Name, joinColumns(fk.Columns), "fkey")
	}
	fk.Header = s.headerAt(rel.In(schema.KindForeignKey, name), c.Location)
	return s.putForeignKey(rel, fk)
}

// referencedTable finds the table that a foreign key refers to.
func (s *stmt) referencedTable(rel schema.ID, c *pg.Constraint) (schema.ID, error) {
	parent, err := s.table(c.Pktable)
	at := c.Pktable.Location
	switch {
	case err != nil:
		return parent, err
	case s.isForeign(parent):
		return parent, s.fault(at, wrongObjectType, "referenced relation %q is not a table", parent.Name)
	case (rel.Schema == temporarySchema) != (parent.Schema == temporarySchema):
		return parent, s.fault(at, invalidTable, "constraints on permanent tables and on temporary tables cannot refer to each other")
	case s.persistence(rel) == schema.Permanent && s.persistence(parent) == schema.Unlogged:
		return parent, s.fault(at, invalidTable, "constraints on permanent tables may reference only permanent tables")
	}
	return parent, nil
}

// putForeignKey adds the foreign key to the table and to its partitions.
func (s *stmt) putForeignKey(rel schema.ID, fk schema.ForeignKey) error {
	fk.ID = rel.In(schema.KindForeignKey, fk.ID.Name)
	if err := s.freeConstraint(rel, fk.ID.Name, 0); err != nil {
		return err
	}
	s.put(fk)
	for _, child := range s.partitions(rel) {
		s.cloneForeignKey(child, fk)
	}
	return nil
}

// cloneForeignKey gives a partition its copy of the parent's foreign key.
func (s *stmt) cloneForeignKey(child schema.ID, fk schema.ForeignKey) {
	for _, old := range schema.PartsOf[schema.ForeignKey](s.db, child) {
		if len(schema.Fields(old, fk)) == 0 {
			return
		}
	}
	name := fk.ID.Name
	if _, taken := s.db.Constraint(child, name); taken {
		name = s.constraintName(child.Schema, child.Name, joinColumns(fk.Columns), "fkey")
	}
	fk.ID = child.In(schema.KindForeignKey, name)
	s.put(fk)
	for _, next := range s.partitions(child) {
		s.cloneForeignKey(next, fk)
	}
}

// checkReferenced gives 42830 unless a key or unique index covers exactly the columns.
func (s *stmt) checkReferenced(c *pg.Constraint, parent schema.ID, columns []string) error {
	for _, name := range columns {
		if err := s.keyColumn(parent, name, c.Pktable.Location); err != nil {
			return err
		}
	}
	if _, ok := s.referencedKey(parent, columns); !ok {
		return s.fault(c.Pktable.Location, invalidKey, "there is no unique constraint matching given keys for referenced table %q", parent.Name)
	}
	return nil
}

// referencedKey returns the key or unique index that a foreign key to the columns rests on.
func (r *Replay) referencedKey(parent schema.ID, columns []string) (schema.ID, bool) {
	want := sorted(columns)
	for _, o := range r.db.Keys(parent) {
		if key := uniqueColumnsOf(o); key != nil && slices.Equal(sorted(key), want) {
			return o.Address(), true
		}
	}
	return schema.ID{}, false
}

// uniqueColumnsOf returns the columns that an object makes unique without
// conditions, nil if it does not.
func uniqueColumnsOf(o schema.Object) []string {
	switch k := o.(type) {
	case schema.PrimaryKey:
		if k.Deferral == schema.NotDeferrable {
			return k.Columns
		}
	case schema.Unique:
		if k.Deferral == schema.NotDeferrable {
			return k.Columns
		}
	case schema.Index:
		if !k.Unique || !k.Where.IsZero() {
			return nil
		}
		var out []string
		for _, e := range k.Elements {
			if e.Column == "" {
				return nil
			}
			out = append(out, e.Column)
		}
		return out
	}
	return nil
}

func sorted(names []string) []string {
	out := slices.Clone(names)
	sort.Strings(out)
	return out
}

// keyColumn gives the error for a column that no key can have, or that is not there.
func (s *stmt) keyColumn(rel schema.ID, name string, at int32) error {
	switch {
	case s.db.Has(rel.In(schema.KindColumn, name)):
		return nil
	case systemColumns[name]:
		return s.fault(at, notSupported, "system columns cannot be used in keys")
	}
	return s.fault(at, undefinedColumn, "column %q named in key does not exist", name)
}

// primaryKey returns the table's primary key.
func (r *Replay) primaryKey(rel schema.ID) (schema.PrimaryKey, bool) {
	if keys := schema.PartsOf[schema.PrimaryKey](r.db, rel); len(keys) > 0 {
		return keys[0], true
	}
	return schema.PrimaryKey{}, false
}

// children returns the tables that inherit from the table, partitions included.
func (r *Replay) children(rel schema.ID) []schema.ID {
	var out []schema.ID
	for _, id := range r.db.UsersOfKind(rel, schema.KindTable) {
		t, ok := schema.Get[schema.Table](r.db, id)
		if ok && (t.PartitionOf == rel || slices.Contains(t.Inherits, rel)) {
			out = append(out, id)
		}
	}
	return out
}

// partitionTree returns the partitions of the table at all levels.
func (r *Replay) partitionTree(rel schema.ID) []schema.ID {
	out := r.partitions(rel)
	for _, child := range out {
		out = append(out, r.partitionTree(child)...)
	}
	return out
}

// partitions returns the partitions of the table.
func (r *Replay) partitions(rel schema.ID) []schema.ID {
	if t, ok := schema.Get[schema.Table](r.db, rel); !ok || t.PartitionBy.IsZero() {
		return nil
	}
	return r.children(rel)
}
