package layout

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/pgen-go/pgen"
	root   = "../../.."
	pgx    = "github.com/jackc/pgx/v5"
)

// rule is a row of the import table. Paths ending in "/..." cover what is below.
type rule struct {
	pkg string
	// ours and outside are what it may import besides the standard library.
	ours, outside []string
}

// table is the import table. The first row that covers a package counts, and
// each package needs one. Who reports faults in files may import source, which
// lies below schema.
var table = []rule{
	{"cmd/pgen", []string{"gen", "runtime/...", "templates"}, []string{"github.com/urfave/cli/v2", pgx}},
	{"gen", []string{"gen/internal/...", "runtime/...", "templates"}, []string{pgx}},
	{"gen/internal/catalog", []string{"gen/internal/ddl/...", "gen/internal/schema", "gen/internal/source"}, []string{pgx}},
	{"gen/internal/config", []string{"gen/internal/source"}, []string{"gopkg.in/yaml.v3"}},
	{"gen/internal/ddl/...", []string{"gen/internal/ddl/...", "gen/internal/schema", "gen/internal/source", "runtime/sqlpos"},
		[]string{"github.com/pganalyze/pg_query_go/v5", "google.golang.org/protobuf"}},
	{"gen/internal/diff", []string{"gen/internal/schema"}, nil},
	{"gen/internal/fidelity", nil, nil},
	{"gen/internal/golang", []string{"gen/internal/naming", "gen/internal/gotype", "gen/internal/pgsql", "gen/internal/schema", "gen/internal/source", "runtime/..."},
		[]string{"github.com/dave/jennifer"}},
	{"gen/internal/gotype", []string{"gen/internal/schema"}, nil},
	{"gen/internal/layout", nil, nil},
	{"gen/internal/naming", nil, nil},
	{"gen/internal/pgsql", []string{"gen/internal/schema"}, nil},
	{"gen/internal/plan", []string{"gen/internal/diff", "gen/internal/pgsql", "gen/internal/schema", "gen/internal/source"}, nil},
	{"gen/internal/revision", []string{"gen/internal/ddl", "gen/internal/plan", "gen/internal/source", "runtime/migrate", "runtime/sqlpos"}, nil},
	{"gen/internal/schema", []string{"gen/internal/source"}, nil},
	{"gen/internal/scratch", nil, []string{pgx, "github.com/fergusstrange/embedded-postgres"}},
	{"gen/internal/scratch/scratchtest", []string{"gen/internal/scratch"}, nil},
	{"gen/internal/scratch/with", []string{"gen/internal/scratch"}, nil},
	{"gen/internal/source", []string{"runtime/sqlpos"}, nil},
	{"runtime/sqlpos", nil, nil},
	{"runtime/...", []string{"runtime/..."}, []string{pgx}},
	{"examples/...", []string{"examples/...", "runtime/..."}, []string{pgx, "github.com/google/uuid"}},
	{"templates", nil, nil},
}

// runtimeModules are all modules that a program gets from the runtime: pgx and
// what pgx brings. A new one needs a very strong reason.
var runtimeModules = []string{
	"github.com/jackc/pgpassfile", "github.com/jackc/pgservicefile", pgx, "github.com/jackc/puddle/v2", "golang.org/x/sync", "golang.org/x/text",
}

// listed is what the test needs of a package that go list prints.
type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
	CgoFiles   []string
	Module     *struct{ Path string }
}

// list returns the packages that the patterns name and all they depend on. Test
// files do not count.
func list(t *testing.T, patterns ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Imports,Standard,CgoFiles,Module"}, patterns...)...)
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, stderr.String())
	}
	var packages []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// covers reports whether the pattern is the path or one above it.
func covers(pattern, path string) bool {
	parent, below := strings.CutSuffix(pattern, "/...")
	return path == parent || below && strings.HasPrefix(path, parent+"/")
}

// own returns the path inside the module.
func own(path string) (string, bool) {
	return strings.CutPrefix(path, module+"/")
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	packages := list(t, "./...")
	standard := map[string]bool{"C": true, "unsafe": true}
	for _, p := range packages {
		standard[p.ImportPath] = p.Standard
	}
	seen := 0
	for _, p := range packages {
		path, ours := own(p.ImportPath)
		if !ours {
			continue
		}
		seen++
		i := slices.IndexFunc(table, func(r rule) bool { return covers(r.pkg, path) })
		if i < 0 {
			t.Errorf("%s has no row in the import table; decide what it may import and add one", path)
			continue
		}
		for _, imported := range p.Imports {
			if !standard[imported] && !table[i].allows(imported) {
				t.Errorf("%s must not import %s", path, imported)
			}
		}
	}
	if seen < 10 {
		t.Errorf("go list showed %d packages of the module; the test looks at the wrong place", seen)
	}
}

func (r rule) allows(imported string) bool {
	if path, ours := own(imported); ours {
		return slices.ContainsFunc(r.ours, func(pattern string) bool { return covers(pattern, path) })
	}
	return slices.ContainsFunc(r.outside, func(path string) bool { return covers(path+"/...", imported) })
}

// TestTheTableForbids keeps the test above honest: a table that allows all
// would pass it.
func TestTheTableForbids(t *testing.T) {
	t.Parallel()
	for _, edge := range [][2]string{
		{"runtime/migrate", module + "/gen/internal/schema"}, {"gen/internal/diff", module + "/gen/internal/pgsql"},
		{"gen/internal/golang", "github.com/pganalyze/pg_query_go/v5"}, {"runtime/store", "github.com/google/uuid"},
		{"gen/internal/schema", module + "/gen/internal/ddl"}, {"cmd/pgen", module + "/gen/internal/plan"},
	} {
		i := slices.IndexFunc(table, func(r rule) bool { return covers(r.pkg, edge[0]) })
		if i < 0 || table[i].allows(edge[1]) {
			t.Errorf("the table lets %s import %s", edge[0], edge[1])
		}
	}
}

func TestRuntimeBringsNothingButPgx(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "./runtime/...") {
		if p.Standard {
			continue
		}
		if len(p.CgoFiles) > 0 {
			t.Errorf("the runtime needs cgo through %s", p.ImportPath)
		}
		path, ours := own(p.ImportPath)
		switch {
		case ours && !covers("runtime/...", path):
			t.Errorf("the runtime depends on %s", path)
		case !ours && (p.Module == nil || !slices.Contains(runtimeModules, p.Module.Path)):
			t.Errorf("the runtime depends on %s, of a module that is not in the list", p.ImportPath)
		}
	}
}

func TestOnlyTestsImportTestdb(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "./...") {
		if slices.Contains(p.Imports, module+"/runtime/testdb") {
			t.Errorf("%s imports runtime/testdb outside its tests", p.ImportPath)
		}
	}
}
