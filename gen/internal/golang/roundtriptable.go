package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// writeMain prints the test and the list of its steps.
func (r *roundTrip) writeMain(f *jen.File, order []*table) {
	var steps, deletes []jen.Code
	for _, t := range order {
		steps = append(steps, jen.Id("r").Dot("make"+t.row).Call())
	}
	for i := len(order) - 1; i >= 0; i-- {
		if len(order[i].key) > 0 {
			deletes = append(deletes, jen.Id("r").Dot("drop"+order[i].row).Call())
		}
	}
	for _, t := range r.p.tables {
		if t.view {
			steps = append(steps, jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("r").Dot("db").Dot(t.store).Dot("Search").Call(
				jen.Id("r").Dot("ctx"), jen.Id(t.row+"Filter").Values()), jen.Err().Op("!=").Nil()).Block(
				jen.Id("r").Dot("T").Dot("Errorf").Call(jen.Lit(t.id.Name+": %v"), jen.Err())))
		}
	}
	f.Comment("RoundTrip writes and reads a row of every table of the database at the URL.")
	f.Func().Id("RoundTrip").Params(jen.Id("t").Op("*").Qual(testingPath, "T"), jen.Id("url").String()).Block(
		jen.Id("t").Dot("Log").Call(jen.Lit("tables: "+r.p.name+" "+itoa(len(order)))),
		jen.For(jen.List(jen.Id("_"), jen.Id("mode")).Op(":=").Range().Index().Qual(pgxPath, "QueryExecMode").Values(
			jen.Qual(pgxPath, "QueryExecModeCacheStatement"), jen.Qual(pgxPath, "QueryExecModeCacheDescribe"),
			jen.Qual(pgxPath, "QueryExecModeDescribeExec"), jen.Qual(pgxPath, "QueryExecModeExec"),
			jen.Qual(pgxPath, "QueryExecModeSimpleProtocol"))).Block(
			jen.Id("t").Dot("Run").Call(jen.Id("mode").Dot("String").Call(), jen.Func().Params(jen.Id("t").Op("*").Qual(testingPath, "T")).Block(
				jen.Id("roundTripIn").Call(jen.Id("t"), jen.Id("url"), jen.Id("mode"))))))
	f.Func().Id("roundTripIn").Params(jen.Id("t").Op("*").Qual(testingPath, "T"), jen.Id("url").String(), jen.Id("mode").Qual(pgxPath, "QueryExecMode")).Block(
		jen.Id("ctx").Op(":=").Qual("context", "Background").Call(),
		jen.List(jen.Id("config"), jen.Err()).Op(":=").Qual(pgxPath, "ParseConfig").Call(jen.Id("url")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Id("t").Dot("Fatal").Call(jen.Err())),
		jen.Id("config").Dot("DefaultQueryExecMode").Op("=").Id("mode"),
		jen.List(jen.Id("conn"), jen.Err()).Op(":=").Qual(pgxPath, "ConnectConfig").Call(jen.Id("ctx"), jen.Id("config")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Id("t").Dot("Fatal").Call(jen.Err())),
		jen.Defer().Id("conn").Dot("Close").Call(jen.Id("ctx")),
		jen.Err().Op("=").Id("New").Call(jen.Id("conn")).Dot("InTx").Call(jen.Id("ctx"),
			jen.Qual(txPath, "Options").Values(jen.Dict{jen.Id("DryRun"): jen.True()}),
			jen.Func().Params(jen.Id("db").Op("*").Id("Stores")).Error().Block(
				jen.Id("r").Op(":=").Op("&").Id("roundTripRows").Values(jen.Dict{jen.Id("T"): jen.Id("t"), jen.Id("ctx"): jen.Id("ctx"), jen.Id("db"): jen.Id("db")}),
				jen.Id("r").Dot("make").Call(),
				jen.Id("r").Dot("drop").Call(),
				jen.Return(jen.Nil()))),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Id("t").Dot("Error").Call(jen.Err())))
	f.Func().Params(jen.Id("r").Op("*").Id("roundTripRows")).Id("make").Params().Block(steps...)
	f.Func().Params(jen.Id("r").Op("*").Id("roundTripRows")).Id("drop").Params().Block(deletes...)
}

func onRows(name string) *jen.Statement {
	return jen.Func().Params(jen.Id("r").Op("*").Id("roundTripRows")).Id(name).Params()
}

func storeOf(t *table, method string, args ...jen.Code) *jen.Statement {
	return jen.Id("db").Dot(t.store).Dot(method).Call(append([]jen.Code{jen.Id("r").Dot("ctx")}, args...)...)
}

func returnError() jen.Code { return jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())) }

func failUnless(condition *jen.Statement, message string, args ...jen.Code) jen.Code {
	return jen.If(jen.Op("!").Parens(condition)).Block(jen.Return(jen.Qual("fmt", "Errorf").Call(append([]jen.Code{jen.Lit(message)}, args...)...)))
}

// writeTable prints how the row of a table is made, tested and deleted.
func (r *roundTrip) writeTable(f *jen.File, t *table) {
	minimal, ok := r.input(t, false)
	if !ok {
		f.Add(onRows("make" + t.row).Block(jen.Id("r").Dot("T").Dot("Log").Call(jen.Lit("not created: " + r.p.name + "." + t.id.Name + ": a required column has no value"))))
	} else {
		full, _ := r.input(t, true)
		attempt := func(body []jen.Code, full bool) *jen.Statement {
			if r.loose[t.row] {
				body = append([]jen.Code{role("replica"), returnError()}, body...)
			}
			for _, parent := range r.needs(t, full) {
				body = append([]jen.Code{jen.If(jen.Id("r").Dot(parent.row).Op("==").Nil()).Block(
					jen.Return(jen.Qual("errors", "New").Call(jen.Lit("no row of " + parent.id.Name))))}, body...)
			}
			return jen.Func().Params(jen.Id("db").Op("*").Id("Stores")).Error().Block(append(body,
				jen.Return(jen.Id("r").Dot("test"+t.row).Call(jen.Id("db"), jen.Id("in"))))...)
		}
		f.Add(onRows("make"+t.row).Block(
			jen.Id("minimal").Op(":=").Id("r").Dot("try").Call(jen.True(), attempt(minimal, false)),
			jen.Id("full").Op(":=").Id("r").Dot("try").Call(jen.False(), attempt(full, true)),
			jen.If(jen.Id("full").Op("!=").Nil()).Block(
				jen.Id("r").Dot(t.row).Op("=").Nil(),
				jen.Id("minimal").Op("=").Id("r").Dot("try").Call(jen.False(), attempt(again(r, t), false))),
			jen.Id("roundTripReport").Call(jen.Id("r").Dot("T"), jen.Lit(r.p.name+"."+t.id.Name), jen.Id("minimal"), jen.Id("full"))))
		r.writeTest(f, t)
	}
	if len(t.key) > 0 {
		r.writeDrop(f, t)
	}
}

// setRole makes the server look at foreign keys ("origin") or not ("replica").
func setRole(name string) *jen.Statement {
	return jen.Id("db").Dot("db").Dot("Exec").Call(jen.Id("r").Dot("ctx"), jen.Lit("SET LOCAL session_replication_role = "+name))
}

func role(name string) jen.Code {
	return jen.List(jen.Id("_"), jen.Err()).Op(":=").Add(setRole(name))
}

// again makes the statements anew: builder values cannot be used twice.
func again(r *roundTrip, t *table) []jen.Code {
	body, _ := r.input(t, false)
	return body
}

func (r *roundTrip) keyOf(t *table, row string) []jen.Code {
	var out []jen.Code
	for _, c := range t.key {
		out = append(out, jen.Id(row).Dot(c.field))
	}
	return out
}

func same(a, b string) *jen.Statement {
	return jen.Qual("reflect", "DeepEqual").Call(jen.Id(a), jen.Id(b))
}

// writeTest prints the calls that are tested with one input.
func (r *roundTrip) writeTest(f *jen.File, t *table) {
	body := []jen.Code{
		jen.Err().Op(":=").Id("db").Dot("InTx").Call(jen.Id("r").Dot("ctx"), jen.Qual(txPath, "Options").Values(jen.Dict{jen.Id("DryRun"): jen.True()}),
			jen.Func().Params(jen.Id("db").Op("*").Id("Stores")).Error().Block(
				jen.List(jen.Id("many"), jen.Err()).Op(":=").Add(storeOf(t, "CreateMany", jen.Index().Id(t.row+"Input").Values(jen.Id("in")))),
				returnError(),
				failUnless(jen.Len(jen.Id("many")).Op("==").Lit(1), "CreateMany gave %d rows", jen.Len(jen.Id("many"))),
				jen.Return(jen.Nil()))),
		returnError(),
		jen.List(jen.Id("row"), jen.Err()).Op(":=").Add(storeOf(t, "Create", jen.Id("in"))),
		returnError(),
	}
	if len(t.key) > 0 {
		body = append(body,
			jen.List(jen.Id("got"), jen.Err()).Op(":=").Add(storeOf(t, "Retrieve", r.keyOf(t, "row")...)),
			returnError(),
			failUnless(same("got", "row"), "Retrieve gave %+v after Create gave %+v", jen.Id("got"), jen.Id("row")))
	}
	if t.updates() {
		body = append(body, r.patch(t)...)
	}
	if t.replaces() {
		body = append(body, r.replace(t)...)
	}
	body = append(body, jen.Id("found").Op(":=").Func().Params(jen.Id("column").String(), jen.Id("f").Id(t.row+"Filter")).Error().Block(
		jen.List(jen.Id("n"), jen.Err()).Op(":=").Add(storeOf(t, "Count", jen.Id("f"))),
		jen.Return(jen.Id("roundTripFound").Call(jen.Id("column"), jen.Id("n"), jen.Err()))))
	checks := []jen.Code{jen.Line().Id("found").Call(jen.Lit("no condition"), jen.Id(t.row+"Filter").Values())}
	for _, c := range t.testable() {
		if c.nullable {
			body = append(body, jen.If(jen.Id("row").Dot(c.field).Op("!=").Nil()).Block(jen.Err().Op("=").Qual("errors", "Join").Call(jen.Err(), r.found(t, c))))
		} else {
			checks = append(checks, jen.Line().Add(r.found(t, c)))
		}
	}
	body = append(body,
		jen.If(jen.Err().Op(":=").Qual("errors", "Join").Call(append(checks, jen.Line().Err(), jen.Line())...), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())))
	body = append(body,
		jen.List(jen.Id("rows"), jen.Err()).Op(":=").Add(storeOf(t, "Search", jen.Id(t.row+"Filter").Values(), fromStore("Limit").Types(jen.Id(t.row)).Call(jen.Lit(1)))),
		returnError(),
		failUnless(jen.Len(jen.Id("rows")).Op("==").Lit(1), "Search gave %d rows", jen.Len(jen.Id("rows"))),
		jen.Id("r").Dot(t.row).Op("=").Op("&").Id("row"))
	if r.loose[t.row] {
		body = append(body, jen.List(jen.Id("_"), jen.Err()).Op("=").Add(setRole("origin")))
	}
	body = append(body, jen.Return(jen.Err()))
	f.Func().Params(jen.Id("r").Op("*").Id("roundTripRows")).Id("test"+t.row).Params(jen.Id("db").Op("*").Id("Stores"), jen.Id("in").Id(t.row+"Input")).Error().Block(body...)
}

// found is the call that demands that a row is found by its value in a column.
func (r *roundTrip) found(t *table, c *column) *jen.Statement {
	return jen.Id("found").Call(jen.Lit(c.name), jen.Id(t.row+"Filter").Values(jen.Dict{
		jen.Id(c.field): fromStore("Eq").Types(c.valueType()).Call(deref(c))}))
}

func deref(c *column) *jen.Statement {
	if c.pointer() {
		return jen.Op("*").Id("row").Dot(c.field)
	}
	return jen.Id("row").Dot(c.field)
}

// patch updates every column to what it is.
func (r *roundTrip) patch(t *table) []jen.Code {
	values := jen.Dict{}
	for _, c := range t.patchable() {
		switch {
		case c.pointer():
			values[jen.Id(c.field)] = fromStore("SetOrNull").Call(jen.Id("row").Dot(c.field))
		case c.nullable:
			// A nil slice would become an empty one, so it is left alone.
		default:
			values[jen.Id(c.field)] = fromStore("Set").Call(jen.Id("row").Dot(c.field))
		}
	}
	out := []jen.Code{
		jen.List(jen.Id("updated"), jen.Err()).Op(":=").Add(storeOf(t, "Update", append(r.keyOf(t, "row"), jen.Id(t.row+"Patch").Values(values))...)),
		returnError(),
	}
	if r.changesOnUpdate(t) {
		return append(out, jen.Id("row").Op("=").Id("updated"))
	}
	if t.updatedAt != nil {
		out = append(out, jen.Id("updated").Dot(t.updatedAt.field).Op("=").Id("row").Dot(t.updatedAt.field))
	}
	return append(out, failUnless(same("updated", "row"), "Update to the same values gave %+v from %+v", jen.Id("updated"), jen.Id("row")))
}

// changesOnUpdate reports whether a trigger may change a row that is updated.
func (r *roundTrip) changesOnUpdate(t *table) bool {
	return slices.ContainsFunc(schema.PartsOf[schema.Trigger](r.db, t.id), func(x schema.Trigger) bool {
		return slices.Contains(x.Events, "update")
	})
}

// replace writes the row again by its key.
func (r *roundTrip) replace(t *table) []jen.Code {
	var args []jen.Code
	for _, c := range t.key {
		if !c.required() {
			args = append(args, jen.Id("row").Dot(c.field))
		}
	}
	out := []jen.Code{
		jen.List(jen.Id("replaced"), jen.Err()).Op(":=").Add(storeOf(t, "Replace", append(args, jen.Id("in"))...)),
		returnError(),
	}
	var keys *jen.Statement
	for _, c := range t.key {
		if c.t.NullIsNil() || c.t.Path == "time" || c.t.Array {
			continue
		}
		one := jen.Id("replaced").Dot(c.field).Op("==").Id("row").Dot(c.field)
		if keys == nil {
			keys = one
		} else {
			keys = keys.Op("&&").Add(one)
		}
	}
	if keys == nil {
		return append(out, jen.Id("_").Op("=").Id("replaced"))
	}
	return append(out, failUnless(keys, "Replace gave another key: %+v", jen.Id("replaced")), jen.Id("row").Op("=").Id("replaced"))
}

func (r *roundTrip) writeDrop(f *jen.File, t *table) {
	f.Add(onRows("drop"+t.row).Block(
		jen.If(jen.Id("r").Dot(t.row).Op("==").Nil()).Block(jen.Return()),
		jen.Id("row").Op(":=").Op("*").Id("r").Dot(t.row),
		jen.Err().Op(":=").Id("r").Dot("try").Call(jen.False(),
			jen.Func().Params(jen.Id("db").Op("*").Id("Stores")).Error().Block(
				jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Add(storeOf(t, "Retrieve", r.keyOf(t, "row")...)),
					jen.Qual("errors", "Is").Call(jen.Err(), fromStore("NotFound"))).Block(
					jen.Return(jen.Nil())), // it went with a row that it refers to
				jen.If(jen.Err().Op(":=").Add(storeOf(t, "Delete", r.keyOf(t, "row")...)), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())),
				jen.List(jen.Id("_"), jen.Err()).Op(":=").Add(storeOf(t, "Retrieve", r.keyOf(t, "row")...)),
				failUnless(jen.Qual("errors", "Is").Call(jen.Err(), fromStore("NotFound")), "after Delete, Retrieve gave %v", jen.Err()),
				jen.Return(jen.Nil()))),
		jen.If(jen.Err().Op("!=").Nil()).Block(
			jen.If(jen.Op("!").Id("roundTripRefused").Call(jen.Err())).Block(
				jen.Id("r").Dot("T").Dot("Errorf").Call(jen.Lit("delete from "+t.id.Name+": %v"), jen.Err())).Else().Block(
				jen.Id("r").Dot("T").Dot("Logf").Call(jen.Lit("not deleted: "+t.id.Name+": %v"), jen.Err())))))
}

// writeReport prints the function that tells refusals that samples cannot avoid
// from faults.
func writeReport(f *jen.File) {
	is := func(kind string) *jen.Statement {
		return jen.Qual("errors", "Is").Call(jen.Err(), fromStore(kind))
	}
	f.Func().Id("roundTripFound").Params(jen.Id("column").String(), jen.Id("n").Int64(), jen.Err().Error()).Error().Block(
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())),
		failUnless(jen.Id("n").Op(">").Lit(0), "no row is found by %s", jen.Id("column")),
		jen.Return(jen.Nil()))
	f.Comment("roundTripRefused reports whether a rule of the schema refused the values.")
	f.Func().Id("roundTripRefused").Params(jen.Err().Error()).Bool().Block(
		jen.Var().Id("pg").Op("*").Qual(pgxPath+"/pgconn", "PgError"),
		jen.Id("raised").Op(":=").Qual("errors", "As").Call(jen.Err(), jen.Op("&").Id("pg")).Op("&&").Parens(
			jen.Qual("strings", "HasPrefix").Call(jen.Id("pg").Dot("Code"), jen.Lit("P")).Op("||").
				Id("pg").Dot("Code").Op("==").Lit("0A000").Op("||"). // a table with a rule gives no rows back
				Qual("strings", "Contains").Call(jen.Id("pg").Dot("Where"), jen.Lit("PL/pgSQL"))),
		jen.Return(jen.Id("raised").Op("||").Add(is("Check")).Op("||").Add(is("Exclusion")).Op("||").Add(is("Duplicate")).Op("||").
			Add(is("ForeignKey")).Op("||").Add(is("NotNull")).Op("&&").Qual("strings", "Contains").Call(
			jen.Id("pg").Dot("Where"), jen.Lit(" = NULL")).Op("||").Qual("strings", "HasPrefix").Call(jen.Err().Dot("Error").Call(), jen.Lit("no row of "))))
	f.Func().Id("roundTripReport").Params(jen.Id("t").Op("*").Qual(testingPath, "T"), jen.Id("what").String(), jen.Id("minimal"), jen.Id("full").Error()).Block(
		jen.For(jen.List(jen.Id("_"), jen.Err()).Op(":=").Range().Index().Error().Values(jen.Id("minimal"), jen.Id("full"))).Block(
			jen.If(jen.Err().Op("!=").Nil().Op("&&").Op("!").Id("roundTripRefused").Call(jen.Err())).Block(
				jen.Id("t").Dot("Errorf").Call(jen.Lit("%s: %v"), jen.Id("what"), jen.Err()),
				jen.Return())),
		jen.Switch().Block(
			jen.Case(jen.Id("minimal").Op("!=").Nil().Op("&&").Id("full").Op("!=").Nil()).Block(
				jen.Id("t").Dot("Logf").Call(jen.Lit("not created: %s: %v"), jen.Id("what"), jen.Id("minimal"))),
			jen.Case(jen.Id("full").Op("!=").Nil()).Block(
				jen.Id("t").Dot("Logf").Call(jen.Lit("only with its required columns: %s: %v"), jen.Id("what"), jen.Id("full"))),
			jen.Case(jen.Id("minimal").Op("!=").Nil()).Block(
				jen.Id("t").Dot("Logf").Call(jen.Lit("only with all columns: %s: %v"), jen.Id("what"), jen.Id("minimal")))))
}
