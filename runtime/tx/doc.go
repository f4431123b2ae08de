// Package tx runs a function in a transaction: with an isolation level, in a
// savepoint when there is a transaction already, again when the server asks for
// it, or only to see whether it would work.
package tx
