package canon

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// DefaultTokens are the token types of the parser that comes with the server, in
// the order of their names.
var DefaultTokens = strings.Fields(`asciihword asciiword blank email entity file float host hword hword_asciipart
	hword_numpart hword_part int numhword numword protocol sfloat tag uint url url_path version word`)

// stemmers are the languages for which a server has a dictionary and a configuration.
var stemmers = strings.Fields(`arabic armenian basque catalan danish dutch english estonian finnish french german greek
	hindi hungarian indonesian irish italian lithuanian nepali norwegian portuguese romanian russian serbian
	spanish swedish tamil turkish yiddish`)

// BuiltinTextSearch reports whether an object of full text search comes with the server.
func BuiltinTextSearch(kind schema.Kind, name string) bool {
	switch kind {
	case schema.KindTextSearchParser:
		return name == "default"
	case schema.KindTextSearchTemplate:
		return slices.Contains([]string{"simple", "synonym", "ispell", "thesaurus", "snowball"}, name)
	case schema.KindTextSearchDictionary:
		language, stem := strings.CutSuffix(name, "_stem")
		return name == "simple" || stem && slices.Contains(stemmers, language)
	}
	return name == "simple" || slices.Contains(stemmers, name)
}

// StandardDictionary returns the dictionary that a configuration of the server uses
// for a token type, "" for none.
func StandardDictionary(configuration, token string) string {
	language := configuration
	switch token {
	case "asciiword", "asciihword", "hword_asciipart":
		if language == "russian" || language == "hindi" {
			language = "english"
		}
	case "word", "hword", "hword_part":
	case "numword", "email", "url", "host", "sfloat", "version", "hword_numpart", "numhword", "url_path", "file", "float", "int", "uint":
		return "simple"
	default:
		return ""
	}
	if language == "simple" {
		return "simple"
	}
	return language + "_stem"
}

// textSearchName resolves the name of a configuration or dictionary in a literal of
// regconfig or regdictionary.
func (a *analyzer) textSearchName(t *term, to schema.Type, kind schema.Kind) *term {
	parts, ok := splitName(t.text)
	if !ok {
		return constant(t.text, to, t.at)
	}
	name := lastOf(parts)
	spaces := path(a.sc.SearchPath)
	if len(parts) > 1 {
		spaces = parts[len(parts)-2 : len(parts)-1]
	}
	for _, space := range spaces {
		if space == "pg_catalog" && BuiltinTextSearch(kind, name) {
			return constant(name, to, t.at)
		}
		if id := (schema.ID{Kind: kind, Schema: space, Name: name}); a.sc.DB.Has(id) {
			a.use(id)
			a.marks = append(a.marks, mark{at: t.at, count: len(parts), id: id, literal: true})
			id = a.renamed(id)
			return constant(quoteName(id.Schema)+"."+quoteName(id.Name), to, t.at)
		}
		if a.hasExtensionIn(space) {
			return constant(t.text, to, t.at)
		}
	}
	a.fail("42704", int32(t.at), "create it before this statement, or set search_path so that it is found",
		"%s %q does not exist", kind, t.text)
	return t
}
