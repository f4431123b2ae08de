package canon

import (
	"sync"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// support lists the built-in functions that no expression calls by name, because
// their arguments are inner types, because operators stand for them, or because
// indexes and estimators use them: "name(args)" and the result.
var support = sync.OnceValue(func() map[string]schema.Type {
	out := map[string]schema.Type{}
	eachLine("support", func(f []string) { out[f[0]] = builtinCode(f[1]) })
	return out
})

// FunctionResult returns the result of the built-in function that takes exactly
// the arguments, as [schema.FormatArgs] writes them; false if there is none.
func FunctionResult(name, args string) (schema.Type, bool) {
	if t, ok := support()[name+"("+args+")"]; ok {
		return t, true
	}
	for _, c := range builtins().functions.find(name) {
		if schema.FormatTypes(c.args...) == args {
			return c.result, true
		}
	}
	return schema.Type{}, false
}

// BuiltinRoutine returns the kind of the built-in function that takes exactly the
// arguments: 'f', 'a' for an aggregate, 'w' for a window function, 0 if there is none.
func BuiltinRoutine(name, args string) byte {
	for _, c := range builtins().functions.find(name) {
		if schema.FormatTypes(c.args...) == args {
			return c.kind
		}
	}
	return 0
}

// OperatorResult returns the result of the built-in operator with exactly these
// operands; left is zero for a prefix operator.
func OperatorResult(name string, left, right schema.Type) (schema.Type, bool) {
	if left.IsZero() {
		for _, c := range builtins().prefixes.find(name) {
			if c.args[0] == right {
				return c.result, true
			}
		}
		return schema.Type{}, false
	}
	c := builtins().exact(name, left, right)
	if c == nil {
		return schema.Type{}, false
	}
	return c.result, true
}

// CastExists reports whether a cast between two built-in types comes with the server.
func CastExists(source, target schema.Type) bool {
	_, ok := builtins().casts[typePair{source, target}]
	return ok
}

// Layout is how values of a built-in type are stored, in the letters of pg_type.
type Layout struct {
	Length                    string
	ByValue                   bool
	Alignment, Storage, Delim string
}

var layouts = sync.OnceValue(func() map[string]Layout {
	out := map[string]Layout{}
	eachLine("layouts", func(f []string) {
		out[f[0]] = Layout{Length: f[1], ByValue: f[2] == "t", Alignment: f[3], Storage: f[4], Delim: f[5]}
	})
	return out
})

// LayoutOf returns how values of a built-in type are stored; false for a type that
// is not in the table.
func LayoutOf(typeName string) (Layout, bool) {
	l, ok := layouts()[typeName]
	return l, ok
}

// BinaryCast reports whether a built-in cast between two types changes nothing, or a
// polymorphic type takes the source.
func BinaryCast(source, target schema.Type) bool {
	rule, ok := builtins().casts[typePair{source, target}]
	return ok && rule.binary || target.Builtin() && len(target.Name) > 3 && target.Name[:3] == "any"
}
