// Package pgsql writes DDL text. It is the only place that quotes identifiers and
// literals, and it writes every statement the way people write them: names
// quoted only when they must be, types by their usual names, one column per line.
//
// All functions are pure: they read the model and return text without the final
// semicolon, except [Printer.Script], which returns a whole file.
package pgsql
