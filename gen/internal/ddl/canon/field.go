package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// hasField reports whether a value of the type has a field of the name, also if that is
// not known.
func (a *analyzer) hasField(t schema.Type, name string) bool {
	base := a.base(t)
	switch {
	case base.IsZero() || base == record || base.Extension != "" || base.Kind == schema.KindBaseType:
		return true
	case base.Array || base.Kind != schema.KindComposite && base.Kind != schema.KindTable && base.Kind != schema.KindView && base.Kind != schema.KindMaterializedView:
		return false
	}
	return slices.ContainsFunc(a.sc.DB.Attributes(base.ID()), func(attr schema.Attribute) bool { return attr.Name == name })
}

// field takes one field of a composite value.
func (a *analyzer) field(t *term, name string, at func() int32) *term {
	out := form("field "+quoteName(name), schema.Type{}, t)
	if base := a.base(t.typ); base.Kind != schema.KindNone {
		for _, attr := range a.sc.DB.Attributes(base.ID()) {
			if attr.Name == name {
				return a.fieldOf(t, base, attr)
			}
		}
		a.judgeField(base, name, at)
	}
	return out
}

// fieldOf takes a field that the type of a value has.
func (a *analyzer) fieldOf(t *term, base schema.Type, attr schema.Attribute) *term {
	id := base.ID().In(schema.KindColumn, attr.Name)
	if base.Kind == schema.KindComposite || base.Kind == schema.KindTable { // a view is used as a whole
		a.use(id)
	}
	out := form("field "+quoteName(a.renamed(id).Name), attr.Type, t)
	out.collation = attr.Collation
	return out
}

// fieldsOf are the fields of a composite value, none if its type does not tell.
func (a *analyzer) fieldsOf(t *term) []sourceColumn {
	var out []sourceColumn
	if base := a.base(t.typ); base.Kind != schema.KindNone {
		for _, attr := range a.sc.DB.Attributes(base.ID()) {
			out = append(out, sourceColumn{name: attr.Name, ref: a.fieldOf(t, base, attr)})
		}
	}
	return out
}

// indirection resolves (x).field, x[1], x[1:2] and (x).*.
func (a *analyzer) indirection(e *pg.A_Indirection) *term {
	t := a.expr(e.Arg)
	for _, step := range e.Indirection {
		switch {
		case step.GetString_() != nil:
			a.markField(e, t, step.GetString_().GetSval())
			t = a.field(t, step.GetString_().GetSval(), func() int32 { return tree.ExprLocation(e.Arg) })
		case step.GetAStar() != nil:
			t = form("field *", schema.Type{}, t)
		default:
			t = a.subscript(t, step.GetAIndices())
		}
	}
	return t
}

// fieldPlace tells where the name of a field stands behind the first token of the value
// that it is taken of.
type fieldPlace struct {
	name string
	// skip is the number of tokens that belong to the value, after the first one; with bare
	// the name may follow without a parenthesis.
	skip int
	bare bool
	// nth counts the fields of the name that are taken of values that begin there.
	nth int
}

// markField marks the name of a field.
func (a *analyzer) markField(e *pg.A_Indirection, t *term, name string) {
	base := a.base(t.typ)
	if a.rename == nil || base.Kind == schema.KindNone {
		return
	}
	place := fieldPlace{name: name, bare: e.Arg.GetParamRef() != nil}
	if fields := e.Arg.GetColumnRef().GetFields(); len(fields) > 0 {
		place.skip, place.bare = 2*(len(fields)-1), true
	}
	at := int(tree.ExprLocation(e.Arg))
	for _, m := range a.marks {
		if m.field != nil && !m.implied && m.at == at && m.field.name == name {
			place.nth++
		}
	}
	a.marks = append(a.marks, mark{at: at, count: 1, id: base.ID().In(schema.KindColumn, name), field: &place})
}

// impliedField marks a target whose name comes from the field that was marked last.
func (a *analyzer) impliedField() {
	for _, m := range slices.Backward(a.marks) {
		if m.field != nil {
			m.implied = true
			a.marks = append(a.marks, m)
			return
		}
	}
}

// token returns the index of the token that names the field, -1 if it is not found. i is
// that of the first token of the value. A field follows the value behind the parenthesis
// that encloses it, and others may stand between.
func (f fieldPlace) token(text string, tokens []*pg.ScanToken, i int) int {
	depth, least, seen, follows := 0, 0, 0, f.bare
	for j := i + 1 + f.skip; j < len(tokens); j++ {
		switch word := text[tokens[j].Start:tokens[j].End]; word {
		case "(", "[":
			follows = follows && (word == "[" || depth > least)
			depth++
		case ")", "]":
			if depth--; depth < least {
				least, follows = depth, true
			} else if depth == least && word == ")" {
				follows = false
			}
		case ".":
			j++
			if !follows || depth != least || j == len(tokens) || nameWritten(text, tokens[j]) != f.name {
				continue
			}
			if seen == f.nth {
				return j
			}
			seen++
		default:
			follows = follows && depth > least
		}
	}
	return -1
}

// nameWritten returns the name that a token is.
func nameWritten(text string, t *pg.ScanToken) string {
	word := text[t.Start:t.End]
	if quoted, ok := strings.CutPrefix(word, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(quoted, `"`), `""`, `"`)
	}
	return strings.ToLower(word)
}
