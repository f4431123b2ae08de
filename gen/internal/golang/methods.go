package golang

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
)

// match adds a field of a filter to the conditions.
func (c *column) match() *jen.Statement {
	function, on, args := "Match", c.sql, ""
	if c.t.CompareText && c.t.Filter != gotype.JSONFilter {
		on += "::text"
	}
	switch c.t.Filter {
	case gotype.ArrayFilter:
		function = "MatchArray"
	case gotype.JSONFilter:
		function = "MatchJSON"
		if c.t.CompareText {
			on += "::jsonb"
		}
	}
	args = "(&w, " + sqlText(on) + ", f." + c.field
	if c.t.Filter == gotype.JSONFilter {
		return fromStore(function).Id(args + ")")
	}
	return fromStore(function).Id(args + ",").Add(fromStore(c.t.Append)).Id(")")
}

// method prints a method of the store, whose parameters after the context begin
// with a comma each.
func (t *table) method(f *jen.File, name string, params []jen.Code, results jen.Code, body ...jen.Code) {
	m := code("func (s "+t.store+") "+name+"(ctx").Qual("context", "Context")
	*m = append(*m, params...)
	*m = append(append(*m, code(")"), results, code("{\n")), body...)
	f.Add(append(*m, code("\n}\n"))...)
}

// oneRow is the result of a method that reads into a row and returns it.
func (t *table) oneRow() jen.Code { return code("(row " + t.row + ", err error)") }

// intoRow is the body of such a method: a call of the runtime that ends with the
// place for the row, and the columns passed after it.
func (t *table) intoRow(call string, columns []*column) []jen.Code {
	body := []jen.Code{code("err = " + t.v + "Table." + call + ", row.dest()")}
	return append(append(body, passed(columns)...), code(")\nreturn row, err"))
}

// params are the parameters for columns, each after a comma.
func params(columns []*column) []jen.Code {
	var out []jen.Code
	for _, c := range columns {
		out = append(out, code(", "+c.param).Add(c.valueType()))
	}
	return out
}

// passed are their values, each after a comma.
func passed(columns []*column) []jen.Code {
	var out []jen.Code
	for _, c := range columns {
		out = append(out, code(",").Add(c.passValue(c.param)))
	}
	return out
}

func (t *table) inputParam() []jen.Code { return []jen.Code{code(", in " + t.row + "Input")} }

func (t *table) writeStore(f *jen.File) {
	writeDoc(f, t.store+" reads"+map[bool]string{true: "", false: " and writes"}[t.view]+" the "+t.kind()+" "+t.id.Name+".")
	f.Add(code("type " + t.store + " struct {\ndb ").Add(fromStore("DB")).Id("\n}\n"))
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
	t.method(f, "Create", t.inputParam(), t.oneRow(), t.intoRow("Create(ctx, s.db, in.assign()", nil)...)
	writeDoc(f, "CreateMany inserts all rows or none, in one round trip, and returns them in the order of the inputs.")
	t.method(f, "CreateMany", []jen.Code{code(", in []" + t.row + "Input")}, code("([]"+t.row+", error)"),
		code("return").Add(fromStore("CreateMany")).Id("(ctx, s.db, &"+t.v+"Table, len(in), func(i int) *").Add(fromStore("Assignments")).Id(
			"{\nreturn in[i].assign()\n}, (*"+t.row+").dest)"))
}

func (t *table) writeKeyed(f *jen.File) {
	t.writeRetrieve(f, "Retrieve", t.key)
	if t.updates() {
		writeDoc(f, "Update changes the given columns of the row with the key and returns the whole row. It fails with\nstore.NotFound if there is none.")
		t.method(f, "Update", append(params(t.key), code(", p "+t.row+"Patch")), t.oneRow(), t.intoRow("Update(ctx, s.db, p.assign()", t.key)...)
	}
	if t.replaces() {
		t.writeReplace(f)
	}
	writeDoc(f, "Delete deletes the row with the key. It fails with store.NotFound if there is none.")
	body := append([]jen.Code{code("return " + t.v + "Table.Delete(ctx, s.db, \"Delete\", " + t.v + "Delete")}, passed(t.key)...)
	t.method(f, "Delete", params(t.key), jen.Error(), append(body, code(")"))...)
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
	var body []jen.Code
	for _, c := range t.key {
		if !c.required() {
			given = append(given, c)
			body = append(body, code("in."+c.field+" =").Add(fromStore("Set")).Id("("+c.param+")\n"))
		}
	}
	writeDoc(f, "Replace inserts a row or, if there is one with the key, overwrites all its columns, in one statement.\n"+leftOut(t))
	t.method(f, "Replace", append(params(given), t.inputParam()...), t.oneRow(),
		append(body, t.intoRow("Replace(ctx, s.db, \"Replace\", "+t.v+"Table.Key, in.assign()", nil)...)...)
}

// writeReplaceBy prints a replace by a unique constraint other than the key.
func (t *table) writeReplaceBy(f *jen.File, x finder) {
	method := "Replace" + x.suffix
	writeDoc(f, method+" inserts a row or, if there is one with the same "+join(x.columns)+", overwrites its other columns\nexcept the key, in one statement. "+leftOut(t))
	t.method(f, method, t.inputParam(), t.oneRow(),
		t.intoRow("Replace(ctx, s.db, "+strconv.Quote(method)+", "+names(x.columns)+", in.assign()", nil)...)
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
	t.method(f, method, params(columns), t.oneRow(), t.intoRow("Retrieve(ctx, s.db, "+strconv.Quote(method)+", "+t.v+method, columns)...)
}

func (t *table) writeLoader(f *jen.File, l loader) {
	rows, function := "[]"+t.row, "Group"
	doc := l.method + " returns the rows that have one of the values in " + l.column.name + ", by value. It is one query."
	if l.one {
		rows, function = t.row, "Map"
		doc = l.method + " returns the rows that there are of the given keys, by key. It is one query."
	}
	writeDoc(f, doc)
	key := "r." + l.column.field
	if l.column.pointer() {
		key = "*" + key
	}
	value := l.column.valueType
	f.Add(code("func (s "+t.store+") "+l.method+"(ctx").Qual("context", "Context").Id(", " + l.param + " []").Add(value()).Id(") (map[").Add(value()).Id(
		"]" + rows + ", error) {\nreturn").Add(fromStore(function)).Id("(ctx, s.db, &" + t.v + "Table, " + strconv.Quote(l.method) + ", " + t.v + l.method + ", " + l.param + ",").Add(
		fromStore(l.column.t.Append)).Id(", (*" + t.row + ").dest, func(r *" + t.row + ")").Add(value()).Id("{\nreturn " + key + "\n})\n}\n"))
}

func (t *table) writeSearch(f *jen.File) {
	filter := []jen.Code{code(", f " + t.row + "Filter")}
	ordered := func() []jen.Code {
		return []jen.Code{filter[0], code(", order ...").Add(fromStore("Order")).Id("[" + t.row + "]")}
	}
	call := func(function string) *jen.Statement {
		return code("return").Add(fromStore(function)).Id("(ctx, s.db, &" + t.v + "Table, f.where(), order, (*" + t.row + ").dest)")
	}
	last := "in the order given, then by key"
	if len(t.key) == 0 {
		last = "in the order given"
	}
	writeDoc(f, "Search returns the rows that pass the filter, "+last+".")
	t.method(f, "Search", ordered(), code("([]"+t.row+", error)"), call("Search"))
	writeDoc(f, "SearchFirst returns the first row that passes the filter, or nil.")
	t.method(f, "SearchFirst", ordered(), code("(*"+t.row+", error)"), call("First"))
	writeDoc(f, "All yields the rows that pass the filter one by one; the connection is busy until the loop ends.")
	t.method(f, "All", ordered(), jen.Qual("iter", "Seq2").Id("["+t.row+", error]"), call("All"))
	for _, m := range []struct{ name, doc, result string }{
		{"Count", "Count returns the number of rows that pass the filter.", "int64"},
		{"Exists", "Exists reports whether any row passes the filter.", "bool"},
	} {
		writeDoc(f, m.doc)
		t.method(f, m.name, filter, code("("+m.result+", error)"), code("return "+t.v+"Table."+m.name+"(ctx, s.db, f.where())"))
	}
}

// writeTexts prints the statements that never change.
func (t *table) writeTexts(f *jen.File) {
	texts := "const (\n" + t.v + "Columns = " + sqlText(t.selectList())
	selects := func(method, tail string) {
		texts += "\n" + t.v + method + " = " + sqlText(t.comment(method)+"SELECT ") + " + " + t.v + "Columns + " + sqlText("\nFROM "+t.sql+tail)
	}
	if len(t.key) > 0 {
		selects("Retrieve", t.where(t.key))
		texts += "\n" + t.v + "Delete = " + sqlText(t.comment("Delete")+"DELETE FROM "+t.sql+t.where(t.key))
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
	f.Add(code(texts + "\n)"))
}
