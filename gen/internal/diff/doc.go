// Package diff compares two databases. The result is a list of changes with four
// verbs (add, drop, alter, rename); it knows no SQL and decides nothing about how a
// change is made. Its cost grows linearly with the number of objects.
package diff
