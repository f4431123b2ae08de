package canon

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// choose picks the candidate that the server would call for arguments of the
// types, nil if none or more than one is left. The steps are those of the chapter
// on type conversion in PostgreSQL's manual.
func (a *analyzer) choose(candidates []*candidate, types []schema.Type) *candidate {
	var fit []*candidate
	for _, c := range candidates {
		if a.accepts(c, types) {
			fit = append(fit, c)
		}
	}
	if slices.ContainsFunc(types, schema.Type.IsZero) {
		return onlyOne(fit)
	}
	for _, c := range fit {
		if slices.EqualFunc(c.args, types, func(x, y schema.Type) bool { return plain(x) == plain(y) }) {
			return c
		}
	}
	if len(fit) <= 1 {
		return onlyOne(fit)
	}
	bases := make([]schema.Type, len(types))
	unknowns := 0
	for i, t := range types {
		bases[i] = plain(a.base(t))
		if t == unknown {
			unknowns++
		}
	}
	fit = mostMatches(fit, bases, func(arg, in schema.Type) bool { return arg == in })
	if len(fit) > 1 {
		fit = mostMatches(fit, bases, func(arg, in schema.Type) bool {
			inCategory, _ := a.category(in)
			argCategory, preferred := a.category(arg)
			return arg == in || (preferred && inCategory == argCategory)
		})
	}
	if len(fit) <= 1 || unknowns == 0 {
		return onlyOne(fit)
	}
	fit = a.byUnknownCategory(fit, bases)
	if len(fit) > 1 {
		fit = a.byKnownType(fit, bases)
	}
	return onlyOne(fit)
}

func onlyOne(fit []*candidate) *candidate {
	if len(fit) == 1 {
		return fit[0]
	}
	return nil
}

func (a *analyzer) accepts(c *candidate, types []schema.Type) bool {
	if len(c.args) != len(types) {
		return false
	}
	for i, t := range types {
		if !a.coercible(t, c.args[i]) {
			return false
		}
	}
	return a.consistent(c, types)
}

// consistent reports whether the polymorphic parameters agree on one element type.
func (a *analyzer) consistent(c *candidate, types []schema.Type) bool {
	var elem schema.Type
	var compatible []*term
	for i, want := range c.args {
		got := plain(types[i])
		if !want.Builtin() || !strings.HasPrefix(want.Name, "any") || got == unknown || got.IsZero() {
			continue
		}
		single := got
		if strings.HasSuffix(want.Name, "array") && !strings.HasSuffix(want.Name, "nonarray") {
			single = element(plain(a.base(got)))
		}
		switch want.Name {
		case "anyelement", "anynonarray", "anyenum", "anyarray":
			if !elem.IsZero() && elem != single {
				return false
			}
			elem = single
		case "anycompatible", "anycompatiblenonarray", "anycompatiblearray":
			compatible = append(compatible, &term{typ: single})
		}
	}
	return len(compatible) < 2 || !a.commonType(compatible).IsZero()
}

// mostMatches keeps the candidates for which the most arguments satisfy match.
func mostMatches(fit []*candidate, types []schema.Type, match func(arg, in schema.Type) bool) []*candidate {
	best := -1
	var out []*candidate
	for _, c := range fit {
		n := 0
		for i, t := range types {
			if t != unknown && match(plain(c.args[i]), t) {
				n++
			}
		}
		switch {
		case n > best:
			best, out = n, []*candidate{c}
		case n == best:
			out = append(out, c)
		}
	}
	return out
}

// byUnknownCategory decides what string literals are by the category that the
// candidates agree on, with a preference for strings.
func (a *analyzer) byUnknownCategory(fit []*candidate, types []schema.Type) []*candidate {
	categories := make([]byte, len(types))
	preferred := make([]bool, len(types))
	conflict := make([]bool, len(types))
	for i, t := range types {
		if t != unknown {
			continue
		}
		for _, c := range fit {
			cat, pref := a.category(c.args[i])
			switch {
			case categories[i] == 0 || (cat == 'S' && categories[i] != 'S'):
				categories[i], preferred[i], conflict[i] = cat, pref, false
			case cat == categories[i]:
				preferred[i] = preferred[i] || pref
			case categories[i] != 'S':
				conflict[i] = true
			}
		}
		if conflict[i] {
			return fit
		}
	}
	var out []*candidate
	for _, c := range fit {
		keep := true
		for i, t := range types {
			if t == unknown {
				cat, pref := a.category(c.args[i])
				keep = keep && cat == categories[i] && (pref || !preferred[i])
			}
		}
		if keep {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return fit
	}
	return out
}

// byKnownType takes literals to be of the one type that all other arguments have.
func (a *analyzer) byKnownType(fit []*candidate, types []schema.Type) []*candidate {
	var known schema.Type
	for _, t := range types {
		switch {
		case t == unknown || t == known:
		case known.IsZero():
			known = t
		default:
			return fit
		}
	}
	if known.IsZero() {
		return fit
	}
	all := slices.Repeat([]schema.Type{known}, len(types))
	var out []*candidate
	for _, c := range fit {
		if a.accepts(c, all) {
			out = append(out, c)
		}
	}
	return out
}

// bind replaces the polymorphic types of a candidate by what the arguments make
// of them.
func (a *analyzer) bind(c *candidate, args []*term) (types []schema.Type, result schema.Type) {
	var elem, rng schema.Type
	var compatible []*term
	for i, want := range c.args {
		got := args[i].typ
		if !want.Builtin() || !strings.HasPrefix(want.Name, "any") || got == unknown || got.IsZero() {
			continue
		}
		switch want.Name {
		case "anyelement", "anynonarray", "anyenum":
			elem = plain(got)
		case "anyarray":
			if b := a.base(got); isArray(b) {
				elem = plain(element(b))
			}
		case "anyrange", "anycompatiblerange", "anymultirange", "anycompatiblemultirange":
			rng = plain(a.base(got))
			if sub := a.subtype(rng); !sub.IsZero() && elem.IsZero() {
				elem = sub
			}
		case "anycompatible", "anycompatiblenonarray":
			compatible = append(compatible, args[i])
		case "anycompatiblearray":
			compatible = append(compatible, &term{typ: element(a.base(got))})
		}
	}
	if len(compatible) > 0 {
		elem = a.commonType(compatible)
	}
	types = make([]schema.Type, len(c.args))
	for i, want := range c.args {
		types[i] = concrete(want, elem, rng)
	}
	return types, a.rangeOrMultirange(c.result, concrete(c.result, elem, rng))
}

func concrete(t, elem, rng schema.Type) schema.Type {
	if !t.Builtin() || !strings.HasPrefix(t.Name, "any") {
		return t
	}
	switch t.Name {
	case "anyelement", "anynonarray", "anyenum", "anycompatible", "anycompatiblenonarray":
		return elem
	case "anyarray", "anycompatiblearray":
		return arrayOf(elem)
	case "anyrange", "anycompatiblerange", "anymultirange", "anycompatiblemultirange":
		return rng
	}
	return t
}

func (a *analyzer) subtype(rng schema.Type) schema.Type {
	if rng.Builtin() {
		if sub := builtins().types[rng.Name].subtype; sub != "" {
			return builtin(sub)
		}
	}
	if r, ok := schema.Get[schema.Range](a.sc.DB, rng.ID()); ok {
		return plain(r.Subtype)
	}
	return schema.Type{}
}
