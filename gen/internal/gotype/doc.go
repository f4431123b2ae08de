// Package gotype chooses the Go type for a type of PostgreSQL. No type is without
// one: what has no counterpart in Go is a string, which the server casts to and
// from text.
package gotype
