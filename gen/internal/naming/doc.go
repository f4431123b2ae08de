// Package naming turns names of a database into names of Go.
package naming
