package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The memory up to which garbage lies about: most runs are short and their data small,
// so that collecting would only cost time. It grows with the data, fast as long as all
// stays below ampleMemory and by laterGarbage percent of what is in use after that.
const (
	leastMemory  = 44 << 20
	ampleMemory  = 60 << 20
	laterGarbage = 40
)

// memoryFor returns what the program may take before garbage is collected, given what
// objects were in use after the last collection and what is taken for other things:
// stacks, tables of the runtime, gaps between objects. Were there no room at all
// beside these, it would collect all the time.
func memoryFor(objects, other int64) int64 {
	const usualOther = 8 << 20
	return max(leastMemory, min(2*objects+usualOther, ampleMemory), objects+objects*laterGarbage/100, objects+objects/8+other)
}

// collectLate lets the limit of memory, and not the share of garbage, say when to
// collect. Histories of ten thousand files take half the memory so, in the same time.
func collectLate() {
	debug.SetMemoryLimit(leastMemory)
	debug.SetGCPercent(-1)
	followCollections(leastMemory)
}

// followCollections sets the limit anew after each collection.
func followCollections(limit int64) {
	unused := new([32]byte) // which the next collection finds out
	runtime.AddCleanup(unused, func(limit int64) {
		next := memoryFor(measureMemory())
		if next != limit {
			debug.SetMemoryLimit(next)
		}
		followCollections(next)
	}, limit)
}

// measureMemory returns what [memoryFor] asks for.
func measureMemory() (objects, other int64) {
	list := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(list)
	bytes := func(i int) int64 { return int64(list[i].Value.Uint64()) }
	return bytes(0), bytes(1) - bytes(2) - bytes(3) - bytes(4)
}
