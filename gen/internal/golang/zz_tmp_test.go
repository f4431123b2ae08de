package golang_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/runtime/testdb"
)

func TestTmpFolders(t *testing.T) {
	dir := module(t)
	names := strings.Fields(os.Getenv("NAMES"))
	for _, n := range names {
		sql := read(t, "/tmp/schema_"+n+".sql")
		db := replay(t, n, sql)
		pkg := "p" + strings.ReplaceAll(n, "-", "")
		files, ds := golang.Generate(db, golang.Options{Package: pkg})
		if len(ds) > 0 {
			t.Log(n, ds)
		}
		lines := 0
		for _, f := range files {
			put(t, dir, pkg+"/"+f.Name, string(f.Content))
			lines += strings.Count(string(f.Content), "\n")
		}
		f, notes, _ := golang.RoundTrip(db, golang.Options{Package: pkg})
		t.Log(n, len(files), "files", lines, "lines", notes)
		put(t, dir, pkg+"/"+f.Name, string(f.Content))
	}
	for _, n := range names {
		pkg := "p" + strings.ReplaceAll(n, "-", "")
		for _, args := range [][]string{{"vet", "./" + pkg}, {"test", "-vet=off", "-count=1", "-v", "./" + pkg}} {
			cmd := exec.Command("go", args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "PGEN_ROUNDTRIP_URL="+testdb.URL(t, testdb.Source{SQL: os.Getenv("PRELUDE")+read(t, "/tmp/schema_"+n+".sql")}))
			out, err := cmd.CombinedOutput()
			t.Logf("%s %s %v\n%s", n, args[0], err, out)
		}
	}
}
