package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// call resolves a function call, also those with a syntax of their own.
func (a *analyzer) call(f *pg.FuncCall) *term {
	names := stringList(f.Funcname)
	before := a.aggregates
	args := a.list(f.Args)
	if t := a.pseudoFunction(names, args); t != nil {
		return t
	}
	given := args
	if f.AggWithinGroup { // what is sorted counts as arguments, too
		for _, s := range f.AggOrder {
			given = append(given[:len(given):len(given)], a.expr(s.GetSortBy().GetNode()))
		}
	}
	c, visible := a.resolveCall(f, names, given)
	if c == nil && !visible && a.assumeFunction(f, names) {
		c, visible = a.resolveCall(f, names, given)
	}
	a.judgeCall(f, names, given, c)
	if c != nil && c.kind == 'a' && f.Over == nil {
		a.judgeNested(f, before)
	}
	out := form("", schema.Type{}, args...)
	out.aggregate = c == nil || c.foreign || c.kind == 'a' && f.Over == nil // what is not known may be one
	out.text = a.calledText(f, names, c, visible)
	sorted := given
	if c != nil {
		coerced := slices.Clone(given)
		out.typ = a.coerceArgs(c, coerced)
		if f.AggWithinGroup {
			a.unifyHypothetical(c, coerced, len(args))
		}
		args, sorted = coerced[:len(args)], coerced
		out.args = args
	}
	packed := c != nil && c.packed > 0 && len(args) >= c.packed
	if packed {
		out.args = packArgs(args, c.packed-1)
	}
	a.callExtras(f, out, packed, a.aggregateOrder(f, given, sorted))
	return out
}

// calledText is the head of the key of a call, and notes what is called.
func (a *analyzer) calledText(f *pg.FuncCall, names []string, c *candidate, visible bool) string {
	if c != nil && c.extension != "" {
		a.mark(f.Location, names, schema.ID{Kind: schema.KindExtension, Name: c.extension})
	}
	switch {
	case c != nil && c.id.Schema == "pg_catalog":
		return a.foreignName(names[len(names)-1:]) // no part of the model
	case c != nil && !c.id.IsZero():
		a.use(c.id)
		a.mark(f.Location, names, c.id)
		id := a.renamed(c.id)
		return "call " + quoteName(id.Schema) + "." + quoteName(id.Name) + "(" + id.Args + ")"
	case c != nil && !c.brought.IsZero():
		a.use(c.brought)
		if lastOf(names) == c.brought.Name {
			a.mark(f.Location, names, c.brought)
		}
		return "construct " + a.typeKey(c.result)
	case visible && (c == nil || !c.foreign):
		return "fn " + lastOf(names)
	}
	return a.foreignName(names)
}

// packArgs makes an array of the arguments from the first that is variadic on.
func packArgs(args []*term, first int) []*term {
	list := &term{head: headArray, typ: arrayOf(plain(args[first].typ)), args: slices.Clone(args[first:]), at: -1}
	return append(slices.Clone(args[:first]), list)
}

// foreignName names a function that is neither built in nor in the model. It can
// only come from an extension, and then the schema depends on where that was put.
func (a *analyzer) foreignName(names []string) string {
	name := names[len(names)-1]
	if len(names) > 1 && !a.hasExtensionIn(names[len(names)-2]) {
		return "call " + quoteName(names[len(names)-2]) + "." + quoteName(name)
	}
	return "call " + quoteName(name)
}

func (a *analyzer) hasExtensionIn(space string) bool {
	for _, id := range a.sc.DB.Users(schema.NewSchema(space)) {
		if id.Kind == schema.KindExtension {
			return true
		}
	}
	return false
}

// pseudoFunction handles calls that the server turns into something else.
func (a *analyzer) pseudoFunction(names []string, args []*term) *term {
	if len(names) == 2 && names[0] != "pg_catalog" {
		return nil
	}
	if names[len(names)-1] == "pg_collation_for" && len(args) == 1 {
		return form("fn pg_collation_for", textual, args...)
	}
	return nil
}

// resolveCall returns the function that is called, nil when that cannot be
// decided; visible reports whether any built-in function has the name.
func (a *analyzer) resolveCall(f *pg.FuncCall, names []string, args []*term) (c *candidate, visible bool) {
	types := make([]schema.Type, len(args))
	for i, t := range args {
		types[i] = plain(t.typ)
		if strings.HasPrefix(t.text, "named ") {
			return a.resolveNamed(names, args)
		}
	}
	all, visible := a.callable(f, names, len(args))
	if len(all) == 0 {
		return nil, false
	}
	return a.choose(all, types), visible
}

// callable returns the functions of a name that take so many arguments; visible is
// true if any of the name is built in.
func (a *analyzer) callable(f *pg.FuncCall, names []string, n int) (all []*candidate, visible bool) {
	for _, space := range a.functionPath(names) {
		if space == "pg_catalog" {
			found := builtins().functions.find(names[len(names)-1])
			visible = visible || len(found) > 0
			all = appendCandidates(all, found, n, f.FuncVariadic)
			all = appendCandidates(all, a.modelFunctions(space, names[len(names)-1]), n, f.FuncVariadic)
			continue
		}
		name := names[len(names)-1]
		all = appendCandidates(all, a.modelFunctions(space, name), n, f.FuncVariadic)
		if found := builtins().extensionFunctions.find(name); len(found) > 0 {
			all = appendCandidates(all, a.extensionCandidates(found, space), n, f.FuncVariadic)
		}
	}
	return all, visible
}

func (a *analyzer) functionPath(names []string) []string {
	if len(names) > 1 {
		return names[len(names)-2 : len(names)-1]
	}
	return path(a.sc.SearchPath)
}

// modelFunctions returns the routines of the model with a name.
func (a *analyzer) modelFunctions(space, name string) []*candidate {
	var out []*candidate
	for _, id := range a.sc.DB.RoutinesNamed(space, name) {
		switch o, _ := a.sc.DB.Lookup(id); o := o.(type) {
		case schema.Routine:
			out = append(out, routineCandidate(o))
		case schema.Aggregate:
			out = append(out, a.aggregateCandidate(o))
		}
	}
	return append(out, a.rangeConstructors(space, name)...)
}

func routineCandidate(r schema.Routine) *candidate {
	c := &candidate{result: r.Returns, set: r.SetOf, kind: 'f', id: r.ID}
	if r.ID.Kind == schema.KindProcedure {
		c.kind = 'p'
	}
	for _, arg := range r.Arguments {
		if arg.Mode == 'o' || arg.Mode == 'b' || arg.Mode == 't' {
			c.out = append(c.out, schema.Attribute{Name: arg.Name, Type: arg.Type})
		}
		if arg.Mode == 'o' || arg.Mode == 't' {
			continue
		}
		c.args = append(c.args, plain(arg.Type))
		c.names = append(c.names, arg.Name)
		c.variadic = c.variadic || arg.Mode == 'v'
		if !arg.Default.IsZero() {
			c.defaults++
		}
	}
	if c.result.IsZero() && len(c.out) == 1 {
		c.result = c.out[0].Type
	} else if c.result.IsZero() && len(c.out) > 1 {
		c.result = record
	}
	return c
}

// appendCandidates adds the functions that can take n arguments, each with exactly
// n parameters: missing defaults are cut off, a variadic one is repeated.
func appendCandidates(all, found []*candidate, n int, variadicCall bool) []*candidate {
	for _, c := range found {
		switch last := len(c.args) - 1; {
		case len(c.args) == n && (!c.variadic || variadicCall):
		case c.variadic && !variadicCall && n >= last:
			elem, packed := c.args[last], 0
			if elem != builtin("any") {
				elem = variadicElement(elem)
				packed = last + 1
			}
			args := append([]schema.Type(nil), c.args[:last]...)
			for len(args) < n {
				args = append(args, elem)
			}
			shaped := *c
			shaped.args, shaped.packed, c = args, packed, &shaped
		case n < len(c.args) && n >= len(c.args)-c.defaults && !c.variadic:
			shaped := *c
			shaped.args, c = c.args[:n], &shaped
		default:
			continue
		}
		if !hidden(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// variadicElement is the type of one argument of VARIADIC anyarray and the like.
func variadicElement(t schema.Type) schema.Type {
	switch {
	case t == builtin("anyarray"):
		return builtin("anyelement")
	case t == builtin("anycompatiblearray"):
		return builtin("anycompatible")
	}
	return element(t)
}

// hidden reports whether an earlier schema of the path has the same signature.
func hidden(all []*candidate, c *candidate) bool {
	for _, other := range all {
		if len(other.args) == len(c.args) && other.id.Schema != c.id.Schema {
			same := true
			for i := range c.args {
				same = same && c.args[i] == other.args[i]
			}
			if same {
				return true
			}
		}
	}
	return false
}

// resolveNamed resolves a call with name => value in the model; the parameters of
// built-in functions have no names in the table.
func (a *analyzer) resolveNamed(names []string, args []*term) (*candidate, bool) {
	name := names[len(names)-1]
	for _, space := range a.functionPath(names) {
		if found := builtins().functions.find(name); space == "pg_catalog" && len(found) > 0 {
			if len(found) == 1 {
				return &candidate{args: make([]schema.Type, len(args)), result: found[0].result, kind: 'f'}, true
			}
			return nil, true
		}
		found := a.modelFunctions(space, name)
		if len(found) != 1 {
			continue
		}
		c := *found[0]
		params := make([]schema.Type, len(args))
		for i, t := range args {
			if i < len(c.args) {
				params[i] = c.args[i]
			}
			argName, ok := strings.CutPrefix(t.text, "named ")
			for j := range c.names {
				if ok && quoteName(c.names[j]) == argName {
					params[i] = c.args[j]
				}
			}
		}
		c.args = params
		return &c, false
	}
	return nil, false
}

// coerceArgs gives the arguments the types that the function takes and returns
// the type of the result.
func (a *analyzer) coerceArgs(c *candidate, args []*term) schema.Type {
	types, result := a.bind(c, args)
	for i, arg := range args {
		if strings.HasPrefix(arg.text, "named ") {
			arg.args[0] = a.coerce(arg.args[0], types[i])
			continue
		}
		args[i] = a.coerce(arg, types[i])
	}
	return result
}

// callExtras adds what stands around the arguments of a call.
func (a *analyzer) callExtras(f *pg.FuncCall, out *term, packed bool, order []*term) {
	add := func(word string, args ...*term) { out.args = append(out.args, form(word, schema.Type{}, args...)) }
	if f.AggStar {
		add("star")
	}
	if f.AggDistinct {
		add("distinct")
	}
	if f.FuncVariadic || packed {
		add("variadic")
	}
	if f.AggWithinGroup {
		add("within")
	}
	if len(f.AggOrder) > 0 {
		add("order", order...)
	}
	if f.AggFilter != nil {
		add("filter", a.inside(inFilter, func() *term { return a.condition(f.AggFilter) }))
	}
	if f.Over != nil {
		out.args = append(out.args, a.window(f.Over))
	}
}
