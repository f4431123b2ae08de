package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

var xmlType = builtin("xml")

// xmlWords are the functions of SQL/XML as errors name them, xmlTypes the types of their
// operands by position; the last one goes for all others, and none takes any type.
var (
	xmlWords = map[pg.XmlExprOp]string{pg.XmlExprOp_IS_XMLCONCAT: "XMLCONCAT", pg.XmlExprOp_IS_XMLPARSE: "XMLPARSE",
		pg.XmlExprOp_IS_XMLPI: "XMLPI", pg.XmlExprOp_IS_XMLROOT: "XMLROOT", pg.XmlExprOp_IS_DOCUMENT: "IS DOCUMENT"}
	xmlTypes = map[pg.XmlExprOp][]schema.Type{pg.XmlExprOp_IS_XMLCONCAT: {xmlType}, pg.XmlExprOp_IS_XMLPARSE: {textual, boolean},
		pg.XmlExprOp_IS_XMLPI: {textual}, pg.XmlExprOp_IS_XMLROOT: {xmlType, textual, int4}, pg.XmlExprOp_IS_DOCUMENT: {xmlType}}
)

// specific resolves a node where the server wants one type.
func (a *analyzer) specific(n *pg.Node, typ schema.Type, what string) *term {
	t := a.expr(n)
	if a.judging() && !t.typ.IsZero() && !a.coercible(t.typ, typ) {
		a.fail("42804", tree.ExprLocation(n), "cast it", "argument of %s must be type %s, not type %s", what, typeWord(typ), typeWord(t.typ))
	}
	return a.coerce(t, typ)
}

// xml resolves XMLCONCAT, XMLELEMENT and their like. A column that is given without a
// name has its own.
func (a *analyzer) xml(n *pg.XmlExpr) *term {
	out := form(n.Op.String()+" "+quoteName(n.Name)+" "+n.Xmloption.String(), xmlType)
	if n.Op == pg.XmlExprOp_IS_DOCUMENT {
		out.typ = boolean
	}
	var names []string
	for _, arg := range n.NamedArgs {
		r := arg.GetResTarget()
		name := r.GetName()
		if fields := r.GetVal().GetColumnRef().GetFields(); name == "" && len(fields) > 0 && !hasStar(fields) {
			name = lastOf(stringList(fields))
			a.impliedName(r.GetVal())
		}
		switch {
		case !a.judging():
		case name == "" && n.Op == pg.XmlExprOp_IS_XMLELEMENT:
			a.fail("42601", r.GetLocation(), "write AS and a name", "unnamed XML attribute value must be a column reference")
		case name == "":
			a.fail("42601", r.GetLocation(), "write AS and a name", "unnamed XML element value must be a column reference")
		case n.Op == pg.XmlExprOp_IS_XMLELEMENT && slices.Contains(names, name):
			a.fail("42601", r.GetLocation(), "name each attribute once", "XML attribute name %q appears more than once", name)
		}
		names = append(names, name)
		t := a.expr(r.GetVal())
		out.args = append(out.args, form("as "+quoteName(name), t.typ, a.settledText(t)))
	}
	for i, arg := range n.Args {
		types := xmlTypes[n.Op]
		if len(types) == 0 {
			out.args = append(out.args, a.settledText(a.expr(arg)))
			continue
		}
		out.args = append(out.args, a.specific(arg, types[min(i, len(types)-1)], xmlWords[n.Op]))
	}
	return out
}

// settledText makes text of a literal that nothing gives a type to.
func (a *analyzer) settledText(t *term) *term {
	if t.isLiteral() {
		return a.literal(t, textual)
	}
	return t
}

// xmlText resolves XMLSERIALIZE, which gives the type that it names.
func (a *analyzer) xmlText(n *pg.XmlSerialize) *term {
	typ := a.typeName(n.TypeName)
	return form("serialize "+n.Xmloption.String()+" "+typeKey(typ), typ, a.specific(n.Expr, xmlType, "XMLSERIALIZE"))
}

// xmlTable resolves XMLTABLE, which sees the entries of FROM before it.
func (a *analyzer) xmlTable(r *pg.RangeTableFunc) fromItem {
	src := a.newSource(r.Alias)
	if src.name == "" {
		src.name = "xmltable"
	}
	key := form("xmltable "+src.key, schema.Type{}, a.specific(r.Rowexpr, textual, "XMLTABLE"), a.specific(r.Docexpr, xmlType, "XMLTABLE"))
	key.args = append(key.args, a.namespaces(r.Namespaces)...)
	var columns []sourceColumn
	ordinality := false
	for _, n := range r.Columns {
		c := n.GetRangeTableFuncCol()
		if c.ForOrdinality && ordinality {
			a.fail("42601", c.Location, "", "only one FOR ORDINALITY column is allowed")
		}
		if a.judging() && columnNamed(columns, c.Colname) != nil {
			a.fail("42601", c.Location, "name each column once", "column name %q is not unique", c.Colname)
		}
		ordinality = ordinality || c.ForOrdinality
		t := a.xmlColumn(c)
		key.args = append(key.args, t)
		columns = append(columns, sourceColumn{name: c.Colname, ref: &term{typ: t.typ}})
	}
	if len(columns) == 0 {
		columns = []sourceColumn{{name: "xmltable", ref: &term{typ: xmlType}}}
	}
	src.setColumns(columns)
	src.lockable = true
	return src.item(r.Alias, key)
}

// namespaces resolves XMLNAMESPACES.
func (a *analyzer) namespaces(nodes []*pg.Node) []*term {
	var out []*term
	for _, n := range nodes {
		r := n.GetResTarget()
		t := form("namespace "+quoteName(r.GetName()), textual, a.specific(r.GetVal(), textual, "XMLTABLE"))
		for _, before := range out {
			if a.judging() && before.text == t.text {
				a.fail("42601", r.GetLocation(), "name each namespace once", "namespace name %q is not unique", r.GetName())
			}
		}
		out = append(out, t)
	}
	return out
}

// xmlColumn resolves one column of XMLTABLE; its path is its own name unless it has one.
func (a *analyzer) xmlColumn(c *pg.RangeTableFuncCol) *term {
	if c.ForOrdinality {
		return form("ordinality", int4)
	}
	typ := a.typeName(c.TypeName)
	out := form("column "+quoteName(c.Colname)+" "+typeKey(typ), typ)
	if c.IsNotNull {
		out.text += " notnull"
	}
	if c.Colexpr != nil {
		out.args = append(out.args, form("path", textual, a.specific(c.Colexpr, textual, "XMLTABLE")))
	}
	if c.Coldefexpr != nil {
		out.args = append(out.args, form("default", typ, a.specific(c.Coldefexpr, plain(typ), "XMLTABLE")))
	}
	return out
}
