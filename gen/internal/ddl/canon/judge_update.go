package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeAssignments judges the list of SET: first all values, then all columns.
func (a *analyzer) judgeAssignments(nodes []*pg.Node) {
	terms, values := make([]*term, len(nodes)), make([]*pg.Node, len(nodes))
	var parts []sourceColumn
	for i, n := range nodes {
		r := n.GetResTarget()
		m := r.GetVal().GetMultiAssignRef()
		if values[i] = r.GetVal(); m == nil {
			terms[i] = a.inside(inUpdate, func() *term { return a.assignedValue(r) })
			continue
		}
		if m.Colno == 1 {
			parts = a.assignedParts(m.Source, int(m.Ncolumns))
		}
		values[i] = m.Source
		if k := int(m.Colno) - 1; k < len(parts) {
			terms[i] = parts[k].ref
		}
	}
	for i, n := range nodes {
		r := n.GetResTarget()
		a.judgeSystemColumn(r)
		c := a.assigned(r)
		if a.err != nil {
			return
		}
		if terms[i] == nil {
			continue
		}
		to, at := a.partType(c.ref.typ, r), int32(0)
		if !a.assigns(terms[i], to) {
			at = tree.ExprLocation(values[i])
		}
		a.judgeAssigned(c.name, to, terms[i], at)
	}
}

// assignedValue resolves what one column is set to, nil for DEFAULT.
func (a *analyzer) assignedValue(r *pg.ResTarget) *term {
	if r.Val.GetSetToDefault() == nil {
		return a.expr(r.Val)
	}
	if len(r.Indirection) > 0 {
		a.fail("0A000", r.Location, "", "cannot set a part of a column to DEFAULT")
	}
	return nil
}

// assignedParts resolves what n columns at once are set to, nil if that is not known.
func (a *analyzer) assignedParts(source *pg.Node, n int) []sourceColumn {
	outer := a.enter(inUpdate)
	defer func() { a.sc.Clause = outer }()
	var out []sourceColumn
	switch link, row := source.GetSubLink(), source.GetRowExpr(); {
	case link != nil && link.SubLinkType == pg.SubLinkType_EXPR_SUBLINK:
		a.enter(InQuery)
		_, out = a.selectNode(link.Subselect, true)
	case row != nil:
		for _, item := range row.Args {
			if isStar(item) {
				return nil
			}
			c := sourceColumn{ref: form("default", schema.Type{})}
			if item.GetSetToDefault() == nil {
				c.ref = a.expr(item)
			}
			out = append(out, c)
		}
	default:
		a.expr(source)
		a.fail("0A000", tree.ExprLocation(source), "", "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression")
		return nil
	}
	if slices.ContainsFunc(out, func(c sourceColumn) bool { return c.name == "*" }) {
		return nil
	}
	if len(out) != n {
		a.fail("42601", tree.ExprLocation(source), "", "number of columns does not match number of values")
	}
	return out
}

// judgeUpdated judges what the server finds out about SET once all names are known.
func (a *analyzer) judgeUpdated(nodes []*pg.Node) {
	if !a.verdict || a.err != nil {
		return
	}
	src := a.names.sources[0]
	for i, n := range nodes {
		r := n.GetResTarget()
		for _, o := range nodes[:i] {
			if o := o.GetResTarget(); o.Name == r.Name && (len(o.Indirection) == 0 || len(r.Indirection) == 0) {
				a.fail("42601", 0, "", "multiple assignments to same column %q", r.Name)
			}
		}
		c, ok := schema.Get[schema.Column](a.sc.DB, src.relation.In(schema.KindColumn, r.Name))
		if ok && (!c.Generated.IsZero() || c.Identity == schema.IdentityAlways) && !a.setsDefault(nodes, i) {
			a.fail("428C9", 0, "the server makes its values", "column %q can only be updated to DEFAULT", r.Name)
		}
	}
	a.judgeTarget(rowChange{event: "update", sets: func(name string) bool { return updates(nodes, name) }})
}

// setsDefault reports whether item i of SET sets its column to DEFAULT.
func (a *analyzer) setsDefault(nodes []*pg.Node, i int) bool {
	value := nodes[i].GetResTarget().Val
	if m := value.GetMultiAssignRef(); m != nil {
		first := nodes[i-int(m.Colno)+1].GetResTarget().Val.GetMultiAssignRef()
		if args := first.GetSource().GetRowExpr().GetArgs(); int(m.Colno) <= len(args) {
			value = args[m.Colno-1]
		}
	}
	return value.GetSetToDefault() != nil
}

// updates reports whether SET names a column of a view, where DEFAULT is a value as well:
// that of the view, or NULL.
func updates(nodes []*pg.Node, name string) bool {
	return slices.ContainsFunc(nodes, func(n *pg.Node) bool { return n.GetResTarget().Name == name })
}
