package canon

import (
	"strings"
	"testing"
)

// What is found by halving is what stands in the lines; that needs them sorted.
func TestEveryLineIsFoundByName(t *testing.T) {
	t.Parallel()
	b := readBuiltins()
	for table, lines := range map[string]*byName[*candidate]{"functions": b.functions, "operators": b.operators, "prefixes": b.prefixes} {
		checkByName(t, table, lines)
	}
	checkByName(t, "extension functions", b.extensionFunctions)
	checkByName(t, "extension operators", b.extensionOperators)
	checkByName(t, "relations", b.relations)
}

func checkByName[T any](t *testing.T, table string, lines *byName[T]) {
	t.Helper()
	want := map[string]int{}
	last := ""
	for line := range strings.Lines(lines.lines) {
		name := lines.name(line)
		if name < last || name == "" {
			t.Errorf("%s: %q stands behind %q", table, name, last)
		}
		last = name
		want[name] += len(lines.parse(strings.Fields(line)))
	}
	for name, n := range want {
		if got := len(lines.find(name)); got != n {
			t.Errorf("%s: %d found for %s, want %d", table, got, name, n)
		}
		for _, other := range []string{name + "\x00", name[:len(name)-1]} {
			if want[other] == 0 && len(lines.find(other)) > 0 {
				t.Errorf("%s: something is found for %q", table, other)
			}
		}
	}
	if len(want) < 20 {
		t.Errorf("%s has %d names only", table, len(want))
	}
}
