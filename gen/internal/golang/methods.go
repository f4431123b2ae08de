package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
)

// match adds a field of a filter to the conditions.
func (c *column) match() *jen.Statement {
	field, on := jen.Id("f").Dot(c.field), c.sql
	if c.t.CompareText && c.t.Filter != gotype.JSONFilter {
		on += "::text"
	}
	switch c.t.Filter {
	case gotype.ArrayFilter:
		return fromStore("MatchArray").Call(jen.Op("&").Id("w"), sqlText(on), field, fromStore(c.t.Append))
	case gotype.JSONFilter:
		if c.t.CompareText {
			on += "::jsonb"
		}
		return fromStore("MatchJSON").Call(jen.Op("&").Id("w"), sqlText(on), field)
	case gotype.TextFilter:
		return fromStore("Match").Call(jen.Op("&").Id("w"), sqlText(on), field, fromStore(c.t.Append))
	}
	return fromStore("Match").Call(jen.Op("&").Id("w"), sqlText(on), field, fromStore(c.t.Append))
}

func ctxParam() jen.Code { return jen.Id("ctx").Qual("context", "Context") }

// method starts a method of the store.
func (t *table) method(name string, params ...jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id("s").Id(t.store)).Id(name).Params(append([]jen.Code{ctxParam()}, params...)...)
}

// add prints a method and the blank line after it.
func (t *table) add(f *jen.File, method *jen.Statement) {
	f.Add(method)
	f.Line()
}

func (t *table) tableVar() *jen.Statement { return jen.Id(t.v + "Table") }

func db() *jen.Statement { return jen.Id("s").Dot("db") }

// assigned are the assignments of an input or patch.
func assigned(name string) *jen.Statement { return jen.Id(name).Dot("assign").Call() }

func params(columns []*column) []jen.Code {
	var out []jen.Code
	for _, c := range columns {
		out = append(out, jen.Id(c.param).Add(c.valueType()))
	}
	return out
}

func passed(columns []*column) []jen.Code {
	var out []jen.Code
	for _, c := range columns {
		out = append(out, c.passValue(jen.Id(c.param)))
	}
	return out
}

func (t *table) writeStore(f *jen.File) {
	writeDoc(f, t.store+" reads"+map[bool]string{true: "", false: " and writes"}[t.view]+" the "+t.kind()+" "+t.id.Name+".")
	f.Type().Id(t.store).Struct(jen.Id("db").Add(fromStore("DB")))
	f.Line()
	if !t.view {
		t.writeCreate(f)
	}
	if len(t.key) > 0 {
		t.writeKeyed(f)
	}
	for _, x := range t.finders {
		t.writeRetrieve(f, "Retrieve"+x.suffix, x.columns)
		if x.replaces {
			t.writeReplaceBy(f, x)
		}
	}
	for _, l := range t.loaders {
		t.writeLoader(f, l)
	}
	t.writeSearch(f)
}

func (t *table) writeCreate(f *jen.File) {
	writeDoc(f, "Create inserts a row and returns it as it is in the database.")
	t.add(f, t.method("Create", jen.Id("in").Id(t.row+"Input")).Params(jen.Id("row").Id(t.row), jen.Err().Error()).Block(
		jen.Err().Op("=").Add(t.tableVar()).Dot("Create").Call(jen.Id("ctx"), db(), assigned("in"), jen.Id("row").Dot("dest").Call()),
		jen.Return(jen.Id("row"), jen.Err())))
	writeDoc(f, "CreateMany inserts all rows or none, in one round trip, and returns them in the order of the inputs.")
	t.add(f, t.method("CreateMany", jen.Id("in").Index().Id(t.row+"Input")).Params(jen.Index().Id(t.row), jen.Error()).Block(
		jen.Return(fromStore("CreateMany").Call(jen.Id("ctx"), db(), jen.Op("&").Add(t.tableVar()), jen.Len(jen.Id("in")),
			jen.Func().Params(jen.Id("i").Int()).Op("*").Add(fromStore("Assignments")).Block(
				jen.Return(jen.Id("in").Index(jen.Id("i")).Dot("assign").Call())),
			t.destOf()))))
}

func (t *table) destOf() *jen.Statement {
	return jen.Parens(jen.Op("*").Id(t.row)).Dot("dest")
}

func (t *table) writeKeyed(f *jen.File) {
	t.writeRetrieve(f, "Retrieve", t.key)
	if t.updates() {
		writeDoc(f, "Update changes the given columns of the row with the key and returns the whole row. It fails with\nstore.NotFound if there is none.")
		t.add(f, t.method("Update", append(params(t.key), jen.Id("p").Id(t.row+"Patch"))...).Params(jen.Id("row").Id(t.row), jen.Err().Error()).Block(
			jen.Err().Op("=").Add(t.tableVar()).Dot("Update").Call(append([]jen.Code{jen.Id("ctx"), db(), assigned("p"),
				jen.Id("row").Dot("dest").Call()}, passed(t.key)...)...),
			jen.Return(jen.Id("row"), jen.Err())))
	}
	if t.replaces() {
		t.writeReplace(f)
	}
	writeDoc(f, "Delete deletes the row with the key. It fails with store.NotFound if there is none.")
	t.add(f, t.method("Delete", params(t.key)...).Error().Block(
		jen.Return(t.tableVar().Dot("Delete").Call(append([]jen.Code{jen.Id("ctx"), db(), jen.Lit("Delete"), jen.Id(t.v + "Delete")}, passed(t.key)...)...))))
}

// replaces reports whether the key can be given by the caller and met by an insert.
func (t *table) replaces() bool {
	if t.lateKey {
		return false
	}
	for _, c := range t.key {
		if c.readOnly {
			return false
		}
	}
	return len(t.key) > 0
}

func (t *table) writeReplace(f *jen.File) {
	var given []*column
	body := []jen.Code{}
	for _, c := range t.key {
		if !c.required() {
			given = append(given, c)
			body = append(body, jen.Id("in").Dot(c.field).Op("=").Add(fromStore("Set")).Call(jen.Id(c.param)))
		}
	}
	writeDoc(f, "Replace inserts a row or, if there is one with the key, overwrites all its columns, in one statement.\n"+leftOut(t))
	body = append(body,
		jen.Err().Op("=").Add(t.tableVar()).Dot("Replace").Call(jen.Id("ctx"), db(), jen.Lit("Replace"), t.tableVar().Dot("Key"),
			assigned("in"), jen.Id("row").Dot("dest").Call()),
		jen.Return(jen.Id("row"), jen.Err()))
	t.add(f, t.method("Replace", append(params(given), jen.Id("in").Id(t.row+"Input"))...).Params(jen.Id("row").Id(t.row), jen.Err().Error()).Block(body...))
}

// writeReplaceBy prints a replace by a unique constraint other than the key.
func (t *table) writeReplaceBy(f *jen.File, x finder) {
	method := "Replace" + x.suffix
	writeDoc(f, method+" inserts a row or, if there is one with the same "+join(x.columns)+", overwrites its other columns\nexcept the key, in one statement. "+leftOut(t))
	t.add(f, t.method(method, jen.Id("in").Id(t.row+"Input")).Params(jen.Id("row").Id(t.row), jen.Err().Error()).Block(
		jen.Err().Op("=").Add(t.tableVar()).Dot("Replace").Call(jen.Id("ctx"), db(), jen.Lit(method), names(x.columns),
			assigned("in"), jen.Id("row").Dot("dest").Call()),
		jen.Return(jen.Id("row"), jen.Err())))
}

// leftOut says what a replace does with columns that the input leaves out.
func leftOut(t *table) string {
	doc := "Columns that are left out take their defaults"
	if t.keptAt != nil {
		doc += "; " + t.keptAt.name + " stays"
	}
	return doc + "."
}

func join(columns []*column) string {
	var out []string
	for _, c := range columns {
		out = append(out, c.name)
	}
	return strings.Join(out, " and ")
}

func (t *table) writeRetrieve(f *jen.File, method string, columns []*column) {
	what := "the key"
	if method != "Retrieve" {
		what = join(columns)
	}
	writeDoc(f, method+" returns the row with "+what+". It fails with store.NotFound if there is none.")
	t.add(f, t.method(method, params(columns)...).Params(jen.Id("row").Id(t.row), jen.Err().Error()).Block(
		jen.Err().Op("=").Add(t.tableVar()).Dot("Retrieve").Call(append([]jen.Code{jen.Id("ctx"), db(), jen.Lit(method), jen.Id(t.v + method),
			jen.Id("row").Dot("dest").Call()}, passed(columns)...)...),
		jen.Return(jen.Id("row"), jen.Err())))
}

func (t *table) writeLoader(f *jen.File, l loader) {
	result, function := jen.Map(l.column.valueType()).Index().Id(t.row), "Group"
	doc := l.method + " returns the rows that have one of the values in " + l.column.name + ", by value. It is one query."
	if l.one {
		result, function = jen.Map(l.column.valueType()).Id(t.row), "Map"
		doc = l.method + " returns the rows that there are of the given keys, by key. It is one query."
	}
	writeDoc(f, doc)
	key := jen.Id("r").Dot(l.column.field)
	if l.column.pointer() {
		key = jen.Op("*").Id("r").Dot(l.column.field)
	}
	t.add(f, t.method(l.method, jen.Id(l.param).Index().Add(l.column.valueType())).Params(result, jen.Error()).Block(
		jen.Return(fromStore(function).Call(jen.Id("ctx"), db(), jen.Op("&").Add(t.tableVar()), jen.Lit(l.method), jen.Id(t.v+l.method),
			jen.Id(l.param), fromStore(l.column.t.Append), t.destOf(),
			jen.Func().Params(jen.Id("r").Op("*").Id(t.row)).Add(l.column.valueType()).Block(jen.Return(key))))))
}

func (t *table) writeSearch(f *jen.File) {
	filter := func() jen.Code { return jen.Id("f").Id(t.row + "Filter") }
	order := func() jen.Code { return jen.Id("order").Op("...").Add(fromStore("Order").Types(jen.Id(t.row))) }
	call := func(function string) *jen.Statement {
		return fromStore(function).Call(jen.Id("ctx"), db(), jen.Op("&").Add(t.tableVar()), jen.Id("f").Dot("where").Call(), jen.Id("order"), t.destOf())
	}
	last := "in the order given, then by key"
	if len(t.key) == 0 {
		last = "in the order given"
	}
	writeDoc(f, "Search returns the rows that pass the filter, "+last+".")
	t.add(f, t.method("Search", filter(), order()).Params(jen.Index().Id(t.row), jen.Error()).Block(jen.Return(call("Search"))))
	writeDoc(f, "SearchFirst returns the first row that passes the filter, or nil.")
	t.add(f, t.method("SearchFirst", filter(), order()).Params(jen.Op("*").Id(t.row), jen.Error()).Block(jen.Return(call("First"))))
	writeDoc(f, "All yields the rows that pass the filter one by one; the connection is busy until the loop ends.")
	t.add(f, t.method("All", filter(), order()).Qual("iter", "Seq2").Types(jen.Id(t.row), jen.Error()).Block(jen.Return(call("All"))))
	for _, m := range []struct{ name, doc, result string }{
		{"Count", "Count returns the number of rows that pass the filter.", "int64"},
		{"Exists", "Exists reports whether any row passes the filter.", "bool"},
	} {
		writeDoc(f, m.doc)
		t.add(f, t.method(m.name, filter()).Params(jen.Id(m.result), jen.Error()).Block(
			jen.Return(t.tableVar().Dot(m.name).Call(jen.Id("ctx"), db(), jen.Id("f").Dot("where").Call()))))
	}
}

// writeTexts prints the statements that never change.
func (t *table) writeTexts(f *jen.File) {
	texts := []jen.Code{jen.Id(t.v + "Columns").Op("=").Add(sqlText(t.selectList()))}
	selects := func(method, tail string) {
		texts = append(texts, jen.Id(t.v+method).Op("=").Add(sqlText(t.comment(method)+"SELECT ")).Op("+").Id(t.v+"Columns").Op("+").
			Add(sqlText("\nFROM "+t.sql+tail)))
	}
	if len(t.key) > 0 {
		selects("Retrieve", t.where(t.key))
		texts = append(texts, jen.Id(t.v+"Delete").Op("=").Add(sqlText(t.comment("Delete")+"DELETE FROM "+t.sql+t.where(t.key))))
	}
	for _, x := range t.finders {
		selects("Retrieve"+x.suffix, t.where(x.columns))
	}
	for _, l := range t.loaders {
		order := []string{l.column.sql}
		for _, c := range t.key {
			if c != l.column {
				order = append(order, c.sql)
			}
		}
		selects(l.method, "\nWHERE "+l.column.sql+" = ANY($1)\nORDER BY "+strings.Join(order, ", "))
	}
	f.Const().Defs(texts...)
}
