package fidelity_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// sample is one history: files that are applied in order to an empty database.
type sample struct {
	// set is the row of the table that the sample counts in.
	set, name string
	files     []*source.File
	// autocommit are the names of files that cannot run in one transaction.
	autocommit map[string]bool
	roles      []string
	// alone is true for a sample that needs a database of its own.
	alone bool
	// before is run first on the server only.
	before string
	// shared is true for the cases of other suites.
	shared bool
	// since and until are the first and the last major version that take the
	// statements, 0 for all.
	since, until int
}

// dataDir returns the folder of the test data.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the test data is missing: %v", err)
		}
		t.Skipf("the test data is missing: %v", err)
	}
	return dir
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// migrations returns one sample for each folder of migrations.
func migrations(t *testing.T, dir string) []sample {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "migrations", "*", "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out []sample
	for _, meta := range folders {
		folder := filepath.Dir(meta)
		var m struct {
			Prelude    []string
			Render     struct{ Split string }
			PostgreSQL struct{ Autocommit [][]string } `json:"postgresql_15"`
		}
		if err := json.Unmarshal([]byte(read(t, meta)), &m); err != nil {
			t.Fatalf("%s: %v", meta, err)
		}
		s := sample{set: filepath.Base(folder), name: filepath.Base(folder), autocommit: map[string]bool{}, alone: true}
		for _, pair := range m.PostgreSQL.Autocommit {
			s.autocommit[pair[0]] = true
		}
		if len(m.Prelude) > 0 {
			s.files = append(s.files, file(t, "prelude", strings.Join(m.Prelude, ";\n")))
		}
		for name := range strings.Lines(read(t, filepath.Join(folder, "order.txt"))) {
			name = strings.TrimSpace(name)
			s.files = append(s.files, file(t, name, up(read(t, filepath.Join(folder, "files", name)), m.Render.Split)))
		}
		out = append(out, s)
	}
	return out
}

// file wraps a text; the tools that some of the files are made for skip a byte
// order mark.
func file(t *testing.T, name, text string) *source.File {
	t.Helper()
	f, err := source.New(name, strings.TrimPrefix(text, "\ufeff"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// up blanks the down half of a file of a tool that keeps both in one, so that
// line numbers stay.
func up(text, tool string) string {
	marker := map[string]string{"goose": "-- +goose ", "sql-migrate": "-- +migrate "}[tool]
	if marker == "" {
		return text
	}
	var b strings.Builder
	down := false
	for line := range strings.Lines(text) {
		if direction, ok := strings.CutPrefix(line, marker); ok {
			switch {
			case strings.HasPrefix(direction, "Up"):
				down = false
			case strings.HasPrefix(direction, "Down"):
				down = true
			}
		}
		if down {
			line = "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

// pairs returns two samples for each case of a diff suite; equal texts are taken
// once.
func pairs(t *testing.T, dir string) []sample {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "diff", "*", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var out []sample
	seen := map[string]bool{}
	for _, path := range paths {
		names, sections := archive(read(t, path))
		var head struct {
			Valid bool `json:"valid_on_15"`
			Roles []string
		}
		if err := json.Unmarshal([]byte(sections[""]), &head); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, section := range names {
			text := sections[section]
			if !head.Valid || section == "seed.sql" || seen[text] {
				continue
			}
			seen[text] = true
			suite, name := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".txtar")+"/"+section
			out = append(out, sample{set: suite, name: name, shared: true, files: []*source.File{file(t, suite+"/"+name, text)}, roles: head.Roles})
		}
	}
	return out
}

// archive cuts a text at its lines "-- name --". What stands before the first
// one has the name "", which is not listed.
func archive(text string) (names []string, sections map[string]string) {
	sections = map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimRight(line, "\r\n")
		if next, ok := strings.CutPrefix(trimmed, "-- "); ok && strings.HasSuffix(next, ".sql --") {
			name = strings.TrimSuffix(next, " --")
			names = append(names, name)
			continue
		}
		sections[name] += line
	}
	return names, sections
}

// corners returns the cases of testdata/corners.sql, which try what the samples
// of others have seldom or never.
func corners(t *testing.T) []sample {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "*.sql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	var out []sample
	for _, path := range paths {
		out = append(out, cases(t, path)...)
	}
	return out
}

// cases cuts a file at its lines "-- case: name", with ", since 15" or ", until 16"
// behind the name.
func cases(t *testing.T, path string) []sample {
	t.Helper()
	set := strings.TrimSuffix(filepath.Base(path), ".sql")
	var out []sample
	for _, text := range strings.Split(read(t, path), "-- case: ")[1:] {
		name, sql, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n")
		name, last, _ := strings.Cut(name, ", until ")
		name, first, _ := strings.Cut(name, ", since ")
		since, _ := strconv.Atoi(first)
		until, _ := strconv.Atoi(last)
		name = strings.ReplaceAll(name, " ", "-")
		out = append(out, sample{set: set, name: name, since: since, until: until, files: []*source.File{file(t, set+"/"+name, sql)}})
	}
	return out
}

// others returns the samples that the environment variable PGEN_FIDELITY names
// instead of ours: a list of migration folders of any layout, and of files of
// cases.
func others(t *testing.T) []sample {
	t.Helper()
	var out []sample
	for _, path := range filepath.SplitList(os.Getenv("PGEN_FIDELITY")) {
		if strings.HasSuffix(path, ".sql") {
			out = append(out, cases(t, path)...)
			continue
		}
		layout, err := revision.Detect(path)
		if err != nil {
			t.Fatal(err)
		}
		found, diagnostics, err := revision.Files(path, layout)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diagnostics {
			t.Log(d.Error())
		}
		s := sample{set: filepath.Base(path), name: string(layout), autocommit: map[string]bool{}, alone: true}
		for _, m := range found {
			s.files = append(s.files, m.Up...)
			for _, f := range m.Up {
				s.autocommit[f.Name] = m.NoTransaction
			}
		}
		out = append(out, s)
	}
	return out
}
