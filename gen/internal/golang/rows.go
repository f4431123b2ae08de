package golang

import (
	"slices"
	"strconv"
	"strings"
)

// write prints the file of a table: what people read first, the SQL last.
func (t *table) write(w *page) {
	t.writeRow(w)
	if !t.view {
		t.writeInput(w)
		if t.updates() {
			t.writePatch(w)
		}
	}
	t.writeFilter(w)
	t.writeOrders(w)
	t.writeStore(w)
	t.writeTexts(w)
	t.writeTable(w)
	t.writeConversions(w)
}

// updates reports whether there is anything to update and a key to find it by.
func (t *table) updates() bool { return len(t.key) > 0 && len(t.patchable()) > 0 }

func (t *table) kind() string {
	if t.view {
		return t.id.Kind.String()
	}
	return "table"
}

func (t *table) writeRow(w *page) {
	doc := t.row + " is a row of the " + t.kind() + " " + t.id.Name + "."
	if t.doc != "" {
		doc += "\n\n" + t.doc
	}
	if t.noKey != "" && !t.view {
		doc += "\n\nIts rows cannot be retrieved, updated or deleted one by one because " + t.noKey + "."
	}
	w.doc(doc)
	w.put("type ", t.row, " struct {\n")
	for _, c := range t.columns {
		w.doc(fieldDoc(c))
		w.put(c.field, " ")
		w.fieldType(c)
		w.tag(c, "")
	}
	w.put("}\n")
}

// tag ends the line of a field.
func (w *page) tag(c *column, option string) { w.put(" ", jsonTag(c, option), "\n") }

func fieldDoc(c *column) string {
	doc := c.doc
	if c.t.Why != "" {
		doc = strings.TrimSpace(doc + "\n" + c.field + " is text: " + c.t.Why + ".")
	}
	return doc
}

func (t *table) writeInput(w *page) {
	required := t.required()
	doc := "New" + t.row + " returns the input for a new row"
	if len(required) > 0 {
		doc += " with the columns that must have a value"
	}
	w.doc(doc + ".")
	w.put("func New", t.row, "(")
	for i, c := range required {
		w.put(comma(i), c.param, " ")
		w.fieldType(c)
	}
	w.put(") ", t.row, "Input {\nreturn ", t.row, "Input{")
	w.wrapped(required, 3, func(c *column) { w.put(c.field, ": ", c.param) })
	w.put("}\n}\n")
	w.doc(t.row + "Input is what [New" + t.row + "] returns, to set the other columns of a new row. Fields of type\nstore.Optional and store.Nullable take the column's default when they are left out.")
	w.put("type ", t.row, "Input struct {\n")
	for _, c := range t.writable() {
		w.put(c.field, " ")
		w.inputType(c)
		w.tag(c, map[bool]string{true: ",omitzero"}[c.hasDefault])
	}
	w.put("}\n")
}

func (t *table) writePatch(w *page) {
	w.doc(t.row + "Patch is a change of a row: fields that are left out keep their value.")
	w.put("type ", t.row, "Patch struct {\n")
	for _, c := range t.patchable() {
		w.put(c.field, " ")
		w.optionalType(c)
		w.tag(c, ",omitzero")
	}
	w.put("}\n")
}

func (t *table) writeFilter(w *page) {
	w.doc(t.row + "Filter selects rows that meet the conditions of all its fields.")
	w.put("type ", t.row, "Filter struct {\n")
	for _, c := range t.filters() {
		w.put(c.field, " ")
		w.filterType(c)
		w.put("\n")
	}
	w.put("}\n")
}

func (t *table) writeOrders(w *page) {
	orders := t.orders()
	if len(orders) == 0 {
		return
	}
	w.doc("The orders in which " + t.store + " can be searched.")
	w.put("var (\n")
	for _, c := range orders {
		w.put(c.order, " = ")
		w.store("OrderBy")
		w.put("[", t.row, "](", sqlText(t.ordering(c)), ")\n")
	}
	w.put(")\n")
}

// writeTable prints what the runtime is told about the table.
func (t *table) writeTable(w *page) {
	w.put("var ", t.v, "Table = ")
	w.store("Table")
	w.put("{\nStore: ", strconv.Quote(t.pkg+"."+t.store), ",\nName: ", strconv.Quote(t.id.Name),
		",\nFrom: ", sqlText(t.sql), ",\nSelect: ", t.v, "Columns,\n")
	if t.schema != "" {
		w.put("Schema: ", strconv.Quote(t.schema), ",\n")
	}
	if len(t.key) > 0 {
		w.put("Key: ", names(t.key), ",\n")
	}
	if slices.ContainsFunc(t.key, func(c *column) bool { return c.t.Cast != "" }) {
		w.put("KeyOrder: ", t.orderings(t.key), ",\n")
	}
	if t.updatedAt != nil {
		w.put("UpdatedAt: ", sqlText(t.updatedAt.sql), ",\n")
	}
	if t.keptAt != nil {
		w.put("KeptAt: ", sqlText(t.keptAt.sql), ",\n")
	}
	if list := t.writable(); len(list) > 0 {
		w.put("Columns: []")
		w.store("Column")
		w.put("{\n")
		for _, c := range list {
			w.put("{Name: ", sqlText(c.sql), ", Type: ", sqlText(c.sqlType), "},\n")
		}
		w.put("},\n")
	}
	if len(t.constraints) > 0 {
		w.put("Constraints: []")
		w.store("Key")
		w.put("{\n")
		for _, c := range t.constraints {
			w.put("{Name: ", strconv.Quote(c.name), ", Columns: ", literals(c.columns))
			if c.parent != "" {
				w.put(", Parent: ", strconv.Quote(c.parent))
			}
			w.put("},\n")
		}
		w.put("},\n")
	}
	w.put("}\n")
}

func names(columns []*column) string {
	var list []string
	for _, c := range columns {
		list = append(list, sqlText(c.sql))
	}
	return "[]string{" + strings.Join(list, ", ") + "}"
}

func (t *table) orderings(columns []*column) string {
	var list []string
	for _, c := range columns {
		list = append(list, sqlText(t.ordering(c)))
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
func (t *table) writeConversions(w *page) {
	w.put("func (r *", t.row, ") dest() []any {\nreturn []any{")
	w.wrapped(t.columns, 6, w.place)
	w.put("}\n}\n\n")
	if !t.view {
		t.writeAssign(w, t.row+"Input", t.writable(), false)
		if t.updates() {
			t.writeAssign(w, t.row+"Patch", t.patchable(), true)
		}
	}
	w.put("func (f *", t.row, "Filter) where() *")
	w.store("Where")
	w.put(" {\nvar w ")
	w.store("Where")
	w.put("\n")
	for _, c := range t.filters() {
		w.match(c)
	}
	w.put("return &w\n}\n")
}

// wrapped writes something for each column, a long list in lines of n.
func (w *page) wrapped(list []*column, n int, write func(*column)) {
	long := len(list) > n+2
	for i, c := range list {
		switch {
		case long && i%n == 0 && i > 0:
			w.put(",\n")
		case long && i%n == 0:
			w.put("\n")
		case i > 0:
			w.put(", ")
		}
		write(c)
	}
	if long {
		w.put(",\n")
	}
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}

func (t *table) writeAssign(w *page, typeName string, columns []*column, patch bool) {
	w.put("func (p *", typeName, ") assign() *")
	w.store("Assignments")
	w.put(" {\nvar a ")
	w.store("Assignments")
	w.put("\n")
	for _, c := range columns {
		if !patch && !c.hasDefault {
			w.put("a.Add(", sqlText(c.sql), ", ")
			w.pass(c, "p."+c.field)
			w.put(")\n")
			continue
		}
		function, argument := "Assign", c.argument()
		if c.t.Array {
			function, argument = "AssignArray", c.t.Append
		}
		w.store(function)
		w.put("(&a, ", sqlText(c.sql), ", p.", c.field, ", ")
		w.store(argument)
		w.put(")\n")
	}
	w.put("return &a\n}\n\n")
}
