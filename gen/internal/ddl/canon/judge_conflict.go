package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeConflict judges the names and expressions of ON CONFLICT.
func (a *analyzer) judgeConflict(c *pg.OnConflictClause) {
	table := a.names.sources[0]
	if c.Infer == nil && c.Action == pg.OnConflictAction_ONCONFLICT_UPDATE {
		a.fail("42601", c.Location, "name the columns of a unique index, or the constraint",
			"ON CONFLICT DO UPDATE requires inference specification or constraint name")
	}
	for _, n := range c.Infer.GetIndexElems() {
		if e := n.GetIndexElem(); e.Name != "" {
			a.bareName(&pg.ColumnRef{Location: c.Infer.Location}, e.Name)
		} else {
			a.expr(e.Expr)
		}
	}
	if where := c.Infer.GetWhereClause(); where != nil {
		a.where(where)
	}
	if name := c.Infer.GetConname(); name != "" && !table.open && table.relation.Kind == schema.KindTable {
		if _, ok := a.sc.DB.Constraint(table.relation, name); !ok {
			a.fail("42704", 0, "", "constraint %q for table %q does not exist", name, table.relation.Name)
		}
	}
	if c.Action != pg.OnConflictAction_ONCONFLICT_UPDATE {
		return
	}
	level := a.names
	excluded := *table
	excluded.name, excluded.schema, excluded.aliased, excluded.key = "excluded", "", true, "excluded"
	a.names = &names{outer: level.outer, sources: []*tableSource{table, &excluded},
		columns: append(level.columns[:len(level.columns):len(level.columns)], excluded.columns...)}
	a.judgeAssignments(c.TargetList)
	if c.WhereClause != nil {
		a.where(c.WhereClause)
	}
	if a.names = level; a.err == nil {
		a.judgeUpdated(c.TargetList)
	}
}

// judgeArbiter gives 42P10 if no unique index has the columns of ON CONFLICT.
func (a *analyzer) judgeArbiter(c *pg.OnConflictClause, table *tableSource) {
	if a.err != nil || table.relation.Kind != schema.KindTable || table.open {
		return
	}
	for _, r := range schema.PartsOf[schema.Rule](a.sc.DB, table.relation) {
		if r.Event == "insert" || r.Event == "update" {
			a.fail("0A000", 0, "", "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules")
			return
		}
	}
	if c.Infer.GetConname() != "" {
		a.judgeNamedArbiter(c, table.relation)
		return
	}
	if c.Infer == nil {
		return
	}
	var columns []string
	exprs := 0
	for _, n := range c.Infer.IndexElems {
		if name := n.GetIndexElem().Name; name == "" {
			exprs++
		} else if !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	slices.Sort(columns)
	if !a.hasArbiter(c, table.relation, columns, exprs) {
		a.fail("42P10", 0, "create a unique index of exactly these columns first",
			"there is no unique or exclusion constraint matching the ON CONFLICT specification")
	}
}

// hasArbiter reports whether a unique index has just the columns, in order of their
// names, and expressions where ON CONFLICT has some.
func (a *analyzer) hasArbiter(c *pg.OnConflictClause, table schema.ID, columns []string, exprs int) bool {
	fits := func(of []string) bool {
		of = slices.Clone(of)
		slices.Sort(of)
		return slices.Equal(slices.Compact(of), columns)
	}
	for _, key := range a.sc.DB.Keys(table) {
		switch k := key.(type) {
		case schema.PrimaryKey:
			if exprs == 0 && fits(k.Columns) {
				return true
			}
		case schema.Unique:
			if exprs == 0 && fits(k.Columns) {
				return true
			}
		}
	}
	for _, x := range schema.PartsOf[schema.Index](a.sc.DB, table) {
		if !x.Unique || x.Invalid || !x.Where.IsZero() && c.Infer.WhereClause == nil {
			continue
		}
		var of []string
		others := 0
		for _, e := range x.Elements {
			if e.Column == "" {
				others++
			} else {
				of = append(of, e.Column)
			}
		}
		// Whether expressions and conditions are the same is not looked at.
		if (others > 0) == (exprs > 0) && (fits(of) || exprs > 0) {
			return true
		}
	}
	return false
}

// judgeNamedArbiter gives 42809 for a constraint that ON CONFLICT cannot use.
func (a *analyzer) judgeNamedArbiter(c *pg.OnConflictClause, table schema.ID) {
	id, ok := a.sc.DB.Constraint(table, c.Infer.Conname)
	switch {
	case !ok:
	case !id.Kind.HasIndex():
		a.fail("42809", 0, "", "constraint in ON CONFLICT clause has no associated index")
	case id.Kind == schema.KindExclusion && c.Action == pg.OnConflictAction_ONCONFLICT_UPDATE:
		a.fail("42809", 0, "", "ON CONFLICT DO UPDATE not supported with exclusion constraints")
	}
}
