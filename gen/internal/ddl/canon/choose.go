package canon

import (
	"slices"
	"strings"
	"sync"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Chosen is the function that arguments of certain types choose.
type Chosen struct {
	// ID is that of a routine of the model; what is built in has the schema pg_catalog
	// and no arguments in its ID. It is zero for a function of an extension.
	ID     schema.ID
	Result schema.Type
	Set    bool
	// Converts is true if an argument is not stored as the function wants it, so that
	// each call would convert it.
	Converts bool
}

// Choose finds the function that the definition of another object means by a name: one
// that takes just so many arguments, variadic ones as arrays. Aggregates do not count.
// certain is false if there is none that is known but there may be one.
func Choose(names []string, types []schema.Type, sc Scope) (c Chosen, found, certain bool) {
	a := newAnalyzer(sc)
	defer a.release()
	var all []*candidate
	for _, space := range a.functionPath(names) {
		all = a.functionsTaking(all, space, lastOf(names), types)
	}
	best := a.choose(all, types)
	if i := slices.IndexFunc(all, func(c *candidate) bool { return slices.Equal(c.args, types) }); i >= 0 {
		best = all[i]
	}
	if best == nil {
		return Chosen{}, false, len(all) == 0 && !a.unknownBrought() && !undescribed(lastOf(names)) && !slices.ContainsFunc(types, foreign)
	}
	c = Chosen{ID: best.id, Set: best.set, Result: best.result}
	if best.id.IsZero() && !best.foreign {
		c.ID = schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: lastOf(names)}
	}
	takes := best.args
	if !slices.ContainsFunc(types, Polymorphic) {
		terms := make([]*term, len(types))
		for i, t := range types {
			terms[i] = &term{typ: t}
		}
		takes, c.Result = a.bind(best, terms)
	}
	for i, t := range types {
		c.Converts = c.Converts || !a.storedAs(t, takes[i])
	}
	return c, true, true
}

// undescribed reports whether some version has a built-in function of the name that no
// table describes.
func undescribed(name string) bool {
	return otherFunctions()[name] && len(supportNamed()[name]) == 0
}

// functionsTaking adds the functions of a schema that take arguments of the types.
func (a *analyzer) functionsTaking(all []*candidate, space, name string, types []schema.Type) []*candidate {
	found := a.modelFunctions(space, name)
	if space == "pg_catalog" {
		found = slices.Concat(found, builtins().functions.find(name), supportNamed()[name])
	}
	if brought := builtins().extensionFunctions.find(name); len(brought) > 0 {
		found = append(found, a.extensionCandidates(brought, space)...)
	}
	abstract := slices.ContainsFunc(types, Polymorphic)
	for _, c := range found {
		if len(c.args) != len(types) || c.kind == 'a' || hidden(all, c) {
			continue
		}
		if abstract && a.takesAbstract(c, types) || !abstract && a.accepts(c, types) {
			all = append(all, c)
		}
	}
	return all
}

// takesAbstract is accepts for arguments some of which are polymorphic themselves.
func (a *analyzer) takesAbstract(c *candidate, types []schema.Type) bool {
	for i, t := range types {
		switch {
		case c.args[i] == t, c.args[i] == builtin("any"):
		case Polymorphic(c.args[i]) || Polymorphic(t) || !a.coercible(t, c.args[i]):
			return false
		}
	}
	return true
}

// storedAs reports whether values of one type are values of the other as they are.
func (a *analyzer) storedAs(from, to schema.Type) bool {
	if from == to || to == builtin("any") || Polymorphic(to) || to.IsZero() || foreign(from) || foreign(to) {
		return true
	}
	if b := plain(a.base(from)); b == to {
		return true
	}
	rule, ok := a.castRule(from, to)
	return ok && rule.binary && rule.context == 'i'
}

// StoredAs reports whether values of one type are values of the other as they are, also
// if that is not known.
func StoredAs(db *schema.Database, from, to schema.Type) bool {
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	return a.storedAs(from, to)
}

// supportNamed is support by name.
var supportNamed = sync.OnceValue(func() map[string][]*candidate {
	out := map[string][]*candidate{}
	for signature, result := range support() {
		name, args, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
		c := &candidate{kind: 'f', result: result}
		for arg := range strings.SplitSeq(args, ",") {
			if arg != "" {
				c.args = append(c.args, builtinCode(arg))
			}
		}
		out[name] = append(out[name], c)
	}
	return out
})
