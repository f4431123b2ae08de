package canon

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// modifierRule is what a built-in type takes between its parentheses.
type modifierRule struct{ least, most, count int }

// modifierRules are the built-in types with a modifier; the grammar watches over that
// of interval.
var modifierRules = map[string]modifierRule{
	"varchar": {1, 10485760, 1}, "bpchar": {1, 10485760, 1}, "bit": {1, 83886080, 1}, "varbit": {1, 83886080, 1},
	"time": {0, math.MaxInt32, 1}, "timetz": {0, math.MaxInt32, 1}, "timestamp": {0, math.MaxInt32, 1}, "timestamptz": {0, math.MaxInt32, 1},
	"numeric": {1, 1000, 2},
}

// JudgeModifier gives the error for a modifier that a type does not take, an [*Error]
// with SQLState 42601, 22023 or 22P02. What types of extensions and base types take is
// not known.
func JudgeModifier(n *pg.TypeName, t schema.Type) error {
	if len(n.GetTypmods()) == 0 || t.Extension != "" || t.Kind == schema.KindBaseType || n.GetPctType() {
		return nil
	}
	fault := func(state, format string, args ...any) error {
		return &Error{SQLState: state, Location: int(n.GetLocation()), Message: fmt.Sprintf(format, args...)}
	}
	name := strings.Join(stringList(n.GetNames()), ".")
	rule, ok := modifierRules[t.Name]
	switch {
	case t.Builtin() && t.Name == "interval":
		return nil
	case !ok || !t.Builtin():
		return fault("42601", "type modifier is not allowed for type %q", name)
	}
	var values []int64
	for _, m := range n.GetTypmods() {
		if m.GetAConst() == nil && m.GetColumnRef() == nil {
			return fault("42601", "type modifiers must be simple constants or identifiers")
		}
		text := modifier(schema.Type{}, []*pg.Node{m})
		v, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32)
		if err != nil {
			return fault("22P02", "invalid input syntax for type integer: %q", text)
		}
		values = append(values, v)
	}
	switch {
	case len(values) > rule.count:
		return fault("22023", "invalid type modifier of %s", name)
	case values[0] < int64(rule.least) || values[0] > int64(rule.most):
		return fault("22023", "the modifier of type %s must be between %d and %d", name, rule.least, rule.most)
	case len(values) == 2 && (values[1] < -1000 || values[1] > 1000):
		return fault("22023", "NUMERIC scale %d must be between -1000 and 1000", values[1])
	}
	return nil
}
