package gen_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
)

// TestGeneratedRoundTrip generates code for every real folder, vets it, and lets
// it create, retrieve, update and delete a row of each table on a database that
// the original files made. All packages are linked into one binary: linking is
// what costs most.
func TestGeneratedRoundTrip(t *testing.T) {
	t.Parallel()
	sets := realSets(t)
	server, err := scratch.Start(t.Context(), scratch.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	module := newModule(t)
	projects := map[string]roundTripSet{}
	var list sync.Mutex
	t.Run("generate", func(t *testing.T) {
		for _, set := range sets {
			t.Run(set, func(t *testing.T) {
				t.Parallel()
				made := generateInto(t, module, set)
				made.url = newDatabase(t, server, func(conn *pgx.Conn) {
					applyOriginal(t, conn, filepath.Join(dataDir, set, "files"), readMeta(t, set))
				})
				list.Lock()
				defer list.Unlock()
				projects[set] = made
			})
		}
	})
	runGo(t, module, "vet", "./...")
	for _, made := range projects {
		if err := os.WriteFile(filepath.Join(module, made.pkg, made.test.Name), made.test.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	writeRoundTripMain(t, module, projects)
	reportRows(t, runGo(t, module, "test", "-vet=off", "-count=1", "-v", "-ldflags=-s -w", "-gcflags=-dwarf=false", "."))
}

// roundTripSet is a generated package, its test and its database.
type roundTripSet struct {
	pkg, url string
	test     gen.OutputFile
}

// writeRoundTripMain writes the test that runs those of all packages.
func writeRoundTripMain(t *testing.T, module string, projects map[string]roundTripSet) {
	t.Helper()
	var imports, calls strings.Builder
	for _, set := range slices.Sorted(maps.Keys(projects)) {
		made := projects[set]
		fmt.Fprintf(&imports, "\t%q\n", "example.test/"+made.pkg)
		fmt.Fprintf(&calls, "\tt.Run(%q, func(t *testing.T) { t.Parallel(); %s.RoundTrip(t, %q) })\n", set, made.pkg, made.url)
	}
	code := "package all_test\n\nimport (\n\t\"testing\"\n\n" + imports.String() + ")\n\nfunc TestRoundTrip(t *testing.T) {\n" + calls.String() + "}\n"
	if err := os.WriteFile(filepath.Join(module, "all_test.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
}

func packageOf(set string) string { return gen.PackageName(set) }

// generateInto writes the package of a set and makes its round-trip test.
func generateInto(t *testing.T, module, set string) roundTripSet {
	t.Helper()
	p, err := gen.Open(gen.Settings{Environ: os.Environ(), Notice: func(text string) { t.Log(text) }})
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(dataDir, set, "files")
	o := gen.GenerateOptions{Out: filepath.Join(module, packageOf(set)), Package: packageOf(set), Replay: gen.ReplayAuto}
	out, err := p.GenerateFrom(t.Context(), source, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write(); err != nil {
		t.Fatal(err)
	}
	f, notes, err := p.RoundTripFrom(t.Context(), source, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range notes {
		t.Log(note)
	}
	return roundTripSet{pkg: o.Package, test: f}
}

// newModule makes a Go module that uses the one under test.
func newModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, requirements, _ := strings.Cut(string(mod), "\n")
	requirements = regexp.MustCompile(`(?m)^tool .*$`).ReplaceAllString(requirements, "")
	dir := t.TempDir()
	content := "module example.test\n" + requirements + "\nrequire github.com/pgen-go/pgen v0.0.0\nreplace github.com/pgen-go/pgen => " + root + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func runGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

var (
	tableCount = regexp.MustCompile(`tables: (\S+) (\d+)`)
	notCreated = regexp.MustCompile(`not created: ((\w+)\.\S+):.*`)
)

// reportRows logs the tables whose rows could not be made: their checks or
// triggers want values that nobody can guess. More than one table in five of a
// set, and more than two, are a failure.
func reportRows(t *testing.T, out string) {
	t.Helper()
	refused := map[string]map[string]string{}
	for _, m := range notCreated.FindAllStringSubmatch(out, -1) {
		if refused[m[2]] == nil {
			refused[m[2]] = map[string]string{}
		}
		refused[m[2]][m[1]] = m[0]
	}
	sets := tableCount.FindAllStringSubmatch(out, -1)
	if len(sets) == 0 {
		t.Errorf("no table was tested:\n%s", out)
	}
	for _, m := range sets {
		tables, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range refused[m[1]] {
			t.Log(line)
		}
		if n := len(refused[m[1]]); n > 2 && n*5 > tables {
			t.Errorf("%s: the rows of %d of %d tables could not be made", m[1], n, tables)
		}
	}
}
