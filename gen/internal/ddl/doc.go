// Package ddl replays SQL: statement after statement is applied to a
// schema.Database with PostgreSQL's semantics, without a server.
//
// It and its sub-packages alone import the parser. Every statement kind of the
// grammar stands in one table (ledger.go): it is modelled, has no effect on the
// schema, is left out of the model with a warning, or is opaque, which means
// that its effect cannot be decided without a server.
//
// A statement that fails leaves no trace: all changes of the database go through
// [Replay]'s journal, which is played back when a statement gives an error.
package ddl
