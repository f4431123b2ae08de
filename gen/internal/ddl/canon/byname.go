package canon

import (
	"strings"
	"sync"
)

// byName is a large table of built-in objects, as lines sorted by name. Those of a
// name are read when somebody asks for it first: a history speaks of few of the
// thousands that there are. It may be used by several goroutines at once.
type byName[T any] struct {
	lines string
	name  func(line string) string
	parse func(fields []string) []T
	mu    sync.Mutex
	read  map[string][]T
}

func newByName[T any](lines string, name func(line string) string, parse func(fields []string) []T) *byName[T] {
	return &byName[T]{lines: lines, name: name, parse: parse, read: map[string][]T{}}
}

// from returns the lines from the first one on whose name is not before the given
// one, found by halving.
func (t *byName[T]) from(name string) string {
	low, high := 0, len(t.lines)
	for low < high {
		middle := low + (high-low)/2
		start := strings.LastIndexByte(t.lines[low:middle], '\n') + 1 + low
		line := t.lineAt(start)
		if t.name(line) < name {
			low = start + len(line)
		} else {
			high = start
		}
	}
	return t.lines[low:]
}

func (t *byName[T]) lineAt(start int) string {
	line, _, _ := strings.Cut(t.lines[start:], "\n")
	return t.lines[start : start+len(line)+1]
}

func (t *byName[T]) has(name string) bool { return len(t.find(name)) > 0 }

// find returns what has the name, in the order of the table.
func (t *byName[T]) find(name string) []T {
	t.mu.Lock()
	defer t.mu.Unlock()
	if found, ok := t.read[name]; ok {
		return found
	}
	var found []T
	for line := range strings.Lines(t.from(name)) {
		if t.name(line) != name {
			break
		}
		found = append(found, t.parse(strings.Fields(line))...)
	}
	if len(found) > 0 {
		t.read[name] = found
	}
	return found
}
