package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// columnRefs calls f for the columns that an expression names, and returns the error of
// the leftmost one that has one.
func columnRefs(n *pg.Node, f func(*pg.ColumnRef, string) error) error {
	var failed error
	var at int32
	tree.Walk(n, func(m proto.Message) bool {
		ref, ok := m.(*pg.ColumnRef)
		if !ok || failed != nil && ref.Location > at {
			return true
		}
		if err := f(ref, lastOf(ref.Fields)); err != nil {
			failed, at = err, ref.Location
		}
		return true
	})
	return failed
}

// noColumns gives 0A000 for an expression that names a column where none is visible.
func (s *stmt) noColumns(n *pg.Node, where string) error {
	if at, ok := subquery(n); ok {
		return s.fault(at, notSupported, "cannot use subquery in %s", where)
	}
	return columnRefs(n, func(ref *pg.ColumnRef, _ string) error {
		return s.fault(ref.Location, notSupported, "cannot use column reference in %s", where)
	})
}

// subquery returns the place of a subquery in an expression.
func subquery(n *pg.Node) (at int32, found bool) {
	tree.Walk(n, func(m proto.Message) bool {
		if q, ok := m.(*pg.SubLink); ok {
			at, found = q.Location, true
		}
		return !found
	})
	return at, found
}

// judgeSystemColumns refuses an expression of a table that names a column of the system,
// other than tableoid if that is allowed. text is the text of the expression.
func (s *stmt) judgeSystemColumns(n *pg.Node, text string, tableoid bool, state, format string) error {
	found, text := false, strings.ToLower(text)
	for name := range systemColumns {
		found = found || strings.Contains(text, name)
	}
	if !found { // the common case, without a walk
		return nil
	}
	return columnRefs(n, func(ref *pg.ColumnRef, name string) error {
		if !systemColumns[name] || tableoid && name == "tableoid" {
			return nil
		}
		return s.fault(ref.Location, state, format, name)
	})
}

// judgeGenerated refuses a generation expression that rests on what is not there yet when
// it is computed. pending are the generated columns that are not in the model yet.
func (s *stmt) judgeGenerated(c schema.Column, n *pg.Node, pending []columnDef) error {
	rel := c.ID.Parent()
	isGenerated := func(name string) bool {
		for i := range pending {
			if pending[i].column.ID.Name == name && pending[i].generated != nil {
				return true
			}
		}
		have, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
		return name == c.ID.Name || !have.Generated.IsZero()
	}
	return columnRefs(n, func(ref *pg.ColumnRef, name string) error {
		star := hasStar(ref.Fields)
		switch {
		case star || name == rel.Name && !s.hasColumn(rel, name):
			return s.fault(ref.Location, invalidObject, "cannot use whole-row variable in column generation expression")
		case systemColumns[name] && name != "tableoid":
			return s.fault(ref.Location, invalidReference, "cannot use system column %q in column generation expression", name)
		case s.hasColumn(rel, name) && isGenerated(name):
			return s.fault(ref.Location, invalidObject, "cannot use generated column %q in column generation expression", name)
		}
		return nil
	})
}

func hasStar(fields []*pg.Node) bool {
	return len(fields) > 0 && fields[len(fields)-1].GetAStar() != nil
}
