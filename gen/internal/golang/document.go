package golang

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// members finds where an expression takes a member out of a document: a chain of
// -> and ->> with names, or the braces after #> or #>>.
var (
	members = regexp.MustCompile(`(?:->>?\s*'[^']*'\s*)+|#>>?\s*'\{[^}']*\}'`)
	literal = regexp.MustCompile(`'\{?([^'}]*)\}?'`)
)

// pathOf is the path to a member.
func pathOf(text string) []string {
	var path []string
	for _, m := range literal.FindAllStringSubmatch(text, -1) {
		for name := range strings.SplitSeq(m[1], ",") {
			path = append(path, strings.TrimSpace(name))
		}
	}
	return path
}

// document is a sample of a document with the members that generated columns of
// the table compute their values from.
func (r *roundTrip) document(t *table, column string) string {
	root := map[string]any{"a": []any{1, nil}}
	for _, c := range r.db.Columns(t.id) {
		expr := c.Generated.SQL
		if !strings.Contains(expr, column) {
			continue
		}
		for _, text := range members.FindAllString(expr, -1) {
			path, at := pathOf(text), root
			for _, name := range path[:len(path)-1] {
				next, ok := at[name].(map[string]any)
				if !ok {
					next = map[string]any{}
					at[name] = next
				}
				at = next
			}
			if _, taken := at[path[len(path)-1]]; !taken {
				at[path[len(path)-1]] = r.memberValue(c, expr)
			}
		}
	}
	text, _ := json.Marshal(root) // cannot fail for maps of texts
	return string(text)
}

// memberValue is a text that a generated column of the type can be computed from.
func (r *roundTrip) memberValue(c schema.Column, expr string) any {
	t := r.samples.base(c.Type)
	if e, ok := schema.Get[schema.Enum](r.db, t.ID()); ok && len(e.Labels) > 0 {
		return e.Labels[0]
	}
	switch {
	case strings.Contains(strings.ToLower(expr), "interval") || strings.Contains(strings.ToLower(expr), "duration"):
		return "PT1H"
	case t.Name == "text" || t.Name == "varchar" || t.Name == "bpchar" || t.Name == "tsvector":
		return "x"
	case t.Name == "timestamptz" || t.Name == "timestamp":
		return "2024-05-06T07:08:09Z"
	case t.Name == "bool":
		return true
	}
	if literal, ok := literalsOf[t.Name]; ok {
		return literal
	}
	return "x"
}
