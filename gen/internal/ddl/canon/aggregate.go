package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// aggregateOrder resolves ORDER BY and WITHIN GROUP of an aggregate. What it sorts
// by is one of the arguments where it was written like one (given), and then has
// the cast that the argument got (coerced).
func (a *analyzer) aggregateOrder(f *pg.FuncCall, given, coerced []*term) []*term {
	out := a.sortList(f.AggOrder, nil)
	for i, item := range out {
		if f.AggWithinGroup {
			item.args[0] = coerced[len(f.Args)+i]
			continue
		}
		key := a.key(item.args[0])
		for j := range given {
			if a.key(given[j]) == key {
				item.args[0] = coerced[j]
				break
			}
		}
	}
	return out
}

// unifyHypothetical gives each direct argument of rank(x) WITHIN GROUP (ORDER BY y)
// and its kin the type that it has in common with what it is compared to.
func (a *analyzer) unifyHypothetical(c *candidate, args []*term, direct int) {
	if len(args) != 2*direct {
		return
	}
	for i := range direct {
		if c.args[i] != builtin("any") {
			return
		}
		pair := []*term{args[direct+i], args[i]}
		if typ := a.commonType(pair); !typ.IsZero() {
			args[i], args[direct+i] = a.coerce(args[i], typ), a.coerce(args[direct+i], typ)
		}
	}
}

// aggregateCandidate is a user's aggregate as a function that can be called.
func (a *analyzer) aggregateCandidate(agg schema.Aggregate) *candidate {
	c := &candidate{kind: 'a', id: agg.ID, result: plain(agg.State)}
	for _, arg := range agg.Arguments {
		c.args = append(c.args, plain(arg.Type))
		c.variadic = c.variadic || arg.Mode == 'v'
	}
	for _, fn := range agg.Functions {
		if fn.Option == "finalfunc" {
			c.result = a.finalResult(fn.Function)
		}
	}
	return c
}

// AggregateResult returns what an aggregate of the model returns, zero when that is not
// known.
func AggregateResult(db *schema.Database, agg schema.Aggregate) schema.Type {
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	return a.aggregateCandidate(agg).result
}

// finalResult returns the result type of a final function, zero when it is not
// known: a built-in name may stand for several functions.
func (a *analyzer) finalResult(id schema.ID) schema.Type {
	if r, ok := schema.Get[schema.Routine](a.sc.DB, id); ok {
		return r.Returns
	}
	if found := slices.Concat(builtins().functions.find(id.Name), supportNamed()[id.Name]); id.Schema == "pg_catalog" && len(found) == 1 {
		return found[0].result
	}
	return schema.Type{}
}
