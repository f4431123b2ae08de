package schema

// Collation is a collation.
type Collation struct {
	Header
	// Provider is "libc", "icu" or "builtin".
	Provider string
	// Collate and CType are the locales of libc, Locale is that of the others.
	Collate, CType, Locale string
	// Rules are the additional rules of ICU.
	Rules string
	// Nondeterministic is true for DETERMINISTIC = false.
	Nondeterministic bool
}

// Refs returns nothing.
func (c Collation) Refs() []ID { return nil }

// Renamed implements [Object].
func (c Collation) Renamed(f func(ID) ID) Object { c.Header = c.Header.renamed(f); return c }
