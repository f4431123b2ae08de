// Package layout holds no code but the tests that keep the project in shape:
// which package may import which, how long files and functions may be, what
// files must not be called, and that exported names are documented.
package layout
