package canon

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// ownCast returns the cast of the model between two types.
func (a *analyzer) ownCast(from, to schema.Type) (schema.Cast, bool) {
	if from.IsZero() || to.IsZero() {
		return schema.Cast{}, false
	}
	if a.hasCasts == unknownCasts {
		a.hasCasts = noCasts
		for range schema.AllOf[schema.Cast](a.sc.DB) {
			a.hasCasts = someCasts
			break
		}
	}
	if a.hasCasts == noCasts {
		return schema.Cast{}, false
	}
	return schema.Get[schema.Cast](a.sc.DB, schema.CastID(from, to))
}

// Whether the model has casts of its own, as far as anybody has asked.
const (
	unknownCasts = iota
	noCasts
	someCasts
)

// baseOption returns an option of a base type.
func (a *analyzer) baseOption(t schema.Type, name string) string {
	b, _ := schema.Get[schema.BaseType](a.sc.DB, t.ID())
	i := slices.IndexFunc(b.Options, func(o string) bool { return strings.HasPrefix(o, name+"=") })
	if i < 0 {
		return ""
	}
	return b.Options[i][len(name)+1:]
}

func (a *analyzer) baseCategory(t schema.Type) (byte, bool) {
	category := a.baseOption(t, "category")
	if category == "" {
		category = "U"
	}
	return category[0], a.baseOption(t, "preferred") == "true"
}

func (a *analyzer) useFunction(id schema.ID) {
	if id.Schema != "pg_catalog" {
		a.use(id)
	}
}

// castRow casts the fields of ROW(...) to those of a composite type.
func (a *analyzer) castRow(t *term, to schema.Type) *term {
	base := a.base(to)
	if base.Kind == schema.KindNone || base.Array {
		return t
	}
	fields := a.sc.DB.Attributes(base.ID())
	if len(fields) != len(t.args) {
		return t
	}
	out := *t
	out.args = make([]*term, len(t.args))
	for i, arg := range t.args {
		if out.args[i] = arg; !arg.typ.IsZero() {
			out.args[i] = a.cast(arg, fields[i].Type)
		}
	}
	return &out
}
