package canon_test

import (
	"strings"
	"testing"
)

// compareChanged compares the same object in the old and the new schema of a case:
// where the server prints another text, the key is another, unless the two texts
// are known to mean the same.
func compareChanged(t *testing.T, list []testCase, states map[string]*state) {
	t.Helper()
	compared, equal := 0, 0
	for _, c := range list {
		was, is := states[c.old], states[c.new]
		if !c.valid || was == nil || is == nil {
			continue
		}
		places := map[string]int{}
		for i, e := range is.exprs {
			places[e.key()] = i
		}
		for i, e := range was.exprs {
			at, ok := places[e.key()]
			if !ok || e.kind == "index expression" { // one index has several
				continue
			}
			next := is.exprs[at]
			if next.text == e.text || e.kind == "trigger" && whenOf(e.text) == whenOf(next.text) {
				continue
			}
			compared++
			if was.keys[i] == is.keys[at] {
				equal++
				t.Logf("%s: %s (%v, %v)\n  %s\n  %s\n  %s", c.name, e.key(), target(was.db, e), target(is.db, next), e.text, next.text, is.keys[at])
			}
		}
	}
	// What is left was looked at: a default whose constant only changes between text
	// and varchar, and one list of constants with its casts elsewhere.
	t.Logf("%d texts differ, %d of them have one key", compared, equal)
	if compared < 75 || equal > 2 {
		t.Errorf("%d of %d differing texts have one key", equal, compared)
	}
}

// whenOf cuts the condition out of the text of a trigger.
func whenOf(text string) string {
	_, rest, _ := strings.Cut(text, " WHEN ")
	when, _, _ := strings.Cut(rest, " EXECUTE ")
	return when
}
