package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// operatorsNamed returns the operators that a name may mean and that take so many
// operands: those that are built in, those of installed extensions, and those of the
// model that the search path or the written schema leads to.
func (a *analyzer) operatorsNamed(op string, operands int) []*candidate {
	if space, name, ok := splitOperator(op); ok {
		all := a.modelOperators([]string{space}, name, operands)
		for _, c := range a.extensionCandidates(builtins().extensionOperators.find(name), space) {
			if len(c.args) == operands {
				all = append(all, c)
			}
		}
		return all
	}
	all := builtins().operators.find(op)
	if operands == 1 {
		all = builtins().prefixes.find(op)
	}
	if found := builtins().extensionOperators.find(op); len(found) > 0 {
		for _, c := range a.extensionCandidates(found, "") {
			if len(c.args) == operands {
				all = append(slices.Clip(all), c)
			}
		}
	}
	spaces := a.sc.SearchPath
	if a.implied && len(spaces) == 0 {
		// The server does not print the operator, so it may be in any schema.
		for _, id := range a.sc.DB.OperatorsNamed(op) {
			spaces = append(spaces, id.Schema)
		}
	}
	return append(slices.Clip(all), a.modelOperators(spaces, op, operands)...)
}

// impliedEqual compares two terms by the operator that CASE, NULLIF and IS DISTINCT
// FROM use without its name.
func (a *analyzer) impliedEqual(l, r *term) *term {
	a.implied = true
	defer func() { a.implied = false }()
	return a.binary("=", l, r)
}

// modelOperators returns the operators of the model; of two with the same operands
// the first on the path counts.
func (a *analyzer) modelOperators(spaces []string, name string, operands int) []*candidate {
	var out []*candidate
	for _, id := range a.sc.DB.OperatorsNamed(name) {
		o, ok := schema.Get[schema.Operator](a.sc.DB, id)
		rank := slices.Index(spaces, id.Schema)
		if !ok || rank < 0 || o.Shell() || o.Left.IsZero() != (operands == 1) {
			continue
		}
		c := &candidate{args: []schema.Type{plain(o.Left), plain(o.Right)}, result: o.Result, kind: 'f', id: id}
		if operands == 1 {
			c.args = c.args[1:]
		}
		if i := slices.IndexFunc(out, func(other *candidate) bool { return slices.Equal(other.args, c.args) }); i < 0 {
			out = append(out, c)
		} else if rank < slices.Index(spaces, out[i].id.Schema) {
			out[i] = c
		}
	}
	return out
}

// splitOperator takes the name apart that operatorName gives to a qualified operator.
func splitOperator(op string) (space, name string, ok bool) {
	i := strings.LastIndexByte(op, '.')
	if i < 0 || !strings.HasPrefix(op, `"`) {
		return "", op, false
	}
	space, ok = unquoteName(op[:i])
	return space, op[i+1:], ok
}

// operatorKey names the operator in a key: one of the model by its schema, and notes
// that it is used.
func (a *analyzer) operatorKey(op string, c *candidate) string {
	if c.id.IsZero() {
		return op
	}
	a.use(c.id)
	a.chosen = c.id
	id := a.renamed(c.id)
	return quoteName(id.Schema) + "." + id.Name
}

// markOperator marks the place of an operator of the model, so that it can follow
// the operator into another schema.
func (a *analyzer) markOperator(names []*pg.Node, at int32) {
	parts := stringList(names)
	if at < 0 || len(parts) == 0 {
		return
	}
	m := mark{at: int(at), count: min(len(parts), 2), id: a.chosen}
	if m.count == 2 {
		m.after = 2
	}
	a.marks = append(a.marks, m)
}

// assumeOperator has the extension installed that brings an operator which nobody
// defined for these operands. It reports false if there is none, or more than one.
func (a *analyzer) assumeOperator(op string, l, r *term) bool {
	found := builtins().extensionOperators.find(op)
	if len(found) == 0 || a.sc.Assume == nil {
		return false
	}
	left, right := plain(a.base(l.typ)), plain(a.base(r.typ))
	if left.IsZero() || right.IsZero() || left == unknown && right == unknown {
		return false
	}
	extension := ""
	for _, x := range found {
		if len(x.args) != 2 || a.installed()[x.extension] != "" || !a.accepts(&x.candidate, []schema.Type{left, right}) {
			continue
		}
		if extension != "" && extension != x.extension {
			return false
		}
		extension = x.extension
	}
	if extension == "" {
		return false
	}
	a.sc.Assume(Need{Extension: extension, What: "operator " + op, Location: int(a.operatorAt)})
	a.extensions = nil
	return true
}

// sortWord says how ORDER BY ... USING sorts: by the operators that everybody uses
// it is ASC or DESC.
func (a *analyzer) sortWord(s *pg.SortBy, t *term) string {
	op := a.operatorName(s.UseOp)
	c := a.binaryOperator(op, a.operatorsNamed(op, 2), t, t)
	switch {
	case c == nil:
		return "using " + op
	case c.id.IsZero() && op == "<":
		return "asc"
	case c.id.IsZero() && op == ">":
		return "desc"
	}
	key := a.operatorKey(op, c)
	a.markOperator(s.UseOp, s.Location)
	a.chosen = schema.ID{}
	return "using " + key
}
