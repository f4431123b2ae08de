package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createParser(o schema.TextSearchParser) string {
	settings := []string{"START = " + p.Name(o.Start), "GETTOKEN = " + p.Name(o.Token), "END = " + p.Name(o.End), "LEXTYPES = " + p.Name(o.LexTypes)}
	if !o.Headline.IsZero() {
		settings = append(settings, "HEADLINE = "+p.Name(o.Headline))
	}
	return "CREATE TEXT SEARCH PARSER " + p.Name(o.ID) + " (" + strings.Join(settings, ", ") + ")"
}

func (p Printer) createTemplate(o schema.TextSearchTemplate) string {
	text := "CREATE TEXT SEARCH TEMPLATE " + p.Name(o.ID) + " ("
	if !o.Init.IsZero() {
		text += "INIT = " + p.Name(o.Init) + ", "
	}
	return text + "LEXIZE = " + p.Name(o.Lexize) + ")"
}

func (p Printer) createDictionary(o schema.TextSearchDictionary) string {
	settings := append([]string{"TEMPLATE = " + p.textSearch(o.Template)}, p.dictionaryOptions(o.Options)...)
	return "CREATE TEXT SEARCH DICTIONARY " + p.Name(o.ID) + " (" + strings.Join(settings, ", ") + ")"
}

func (p Printer) dictionaryOptions(options []string) []string {
	out := make([]string, len(options))
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		out[i] = p.Ident(name) + " = " + Literal(value)
	}
	return out
}

// AlterDictionary returns the statement that leads from one list of options of a
// dictionary to another.
func (p Printer) AlterDictionary(dictionary schema.ID, from, to []string) string {
	settings := p.dictionaryOptions(to)
	for _, o := range from {
		name, _, _ := strings.Cut(o, "=")
		if !slices.ContainsFunc(to, func(kept string) bool { return strings.HasPrefix(kept, name+"=") }) {
			settings = append(settings, p.Ident(name))
		}
	}
	return "ALTER TEXT SEARCH DICTIONARY " + p.Name(dictionary) + " (" + strings.Join(settings, ", ") + ")"
}

// textSearch prints a text search object, built in or not.
func (p Printer) textSearch(id schema.ID) string {
	if id.Schema == "pg_catalog" {
		return "pg_catalog." + p.Ident(id.Name)
	}
	return p.Name(id)
}

func (p Printer) createConfiguration(o schema.TextSearchConfiguration) string {
	return "CREATE TEXT SEARCH CONFIGURATION " + p.Name(o.ID) + " (PARSER = " + p.textSearch(o.Parser) + ")"
}

// AlterMappings returns the statements that lead from one list of mappings of a
// configuration to another; tokens with the same dictionaries share a statement.
func (p Printer) AlterMappings(configuration schema.ID, from, to []schema.TextSearchMapping) []string {
	head := "ALTER TEXT SEARCH CONFIGURATION " + p.Name(configuration)
	find := func(list []schema.TextSearchMapping, token string) int {
		return slices.IndexFunc(list, func(m schema.TextSearchMapping) bool { return m.Token == token })
	}
	var out, gone []string
	for _, m := range from {
		if find(to, m.Token) < 0 {
			gone = append(gone, p.Ident(m.Token))
		}
	}
	if len(gone) > 0 {
		out = append(out, head+"\n    DROP MAPPING FOR "+strings.Join(gone, ", "))
	}
	var order []string
	tokens := map[string][]string{}
	for _, m := range to {
		word := "ADD"
		if i := find(from, m.Token); i >= 0 {
			if slices.Equal(from[i].Dictionaries, m.Dictionaries) {
				continue
			}
			word = "ALTER"
		}
		names := make([]string, len(m.Dictionaries))
		for i, d := range m.Dictionaries {
			names[i] = p.Name(d)
		}
		key := word + "\x00" + strings.Join(names, ", ")
		if tokens[key] == nil {
			order = append(order, key)
		}
		tokens[key] = append(tokens[key], p.Ident(m.Token))
	}
	for _, key := range order {
		word, names, _ := strings.Cut(key, "\x00")
		out = append(out, head+"\n    "+word+" MAPPING FOR "+strings.Join(tokens[key], ", ")+" WITH "+names)
	}
	return out
}
