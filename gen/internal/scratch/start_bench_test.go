package scratch

import "testing"

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := startOwn(b.Context(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Stop(); err != nil {
			b.Fatal(err)
		}
	}
}
