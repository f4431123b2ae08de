package golang_test

import (
	"os"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/golang"
)

func TestDump(t *testing.T) {
	db := replay(t, os.Getenv("IN"))
	files, ds := golang.Generate(db, golang.Options{Package: "kitchen"})
	t.Log(ds)
	os.MkdirAll(os.Getenv("OUT"), 0o755)
	write(t, os.Getenv("OUT"), files)
	f, notes, ds := golang.RoundTrip(db, golang.Options{Package: "kitchen"})
	t.Log(notes)
	write(t, os.Getenv("OUT"), []golang.File{f})
}
