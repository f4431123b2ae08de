package canon

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rangeConstructors returns the functions that a range type of the user brings:
// name(lower, upper), name(lower, upper, bounds), and those of its multirange.
func (a *analyzer) rangeConstructors(space, name string) []*candidate {
	if r, ok := schema.Get[schema.Range](a.sc.DB, schema.ID{Kind: schema.KindRange, Schema: space, Name: name}); ok {
		sub, result := plain(r.Subtype), rangeType(space, name)
		return []*candidate{
			{args: []schema.Type{sub, sub}, result: result, kind: 'f', brought: r.ID},
			{args: []schema.Type{sub, sub, textual}, result: result, kind: 'f', brought: r.ID},
		}
	}
	for r := range schema.AllOf[schema.Range](a.sc.DB) {
		if r.ID.Schema != space || r.Multirange != name {
			continue
		}
		one, result := rangeType(space, r.ID.Name), rangeType(space, name)
		return []*candidate{
			{result: result, kind: 'f', brought: r.ID},
			{args: []schema.Type{one}, result: result, kind: 'f', brought: r.ID},
			{args: []schema.Type{arrayOf(one)}, variadic: true, result: result, kind: 'f', brought: r.ID},
		}
	}
	return nil
}

func rangeType(space, name string) schema.Type {
	return schema.Type{Schema: space, Name: name, Kind: schema.KindRange}
}

// rangeOrMultirange turns a range into its multirange, or the other way round, where a
// function declares that it returns one of these.
func (a *analyzer) rangeOrMultirange(declared, t schema.Type) schema.Type {
	multi := false
	switch declared.Name {
	case "anymultirange", "anycompatiblemultirange":
		multi = true
	case "anyrange", "anycompatiblerange":
	default:
		return t
	}
	return a.counterpart(t, multi)
}

// counterpart returns the multirange of a range, or the range of a multirange.
func (a *analyzer) counterpart(t schema.Type, multi bool) schema.Type {
	if t.Builtin() {
		stem := strings.TrimSuffix(strings.TrimSuffix(t.Name, "range"), "multi")
		if multi {
			stem += "multi"
		}
		return builtin(stem + "range")
	}
	for r := range schema.AllOf[schema.Range](a.sc.DB) {
		switch {
		case r.ID.Schema != t.Schema:
		case multi && r.ID.Name == t.Name:
			return rangeType(t.Schema, r.Multirange)
		case !multi && r.Multirange == t.Name:
			return rangeType(t.Schema, r.ID.Name)
		}
	}
	return t
}
