package golang

import (
	"github.com/dave/jennifer/jen"
)

// writeEnums prints the enums.
func (p *goPackage) writeEnums(f *jen.File) {
	for _, e := range p.enums {
		doc := e.name + " is the enum " + e.id.Name + ". A label that was added to the database later is kept as it is."
		if e.doc != "" {
			doc += "\n\n" + e.doc
		}
		writeDoc(f, doc)
		f.Type().Id(e.name).String()
		var consts, cases []jen.Code
		for _, l := range e.labels {
			consts = append(consts, jen.Id(l.name).Id(e.name).Op("=").Lit(l.text))
			cases = append(cases, jen.Case(jen.Id(l.name)).Block(jen.Op("*").Id("v").Op("=").Id(l.name)))
		}
		if len(consts) > 0 {
			writeDoc(f, "The labels of "+e.name+" in their order.")
			f.Const().Defs(consts...)
		}
		cases = append(cases, jen.Default().Block(jen.Op("*").Id("v").Op("=").Id(e.name).Call(jen.Id("src"))))
		writeDoc(f, "ScanBytes reads a label without allocating memory for the known ones.")
		f.Func().Params(jen.Id("v").Op("*").Id(e.name)).Id("ScanBytes").Params(jen.Id("src").Index().Byte()).Error().Block(
			jen.If(jen.Id("src").Op("==").Nil()).Block(jen.Return(fromStore("ErrNull").Call(jen.Lit(e.name)))),
			jen.Switch(jen.Id(e.name).Call(jen.Id("src"))).Block(cases...),
			jen.Return(jen.Nil()))
	}
}

// writeErrors prints the error variables.
func (p *goPackage) writeErrors(f *jen.File) {
	writeDoc(f, "The ways in which constraints of the schema can be violated, for errors.Is.")
	var vars []jen.Code
	for _, e := range p.errors {
		vars = append(vars, docLines(e.name+": "+e.doc+".")...)
		values := []jen.Code{jen.Id("Kind").Op(":").Add(fromStore(e.kind)), jen.Id("Table").Op(":").Lit(e.table), jen.Id("Name").Op(":").Lit(e.constraint)}
		if e.schema != "" {
			values = append(values, jen.Id("Schema").Op(":").Lit(e.schema))
		}
		vars = append(vars, jen.Id(e.name).Op("=").Add(fromStore("Constraint")).Values(values...))
	}
	f.Var().Defs(vars...)
}

// writeStores prints the bundle of all stores.
func (p *goPackage) writeStores(f *jen.File) {
	f.PackageComment("Package " + p.name + " gives typed access to the tables of a database.")
	writeDoc(f, "The code was made for this version of the runtime. If it does not compile, run \"pgen generate\" again.")
	f.Const().Id("_").Op("=").Add(fromStore("Generated1"))
	writeDoc(f, "Stores holds a store for every table and view.")
	var fields []jen.Code
	values := []jen.Code{}
	for _, t := range p.tables {
		fields = append(fields, jen.Id(t.store).Id(t.store))
		values = append(values, jen.Line().Id(t.store).Op(":").Id(t.store).Values(jen.Id("db")))
	}
	values = append(values, jen.Line().Id("db").Op(":").Id("db"), jen.Line())
	fields = append(fields, jen.Id("db").Add(fromStore("DB")))
	f.Type().Id("Stores").Struct(fields...)
	writeDoc(f, "New returns the stores over a pool, a connection or a transaction.")
	f.Func().Id("New").Params(jen.Id("db").Add(fromStore("DB"))).Op("*").Id("Stores").Block(
		jen.Return(jen.Op("&").Id("Stores").Values(values...)))
	f.Line()
	writeDoc(f, "InTx calls fn with stores in a transaction, or in a savepoint if s is in a transaction already. It commits\n"+
		"if fn returns nil and rolls back otherwise. After a serialization failure or a deadlock fn is called again.")
	f.Func().Params(jen.Id("s").Op("*").Id("Stores")).Id("InTx").Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("o").Qual(txPath, "Options"),
		jen.Id("fn").Func().Params(jen.Op("*").Id("Stores")).Error()).Error().Block(
		jen.Return(jen.Qual(txPath, "Run").Call(jen.Id("ctx"), jen.Id("s").Dot("db"), jen.Id("o"),
			jen.Func().Params(jen.Id("t").Op("*").Qual(txPath, "Tx")).Error().Block(jen.Return(jen.Id("fn").Call(jen.Id("New").Call(jen.Id("t"))))))))
	writeDoc(f, "AfterCommit calls fn once the transaction that s is in is committed, and at once if s is in none.")
	f.Func().Params(jen.Id("s").Op("*").Id("Stores")).Id("AfterCommit").Params(jen.Id("fn").Func().Params()).Block(
		jen.Qual(txPath, "AfterCommit").Call(jen.Id("s").Dot("db"), jen.Id("fn")))
}
