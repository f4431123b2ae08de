package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
)

// TestGeneratedRoundTrip generates code for every real folder, compiles and vets
// it, and lets it create, retrieve, update and delete a row of each table on a
// database that the original files made.
func TestGeneratedRoundTrip(t *testing.T) {
	t.Parallel()
	sets := realSets(t)
	module := newModule(t)
	var made []string
	for _, set := range sets {
		if generateInto(t, module, set) {
			made = append(made, set)
		}
	}
	runGo(t, module, nil, "vet", "./...")
	for _, set := range made {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(dataDir, set, "files")
			meta := readMeta(t, set)
			url := newDatabase(t, func(conn *pgx.Conn) { applyOriginal(t, conn, dir, meta) })
			out := runGo(t, module, []string{"PGEN_ROUNDTRIP_URL=" + url}, "test", "-vet=off", "-count=1", "-v", "./"+packageOf(set))
			reportRows(t, out)
		})
	}
}

func packageOf(set string) string { return gen.PackageName(set) }

// generateInto writes the package of a set and its round-trip test.
func generateInto(t *testing.T, module, set string) bool {
	t.Helper()
	p, err := gen.Open(gen.Settings{Environ: os.Environ(), Notice: func(text string) { t.Log(text) }})
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(dataDir, set, "files")
	o := gen.GenerateOptions{Out: filepath.Join(module, packageOf(set)), Package: packageOf(set), Replay: gen.ReplayAuto}
	out, err := p.GenerateFrom(t.Context(), source, o)
	if err != nil {
		t.Errorf("%s: %v", set, err)
		return false
	}
	if _, err := out.Write(); err != nil {
		t.Fatal(err)
	}
	f, notes, err := p.RoundTripFrom(t.Context(), source, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range notes {
		t.Logf("%s: %s", set, note)
	}
	if err := os.WriteFile(filepath.Join(o.Out, f.Name), f.Content, 0o600); err != nil {
		t.Fatal(err)
	}
	return true
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

func runGo(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{"GOFLAGS=-mod=mod"}, env)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// reportRows logs the tables whose rows could not be made: their checks or
// triggers want values that nobody can guess. More than one in ten is a failure.
func reportRows(t *testing.T, out string) {
	t.Helper()
	tables := strings.Count(out, "=== RUN")
	refused := 0
	for line := range strings.Lines(out) {
		if strings.Contains(line, "not created:") {
			refused++
			t.Log(strings.TrimSpace(line))
		}
	}
	if tables == 0 {
		t.Errorf("no table was tested:\n%s", out)
	}
	if refused*10 > tables {
		t.Errorf("%d rows could not be made in %d tests", refused, tables)
	}
}
