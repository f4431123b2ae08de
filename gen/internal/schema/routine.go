package schema

import (
	"slices"
	"strings"
)

// Routine is a function or procedure (ID.Kind tells which).
type Routine struct {
	Header
	Arguments []Argument
	// Returns is the result type; zero for procedures and for functions whose
	// result is given by OUT or TABLE arguments. SetOf goes with it.
	Returns Type
	SetOf   bool
	// Language in lower case; "sql" and "plpgsql" are the usual ones.
	Language string
	// Body is the text between AS quotes; for LANGUAGE c the object file, with the
	// link symbol in Symbol.
	Body, Symbol string
	// SQLBody is the standard body (BEGIN ATOMIC ... END, RETURN expr) instead of Body.
	SQLBody Expr
	// Volatility is 'v', 'i' or 's'; Parallel 'u', 's' or 'r': as in pg_proc.
	Volatility, Parallel               byte
	Strict, SecurityDefiner, LeakProof bool
	Window                             bool
	// Cost and Rows are "" for the defaults.
	Cost, Rows string
	// Transforms are the types of TRANSFORM FOR TYPE, in order.
	Transforms []Type
	// Support is the planner support function, or "".
	Support string
	// Config are SET clauses as "name=value", in order.
	Config []string
	// BodyUses are references found in the text of Body, best effort. They order
	// creation but never hold an object back from being dropped.
	BodyUses []ID
}

// ArgumentMode is pg_proc's: 'i' in, 'o' out, 'b' inout, 'v' variadic, 't' table.
type ArgumentMode byte

// Argument is one parameter of a routine.
type Argument struct {
	Mode    ArgumentMode
	Name    string
	Type    Type
	Default Expr
}

// Refs returns the types, transforms, defaults and what the standard body uses.
func (r Routine) Refs() []ID {
	refs := append(r.Returns.refs(), present(LanguageID(r.Language))...)
	for _, t := range r.Transforms {
		refs = append(append(refs, t.refs()...), TransformID(t, r.Language))
	}
	for _, a := range r.Arguments {
		refs = append(append(refs, a.Type.refs()...), a.Default.Uses...)
	}
	return append(refs, r.SQLBody.Uses...)
}

// Renamed implements [Object]. The argument list inside the ID is made again from
// the arguments, so f need not know it.
func (r Routine) Renamed(f func(ID) ID) Object {
	args := make([]Argument, len(r.Arguments))
	for i, a := range r.Arguments {
		a.Type, a.Default = a.Type.renamed(f), a.Default.renamed(f)
		args[i] = a
	}
	r.Arguments, r.Returns, r.SQLBody = args, r.Returns.renamed(f), r.SQLBody.renamed(f)
	r.BodyUses = renameAll(r.BodyUses, f)
	if id := LanguageID(r.Language); !id.IsZero() {
		r.Language = f(id).Name
	}
	r.Transforms = slices.Clone(r.Transforms)
	for i, t := range r.Transforms {
		r.Transforms[i] = t.renamed(f)
	}
	r.Header = r.Header.renamed(f)
	r.ID.Args = FormatArgs(args)
	return r
}

// FormatArgs joins the types of the arguments that identify a routine (in, inout,
// variadic) as they stand in [ID].Args: "int4,public.mood[]". Built-in types go
// without schema, modifiers do not count.
func FormatArgs(args []Argument) string {
	var parts []string
	for _, a := range args {
		if a.Mode == 'o' || a.Mode == 't' {
			continue
		}
		name := a.Type.Name
		if !a.Type.Builtin() {
			name = a.Type.Schema + "." + name
		}
		if a.Type.Array {
			name += "[]"
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, ",")
}

// Trigger is a trigger of a table or view.
type Trigger struct {
	Header
	// Timing is "before", "after" or "instead of".
	Timing string
	// Events are of "insert", "update", "delete", "truncate", in this order.
	Events []string
	// UpdateOf are the columns of UPDATE OF, in table order.
	UpdateOf []string
	Row      bool
	When     Expr
	Function ID
	Args     []string
	// Constraint is true for a constraint trigger; Deferral and From go with it.
	Constraint bool
	Deferral   Deferral
	From       ID
	// OldTable and NewTable name the transition tables, or "".
	OldTable, NewTable string
	// Enabled is pg_trigger's tgenabled: 'O' origin (default), 'D' disabled,
	// 'R' replica, 'A' always.
	Enabled byte
}

// Refs returns the function and what the condition uses.
func (t Trigger) Refs() []ID {
	refs := columnIDs(t.ID.Parent(), t.UpdateOf)
	if !t.Function.IsZero() {
		refs = append(refs, t.Function)
	}
	if !t.From.IsZero() {
		refs = append(refs, t.From)
	}
	return append(refs, t.When.Uses...)
}

// Renamed implements [Object].
func (t Trigger) Renamed(f func(ID) ID) Object {
	t.UpdateOf = renameColumns(t.ID.Parent(), t.UpdateOf, f)
	t.When = t.When.renamed(f)
	if !t.Function.IsZero() {
		t.Function = f(t.Function)
	}
	if !t.From.IsZero() {
		t.From = f(t.From)
	}
	t.Header = t.Header.renamed(f)
	return t
}

// IsListSetting reports whether the value of a setting is a list of names, which SET takes
// apart and quotes one by one (GUC_LIST_QUOTE in PostgreSQL's sources).
func IsListSetting(name string) bool {
	switch name {
	case "search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries", "local_preload_libraries", "unix_socket_directories":
		return true
	}
	return false
}
