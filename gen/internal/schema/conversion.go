package schema

// Conversion converts texts between two encodings.
type Conversion struct {
	Header
	// Source and Target are the encodings by PostgreSQL's own names ("UTF8").
	Source, Target string
	Function       ID
	Default        bool
}

// Refs returns the function.
func (c Conversion) Refs() []ID { return present(c.Function) }

// Renamed implements [Object].
func (c Conversion) Renamed(f func(ID) ID) Object {
	c.Header, c.Function = c.Header.renamed(f), renameOne(c.Function, f)
	return c
}
