package schema

// BaseType is a type that functions of the user read and write, or the shell of one.
type BaseType struct {
	Header
	// Functions are the support functions by the name of their option ("input",
	// "output", "receive", ...), in the order of the name; none for a shell.
	Functions []AggregateFunction
	// Element is the type of what a subscript gives, or zero.
	Element Type
	// Options are all other definitions as "name=value" where they are not the
	// default, sorted: "internallength", "alignment", "storage", ...
	Options []string
}

// Shell reports whether only the name of the type is known.
func (b BaseType) Shell() bool { return len(b.Functions) == 0 }

// ShellID addresses the state of the type in which only its name is known. Its
// functions are made on that, and the type on them.
func (b BaseType) ShellID() ID {
	id := b.ID
	id.Args = "shell"
	return id
}

// Refs returns the functions and the element type.
func (b BaseType) Refs() []ID {
	refs := b.Element.refs()
	for _, fn := range b.Functions {
		refs = append(refs, present(fn.Function)...)
	}
	return refs
}

// Renamed implements [Object].
func (b BaseType) Renamed(f func(ID) ID) Object {
	functions := make([]AggregateFunction, len(b.Functions))
	for i, fn := range b.Functions {
		fn.Function = renameOne(fn.Function, f)
		functions[i] = fn
	}
	b.Header, b.Functions, b.Element = b.Header.renamed(f), functions, b.Element.renamed(f)
	return b
}
