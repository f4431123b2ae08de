package ddl

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeCreatedKeys refuses keys of a new table that name no column of it, before the
// server asks whether the table is there.
func (s *stmt) judgeCreatedKeys(d *tableDef) error {
	primary := false
	for _, c := range d.keys {
		switch {
		case c.Contype == pg.ConstrType_CONSTR_PRIMARY && primary:
			return s.fault(c.Location, invalidTable, "multiple primary keys for table %q are not allowed", d.table.ID.Name)
		case c.Indexname != "":
			return s.fault(c.Location, notSupported, "cannot use an existing index in CREATE TABLE")
		}
		primary = primary || c.Contype == pg.ConstrType_CONSTR_PRIMARY
		columns := strs(c.Keys)
		for i, name := range columns {
			if !d.has(name) {
				return s.fault(c.Location, undefinedColumn, "column %q named in key does not exist", name)
			}
			if slices.Contains(columns[:i], name) {
				return s.fault(c.Location, duplicateColumn, "column %q appears twice in %s constraint", name, keyWords[c.Contype])
			}
		}
		for _, name := range strs(c.Including) {
			if !d.has(name) {
				return s.fault(c.Location, undefinedColumn, "column %q named in key does not exist", name)
			}
		}
	}
	return nil
}

// has reports whether a new table has the column.
func (d *tableDef) has(name string) bool {
	return systemColumns[name] || slices.ContainsFunc(d.columns, func(c columnDef) bool { return c.column.ID.Name == name })
}

// judgeExcluding gives 42883 for an operator that no two values of the column have, and
// 42809 for one that is not in the operator family of the key, or does not mean the same
// when its operands change places. Only keys over columns with the default operator class
// of the server are judged for the latter.
func (s *stmt) judgeExcluding(rel schema.ID, method string, e schema.IndexElement, names []*pg.Node, at int32) error {
	t, ok := s.columnType(rel, e.Column)
	op := strings.TrimPrefix(dotted(qualified(names)), "pg_catalog.")
	if !ok || op == "=" {
		return nil
	}
	key := pg.MakeColumnRefNode([]*pg.Node{pg.MakeStrNode(e.Column)}, 0)
	_, err := canon.ExprType(pg.MakeAExprNode(pg.A_Expr_Kind_AEXPR_OP, names, key, key, 0), s.canonScope(scope{relation: rel, clause: canon.InIndex}))
	if fault := (*canon.Error)(nil); errors.As(err, &fault) && fault.SQLState == undefinedFunction {
		return s.fault(s.placeOf(op), undefinedFunction, "%s", fault.Message)
	}
	if d, isDomain := schema.Get[schema.Domain](s.db, t.ID()); isDomain && !t.Array {
		t = d.Base
	}
	isRange := !t.Array && (t.Kind == schema.KindRange || t.Builtin() && strings.HasSuffix(t.Name, "range"))
	takes := []string{"="}
	switch {
	case e.OpClass != "" || !t.Builtin() && t.Kind != schema.KindEnum && t.Kind != schema.KindRange:
		return nil
	case method == "btree", method == "hash":
	case method == "gist" && isRange:
		takes = []string{"=", "&&", "-|-"}
	default:
		return nil
	}
	if slices.Contains(takes, op) {
		return nil
	}
	return s.fault(at, wrongObjectType, "operator %s is not a member of the operator family that a %s index uses: it must be %s", op, method, strings.Join(takes, " or "))
}
