// Package golang writes the Go code of a database: one file per table with its
// row type and store, and a few shared ones.
//
// It works in two steps. First the model becomes an intermediate form in which
// every name and type of Go is decided; then that is printed. Nothing is decided
// while printing.
package golang
