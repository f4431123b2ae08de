package schema

import "slices"

// Operator is an operator. ID.Args are the types of its operands as [FormatTypes]
// joins them.
type Operator struct {
	Header
	// Left is zero for a prefix operator.
	Left, Right Type
	// Result is what the function returns.
	Result Type
	// Function is zero for a shell: an operator that only another one speaks of.
	Function ID
	// Commutator and Negator are operators, or zero. They are no references: each
	// side of a pair speaks of the other.
	Commutator, Negator ID
	// Restrict and Join are the selectivity estimators, or zero.
	Restrict, Join ID
	Hashes, Merges bool
}

// Shell reports whether nobody has defined the operator yet.
func (o Operator) Shell() bool { return o.Function.IsZero() }

// Refs returns the types and functions.
func (o Operator) Refs() []ID {
	refs := append(append(o.Left.refs(), o.Right.refs()...), o.Result.refs()...)
	return append(refs, present(o.Function, o.Restrict, o.Join)...)
}

// Renamed implements [Object]. The types inside the ID are made again.
func (o Operator) Renamed(f func(ID) ID) Object {
	o.Left, o.Right, o.Result = o.Left.renamed(f), o.Right.renamed(f), o.Result.renamed(f)
	o.Function, o.Restrict, o.Join = renameOne(o.Function, f), renameOne(o.Restrict, f), renameOne(o.Join, f)
	o.Commutator, o.Negator = renameOne(o.Commutator, f), renameOne(o.Negator, f)
	o.Header = o.Header.renamed(f)
	o.ID.Args = FormatTypes(o.Left, o.Right)
	return o
}

// OperatorsNamed returns the operators with the name, in the order of [Compare].
func (db *Database) OperatorsNamed(name string) []ID {
	var out []ID
	for id := range db.ofKind(KindOperator) {
		if id.Name == name {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, Compare)
	return out
}

// Awaited reports whether an operator that nobody has defined is the commutator or
// negator of another one.
func Awaited(db *Database, id ID) bool {
	if id.Kind != KindOperator || db.Has(id) {
		return false
	}
	for o := range AllOf[Operator](db) {
		if o.Commutator == id || o.Negator == id {
			return true
		}
	}
	return false
}
