package schema

// Language is a procedural language that no extension brings.
type Language struct {
	Header
	Trusted bool
	// Handler runs functions; Inline runs DO blocks and Validator checks new
	// functions, both may be zero.
	Handler, Inline, Validator ID
}

// Refs returns the functions.
func (l Language) Refs() []ID { return present(l.Handler, l.Inline, l.Validator) }

// Renamed implements [Object].
func (l Language) Renamed(f func(ID) ID) Object {
	l.Handler, l.Inline, l.Validator = renameOne(l.Handler, f), renameOne(l.Inline, f), renameOne(l.Validator, f)
	l.Header = l.Header.renamed(f)
	return l
}

// Transform says how a language sees a type. ID.Name is the language, ID.Args the
// type as [FormatTypes] writes it.
type Transform struct {
	Header
	Type Type
	// FromSQL and ToSQL are the functions, or zero.
	FromSQL, ToSQL ID
}

// TransformID addresses the transform of a type for a language.
func TransformID(t Type, language string) ID {
	return ID{Kind: KindTransform, Name: language, Args: FormatTypes(t)}
}

// Refs returns type, language and functions.
func (t Transform) Refs() []ID {
	return append(t.Type.refs(), present(LanguageID(t.ID.Name), t.FromSQL, t.ToSQL)...)
}

// Renamed implements [Object]. The type inside the ID is made again.
func (t Transform) Renamed(f func(ID) ID) Object {
	t.Type, t.FromSQL, t.ToSQL = t.Type.renamed(f), renameOne(t.FromSQL, f), renameOne(t.ToSQL, f)
	language := t.ID.Name
	if id := LanguageID(language); !id.IsZero() {
		language = f(id).Name
	}
	t.ID = TransformID(t.Type, language)
	return t
}

// AccessMethod is an access method of indexes or tables.
type AccessMethod struct {
	Header
	// Type is "index" or "table".
	Type    string
	Handler ID
}

// Refs returns the handler.
func (a AccessMethod) Refs() []ID { return present(a.Handler) }

// Renamed implements [Object].
func (a AccessMethod) Renamed(f func(ID) ID) Object {
	a.Header, a.Handler = a.Header.renamed(f), renameOne(a.Handler, f)
	return a
}
