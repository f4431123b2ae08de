package canon

import (
	"math/big"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func itoa(i int) string { return strconv.Itoa(i) }

// aConst resolves a literal as the parser found it.
func (a *analyzer) aConst(c *pg.A_Const) *term {
	at := int(c.Location)
	switch v := c.Val.(type) {
	case *pg.A_Const_Sval:
		return constant(v.Sval.GetSval(), unknown, at)
	case *pg.A_Const_Ival:
		return constant(strconv.Itoa(int(v.Ival.GetIval())), int4, at)
	case *pg.A_Const_Boolval:
		return constant(strconv.FormatBool(v.Boolval.GetBoolval()), boolean, at)
	case *pg.A_Const_Bsval:
		return constant(bits(v.Bsval.GetBsval()), builtin("bit"), at)
	case *pg.A_Const_Fval:
		return number(v.Fval.GetFval(), at)
	}
	if c.Isnull {
		t := nullConstant(unknown)
		t.at = at
		return t
	}
	return constant("0", int4, at) // zero is a constant without value in the tree
}

// number is an integer too large for int4 or a decimal number.
func number(text string, at int) *term {
	text = strings.ReplaceAll(text, "_", "")
	if n, ok := new(big.Int).SetString(text, 0); ok {
		if n.IsInt64() && fits(n.String(), "int4") { // the smallest one, whose sign comes later
			return constant(n.String(), int4, at)
		}
		if n.IsInt64() {
			return constant(n.String(), int8, at)
		}
		return constant(n.String(), numeric, at)
	}
	return constant(decimal(text), numeric, at)
}

func negate(text string) string {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return rest
	}
	return "-" + text
}

// typeCast resolves CAST(x AS t), x::t and t 'x'.
func (a *analyzer) typeCast(c *pg.TypeCast) *term {
	typ := a.typeName(c.TypeName)
	if arr := c.Arg.GetAArrayExpr(); arr != nil && typ.Array {
		t := a.arrayExpr(arr, typ)
		if typ.Modifier != "" {
			return a.cast(t, typ)
		}
		return t
	}
	arg := a.expr(c.Arg)
	if Polymorphic(typ) && !arg.typ.IsZero() && arg.typ != unknown {
		if a.judging() && !a.matchesAny(arg.typ, typ.Name) {
			a.fail("42846", c.Location, "", "cannot cast type %s to %s", typeWord(arg.typ), typ.Name)
		}
		return arg // the server drops such a cast
	}
	a.judgeCast(arg.typ, typ, c.Location)
	a.useType(typ)
	if spell := a.spell; spell != nil {
		a.spell = nil
		defer func() { a.spell = spell }()
	}
	return a.cast(arg, typ)
}

// typeName resolves a type and marks its place.
func (a *analyzer) typeName(n *pg.TypeName) schema.Type {
	typ, err := TypeName(n, a.sc.DB, a.sc.SearchPath)
	if err != nil && a.sc.Assume != nil {
		if need, ok := TypeNeed(n); ok {
			a.sc.Assume(need)
			a.extensions = nil
			typ, err = TypeName(n, a.sc.DB, a.sc.SearchPath)
		}
	}
	if err == nil {
		err = JudgeModifier(n, typ)
	}
	if err != nil {
		if a.err == nil {
			a.err = err
		}
		return schema.Type{}
	}
	if id := typ.ID(); !id.IsZero() {
		a.mark(n.Location, stringList(n.Names), id)
	}
	return typ
}

// arrayExpr resolves ARRAY[...], to a type if one is asked for.
func (a *analyzer) arrayExpr(e *pg.A_ArrayExpr, to schema.Type) *term {
	out := &term{head: headArray, at: -1}
	nested := false
	for _, n := range e.Elements {
		if inner := n.GetAArrayExpr(); inner != nil {
			nested = true
			out.args = append(out.args, a.arrayExpr(inner, to))
			continue
		}
		out.args = append(out.args, a.expr(n))
	}
	switch {
	case to.Array:
		a.useType(to)
		out.typ = plain(to)
		for i, arg := range out.args {
			if arg.head != headArray {
				out.args[i] = a.cast(arg, element(plain(to)))
			}
		}
	case nested:
		out.typ = a.unify(out.args)
	case len(out.args) > 0:
		out.typ = arrayOf(a.unify(out.args))
	}
	return out
}

// literal gives a string literal its type, with its value as the server would
// print it where that is certain.
func (a *analyzer) literal(t *term, to schema.Type) *term {
	if to == record && t.null {
		return nullConstant(record)
	}
	if to.IsZero() || to == unknown || to == builtin("any") || to == record ||
		(to.Builtin() && strings.HasPrefix(to.Name, "any")) {
		return t
	}
	a.useType(to)
	if base := a.base(to); base != to {
		if t.null {
			return nullConstant(to)
		}
		lit := a.literal(t, plain(base))
		return &term{head: headCast, typ: to, args: []*term{lit}, at: -1}
	}
	if t.null {
		return nullConstant(to)
	}
	switch to {
	case builtin("regclass"):
		return a.regclass(t)
	case builtin("regconfig"):
		return a.textSearchName(t, to, schema.KindTextSearchConfiguration)
	case builtin("regdictionary"):
		return a.textSearchName(t, to, schema.KindTextSearchDictionary)
	}
	a.judgeLiteral(t, to)
	return constant(a.relabeled(t, to), to, t.at)
}

// value prints the text of a literal in the form of its type.
func (a *analyzer) value(text string, t schema.Type) string {
	if t.Array {
		elem := element(t)
		if out, ok := arrayText(text, func(s string) string { return a.value(s, elem) }); ok {
			return out
		}
		return text
	}
	if t.Extension == "hstore" && t.Name == "hstore" {
		if out, ok := hstoreText(text); ok {
			return out
		}
	}
	if a.relabel != nil && t.ID() == a.relabel.enum && text == a.relabel.from {
		return a.relabel.to
	}
	if !t.Builtin() {
		return text
	}
	return builtinValue(text, t)
}

// regclass resolves the name of a relation in a literal.
func (a *analyzer) regclass(t *term) *term {
	parts, ok := splitName(t.text)
	if !ok {
		return constant(t.text, builtin("regclass"), t.at)
	}
	name := parts[len(parts)-1]
	spaces := path(a.sc.SearchPath)
	if len(parts) > 1 {
		spaces = parts[len(parts)-2 : len(parts)-1]
	}
	for _, space := range spaces {
		if id, ok := a.sc.DB.Relation(space, name); ok {
			a.use(id)
			a.marks = append(a.marks, mark{at: t.at, count: len(parts), id: id, literal: true})
			id = a.renamed(id)
			return constant(quoteName(id.Schema)+"."+quoteName(id.Name), builtin("regclass"), t.at)
		}
		if builtins().relations.has(space + "." + name) {
			return constant(quoteName(space)+"."+quoteName(name), builtin("regclass"), t.at)
		}
	}
	a.fail("42P01", int32(t.at), "create it before this statement, or set search_path so that it is found",
		"relation %q does not exist", t.text)
	return t
}

// NextVal returns the key of nextval('sequence'), the default of a serial column.
func NextVal(seq schema.ID) string {
	var p printer
	p.print(form("fn nextval", int8, constant(quoteName(seq.Schema)+"."+quoteName(seq.Name), builtin("regclass"), -1)))
	return p.String()
}

// splitName reads a possibly quoted and qualified name as the reg types do.
func splitName(text string) ([]string, bool) {
	var parts []string
	s := strings.TrimSpace(text)
	for {
		var part string
		if strings.HasPrefix(s, `"`) {
			end := 1
			for {
				i := strings.IndexByte(s[end:], '"')
				if i < 0 {
					return nil, false
				}
				end += i + 1
				if !strings.HasPrefix(s[end:], `"`) {
					break
				}
				end++
			}
			part, s = strings.ReplaceAll(s[1:end-1], `""`, `"`), s[end:]
		} else {
			i := strings.IndexByte(s, '.')
			if i < 0 {
				i = len(s)
			}
			part, s = strings.ToLower(strings.TrimSpace(s[:i])), s[i:]
		}
		if part == "" {
			return nil, false
		}
		parts = append(parts, part)
		s = strings.TrimSpace(s)
		if s == "" {
			return parts, true
		}
		if s[0] != '.' {
			return nil, false
		}
		s = strings.TrimSpace(s[1:])
	}
}
