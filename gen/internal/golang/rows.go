package golang

import (
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
		fields = append(fields, jen.Id(c.field).Add(c.fieldType()).Tag(jsonTag(c, "")))
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
		params = append(params, jen.Id(c.param).Add(c.fieldType()))
		values = append(values, jen.Id(c.field).Op(":").Id(c.param))
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
		fields = append(fields, jen.Id(c.field).Add(c.inputType()).Tag(jsonTag(c, option)))
	}
	f.Type().Id(t.row + "Input").Struct(fields...)
}

func (t *table) writePatch(f *jen.File) {
	writeDoc(f, t.row+"Patch is a change of a row: fields that are left out keep their value.")
	var fields []jen.Code
	for _, c := range t.patchable() {
		fields = append(fields, jen.Id(c.field).Add(c.optionalType()).Tag(jsonTag(c, ",omitzero")))
	}
	f.Type().Id(t.row + "Patch").Struct(fields...)
}

func (t *table) writeFilter(f *jen.File) {
	writeDoc(f, t.row+"Filter selects rows that meet the conditions of all its fields.")
	var fields []jen.Code
	for _, c := range t.filters() {
		fields = append(fields, jen.Id(c.field).Add(c.filterType()))
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
		vars = append(vars, jen.Id(c.order).Op("=").Add(fromStore("OrderBy")).Types(jen.Id(t.row)).Call(sqlText(c.sql)))
	}
	writeDoc(f, "The orders in which "+t.store+" can be searched.")
	f.Var().Defs(vars...)
}

// writeTable prints what the runtime is told about the table.
func (t *table) writeTable(f *jen.File) {
	values := []jen.Code{
		jen.Id("Store").Op(":").Lit(t.pkg + "." + t.store),
		jen.Id("Name").Op(":").Lit(t.id.Name),
		jen.Id("From").Op(":").Add(sqlText(t.sql)),
		jen.Id("Select").Op(":").Id(t.v + "Columns"),
	}
	if t.schema != "" {
		values = append(values, jen.Id("Schema").Op(":").Lit(t.schema))
	}
	if len(t.key) > 0 {
		values = append(values, jen.Id("Key").Op(":").Add(names(t.key)))
	}
	if t.updatedAt != nil {
		values = append(values, jen.Id("UpdatedAt").Op(":").Add(sqlText(t.updatedAt.sql)))
	}
	if t.keptAt != nil {
		values = append(values, jen.Id("KeptAt").Op(":").Add(sqlText(t.keptAt.sql)))
	}
	if list := t.writable(); len(list) > 0 {
		var columns []jen.Code
		for _, c := range list {
			columns = append(columns, jen.Line().Values(jen.Id("Name").Op(":").Add(sqlText(c.sql)), jen.Id("Type").Op(":").Add(sqlText(c.sqlType))))
		}
		values = append(values, jen.Id("Columns").Op(":").Index().Add(fromStore("Column")).Values(append(columns, jen.Line())...))
	}
	if len(t.constraints) > 0 {
		var keys []jen.Code
		for _, c := range t.constraints {
			key := []jen.Code{jen.Id("Name").Op(":").Lit(c.name), jen.Id("Columns").Op(":").Add(literals(c.columns))}
			if c.parent != "" {
				key = append(key, jen.Id("Parent").Op(":").Lit(c.parent))
			}
			keys = append(keys, jen.Line().Values(key...))
		}
		values = append(values, jen.Id("Constraints").Op(":").Index().Add(fromStore("Key")).Values(append(keys, jen.Line())...))
	}
	lines := make([]jen.Code, 0, len(values)+1)
	for _, v := range values {
		lines = append(lines, jen.Line().Add(v))
	}
	f.Var().Id(t.v + "Table").Op("=").Add(fromStore("Table")).Values(append(lines, jen.Line())...)
}

func names(columns []*column) *jen.Statement {
	var list []jen.Code
	for _, c := range columns {
		list = append(list, sqlText(c.sql))
	}
	return jen.Index().String().Values(list...)
}

func literals(list []string) *jen.Statement {
	var out []jen.Code
	for _, s := range list {
		out = append(out, jen.Lit(s))
	}
	return jen.Index().String().Values(out...)
}

// writeConversions prints how values go to the server and come back.
func (t *table) writeConversions(f *jen.File) {
	var places []jen.Code
	for _, c := range t.columns {
		places = append(places, c.place())
	}
	f.Func().Params(jen.Id("r").Op("*").Id(t.row)).Id("dest").Params().Index().Any().Block(
		jen.Return(jen.Index().Any().Values(wrapped(places, 6)...)))
	f.Line()
	if !t.view {
		t.writeAssign(f, t.row+"Input", t.writable(), false)
		if t.updates() {
			t.writeAssign(f, t.row+"Patch", t.patchable(), true)
		}
	}
	lines := []jen.Code{jen.Var().Id("w").Add(fromStore("Where"))}
	for _, c := range t.filters() {
		lines = append(lines, c.match())
	}
	lines = append(lines, jen.Return(jen.Op("&").Id("w")))
	f.Func().Params(jen.Id("f").Op("*").Id(t.row + "Filter")).Id("where").Params().Op("*").Add(fromStore("Where")).Block(lines...)
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
	lines := []jen.Code{jen.Var().Id("a").Add(fromStore("Assignments"))}
	for _, c := range columns {
		field := jen.Id("p").Dot(c.field)
		switch {
		case (patch || c.hasDefault) && c.t.Array:
			lines = append(lines, fromStore("AssignArray").Call(jen.Op("&").Id("a"), sqlText(c.sql),
				field, fromStore(c.t.Append)))
		case patch || c.hasDefault:
			lines = append(lines, fromStore("Assign").Call(jen.Op("&").Id("a"), sqlText(c.sql),
				field, fromStore(c.argument())))
		default:
			lines = append(lines, jen.Id("a").Dot("Add").Call(sqlText(c.sql), c.pass(field)))
		}
	}
	f.Func().Params(jen.Id("p").Op("*").Id(typeName)).Id("assign").Params().Op("*").Add(fromStore("Assignments")).Block(
		append(lines, jen.Return(jen.Op("&").Id("a")))...)
	f.Line()
}
