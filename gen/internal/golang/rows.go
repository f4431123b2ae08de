package golang

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// write prints the file of a table: what people read first, the SQL last.
func (t *table) write(f *jen.File) {
	t.writeRow(f)
	if !t.view {
		t.writeInput(f)
		if t.updates() {
			t.writePatch(f)
		}
	}
	t.writeFilter(f)
	t.writeOrders(f)
	t.writeStore(f)
	t.writeTexts(f)
	t.writeTable(f)
	t.writeConversions(f)
}

// updates reports whether there is anything to update and a key to find it by.
func (t *table) updates() bool { return len(t.key) > 0 && len(t.patchable()) > 0 }

func (t *table) kind() string {
	if t.view {
		return t.id.Kind.String()
	}
	return "table"
}

func (t *table) writeRow(f *jen.File) {
	doc := t.row + " is a row of the " + t.kind() + " " + t.id.Name + "."
	if t.doc != "" {
		doc += "\n\n" + t.doc
	}
	if t.noKey != "" && !t.view {
		doc += "\n\nIts rows cannot be retrieved, updated or deleted one by one because " + t.noKey + "."
	}
	writeDoc(f, doc)
	var fields []jen.Code
	for _, c := range t.columns {
		fields = append(fields, docLines(fieldDoc(c))...)
		fields = append(fields, code(c.field).Add(c.fieldType()).Id(jsonTag(c, "")))
	}
	f.Type().Id(t.row).Struct(fields...)
}

func fieldDoc(c *column) string {
	doc := c.doc
	if c.t.Why != "" {
		doc = strings.TrimSpace(doc + "\n" + c.field + " is text: " + c.t.Why + ".")
	}
	return doc
}

func (t *table) writeInput(f *jen.File) {
	required := t.required()
	doc := "New" + t.row + " returns the input for a new row"
	if len(required) > 0 {
		doc += " with the columns that must have a value"
	}
	writeDoc(f, doc+".")
	var params []jen.Code
	var values []jen.Code
	for _, c := range required {
		params = append(params, code(c.param).Add(c.fieldType()))
		values = append(values, code(c.field+": "+c.param))
	}
	f.Func().Id("New" + t.row).Params(params...).Id(t.row + "Input").Block(
		jen.Return(jen.Id(t.row + "Input").Values(wrapped(values, 3)...)))
	f.Line()
	writeDoc(f, t.row+"Input is what [New"+t.row+"] returns, to set the other columns of a new row. Fields of type\nstore.Optional and store.Nullable take the column's default when they are left out.")
	var fields []jen.Code
	for _, c := range t.writable() {
		option := ""
		if c.hasDefault {
			option = ",omitzero"
		}
		fields = append(fields, code(c.field).Add(c.inputType()).Id(jsonTag(c, option)))
	}
	f.Type().Id(t.row + "Input").Struct(fields...)
}

func (t *table) writePatch(f *jen.File) {
	writeDoc(f, t.row+"Patch is a change of a row: fields that are left out keep their value.")
	var fields []jen.Code
	for _, c := range t.patchable() {
		fields = append(fields, code(c.field).Add(c.optionalType()).Id(jsonTag(c, ",omitzero")))
	}
	f.Type().Id(t.row + "Patch").Struct(fields...)
}

func (t *table) writeFilter(f *jen.File) {
	writeDoc(f, t.row+"Filter selects rows that meet the conditions of all its fields.")
	var fields []jen.Code
	for _, c := range t.filters() {
		fields = append(fields, code(c.field).Add(c.filterType()))
	}
	f.Type().Id(t.row + "Filter").Struct(fields...)
}

func (t *table) writeOrders(f *jen.File) {
	orders := t.orders()
	if len(orders) == 0 {
		return
	}
	var vars []jen.Code
	for _, c := range orders {
		vars = append(vars, code(c.order+" =").Add(fromStore("OrderBy")).Id("["+t.row+"]("+sqlText(c.sql)+")"))
	}
	writeDoc(f, "The orders in which "+t.store+" can be searched.")
	f.Var().Defs(vars...)
}

// writeTable prints what the runtime is told about the table.
func (t *table) writeTable(f *jen.File) {
	text := "{\nStore: " + strconv.Quote(t.pkg+"."+t.store) + ",\nName: " + strconv.Quote(t.id.Name) +
		",\nFrom: " + sqlText(t.sql) + ",\nSelect: " + t.v + "Columns,\n"
	if t.schema != "" {
		text += "Schema: " + strconv.Quote(t.schema) + ",\n"
	}
	if len(t.key) > 0 {
		text += "Key: " + names(t.key) + ",\n"
	}
	if t.updatedAt != nil {
		text += "UpdatedAt: " + sqlText(t.updatedAt.sql) + ",\n"
	}
	if t.keptAt != nil {
		text += "KeptAt: " + sqlText(t.keptAt.sql) + ",\n"
	}
	table := f.Id("var " + t.v + "Table =").Add(fromStore("Table")).Id(text)
	if list := t.writable(); len(list) > 0 {
		var columns strings.Builder
		for _, c := range list {
			columns.WriteString("{Name: " + sqlText(c.sql) + ", Type: " + sqlText(c.sqlType) + "},\n")
		}
		table.Id("Columns: []").Add(fromStore("Column")).Id("{\n" + columns.String() + "},\n")
	}
	if len(t.constraints) > 0 {
		var keys strings.Builder
		for _, c := range t.constraints {
			keys.WriteString("{Name: " + strconv.Quote(c.name) + ", Columns: " + literals(c.columns))
			if c.parent != "" {
				keys.WriteString(", Parent: " + strconv.Quote(c.parent))
			}
			keys.WriteString("},\n")
		}
		table.Id("Constraints: []").Add(fromStore("Key")).Id("{\n" + keys.String() + "},\n")
	}
	table.Id("}\n")
}

func names(columns []*column) string {
	var list []string
	for _, c := range columns {
		list = append(list, sqlText(c.sql))
	}
	return "[]string{" + strings.Join(list, ", ") + "}"
}

func literals(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, strconv.Quote(s))
	}
	return "[]string{" + strings.Join(out, ", ") + "}"
}

// writeConversions prints how values go to the server and come back.
func (t *table) writeConversions(f *jen.File) {
	var places []jen.Code
	for _, c := range t.columns {
		places = append(places, c.place())
	}
	f.Id("func (r *" + t.row + ") dest() []any {\nreturn []any").Values(wrapped(places, 6)...).Id("\n}\n")
	if !t.view {
		t.writeAssign(f, t.row+"Input", t.writable(), false)
		if t.updates() {
			t.writeAssign(f, t.row+"Patch", t.patchable(), true)
		}
	}
	lines := []jen.Code{code("var w").Add(fromStore("Where"))}
	for _, c := range t.filters() {
		lines = append(lines, c.match())
	}
	f.Id("func (f *" + t.row + "Filter) where() *").Add(fromStore("Where")).Block(append(lines, code("return &w"))...)
}

// wrapped breaks a long list into lines of n.
func wrapped(list []jen.Code, n int) []jen.Code {
	if len(list) <= n+2 {
		return list
	}
	out := make([]jen.Code, 0, len(list)+1)
	for i, c := range list {
		if i%n == 0 {
			c = jen.Line().Add(c)
		}
		out = append(out, c)
	}
	return append(out, jen.Line())
}

func (t *table) writeAssign(f *jen.File, typeName string, columns []*column, patch bool) {
	lines := []jen.Code{code("var a").Add(fromStore("Assignments"))}
	for _, c := range columns {
		function, argument := "Assign", c.argument()
		if c.t.Array {
			function, argument = "AssignArray", c.t.Append
		}
		line := code("a.Add(" + sqlText(c.sql) + ",")
		if patch || c.hasDefault {
			line = fromStore(function).Id("(&a, " + sqlText(c.sql) + ", p." + c.field + ",").Add(fromStore(argument))
		} else {
			line.Add(c.pass("p." + c.field))
		}
		lines = append(lines, line.Id(")"))
	}
	f.Id("func (p *" + typeName + ") assign() *").Add(fromStore("Assignments")).Block(append(lines, code("return &a"))...)
	f.Line()
}
