package plpgsql

import (
	"slices"
	"strings"
)

// Declared is the type of a variable as a body declares it.
type Declared struct {
	// Variable is the name of the variable.
	Variable string
	// Names are the parts of the name of the type, or of what stands before the mark.
	Names []string
	// Mark is "type" for %TYPE, "rowtype" for %ROWTYPE, else empty.
	Mark string
	// Modified is true if something in parentheses follows.
	Modified bool
	// Offset is where the name starts in the body, MarkOffset where its % stands.
	Offset, MarkOffset int
}

// ownTypes are words that the grammar takes for types by itself, and those that begin
// what is not a type.
var ownTypes = []string{
	"bigint", "bit", "boolean", "char", "character", "dec", "decimal", "double", "float", "int", "integer", "interval", "national", "nchar",
	"numeric", "real", "smallint", "time", "timestamp", "varchar", "alias", "cursor", "scroll", "no", "setof", "refcursor", "record", "text",
}

// declared reads the type that stands between two tokens; ok is false for what needs no
// second look, and what is not a plain name.
func (r *reader) declared(variable string, first, end int) (d Declared, ok bool) {
	if first >= end || slices.Contains(ownTypes, r.tokens[first].word) {
		return d, false
	}
	d = Declared{Variable: variable, Offset: r.tokens[first].start}
	words := r.tokens[first:end]
	for len(words) > 0 {
		if w := words[0].word; !isName(w) {
			return d, false
		}
		d.Names = append(d.Names, name(words[0].word))
		if words = words[1:]; len(words) == 0 || words[0].word != "." {
			break
		}
		words = words[1:]
	}
	if len(words) >= 2 && words[0].word == "%" && (words[1].word == "type" || words[1].word == "rowtype") {
		d.Mark, d.MarkOffset = words[1].word, words[0].start
		words = words[2:]
	}
	if len(words) > 0 && words[0].word == "(" {
		d.Modified = true
		return d, d.Mark == "" && words[len(words)-1].word == ")"
	}
	return d, len(words) == 0 || words[0].word == "[" || words[0].word == "array" || words[0].word == "collate"
}

func isName(word string) bool {
	c := strings.ToLower(word)[0]
	return c == '"' || c == '_' || c >= 'a' && c <= 'z' || c >= 0x80
}
