package ddl

import (
	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Routine finds the function that an expression of a block calls.
func (c *blockCatalog) Routine(name []string, args int) (plpgsql.Routine, bool) {
	spaces := c.s.path
	if len(name) > 1 {
		spaces = name[len(name)-2 : len(name)-1]
	}
	var found []schema.Routine
	for _, space := range spaces {
		for _, id := range c.s.db.RoutinesNamed(space, name[len(name)-1]) {
			if r, ok := schema.Get[schema.Routine](c.s.db, id); ok && !r.SetOf && inputCount(r) == args {
				found = append(found, r)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	if len(found) != 1 || found[0].Returns.IsZero() {
		return plpgsql.Routine{}, false
	}
	r := plpgsql.Routine{Language: found[0].Language, Body: found[0].Body, Strict: found[0].Strict}
	for _, a := range found[0].Arguments {
		r.Names, r.Types = append(r.Names, a.Name), append(r.Types, typeSQL(a.Type))
	}
	return r, true
}

// inputCount is the number of arguments that a call passes, -1 for a routine that takes
// other than plain ones.
func inputCount(r schema.Routine) int {
	for _, a := range r.Arguments {
		if a.Mode != 'i' {
			return -1
		}
	}
	return len(r.Arguments)
}
