// Package store is what generated stores compile against: the [DB] interface,
// optional and filter values, adapters between Go values and PostgreSQL, the
// execution of statements, and typed errors.
//
// Application code uses a small part of it: [Set] and [Null] in patches and
// inputs, [Eq] and its relatives in filters, [UUID], [Decimal], [JSON] and
// [Interval] as column types, and the [Kind] constants with errors.Is. The rest
// is called by generated code only.
//
// Every value goes to the server in a form that works in all of pgx's query
// execution modes, without registering types on the connection: arrays, enums,
// decimals and JSON travel as text that the server parses as the type of the
// column, so a transaction pooler in between changes nothing.
package store
