package schema

// Cast is a cast between two types. ID.Args are the types as [FormatTypes] joins
// them; it has no name.
type Cast struct {
	Header
	Source, Target Type
	// Method is "function", "inout" or "binary"; Function goes with the first.
	Method   string
	Function ID
	// Context is "explicit", "assignment" or "implicit".
	Context string
}

// CastID addresses the cast between two types.
func CastID(source, target Type) ID {
	return ID{Kind: KindCast, Args: FormatTypes(source, target)}
}

// Refs returns the types and the function.
func (c Cast) Refs() []ID {
	return append(append(c.Source.refs(), c.Target.refs()...), present(c.Function)...)
}

// Renamed implements [Object]. The types inside the ID are made again.
func (c Cast) Renamed(f func(ID) ID) Object {
	c.Source, c.Target, c.Function = c.Source.renamed(f), c.Target.renamed(f), renameOne(c.Function, f)
	c.ID = CastID(c.Source, c.Target)
	return c
}
