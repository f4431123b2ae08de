package canon

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// term is a resolved piece of an expression; its key is printed from it.
type term struct {
	head headKind
	// text is the value of a constant, the name of a function or operator, the
	// address of a column, or the fixed words of anything else.
	text string
	args []*term
	// typ is zero when the type cannot be decided; "unknown" is the type of a
	// string literal that has not met its context yet.
	typ  schema.Type
	null bool
	// aggregate is true for the call of an aggregate, or of what may be one.
	aggregate bool
	// of and field are what a column reference or whole row stands for; see column.
	of    *schema.ID
	field string
	// collation is that of a column, or of COLLATE, "" for the type's own.
	collation string
	// at is the location of a constant in the text, -1 elsewhere.
	at int
}

// column returns what a column reference stands for: the column of a table, or another
// relation as a whole; zero for every other term.
func (t *term) column() schema.ID {
	switch {
	case t.of == nil:
		return schema.ID{}
	case t.field != "":
		return t.of.In(schema.KindColumn, t.field)
	}
	return *t.of
}

type headKind uint8

const (
	headForm headKind = iota // text followed by args
	headConst
	headColumn
	headCast
	headArray
	headRow
)

func form(text string, typ schema.Type, args ...*term) *term {
	return &term{head: headForm, text: text, args: args, typ: typ, at: -1}
}

func constant(text string, typ schema.Type, at int) *term {
	return &term{head: headConst, text: text, typ: typ, at: at}
}

func nullConstant(typ schema.Type) *term {
	return &term{head: headConst, typ: typ, null: true, at: -1}
}

var (
	unknown = builtin("unknown")
	textual = builtin("text")
	boolean = builtin("bool")
	int4    = builtin("int4")
	int8    = builtin("int8")
	numeric = builtin("numeric")
	record  = builtin("record")
)

func (t *term) isLiteral() bool { return t.head == headConst && t.typ == unknown }

// printer writes keys; rename gives the names after a renaming, nil keeps them.
type printer struct {
	strings.Builder
	rename func(schema.ID) schema.ID
}

// print writes the term. Constants carry their type unless it is text, which is
// also what a literal becomes that nothing gives a type to.
func (p *printer) print(t *term) {
	switch t.head {
	case headConst:
		p.constant(t)
		return
	case headColumn:
		p.WriteString(t.text)
		return
	case headCast:
		p.WriteString("(cast " + p.typ(t.typ))
	case headArray:
		p.WriteString("(array")
		if len(t.args) == 0 {
			p.WriteString(" " + p.typ(t.typ))
		}
	case headRow:
		p.WriteString("(row")
	default:
		p.WriteByte('(')
		p.WriteString(t.text)
	}
	for _, arg := range t.args {
		p.WriteByte(' ')
		p.print(arg)
	}
	p.WriteByte(')')
}

func (p *printer) constant(t *term) {
	switch {
	case t.null:
		p.WriteString("NULL")
	case t.typ == int4 || t.typ == boolean:
		p.WriteString(t.text)
		return
	default:
		p.WriteString(quoteText(t.text))
	}
	if t.typ != unknown && t.typ != textual && !t.typ.IsZero() {
		p.WriteString("::" + p.typ(t.typ))
	}
}

func (p *printer) typ(t schema.Type) string {
	if p.rename != nil && t.Kind != schema.KindNone {
		id := p.rename(t.ID())
		t.Schema, t.Name = id.Schema, id.Name
	}
	return typeKey(t)
}

// quoteText makes any text one token of a key.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoteName makes any name one token of a key.
func quoteName(s string) string { return strconv.Quote(s) }

func typeKey(t schema.Type) string {
	s := t.Name
	switch {
	case t.IsZero():
		return "?"
	case t.Extension != "":
		s = t.Extension + "!" + s
	case !t.Builtin():
		s = t.Schema + "." + s
	}
	if t.Modifier != "" {
		s += "(" + t.Modifier + ")"
	}
	if t.Array {
		s += "[]"
	}
	if strings.ContainsAny(s, " '\"") && !t.Builtin() {
		return quoteName(s)
	}
	return s
}

// typeKey prints a type with the names after renaming.
func (a *analyzer) typeKey(t schema.Type) string {
	p := printer{rename: a.rename}
	return p.typ(t)
}

func plain(t schema.Type) schema.Type {
	t.Modifier = ""
	return t
}

// element returns the element type of an array type.
func element(t schema.Type) schema.Type {
	if !t.Array && t.Builtin() {
		switch t.Name {
		case "int2vector":
			return builtin("int2")
		case "oidvector":
			return builtin("oid")
		}
		return schema.Type{}
	}
	t.Array = false
	return t
}

// isArray reports whether the server takes a type for an array: the vectors of the
// catalogs are such without being the array of a type.
func isArray(t schema.Type) bool {
	return t.Array || t.Builtin() && (t.Name == "int2vector" || t.Name == "oidvector")
}

func arrayOf(t schema.Type) schema.Type {
	t.Array = !t.IsZero()
	return t
}

// unquoteName undoes quoteName.
func unquoteName(s string) (string, bool) {
	name, err := strconv.Unquote(s)
	return name, err == nil
}

// ColumnKey is the key of a column of the table of an expression.
func ColumnKey(name string) string { return quoteName(name) }
