package canon

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Pseudo reports whether a built-in type stands for no stored value.
func Pseudo(t schema.Type) bool {
	return t.Builtin() && !t.Array && builtins().types[t.Name].kind == 'p'
}

// Polymorphic reports whether a type is one of the families of anyelement and
// anycompatible.
func Polymorphic(t schema.Type) bool {
	return t.Builtin() && !t.Array && strings.HasPrefix(t.Name, "any") && t.Name != "any"
}

// Deducible reports whether arguments of the types tell what a result of a polymorphic
// type is; all other types are what they are.
func Deducible(result schema.Type, in []schema.Type) bool {
	if !Polymorphic(result) {
		return true
	}
	family := strings.HasPrefix(result.Name, "anycompatible")
	ofRange := strings.HasSuffix(result.Name, "range")
	return slices.ContainsFunc(in, func(t schema.Type) bool {
		return Polymorphic(t) && strings.HasPrefix(t.Name, "anycompatible") == family && (!ofRange || strings.HasSuffix(t.Name, "range"))
	})
}

// judgePolymorphic gives 42804 for a call in which nothing tells what anyelement and its
// kin stand for: bare texts alone do not.
func (a *analyzer) judgePolymorphic(c *candidate, args []*term) {
	asked := false
	for i, p := range c.args {
		if i == len(args) {
			break
		}
		switch {
		case strings.HasPrefix(args[i].text, "named "), p.Name == "anyenum":
			return // not in the order of the parameters, or not found at all
		case !Polymorphic(p) || strings.HasPrefix(p.Name, "anycompatible"):
		case args[i].typ != unknown:
			return
		default:
			asked = true
		}
	}
	if asked && a.judging() {
		a.fail("42804", 0, "cast an argument to the type that is meant", "could not determine polymorphic type because input has type unknown")
	}
}
