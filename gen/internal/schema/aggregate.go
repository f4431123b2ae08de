package schema

import (
	"slices"
	"strings"
)

// Aggregate is an aggregate function.
type Aggregate struct {
	Header
	// Arguments are the direct arguments, if any, and then the aggregated ones;
	// empty for an aggregate over "*".
	Arguments []Argument
	// OrderedSet is true for ORDER BY in the signature; Direct is then the number
	// of arguments before it. Hypothetical goes with it.
	OrderedSet, Hypothetical bool
	Direct                   int
	// State and MState are the types of the state of plain and moving mode.
	State, MState Type
	// Functions are the support functions by the name of their option ("sfunc",
	// "finalfunc", "combinefunc", "msfunc", ...), in the order of the name. Built-in
	// ones have the schema "pg_catalog".
	Functions []AggregateFunction
	// SortOperator is the operator of the option "sortop" where it is one of the model.
	SortOperator ID
	// Options are all other definitions as "name=value", sorted: "initcond", "sspace",
	// "sortop", "finalfunc_modify", "parallel", ... A switch has the value "true".
	Options []string
}

// AggregateFunction is one support function of an aggregate.
type AggregateFunction struct {
	Option string
	// Function is the function; its Args are not needed for printing.
	Function ID
}

// Refs returns the types and the support functions that are not built in.
func (a Aggregate) Refs() []ID {
	refs := append(append(a.State.refs(), a.MState.refs()...), present(a.SortOperator)...)
	for _, arg := range a.Arguments {
		refs = append(refs, arg.Type.refs()...)
	}
	for _, fn := range a.Functions {
		if fn.Function.Schema != "pg_catalog" {
			refs = append(refs, fn.Function)
		}
	}
	return refs
}

// Renamed implements [Object]. The argument list inside the ID is made again from
// the arguments, as for [Routine].
func (a Aggregate) Renamed(f func(ID) ID) Object {
	args := make([]Argument, len(a.Arguments))
	for i, arg := range a.Arguments {
		arg.Type = arg.Type.renamed(f)
		args[i] = arg
	}
	functions := make([]AggregateFunction, len(a.Functions))
	for i, fn := range a.Functions {
		fn.Function = f(fn.Function)
		functions[i] = fn
	}
	a.Arguments, a.Functions = args, functions
	if next := renameOne(a.SortOperator, f); next != a.SortOperator {
		a.Options = slices.Clone(a.Options)
		for i, o := range a.Options {
			if strings.HasPrefix(o, "sortop=") {
				a.Options[i] = "sortop=" + next.Schema + "." + next.Name
			}
		}
		a.SortOperator = next
	}
	a.State, a.MState = a.State.renamed(f), a.MState.renamed(f)
	a.Header = a.Header.renamed(f)
	a.ID.Args = FormatArgs(args)
	return a
}
