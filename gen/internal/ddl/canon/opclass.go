package canon

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// operatorClass is a built-in operator class of indexes.
type operatorClass struct {
	method, name string
	typ          schema.Type
	standard     bool
}

var operatorClasses = sync.OnceValue(func() []operatorClass {
	var out []operatorClass
	eachLine("opclasses", func(f []string) {
		out = append(out, operatorClass{method: f[0], name: f[1], typ: builtinCode(f[2]), standard: len(f) > 3})
	})
	return out
})

// typeUse is a method of indexes and the name of a built-in type.
type typeUse struct{ method, name string }

// standardTypes are the types that have a default operator class of their own, or are
// stored as another one that has.
var standardTypes = sync.OnceValue(func() map[typeUse]bool {
	out := map[typeUse]bool{}
	for _, c := range operatorClasses() {
		if c.standard && isScalar(c.typ) {
			out[typeUse{c.method, c.typ.Name}] = true
		}
	}
	own := maps.Clone(out)
	for pair, rule := range builtins().casts {
		if !rule.binary || rule.context != 'i' || !isScalar(pair.from) || !isScalar(pair.to) {
			continue
		}
		for use := range own {
			if use.name == pair.to.Name {
				out[typeUse{use.method, pair.from.Name}] = true
			}
		}
	}
	return out
})

// OperatorClass reports whether a method of indexes has a built-in operator class of
// the name, and whether that takes the type; a zero type is taken by all.
func OperatorClass(db *schema.Database, method, name string, t schema.Type) (exists, takes bool) {
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	for _, c := range operatorClasses() {
		if c.method == method && c.name == name {
			exists = true
			takes = takes || t.IsZero() || a.classTakes(c.typ, t)
		}
	}
	return exists, takes
}

// IsDefaultOperatorClass reports whether a built-in operator class is the one that a
// method of indexes chooses by itself for its type.
func IsDefaultOperatorClass(method, name string) bool {
	return slices.ContainsFunc(operatorClasses(), func(c operatorClass) bool { return c.standard && c.method == method && c.name == name })
}

// DefaultOperatorClass reports whether a method of indexes has a built-in operator
// class that it chooses by itself for a type, also if the type is not known.
func DefaultOperatorClass(db *schema.Database, method string, t schema.Type) bool {
	if isScalar(t) && standardTypes()[typeUse{method, t.Name}] {
		return true
	}
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	base := plain(a.base(t))
	if base.IsZero() || base.Extension != "" || base.Kind == schema.KindBaseType {
		return true
	}
	for _, c := range operatorClasses() {
		if c.method == method && c.standard && a.classTakes(c.typ, base) {
			return true
		}
	}
	return false
}

// classTakes reports whether a class for one type takes another as it is stored.
func (a *analyzer) classTakes(class, t schema.Type) bool {
	base := plain(a.base(t))
	switch {
	case base == class, base.Extension != "", base.Kind == schema.KindBaseType:
		return true
	case class == record:
		return base.Kind == schema.KindComposite || base.Kind == schema.KindTable
	case class.Builtin() && !class.Array && len(class.Name) > 3 && class.Name[:3] == "any":
		return a.matchesAny(base, class.Name)
	case class.Array || base.Array:
		return false
	}
	rule, ok := a.castRule(base, class)
	return ok && rule.binary && rule.context == 'i'
}

// keyFamilies are types that one index can compare with each other.
var keyFamilies = [][]string{{"int2", "int4", "int8"}, {"float4", "float8"}, {"date", "timestamp", "timestamptz"}, {"text", "varchar", "name"}}

// KeyFits reports whether a column of one type can refer to a key of another, also if
// that is not known.
func KeyFits(db *schema.Database, from, to schema.Type) bool {
	a := newAnalyzer(Scope{DB: db})
	from, to = plain(a.base(from)), plain(a.base(to))
	if from == to || from.IsZero() || to.IsZero() || from.Extension != "" || to.Extension != "" ||
		from.Kind == schema.KindBaseType || to.Kind == schema.KindBaseType {
		return true
	}
	if from.Builtin() && to.Builtin() && !from.Array && !to.Array {
		for _, family := range keyFamilies {
			if slices.Contains(family, from.Name) && slices.Contains(family, to.Name) {
				return true
			}
		}
	}
	return a.coercible(from, to)
}

// BuiltinFamily reports whether a method of indexes has a built-in operator family of the
// name: one is called as its operator class, or as the types that it is for.
func BuiltinFamily(method, name string) bool {
	types, rest, _ := strings.Cut(name, "_")
	shared := slices.Contains([]string{"datetime", "float", "integer", "network"}, types)
	return slices.ContainsFunc(operatorClasses(), func(c operatorClass) bool {
		return c.method == method && (c.name == name || shared && strings.HasSuffix(c.name, "_"+rest))
	})
}
