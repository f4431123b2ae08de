package golang

import "strconv"

// writeEnums prints the enums.
func (p *goPackage) writeEnums(w *page) {
	for _, e := range p.enums {
		doc := e.name + " is the enum " + e.id.Name + ". A label that was added to the database later is kept as it is."
		if e.doc != "" {
			doc += "\n\n" + e.doc
		}
		w.doc(doc)
		w.put("type ", e.name, " string\n")
		if len(e.labels) > 0 {
			w.doc("The labels of " + e.name + " in their order.")
			w.put("const (\n")
			for _, l := range e.labels {
				w.put(l.name, " ", e.name, " = ", strconv.Quote(l.text), "\n")
			}
			w.put(")\n")
		}
		w.doc("ScanBytes reads a label without allocating memory for the known ones.")
		w.put("func (v *", e.name, ") ScanBytes(src []byte) error {\nif src == nil {\nreturn ")
		w.storeCall("ErrNull", strconv.Quote(e.name), "")
		w.put("\n}\nswitch ", e.name, "(src) {\n")
		for _, l := range e.labels {
			w.put("case ", l.name, ":\n*v = ", l.name, "\n")
		}
		w.put("default:\n*v = ", e.name, "(src)\n}\nreturn nil\n}\n")
	}
}

// writeErrors prints the error variables.
func (p *goPackage) writeErrors(w *page) {
	w.doc("The ways in which constraints of the schema can be violated, for errors.Is.")
	w.put("var (\n")
	for _, e := range p.errors {
		w.doc(e.name + ": " + e.doc + ".")
		w.put(e.name, " = ")
		w.store("Constraint")
		w.put("{Kind: ")
		w.store(e.kind)
		w.put(", Table: ", strconv.Quote(e.table), ", Name: ", strconv.Quote(e.constraint))
		if e.schema != "" {
			w.put(", Schema: ", strconv.Quote(e.schema))
		}
		w.put("}\n")
	}
	w.put(")\n")
}

// writeStores prints the bundle of all stores.
func (p *goPackage) writeStores(w *page) {
	w.comment = "Package " + p.name + " gives typed access to the tables of a database."
	w.doc("The code was made for this version of the runtime. If it does not compile, run \"pgen generate\" again.")
	w.put("const _ = ")
	w.store("Generated1")
	w.put("\n")
	w.doc("Stores holds a store for every table and view.")
	w.put("type Stores struct {\n")
	for _, t := range p.tables {
		w.put(t.store, " ", t.store, "\n")
	}
	w.put("db ")
	w.store("DB")
	w.put("\n}\n")
	w.doc("New returns the stores over a pool, a connection or a transaction.")
	w.put("func New(db ")
	w.store("DB")
	w.put(") *Stores {\nreturn &Stores{\n")
	for _, t := range p.tables {
		w.put(t.store, ": ", t.store, "{db},\n")
	}
	w.put("db: db,\n}\n}\n")
	w.doc("InTx calls fn with stores in a transaction, or in a savepoint if s is in a transaction already. It commits\n" +
		"if fn returns nil and rolls back otherwise. After a serialization failure or a deadlock fn is called again.")
	w.put("func (s *Stores) InTx(ctx ")
	w.qual("context", "Context")
	w.put(", o ")
	w.qual(txPath, "Options")
	w.put(", fn func(*Stores) error) error {\nreturn ")
	w.qual(txPath, "Run")
	w.put("(ctx, s.db, o, func(t *")
	w.qual(txPath, "Tx")
	w.put(") error {\nreturn fn(New(t))\n})\n}\n")
	w.doc("AfterCommit calls fn once the transaction that s is in is committed, and at once if s is in none.")
	w.put("func (s *Stores) AfterCommit(fn func()) {\n")
	w.qual(txPath, "AfterCommit")
	w.put("(s.db, fn)\n}\n")
}
