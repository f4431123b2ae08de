package ddl

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// identifiers splits a dotted name as it stands in SQL into raw names; nil if it is none.
func identifiers(text string) []string {
	ts := tokenize(text, 0, len(text))
	var out []string
	for i, t := range ts.list {
		word := text[t.Start:t.End]
		switch {
		case i%2 == 1 && word == ".":
		case i%2 == 1 || t.Kind != lex.Quoted && t.Kind != lex.Word:
			return nil
		default:
			out = append(out, ts.name(i))
		}
	}
	return out
}

// quotedName writes a name as an SQL identifier inside an expression of the model.
func quotedName(name string) string {
	if ids := identifiers(name); len(ids) == 1 && ids[0] == name && name[0] != '"' {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
