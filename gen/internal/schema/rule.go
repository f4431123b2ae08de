package schema

// Rule is a rewrite rule of a table or view. The rule behind every view is a part
// of the view and no object of its own.
type Rule struct {
	Header
	// Event is "select", "insert", "update" or "delete".
	Event string
	// Instead is true for DO INSTEAD, false for DO ALSO.
	Instead bool
	// Where is the condition, or none.
	Where Expr
	// Actions are the statements that the rule runs, in order; none is NOTHING.
	Actions []Expr
	// Enabled is pg_rewrite's ev_enabled: 'O' origin (default), 'D' disabled,
	// 'R' replica, 'A' always.
	Enabled byte
}

// Refs returns what the condition and the actions use.
func (r Rule) Refs() []ID {
	refs := append([]ID(nil), r.Where.Uses...)
	for _, a := range r.Actions {
		refs = append(refs, a.Uses...)
	}
	return refs
}

// Renamed implements [Object].
func (r Rule) Renamed(f func(ID) ID) Object {
	r.Where, r.Actions = r.Where.renamed(f), renamedExprs(r.Actions, f)
	r.Header = r.Header.renamed(f)
	return r
}

func renamedExprs(list []Expr, f func(ID) ID) []Expr {
	if len(list) == 0 {
		return nil
	}
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = e.renamed(f)
	}
	return out
}
