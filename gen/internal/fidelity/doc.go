// Package fidelity holds the test that the static replay and the server agree:
// real migrations and hand-written schemas are applied to PostgreSQL, its
// catalogs are read, the same text is replayed without a server, and the two
// models must be equal object by object. It has no code of its own.
package fidelity
