// Package gen is the generator's public face: it reads migrations, a wanted
// schema or a live database into one model, prints it, compares two of them,
// writes the next revision and the Go store code.
//
// Everything starts with [Open]. Functions return values; nothing is written
// unless a function is called that says so ([Output.Write], [Revised.Write],
// [Init]). Only functions that reach a server or start one take a context.
package gen
