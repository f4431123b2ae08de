package revision_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// words stands for a checksum of meaning: white space and comments do not count.
func words(f *source.File) (string, error) {
	var out []string
	for line := range strings.Lines(f.Text) {
		before, _, _ := strings.Cut(line, "--")
		out = append(out, strings.Fields(before)...)
	}
	if strings.Contains(f.Text, "syntax error") {
		return "", errors.New("syntax error")
	}
	return strings.Join(out, " "), nil
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func write(t *testing.T, dir, id, parent, sql string) error {
	t.Helper()
	rev := &migrate.Revision{ID: id, Message: id, Up: []migrate.Step{{SQL: sql}}, HasDown: true}
	if parent != "" {
		rev.Parents = []string{parent}
	}
	_, err := revision.Write([]string{dir}, dir, rev, words)
	return err
}

func TestWriteKeepsTheFolderWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, err := range []error{write(t, dir, "b", "", "SELECT 1;"), write(t, dir, "a", "b", "SELECT 2;")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h, err := migrate.Load(os.DirFS(dir))
	if err != nil || h.Verify() != nil {
		t.Fatal(err, h.Verify())
	}
	before := listing(t, dir)
	for name, fails := range map[string]func() error{
		"same file":      func() error { return write(t, dir, "a", "b", "SELECT 2;") },
		"unknown parent": func() error { return write(t, dir, "c", "x", "SELECT 2;") },
		"no checksum":    func() error { return write(t, dir, "c", "a", "syntax error") },
		"marker in SQL":  func() error { return write(t, dir, "c", "a", "SELECT 1;\n-- pgen:step\nSELECT 2;") },
		"bad id":         func() error { return write(t, dir, "c d", "a", "SELECT 1;") },
	} {
		if err := fails(); err == nil || listing(t, dir) != before {
			t.Errorf("%s: %v, left %s", name, err, listing(t, dir))
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, migrate.SumFile))
	if err != nil || strings.Index(string(text), "\na ") > strings.Index(string(text), "\nb ") {
		t.Errorf("pgen.sum is not sorted: %s", text)
	}
}

func TestSumTellsMeaningFromText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i, id := range []string{"a", "b", "c"} {
		if err := write(t, dir, id, []string{"", "a", "b"}[i], "SELECT "+id+";"); err != nil {
			t.Fatal(err)
		}
	}
	edit := func(name, old, text string) {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, text, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit("a.sql", "SELECT a;", "-- now with a comment\nSELECT\n  a;")
	edit("b.sql", "SELECT b;", "SELECT x;")
	if err := os.Remove(filepath.Join(dir, "c.sql")); err != nil {
		t.Fatal(err)
	}
	sums, changes, err := revision.Sum([]string{dir}, words)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range changes {
		got[c.Revision] = fmt.Sprint(c.MeaningChanged(), c.Is == "")
	}
	if fmt.Sprint(got) != "map[a:false false b:true false c:true true]" {
		t.Errorf("got %v", got)
	}
	if err := revision.WriteSums(sums); err != nil {
		t.Fatal(err)
	}
	if h, err := migrate.Load(os.DirFS(dir)); err != nil || h.Verify() != nil {
		t.Errorf("after writing: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, migrate.SumFile), []byte("<<<<<<< HEAD\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if again, _, err := revision.Sum([]string{dir}, words); err != nil || string(again[0].Sum.Format()) != string(sums[0].Sum.Format()) {
		t.Errorf("from a conflicted pgen.sum: %v, %v", again, err)
	}
}

// TestParallelWorkConflicts adds a revision on each of two branches: the
// first lines of pgen.sum must differ from each other and from the common one.
func TestParallelWorkConflicts(t *testing.T) {
	t.Parallel()
	first := func(ids ...string) string {
		dir := t.TempDir()
		for i, id := range ids {
			if err := write(t, dir, id, append([]string{""}, ids...)[i], "SELECT 1;"); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, migrate.SumFile))
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(text), "\n")
		return line
	}
	if a, b, c := first("m"), first("m", "a"), first("m", "z"); a == b || b == c || a == c {
		t.Error("pgen.sum would merge without a conflict")
	}
}

func TestNaming(t *testing.T) {
	t.Parallel()
	var existing []*migrate.Revision
	for i, id := range []string{"0001_a", "0009_b", "x_20", "20240101_c"} {
		rev := &migrate.Revision{ID: id, File: id + ".sql"}
		if i > 0 {
			rev.Parents = []string{existing[i-1].ID}
		}
		existing = append(existing, rev)
	}
	h, err := migrate.NewHistory(existing[:2])
	if err != nil {
		t.Fatal(err)
	}
	empty, err := migrate.NewHistory(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 9, 8, 7, 0, time.UTC)
	for _, tc := range []struct {
		history           *migrate.History
		template, message string
		length            int
		want              string
	}{
		{h, "", "Add employees!", 0, "0010_add_employees"},
		{empty, "", "Größe: 'é' & more", 0, "0001_größe_é_more"},
		{h, "{seq}", "", 0, "10"},
		{h, "", "", 0, "0010"},
		{h, "v{seq}-{slug}", "x", 0, "v1-x"},
		{h, "{timestamp}_{slug}", "x", 0, "20261122090807_x"},
		{h, "{timestamp:2006-01-02}_{slug}", "two words\nand a second line", 5, "2026-11-22_two"},
		{h, "{slug}", "extraordinarily", 5, "extra"},
		{h, "{user}_{slug}", "x", 0, "!unknown placeholder"},
		{h, "{seq:x}", "x", 0, "!\"x\" is not a width from 0 to 20"},
		{h, "{hash:2}", "x", 0, "!\"2\" is not a length from 4 to 64"},
		{h, "{slug:0}", "x", 0, "!\"0\" is not a length from 1 to 200"},
		{h, "{slug:9}_{seq:03}", "add employees at last", 0, "add_001"},
		{h, "{slug:3}", "größer", 0, "grö"},
		{h, "{seq", "x", 0, "!\"{\" cannot stand there; known are {seq}, {timestamp}, {hash} and {slug}"},
		{h, "{SEQ}_{slug}", "x", 0, "!cannot stand there"},
		{h, "{slug}", "!!!", 0, "!cannot be a name"},
		{h, "{timestamp:Jan}_{seq:04}_{slug}", "x", 0, "Nov_0001_x"},
		{h, "", strings.Repeat("ab ", 40), 0, "0010_" + strings.TrimSuffix(strings.Repeat("ab_", 13), "_")},
		{h, "{slug}", "head", 0, "!cannot be a name"},
		{h, "a/{slug}", "x", 0, "!cannot stand there"},
		{h, "0001_{slug}", "a", 0, "!exists already"},
	} {
		naming := revision.Naming{Template: tc.template, SlugLength: tc.length, Now: now}
		got, err := naming.ID(tc.history, &migrate.Revision{Message: tc.message})
		if want, fails := strings.CutPrefix(tc.want, "!"); fails && (err == nil || !strings.Contains(err.Error(), want)) || !fails && got != want {
			t.Errorf("%q of %q: got %q, %v; want %q", tc.template, tc.message, got, err, tc.want)
		}
	}
	hashed := func(sql string) string {
		id, err := revision.Naming{Template: "{hash:8}_{slug}"}.ID(h, &migrate.Revision{Message: "m", Up: []migrate.Step{{SQL: sql}}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first, again, other := hashed("a"), hashed("a"), hashed("b")
	if first != again || first == other || len(first) != 10 {
		t.Errorf("hashes %s, %s, %s", first, again, other)
	}
}
