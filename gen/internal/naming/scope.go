package naming

import "go/token"

// predeclared are Go's predeclared identifiers, which may be hidden but should not.
var predeclared = set(`any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64
	rune string uint uint8 uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete
	imag len make max min new panic print println real recover init main`)

// Scope is a set of Go names in which each is used once. Keywords and predeclared
// identifiers are taken from the start.
type Scope struct{ used map[string]string }

// NewScope returns a scope in which the reserved names are taken.
func NewScope(reserved ...string) *Scope {
	s := &Scope{used: map[string]string{}}
	for _, name := range reserved {
		s.used[name] = "the generated code"
	}
	return s
}

// Take gives owner the first free name of the candidates, else the last one with
// the least number behind it that is free. It returns whose the first candidate
// is when owner could not have it, else "".
func (s *Scope) Take(owner string, candidates ...string) (name, holder string) {
	for _, c := range candidates {
		if s.free(c) {
			s.used[c] = owner
			return c, s.holder(candidates[0], c)
		}
	}
	last := candidates[len(candidates)-1]
	for n := 2; ; n++ {
		if c := last + number(n); s.free(c) {
			s.used[c] = owner
			return c, s.holder(candidates[0], c)
		}
	}
}

// Free reports whether the name can be had.
func (s *Scope) Free(name string) bool { return s.free(name) }

func (s *Scope) free(name string) bool {
	return s.used[name] == "" && !token.IsKeyword(name) && !predeclared[name]
}

func (s *Scope) holder(wanted, got string) string {
	switch {
	case wanted == got:
		return ""
	case s.used[wanted] != "":
		return s.used[wanted]
	}
	return "Go"
}

func number(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return number(n/10) + number(n%10)
}
