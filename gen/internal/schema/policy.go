package schema

// Policy is a row security policy of a table.
type Policy struct {
	Header
	// Restrictive is true for AS RESTRICTIVE.
	Restrictive bool
	// Command is "all", "select", "insert", "update" or "delete".
	Command string
	// Roles are role names, sorted; "public", "current_user" and "session_user"
	// stand for the keywords. Never empty: the default is "public".
	Roles []string
	// Using and Check are the two conditions, or none.
	Using, Check Expr
}

// Refs returns what the conditions use.
func (p Policy) Refs() []ID {
	return append(append([]ID(nil), p.Using.Uses...), p.Check.Uses...)
}

// Renamed implements [Object].
func (p Policy) Renamed(f func(ID) ID) Object {
	p.Header, p.Using, p.Check = p.Header.renamed(f), p.Using.renamed(f), p.Check.renamed(f)
	return p
}
