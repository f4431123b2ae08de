// Package canon makes the canonical form of SQL expressions, queries and type
// names from their parse trees.
//
// It resolves names, operators and overloads as the server does, against the
// model and a table of the built-in objects, and prints what it resolved as a
// compact key. The text that an author writes and the text that the server prints
// back resolve to the same objects, types and casts, and so have one key; texts
// that mean different things keep different keys. Where something cannot be
// resolved (an object of an extension, say) the text is kept as it stands, casts
// and all, rather than guessed.
//
// Texts are read as a server with TimeZone = UTC, DateStyle = ISO and
// IntervalStyle = postgres reads them; package catalog sets these before it asks
// for the server's texts.
//
// Every location in a tree and in an [Error] is a byte offset in the text that
// was parsed.
package canon
