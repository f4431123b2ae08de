package ddl

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// regclass finds the relation that a text names as the type regclass reads it.
func (r *Replay) regclass(text string) (schema.ID, bool) {
	parts := identifiers(text)
	switch len(parts) {
	case 1:
		return r.relation("", parts[0])
	case 2, 3:
		return r.relation(parts[len(parts)-2], parts[len(parts)-1])
	}
	return schema.ID{}, false
}

// identifiers splits a dotted name as it stands in SQL into raw names; nil if it is none.
func identifiers(text string) []string {
	ts := tokenize(text, 0, len(text))
	var out []string
	for i, t := range ts.list {
		word := text[t.start:t.end]
		switch {
		case i%2 == 1 && word == ".":
		case i%2 == 1 || t.kind != tokenQuoted && t.kind != tokenWord:
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
