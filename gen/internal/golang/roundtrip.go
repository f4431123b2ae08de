package golang

import (
	"bytes"
	"go/format"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

const (
	pgxPath     = "github.com/jackc/pgx/v5"
	testingPath = "testing"
)

// RoundTrip returns a file for the generated package with a function
//
//	RoundTrip(t *testing.T, url string)
//
// that creates, retrieves, searches, updates, replaces and deletes a row of every
// table, in all of pgx's execution modes, inside transactions that are rolled
// back. The URL is that of a superuser's database with the schema.
//
// Rows get plausible values that respect enums, lengths and simple checks. A
// required column that refers to its own table or into a cycle of tables gets a
// value while the server does not look at foreign keys. A table whose checks or
// triggers refuse its row is logged as a line "not created: package.table", and
// is no failure; notes name the columns for which no value is known.
func RoundTrip(db *schema.Database, o Options) (f File, notes []string, ds source.Diagnostics) {
	p, ds := build(db, o)
	if ds.Has(source.Error) {
		return File{}, nil, ds
	}
	r := &roundTrip{db: db, p: p, byTable: map[schema.ID]*table{}, parents: map[string]map[string]parentColumn{}, loose: map[string]bool{},
		samples: sampler{db: db, enums: map[string]*enum{}}}
	for _, e := range p.enums {
		r.samples.enums[e.name] = e
	}
	for _, t := range p.tables {
		r.byTable[t.id] = t
	}
	file := newFile(p)
	r.write(file)
	var raw bytes.Buffer
	code, err := []byte(nil), file.Render(&raw)
	if err == nil {
		code, err = format.Source(groupImports(nil, raw.Bytes()))
	}
	if err != nil {
		return File{}, nil, append(ds, source.Diagnostic{Severity: source.Error, Code: "generated-code", Message: err.Error()})
	}
	return File{Name: "roundtrip.go", Content: code}, r.notes, ds
}

type roundTrip struct {
	db      *schema.Database
	p       *goPackage
	byTable map[schema.ID]*table
	samples sampler
	// parents are the columns of a table that foreign keys fill.
	parents map[string]map[string]parentColumn
	// loose are the tables with required columns for which there can be no parent yet.
	loose map[string]bool
	notes []string
}

// parentColumn is the column of another table that a value is taken from.
type parentColumn struct {
	table  *table
	column *column
}

func (r *roundTrip) write(f *jen.File) {
	order := r.order()
	r.writeMain(f, order)
	var fields []jen.Code
	for _, t := range order {
		fields = append(fields, jen.Id(t.row).Op("*").Id(t.row))
	}
	f.Comment("rows are the rows that were created, nil where none could be.")
	f.Type().Id("roundTripRows").Struct(append(fields, jen.Id("T").Op("*").Qual(testingPath, "T"), jen.Id("ctx").Qual("context", "Context"),
		jen.Id("db").Op("*").Id("Stores"))...)
	f.Comment("try runs f in a savepoint and reports whether it worked.")
	f.Func().Params(jen.Id("r").Op("*").Id("roundTripRows")).Id("try").Params(jen.Id("dry").Bool(), jen.Id("f").Func().Params(jen.Op("*").Id("Stores")).Error()).Error().Block(
		jen.Return(jen.Id("r").Dot("db").Dot("InTx").Call(jen.Id("r").Dot("ctx"), jen.Qual(txPath, "Options").Values(jen.Dict{jen.Id("DryRun"): jen.Id("dry")}), jen.Id("f"))))
	for _, t := range order {
		r.writeTable(f, t)
	}
	writeReport(f)
}

// order gives tables with parents after them. A cycle is cut where it is met: its
// tables then have no parent row, and are reported when they need one.
func (r *roundTrip) order() []*table {
	var out []*table
	state := map[*table]int{}
	var visit func(t *table)
	visit = func(t *table) {
		if state[t] > 0 {
			return
		}
		state[t] = 1
		for _, fk := range schema.PartsOf[schema.ForeignKey](r.db, t.id) {
			parent := r.byTable[fk.Parent]
			if parent == nil || parent == t || state[parent] == 1 {
				continue
			}
			visit(parent)
			r.linkColumns(t, parent, fk)
		}
		state[t] = 2
		out = append(out, t)
	}
	for _, t := range r.p.tables {
		if !t.view {
			visit(t)
		}
	}
	return out
}

func (r *roundTrip) linkColumns(t, parent *table, fk schema.ForeignKey) {
	if r.parents[t.row] == nil {
		r.parents[t.row] = map[string]parentColumn{}
	}
	for i, c := range fk.Columns {
		from := parent.pick(fk.ParentColumns[i : i+1])
		if _, taken := r.parents[t.row][c]; len(from) == 1 && !taken {
			r.parents[t.row][c] = parentColumn{parent, from[0]}
		}
	}
}

// sample is an expression for the column's value type, or nil.
func (r *roundTrip) sample(t *table, c *column) *jen.Statement {
	if p, ok := r.parents[t.row][c.name]; ok {
		value := jen.Id("r").Dot(p.table.row).Dot(p.column.field)
		if p.column.pointer() {
			value = jen.Op("*").Add(value)
		}
		if c.t.Path != p.column.t.Path || c.t.Name != p.column.t.Name {
			value = c.valueType().Call(value)
		}
		return value
	}
	col, ok := schema.Get[schema.Column](r.db, t.id.In(schema.KindColumn, c.name))
	if !ok {
		return nil
	}
	if r.references(t, c) { // to its own table, or into a cycle
		if !c.required() {
			return nil
		}
		r.loose[t.row] = true
	}
	if c.t.Class == gotype.JSON && !c.t.Array {
		return fromStore("JSON").Call(jen.Lit(r.document(t, c.name)))
	}
	return r.samples.value(c, col.Type, hintOf(c.name, checksOf(r.db, t.id, c.name, col.Type)))
}

func (r *roundTrip) references(t *table, c *column) bool {
	return slices.ContainsFunc(schema.PartsOf[schema.ForeignKey](r.db, t.id), func(fk schema.ForeignKey) bool {
		return slices.Contains(fk.Columns, c.name)
	})
}

// needs are the parents without whose rows the table cannot have one.
func (r *roundTrip) needs(t *table, full bool) []*table {
	var out []*table
	for _, c := range t.writable() {
		p, ok := r.parents[t.row][c.name]
		if ok && (full || c.required() || r.mustRefer(t, c)) && !slices.Contains(out, p.table) {
			out = append(out, p.table)
		}
	}
	return out
}

// input returns statements that make the input "in", or false when a required
// column has no sample.
func (r *roundTrip) input(t *table, full bool) ([]jen.Code, bool) {
	var args []jen.Code
	for _, c := range t.required() {
		v := r.sample(t, c)
		if v == nil {
			r.note(t, c)
			return nil, false
		}
		args = append(args, v)
	}
	body := []jen.Code{jen.Id("in").Op(":=").Id("New" + t.row).Call(args...)}
	for _, c := range t.writable() {
		if c.required() || !full && !r.mustRefer(t, c) {
			continue
		}
		v := r.sample(t, c)
		switch {
		case v == nil:
		case c.hasDefault:
			body = append(body, jen.Id("in").Dot(c.field).Op("=").Add(fromStore("Set").Types(c.valueType()).Call(v)))
		case c.pointer():
			body = append(body, jen.Id("in").Dot(c.field).Op("=").New(v))
		default:
			body = append(body, jen.Id("in").Dot(c.field).Op("=").Add(v))
		}
	}
	return body, true
}

// mustRefer reports whether the column has a default that refers to no row.
func (r *roundTrip) mustRefer(t *table, c *column) bool {
	_, refers := r.parents[t.row][c.name]
	return refers && !c.nullable
}

func (r *roundTrip) note(t *table, c *column) {
	line := t.id.Name + "." + c.name + ": no value is known for the type " + c.sqlType
	if !slices.Contains(r.notes, line) {
		r.notes = append(r.notes, line)
	}
}

// testable are the columns whose values a filter finds again.
func (t *table) testable() []*column {
	return slices.DeleteFunc(slices.Clone(t.filters()), func(c *column) bool {
		return c.t.Filter != gotype.ValueFilter && c.t.Filter != gotype.TextFilter || c.t.Class == gotype.Custom ||
			strings.HasPrefix(c.t.Name, "float") || c.t.Path == "time" && c.t.Class == gotype.Plain && c == t.updatedAt
	})
}
