package main

import "testing"

// TestMemoryFor: a little is never collected, and there is always room for garbage.
func TestMemoryFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ objects, other, want int64 }{
		{0, 5, 44}, {10, 5, 44}, {20, 5, 48}, {26, 5, 60}, {40, 5, 60}, {50, 5, 70}, {1000, 20, 1400}, {8, 100, 109},
	} {
		if got := memoryFor(c.objects<<20, c.other<<20); got != c.want<<20 {
			t.Errorf("with %d MB of objects and %d of others, %d MB may be taken, want %d", c.objects, c.other, got>>20, c.want)
		}
	}
}

// TestMeasureMemory: what is held is found out.
func TestMeasureMemory(t *testing.T) {
	t.Parallel()
	if objects, other := measureMemory(); objects < 0 || objects > 1<<32 || other <= 0 || other > 1<<32 {
		t.Errorf("%d bytes of objects and %d of others are in use", objects, other)
	}
}
