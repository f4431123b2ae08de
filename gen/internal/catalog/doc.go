// Package catalog reads the catalogs of a live PostgreSQL server, 14 to 18, into
// a [schema.Database] that equals, object by object, what package ddl makes of
// the SQL that created it.
//
// One transaction takes a consistent picture with one query per catalog, all of
// them sent at once, so that the cost is that of a few round trips whatever the
// number of objects. Rows become objects directly; only expressions, which the
// server keeps as trees, come as text that is parsed by package ddl, because
// there is one place that makes canonical forms.
//
// Objects of extensions and of system schemas are left out. What exists in the
// database but not in the model is reported with one warning per object.
package catalog
