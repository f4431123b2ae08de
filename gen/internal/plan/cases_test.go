package plan_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// dataDir holds public schemas and migrations; it is not a part of the repository.
const dataDir = "../../../../shared/data"

func needData(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(dataDir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("test data is missing: %v", err)
		}
		t.Skipf("test data is missing: %v", err)
	}
}

// diffCase is a pair of schemas with rows that must survive.
type diffCase struct {
	path     string
	Valid    bool     `json:"valid_on_15"`
	SameDump bool     `json:"same_dump"`
	Roles    []string `json:"roles"`
	old      string
	new      string
	seed     string
}

func diffCases(t *testing.T) []diffCase {
	t.Helper()
	needData(t)
	paths, err := filepath.Glob(filepath.Join(dataDir, "diff/*/*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []diffCase
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := diffCase{path: strings.TrimPrefix(path, filepath.Join(dataDir, "diff")+"/")}
		parts := sections(string(data))
		if err := json.Unmarshal([]byte(parts[""]), &c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		c.old, c.new, c.seed = parts["old.sql"], parts["new.sql"], parts["seed.sql"]
		if c.Valid {
			out = append(out, c)
		}
	}
	return out
}

// sections cuts a txtar text at its "-- NAME --" lines.
func sections(text string) map[string]string {
	out, name := map[string]string{}, ""
	for _, line := range strings.SplitAfter(text, "\n") {
		switch trimmed := strings.TrimSpace(line); trimmed {
		case "-- old.sql --", "-- new.sql --", "-- seed.sql --":
			name = strings.TrimSuffix(strings.TrimPrefix(trimmed, "-- "), " --")
		default:
			out[name] += line
		}
	}
	return out
}

// complete reports whether the model can hold all that the text says: what it leaves
// out (rules, publications, ...) is a warning of the replay.
func complete(name, text string) bool {
	f, err := source.New(name, text)
	if err != nil {
		return false
	}
	return len(ddl.New(ddl.Options{}).Apply(f)) == 0
}

// model replays one SQL text on top of base (nil: an empty database).
func model(base *schema.Database, name, text string) (*schema.Database, error) {
	f, err := source.New(name, text)
	if err != nil {
		return nil, err
	}
	r := ddl.New(ddl.Options{Base: base})
	found := r.Apply(f)
	if bad := append(found.Of(source.Error), found.Of(source.Opaque)...); len(bad) > 0 {
		return nil, bad
	}
	return r.Database(), nil
}

// migrationSet returns the texts of a folder of migrations in the order in which
// they apply, after the statements that its tool runs first.
func migrationSet(t *testing.T, dir string) []*source.File {
	t.Helper()
	var meta struct {
		Prelude []string `json:"prelude"`
	}
	data, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &meta); err != nil {
		t.Fatal(err)
	}
	var out []*source.File
	add := func(name, text string) {
		f, err := source.New(name, strings.TrimPrefix(text, "\ufeff"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	add("prelude", strings.Join(append(meta.Prelude, ""), ";\n"))
	order, err := os.ReadFile(filepath.Join(dir, "order.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(order)) {
		data, err := os.ReadFile(filepath.Join(dir, "files", name))
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(data), "-- +goose Down")
		up, _, _ = strings.Cut(up, "-- +migrate Down")
		add(filepath.Base(dir)+"/"+name, up)
	}
	return out
}

// replay replays files one after the other.
func replay(files []*source.File) (*schema.Database, error) {
	r := ddl.New(ddl.Options{})
	for _, f := range files {
		found := r.Apply(f)
		if bad := append(found.Of(source.Error), found.Of(source.Opaque)...); len(bad) > 0 {
			return nil, bad
		}
	}
	return r.Database(), nil
}
