package canon

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// base returns what a domain is over; other types are their own base.
func (a *analyzer) base(t schema.Type) schema.Type {
	for t.Kind == schema.KindDomain && !t.Array {
		if t.Schema == "information_schema" {
			return informationDomain(t.Name)
		}
		d, ok := schema.Get[schema.Domain](a.sc.DB, t.ID())
		if !ok {
			return schema.Type{}
		}
		t = d.Base
	}
	return t
}

// category returns the type's category and whether it is the preferred one.
func (a *analyzer) category(t schema.Type) (byte, bool) {
	t = a.base(t)
	switch {
	case t.Array:
		return 'A', false
	case t.Kind == schema.KindEnum:
		return 'E', false
	case t.Kind == schema.KindRange:
		return 'R', false
	case t.Kind == schema.KindBaseType:
		return a.baseCategory(t)
	case t.Kind != schema.KindNone:
		return 'C', false
	case t.Builtin():
		b := builtins().types[t.Name]
		return b.category, b.preferred
	case t.Extension == "citext":
		return 'S', false
	}
	return 'U', false
}

// coercible reports whether the server casts from one type to the other without
// being told to.
func (a *analyzer) coercible(from, to schema.Type) bool {
	if isScalar(from) && isScalar(to) && from.Name != unknown.Name && to.Name != record.Name && !strings.HasPrefix(to.Name, "any") {
		return from.Name == to.Name || slices.Contains(builtins().implicit[from.Name], to.Name)
	}
	from, to = plain(from), plain(to)
	switch {
	case from == to, from == unknown, to.IsZero(), from.IsZero():
		return true
	case to.Builtin() && !to.Array && strings.HasPrefix(to.Name, "any"):
		return a.matchesAny(from, to.Name)
	case to == record:
		return a.isRow(from)
	case from == record:
		return a.isRow(to)
	case to == arrayOf(record):
		return from.Array && a.isRow(element(from))
	}
	from, to = plain(a.base(from)), plain(a.base(to))
	if from == to {
		return true
	}
	if from.Array && to.Array {
		return element(from) != record && a.coercible(element(from), element(to))
	}
	if a.isRow(from) && a.isRow(to) {
		return a.descends(from.ID(), to.ID())
	}
	rule, ok := a.castRule(from, to)
	return ok && rule.context == 'i'
}

// descends reports whether the rows of a table are rows of another one, which it inherits
// from, or of the type that it is made of.
func (a *analyzer) descends(from, to schema.ID) bool {
	t, ok := schema.Get[schema.Table](a.sc.DB, from)
	if !ok {
		return false
	}
	return t.OfType == to || slices.ContainsFunc(append([]schema.ID{t.PartitionOf}, t.Inherits...), func(parent schema.ID) bool {
		return !parent.IsZero() && (parent == to || a.descends(parent, to))
	})
}

// isRow reports whether values of a type have fields: of a composite type, of the rows of
// a relation, and of a domain over one of these.
func (a *analyzer) isRow(t schema.Type) bool {
	b := a.base(t)
	switch b.Kind {
	case schema.KindComposite, schema.KindTable, schema.KindView, schema.KindMaterializedView:
		return !b.Array
	}
	return false
}

// isScalar reports whether a type is built in and no array.
func isScalar(t schema.Type) bool { return t.Builtin() && !t.Array && t.Extension == "" }

func (a *analyzer) castRule(from, to schema.Type) (castRule, bool) {
	rule, ok := builtins().casts[typePair{anywhere(from), anywhere(to)}]
	if !ok {
		if c, own := a.ownCast(from, to); own {
			return castRule{context: c.Context[0], binary: c.Method == "binary"}, true
		}
	}
	return rule, ok
}

// matchesAny reports whether a type fits one of the polymorphic types.
func (a *analyzer) matchesAny(from schema.Type, pseudo string) bool {
	b := a.base(from)
	isRange := b.Kind == schema.KindRange && !b.Array
	kind := byte(0)
	if b.Builtin() && !b.Array {
		kind = builtins().types[b.Name].kind
	}
	switch pseudo {
	case "anyarray", "anycompatiblearray":
		return isArray(b)
	case "anynonarray", "anycompatiblenonarray":
		return !isArray(b)
	case "anyenum":
		return b.Kind == schema.KindEnum && !b.Array
	case "anyrange", "anycompatiblerange":
		return kind == 'r' || isRange
	case "anymultirange", "anycompatiblemultirange":
		return kind == 'm' || isRange
	}
	return true
}

// coerce gives the term the type, with the cast that the server would add.
func (a *analyzer) coerce(t *term, to schema.Type) *term {
	if to.IsZero() || to == builtin("any") || to == unknown || (to.Builtin() && strings.HasPrefix(to.Name, "any")) || to == record {
		return t
	}
	if t.isLiteral() {
		if a.spell != nil {
			a.spell.note(t, plain(to))
		}
		return a.literal(t, plain(to))
	}
	if t.typ.IsZero() || plain(t.typ) == plain(to) {
		return t
	}
	if to.Kind == schema.KindDomain && plain(a.base(t.typ)) == to {
		return t
	}
	return a.cast(t, plain(to))
}

// cast is an explicit cast, made even where the type fits already unless it would
// change nothing. A constant is folded where the result is certain.
func (a *analyzer) cast(t *term, to schema.Type) *term {
	if a.spell != nil {
		a.spell.note(t, to)
	}
	switch {
	case t.isLiteral():
		lit := a.literal(t, plain(to))
		if plain(to) == builtin("interval") && !t.null {
			lit.text = interval(t.text, to.Modifier) // the fields decide what a bare number means
		}
		if to.Modifier == "" || lit.typ == to {
			return lit
		}
		t = lit
	case t.typ == to:
		return t
	case t.null && t.head == headConst:
		a.useType(to)
		return nullConstant(to)
	case t.head == headArray && to.Array:
		return a.castArray(t, to)
	}
	if t.head == headForm && strings.HasPrefix(t.text, "collate ") {
		// The server casts below COLLATE, which goes if the type has no collation.
		if to.Extension == "" && to.Builtin() && !a.collatable(to) {
			return a.cast(t.args[0], to)
		}
		out := form(t.text, to, a.cast(t.args[0], to))
		out.collation = t.collation
		return out
	}
	if t.head == headRow && !to.Array {
		t = a.castRow(t, to)
	}
	if folded, ok := foldCast(t, plain(to)); ok {
		t = folded
	}
	if t.typ == to {
		return t
	}
	// Two steps to one type, first without and then with modifier, are one cast.
	if t.head == headCast && plain(t.typ) == plain(to) && t.typ.Modifier == "" && to.Modifier != "" {
		t = t.args[0]
	}
	if !isFixed(t) { // which the server may find to be NULL
		a.noteCast(t.typ, to)
	}
	a.useType(to)
	if c, ok := a.ownCast(plain(a.base(t.typ)), plain(a.base(to))); ok {
		a.useFunction(c.Function)
	}
	return &term{head: headCast, typ: to, args: []*term{t}, at: -1}
}

// castArray casts the elements of ARRAY[...], as the server does.
func (a *analyzer) castArray(t *term, to schema.Type) *term {
	out := &term{head: headArray, typ: plain(to), args: make([]*term, len(t.args)), at: -1}
	elem := element(to)
	for i, arg := range t.args {
		if arg.head == headArray {
			out.args[i] = a.castArray(arg, to)
		} else {
			out.args[i] = a.cast(arg, elem)
		}
	}
	a.useType(to)
	return out
}

// foldCast casts constants whose value surely stays the same.
func foldCast(t *term, to schema.Type) (*term, bool) {
	if t.head != headConst || t.null || !to.Builtin() || to.Array || !t.typ.Builtin() || t.typ.Array {
		return t, false
	}
	switch t.typ.Name {
	case "int2", "int4", "int8", "numeric":
		switch to.Name {
		case "int2", "int4", "int8", "numeric", "float8":
			if strings.ContainsAny(t.text, ".eEN") && to.Name != "numeric" {
				return t, false
			}
			if fits(t.text, to.Name) {
				return constant(t.text, to, t.at), true
			}
		}
	case "text", "varchar":
		if to.Name == "text" || to.Name == "varchar" {
			return constant(t.text, to, t.at), true
		}
	}
	return t, false
}

// commonType is the server's choice for CASE, COALESCE, VALUES, UNION and ARRAY.
// It is zero when some type is not known.
func (a *analyzer) commonType(terms []*term) schema.Type {
	if len(terms) == 0 {
		return textual
	}
	same, exact := true, true
	for _, t := range terms {
		if t.typ.IsZero() {
			return schema.Type{}
		}
		same = same && plain(t.typ) == plain(terms[0].typ)
		exact = exact && t.typ == terms[0].typ
	}
	switch {
	case terms[0].typ == unknown:
	case exact:
		return terms[0].typ
	case same:
		return plain(terms[0].typ)
	}
	best := unknown
	var bestCategory byte
	preferred := false
	for _, t := range terms {
		typ := plain(a.base(t.typ))
		if typ == unknown {
			continue
		}
		cat, pref := a.category(typ)
		switch {
		case best == unknown:
			best, bestCategory, preferred = typ, cat, pref
		case cat != bestCategory:
			return schema.Type{}
		case !preferred && typ != best && a.coercible(best, typ) && !a.coercible(typ, best):
			best, preferred = typ, pref
		}
	}
	if best == unknown {
		return textual
	}
	return best
}

// unify coerces all terms to their common type and returns it.
func (a *analyzer) unify(terms []*term) schema.Type {
	typ := a.commonType(terms)
	for i, t := range terms {
		terms[i] = a.coerce(t, typ)
	}
	return typ
}
