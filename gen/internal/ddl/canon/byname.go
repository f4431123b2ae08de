package canon

import (
	"strings"
	"sync"
)

// byName is a large table of built-in objects. The lines of a name are read when
// somebody asks for it first: a history speaks of few of the thousands that there
// are. It may be used by several goroutines at once.
type byName[T any] struct {
	lines map[string][]string
	parse func(fields []string) []T
	mu    sync.Mutex
	read  map[string][]T
}

func newByName[T any](table string, name func(line string) string, parse func(fields []string) []T) *byName[T] {
	t := &byName[T]{lines: map[string][]string{}, parse: parse, read: map[string][]T{}}
	for line := range strings.Lines(builtinText(table)) {
		n := name(line)
		t.lines[n] = append(t.lines[n], line)
	}
	return t
}

func (t *byName[T]) has(name string) bool { return len(t.lines[name]) > 0 }

// find returns what has the name, in the order of the table.
func (t *byName[T]) find(name string) []T {
	lines := t.lines[name]
	if len(lines) == 0 {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.read[name]
	if !ok {
		for _, line := range lines {
			found = append(found, t.parse(strings.Fields(line))...)
		}
		t.read[name] = found
	}
	return found
}
