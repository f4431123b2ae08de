// Package schema is the model of a PostgreSQL database: plain values addressed
// by [ID], with raw names, no SQL parser, no quoting, no Go names.
//
// A [Database] is a set of objects at the grain at which they change: a column,
// a constraint, an index, a comment is an object of its own. Objects refer to
// each other by ID, never by pointer, and own their slices: an object that was
// put into a Database is not changed afterwards, only replaced.
//
// Equality of two objects never looks at spans, and of an [Expr] only at its Key.
package schema
