package plan

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// volatileCalls are the built-in functions in defaults that give every row its own
// value.
var volatileCalls = []string{"random", "gen_random_uuid", "nextval", "clock_timestamp", "timeofday", "setval", "currval", "lastval", "pg_sleep"}

// volatile reports whether the default may give every row its own value: a volatile
// routine of the schema, a built-in one, or anything that an extension brings.
func (b *builder) volatile(e schema.Expr) bool {
	for _, use := range e.Uses {
		if r, ok := schema.Get[schema.Routine](b.to, use); ok && r.Volatility != 'i' && r.Volatility != 's' || use.Kind == schema.KindExtension {
			return true
		}
	}
	lower := strings.ToLower(e.SQL)
	for i, c := range lower {
		if c != '(' {
			continue
		}
		start := i
		for start > 0 && (lower[start-1] == '_' || lower[start-1] >= 'a' && lower[start-1] <= 'z' || lower[start-1] >= '0' && lower[start-1] <= '9') {
			start--
		}
		name := lower[start:i]
		if slices.Contains(volatileCalls, name) || strings.HasPrefix(name, "uuid_generate") || strings.HasPrefix(name, "gen_random") {
			return true
		}
	}
	return false
}

// constrained reports whether the type is a domain that checks its values.
func (b *builder) constrained(t schema.Type) bool {
	d, ok := schema.Get[schema.Domain](b.to, t.ID())
	return ok && !t.Array && (d.NotNull || len(d.Checks) > 0 || b.constrained(d.Base))
}

// keepsRows is the function of that name, which also looks through domains.
func (b *builder) keepsRows(from, to schema.Type) bool {
	return keepsRows(b.base(from), b.base(to)) && !b.constrained(to)
}

func (b *builder) base(t schema.Type) schema.Type {
	d, ok := schema.Get[schema.Domain](b.to, t.ID())
	if !ok {
		d, ok = schema.Get[schema.Domain](b.from, t.ID())
	}
	if !ok || t.Array {
		return t
	}
	return b.base(d.Base)
}
