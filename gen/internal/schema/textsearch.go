package schema

// TextSearchParser is a parser of full text search.
type TextSearchParser struct {
	Header
	Start, Token, End, LexTypes ID
	// Headline is zero if the parser has none.
	Headline ID
}

// Refs returns the functions.
func (p TextSearchParser) Refs() []ID {
	return present(p.Start, p.Token, p.End, p.LexTypes, p.Headline)
}

// Renamed implements [Object].
func (p TextSearchParser) Renamed(f func(ID) ID) Object {
	for _, fn := range []*ID{&p.Start, &p.Token, &p.End, &p.LexTypes, &p.Headline} {
		*fn = renameOne(*fn, f)
	}
	p.Header = p.Header.renamed(f)
	return p
}

// TextSearchTemplate is a template of dictionaries.
type TextSearchTemplate struct {
	Header
	// Init is zero if the template has none.
	Init, Lexize ID
}

// Refs returns the functions.
func (t TextSearchTemplate) Refs() []ID { return present(t.Init, t.Lexize) }

// Renamed implements [Object].
func (t TextSearchTemplate) Renamed(f func(ID) ID) Object {
	t.Header, t.Init, t.Lexize = t.Header.renamed(f), renameOne(t.Init, f), renameOne(t.Lexize, f)
	return t
}

// TextSearchDictionary is a dictionary: a template with options.
type TextSearchDictionary struct {
	Header
	Template ID
	// Options are "name=value", in the order in which they were written.
	Options []string
}

// Refs returns the template.
func (d TextSearchDictionary) Refs() []ID { return present(d.Template) }

// Renamed implements [Object].
func (d TextSearchDictionary) Renamed(f func(ID) ID) Object {
	d.Header, d.Template = d.Header.renamed(f), renameOne(d.Template, f)
	return d
}

// TextSearchConfiguration says which dictionaries look at the tokens of a parser.
type TextSearchConfiguration struct {
	Header
	Parser ID
	// Mappings are in the order of the names of the token types.
	Mappings []TextSearchMapping
}

// TextSearchMapping lists the dictionaries for one token type, in order.
type TextSearchMapping struct {
	Token        string
	Dictionaries []ID
}

// Refs returns parser and dictionaries.
func (c TextSearchConfiguration) Refs() []ID {
	refs := present(c.Parser)
	for _, m := range c.Mappings {
		refs = append(refs, present(m.Dictionaries...)...)
	}
	return refs
}

// Renamed implements [Object].
func (c TextSearchConfiguration) Renamed(f func(ID) ID) Object {
	mappings := make([]TextSearchMapping, len(c.Mappings))
	for i, m := range c.Mappings {
		mappings[i] = TextSearchMapping{Token: m.Token, Dictionaries: make([]ID, len(m.Dictionaries))}
		for j, d := range m.Dictionaries {
			mappings[i].Dictionaries[j] = renameOne(d, f)
		}
	}
	c.Header, c.Parser, c.Mappings = c.Header.renamed(f), renameOne(c.Parser, f), mappings
	return c
}
