package golang_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/runtime/testdb"
)

// TestHostileSchema runs the code of a schema that is made of traps, by the tests
// in testdata/hostile_test.go.txt.
func TestHostileSchema(t *testing.T) {
	t.Parallel()
	const path = "testdata/hostile.sql"
	sql := read(t, path)
	dir := module(t)
	code := generate(t, replay(t, path, sql), golang.Options{Package: "hostile",
		Types: map[string]string{"customs.note": "example.test/ids.Raw", "customs.data": "example.test/ids.Raw", "customs.url": "example.test/ids.URL", "customs.level": "example.test/ids.Level"}})
	for name, content := range code {
		put(t, dir, "hostile/"+name, content)
	}
	put(t, dir, "hostile/hostile_test.go", read(t, "testdata/hostile_test.go.txt"))
	put(t, dir, "ids/ids.go", read(t, "testdata/ids.go.txt"))
	cmd := exec.Command("go", "test", "-count=1", "./hostile")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "PGEN_ROUNDTRIP_URL="+testdb.URL(t, testdb.Source{SQL: sql}))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for file, unwanted := range map[string][]string{
		"deferred_keys.go": {"Replace(", "ReplaceByMark("},
		"partials.go":      {"RetrieveByEmail(", "ReplaceByEmail(", "RetrieveByLogin("},
	} {
		for _, method := range unwanted {
			if strings.Contains(code[file], ") "+method) {
				t.Errorf("%s has the method %s", file, method)
			}
		}
	}
	if code["rowless.go"] != "" {
		t.Error("a table without columns got a store, whose statements the server cannot read")
	}
}
