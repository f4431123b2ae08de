package gen_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
)

// TestGeneratedRoundTrip generates code for every real folder, vets it, and lets
// it create, retrieve, update and delete a row of each table on a database that
// the original files made. All packages are linked into one binary, because
// linking is what costs most, and compiled without optimization, while the
// databases are made.
func TestGeneratedRoundTrip(t *testing.T) {
	t.Parallel()
	sets := realSets(t)
	module := newModule(t)
	var mains roundTripMain
	for _, set := range sets {
		mains.add(generateInto(t, module, set))
	}
	mains.write(t, module)
	built := make(chan error, 1)
	binary := filepath.Join(module, "all.test")
	go func() {
		built <- errors.Join(
			runGo(module, "test", "-c", "-vet=off", "-ldflags=-s -w", "-gcflags=example.test/...=-N -l -dwarf=false", "-o", binary, "."),
			runGo(module, "vet", "./..."))
	}()
	environ := os.Environ()
	for _, set := range sets {
		url := newDatabase(t, func(conn *pgx.Conn) {
			applyOriginal(t, conn, filepath.Join(dataDir, set, "files"), readMeta(t, set))
		})
		environ = append(environ, "PGEN_ROUNDTRIP_"+packageOf(set)+"="+url)
	}
	if err := <-built; err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "-test.v", "-test.parallel=4")
	cmd.Dir, cmd.Env = module, environ
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	reportRows(t, string(out))
}

// roundTripMain is the test that calls those of all packages.
type roundTripMain struct{ imports, calls strings.Builder }

func (m *roundTripMain) add(pkg string) {
	fmt.Fprintf(&m.imports, "\t%q\n", "example.test/"+pkg)
	fmt.Fprintf(&m.calls, "\tt.Run(%q, func(t *testing.T) { t.Parallel(); %s.RoundTrip(t, os.Getenv(%q)) })\n", pkg, pkg, "PGEN_ROUNDTRIP_"+pkg)
}

func (m *roundTripMain) write(t *testing.T, module string) {
	t.Helper()
	code := "package all_test\n\nimport (\n\t\"os\"\n\t\"testing\"\n\n" + m.imports.String() +
		")\n\nfunc TestRoundTrip(t *testing.T) {\n" + m.calls.String() + "}\n"
	if err := os.WriteFile(filepath.Join(module, "all_test.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
}

func packageOf(set string) string { return gen.PackageName(set) }

// generateInto writes the package of a set with its round-trip test and returns
// its name.
func generateInto(t *testing.T, module, set string) string {
	t.Helper()
	p, err := gen.Open(gen.Settings{Environ: os.Environ(), Notice: func(text string) { t.Log(text) }})
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(dataDir, set, "files")
	o := gen.GenerateOptions{Out: filepath.Join(module, packageOf(set)), Package: packageOf(set), Replay: gen.ReplayAuto}
	out, err := p.GenerateFrom(t.Context(), source, o)
	if err != nil {
		t.Fatalf("%s: %v", set, err)
	}
	f, notes, err := p.RoundTripFrom(t.Context(), source, o)
	if err != nil {
		t.Fatalf("%s: %v", set, err)
	}
	for _, note := range notes {
		t.Logf("%s: %s", set, note)
	}
	out.Files = append(out.Files, f)
	if _, err := out.Write(); err != nil {
		t.Fatal(err)
	}
	return o.Package
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

func runGo(dir string, args ...string) error {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", args[0], err, out)
	}
	return nil
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
