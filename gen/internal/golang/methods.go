package golang

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/gotype"
)

// match writes a line that adds a field of a filter to the conditions.
func (w *page) match(c *column) {
	function, on := "Match", c.sql
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
	w.store(function)
	w.put("(&w, ", sqlText(on), ", f.", c.field)
	if c.t.Filter != gotype.JSONFilter {
		w.put(", ")
		w.store(c.t.Append)
	}
	w.put(")\n")
}

// method begins a method of the store, up to its parameters after the context.
func (t *table) method(w *page, name string) {
	w.put("func (s ", t.store, ") ", name, "(ctx ")
	w.qual("context", "Context")
}

// rowMethod begins a method with parameters for columns and one more, unless that is
// "", whose result is a row.
func (t *table) rowMethod(w *page, name string, columns []*column, last string) {
	t.method(w, name)
	w.params(columns)
	w.put(last, ") (row ", t.row, ", err error) {\n")
}

// intoRow ends it with a call of the runtime: the place for the row comes last, and
// the columns are passed after it.
func (t *table) intoRow(w *page, call string, columns []*column) {
	w.put("err = ", t.v, "Table.", call, ", row.dest()")
	w.passed(columns)
	w.put(")\nreturn row, err\n}\n")
}

// params writes the parameters for columns, each after a comma.
func (w *page) params(columns []*column) {
	for _, c := range columns {
		w.put(", ", c.param, " ")
		w.valueType(c)
	}
}

// passed writes their values, each after a comma.
func (w *page) passed(columns []*column) {
	for _, c := range columns {
		w.put(", ")
		w.passValue(c, c.param)
	}
}

func (t *table) inputParam() string { return ", in " + t.row + "Input" }

func (t *table) writeStore(w *page) {
	w.doc(t.store + " reads" + map[bool]string{true: "", false: " and writes"}[t.view] + " the " + t.kind() + " " + t.id.Name + ".")
	w.put("type ", t.store, " struct {\ndb ")
	w.store("DB")
	w.put("\n}\n")
	if !t.view {
		t.writeCreate(w)
	}
	if len(t.key) > 0 {
		t.writeKeyed(w)
	}
	for _, x := range t.finders {
		t.writeRetrieve(w, "Retrieve"+x.suffix, x.columns)
		if x.replaces {
			t.writeReplaceBy(w, x)
		}
	}
	for _, l := range t.loaders {
		t.writeLoader(w, l)
	}
	t.writeSearch(w)
}

func (t *table) writeCreate(w *page) {
	w.doc("Create inserts a row and returns it as it is in the database.")
	t.rowMethod(w, "Create", nil, t.inputParam())
	t.intoRow(w, "Create(ctx, s.db, in.assign()", nil)
	w.doc("CreateMany inserts all rows or none, in one round trip, and returns them in the order of the inputs.")
	t.method(w, "CreateMany")
	w.put(", in []", t.row, "Input) ([]", t.row, ", error) {\nreturn ")
	w.store("CreateMany")
	w.put("(ctx, s.db, &", t.v, "Table, len(in), func(i int) *")
	w.store("Assignments")
	w.put(" {\nreturn in[i].assign()\n}, (*", t.row, ").dest)\n}\n")
}

func (t *table) writeKeyed(w *page) {
	t.writeRetrieve(w, "Retrieve", t.key)
	if t.updates() {
		w.doc("Update changes the given columns of the row with the key and returns the whole row. It fails with\nstore.NotFound if there is none.")
		t.rowMethod(w, "Update", t.key, ", p "+t.row+"Patch")
		t.intoRow(w, "Update(ctx, s.db, p.assign()", t.key)
	}
	if t.replaces() {
		t.writeReplace(w)
	}
	w.doc("Delete deletes the row with the key. It fails with store.NotFound if there is none.")
	t.method(w, "Delete")
	w.params(t.key)
	w.put(") error {\nreturn ", t.v, "Table.Delete(ctx, s.db, \"Delete\", ", t.v, "Delete")
	w.passed(t.key)
	w.put(")\n}\n")
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

func (t *table) writeReplace(w *page) {
	w.doc("Replace inserts a row or, if there is one with the key, overwrites all its columns, in one statement.\n" + leftOut(t))
	var given []*column
	for _, c := range t.key {
		if !c.required() {
			given = append(given, c)
		}
	}
	t.rowMethod(w, "Replace", given, t.inputParam())
	for _, c := range given {
		w.put("in.", c.field, " = ")
		w.storeCall("Set", c.param, "")
		w.put("\n")
	}
	t.intoRow(w, "Replace(ctx, s.db, \"Replace\", "+t.v+"Table.Key, in.assign()", nil)
}

// writeReplaceBy prints a replace by a unique constraint other than the key.
func (t *table) writeReplaceBy(w *page, x finder) {
	method := "Replace" + x.suffix
	w.doc(method + " inserts a row or, if there is one with the same " + join(x.columns) + ", overwrites its other columns\nexcept the key, in one statement. " + leftOut(t))
	t.rowMethod(w, method, nil, t.inputParam())
	t.intoRow(w, "Replace(ctx, s.db, "+strconv.Quote(method)+", "+names(x.columns)+", in.assign()", nil)
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

func (t *table) writeRetrieve(w *page, method string, columns []*column) {
	what := "the key"
	if method != "Retrieve" {
		what = join(columns)
	}
	w.doc(method + " returns the row with " + what + ". It fails with store.NotFound if there is none.")
	t.rowMethod(w, method, columns, "")
	t.intoRow(w, "Retrieve(ctx, s.db, "+strconv.Quote(method)+", "+t.v+method, columns)
}

func (t *table) writeLoader(w *page, l loader) {
	rows, function := "[]"+t.row, "Group"
	doc := l.method + " returns the rows that have one of the values in " + l.column.name + ", by value. It is one query."
	if l.one {
		rows, function = t.row, "Map"
		doc = l.method + " returns the rows that there are of the given keys, by key. It is one query."
	}
	w.doc(doc)
	t.method(w, l.method)
	w.put(", ", l.param, " []")
	w.valueType(l.column)
	w.put(") (map[")
	w.valueType(l.column)
	w.put("]", rows, ", error) {\nreturn ")
	w.store(function)
	w.put("(ctx, s.db, &", t.v, "Table, ", strconv.Quote(l.method), ", ", t.v, l.method, ", ", l.param, ", ")
	w.store(l.column.t.Append)
	w.put(", (*", t.row, ").dest, func(r *", t.row, ") ")
	w.valueType(l.column)
	key := "r." + l.column.field
	if l.column.pointer() {
		key = "*" + key
	}
	w.put(" {\nreturn ", key, "\n})\n}\n")
}

func (t *table) writeSearch(w *page) {
	last := "in the order given, then by key"
	if len(t.key) == 0 {
		last = "in the order given"
	}
	w.doc("Search returns the rows that pass the filter, " + last + ".")
	t.orderedMethod(w, "Search")
	w.put("([]", t.row, ", error)")
	t.ordered(w, "Search")
	w.doc("SearchFirst returns the first row that passes the filter, or nil.")
	t.orderedMethod(w, "SearchFirst")
	w.put("(*", t.row, ", error)")
	t.ordered(w, "First")
	w.doc("All yields the rows that pass the filter one by one; the connection is busy until the loop ends.")
	t.orderedMethod(w, "All")
	w.qual("iter", "Seq2[")
	w.put(t.row, ", error]")
	t.ordered(w, "All")
	t.filtered(w, "Count", "Count returns the number of rows that pass the filter.", "int64")
	t.filtered(w, "Exists", "Exists reports whether any row passes the filter.", "bool")
}

// orderedMethod begins a method with a filter and orders, up to its results.
func (t *table) orderedMethod(w *page, name string) {
	t.method(w, name)
	w.put(", f ", t.row, "Filter, order ...")
	w.store("Order[")
	w.put(t.row, "]) ")
}

// ordered ends it with a call of the runtime.
func (t *table) ordered(w *page, function string) {
	w.put(" {\nreturn ")
	w.store(function)
	w.put("(ctx, s.db, &", t.v, "Table, f.where(), order, (*", t.row, ").dest)\n}\n")
}

// filtered prints a method with a filter only.
func (t *table) filtered(w *page, name, doc, result string) {
	w.doc(doc)
	t.method(w, name)
	w.put(", f ", t.row, "Filter) (", result, ", error) {\nreturn ", t.v, "Table.", name, "(ctx, s.db, f.where())\n}\n")
}

// writeTexts prints the statements that never change.
func (t *table) writeTexts(w *page) {
	w.put("const (\n", t.v, "Columns = ", sqlText(t.selectList()))
	if len(t.key) > 0 {
		t.writeSelect(w, "Retrieve", t.where(t.key))
		w.put("\n", t.v, "Delete = ", sqlText(t.comment("Delete")+"DELETE FROM "+t.sql+t.where(t.key)))
	}
	for _, x := range t.finders {
		t.writeSelect(w, "Retrieve"+x.suffix, t.where(x.columns))
	}
	for _, l := range t.loaders {
		order := []string{t.ordering(l.column)}
		for _, c := range t.key {
			if c != l.column {
				order = append(order, t.ordering(c))
			}
		}
		t.writeSelect(w, l.method, "\nWHERE "+l.column.sql+" = ANY($1)\nORDER BY "+strings.Join(order, ", "))
	}
	w.put("\n)\n")
}

// writeSelect prints the SELECT of a method, which ends with tail.
func (t *table) writeSelect(w *page, method, tail string) {
	w.put("\n", t.v, method, " = ", sqlText(t.comment(method)+"SELECT "), " + ", t.v, "Columns + ", sqlText("\nFROM "+t.sql+tail))
}
