package migrate_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// countingFS counts how often each file is opened.
type countingFS struct {
	fstest.MapFS
	opened map[string]int
}

// Open implements fs.FS.
func (c countingFS) Open(name string) (fs.File, error) {
	c.opened[name]++
	return c.MapFS.Open(name)
}

// ReadFile implements fs.ReadFileFS.
func (c countingFS) ReadFile(name string) ([]byte, error) {
	c.opened[name]++
	return c.MapFS.ReadFile(name)
}

// folderOf makes a folder of revisions from "id" to what follows the first line,
// with the pgen.sum of all but those that unsummed names.
func folderOf(bodies map[string]string, unsummed ...string) fstest.MapFS {
	files := fstest.MapFS{}
	var sum migrate.Sum
	for id, body := range bodies {
		data := []byte("-- pgen:revision " + id + "\n" + body)
		files[id+".sql"] = &fstest.MapFile{Data: data}
		if !strings.Contains(strings.Join(unsummed, " "), id) {
			sum = append(sum, migrate.SumLine{ID: id, Meaning: "p1:" + id, Bytes: migrate.HashBytes(data)})
		}
	}
	files[migrate.SumFile] = &fstest.MapFile{Data: sum.Format()}
	return files
}

func TestFoldersAreOneHistory(t *testing.T) {
	t.Parallel()
	orders := countingFS{folderOf(map[string]string{"1_a": "-- pgen:up\nCREATE TABLE a ();\n", "2_b": "-- pgen:revises 1_a\n-- pgen:up\nCREATE TABLE b ();\n"}),
		map[string]int{}}
	billing := countingFS{folderOf(map[string]string{"0_base": "-- pgen:labels billing\n-- pgen:depends-on 1_a\n-- pgen:up\nCREATE TABLE c ();\n",
		"3_join": "-- pgen:revises 0_base, 2_b\n-- pgen:up\nCREATE TABLE d ();\n"}), map[string]int{}}
	h, err := migrate.Load(orders, billing)
	if err != nil || h.Verify() != nil {
		t.Fatal(err, h.Verify())
	}
	if got := idsOf(h.Revisions()); got != "1_a 0_base 2_b 3_join" {
		t.Errorf("order is %s", got)
	}
	if r := h.Revision("3_join"); r.Checksum != "p1:3_join" || r.File != filepath.Join("folder 2", "3_join.sql") {
		t.Errorf("got checksum %q of %q", r.Checksum, r.File)
	}
	for _, f := range []countingFS{orders, billing} {
		for name, n := range f.opened {
			if n != 1 {
				t.Errorf("%s was opened %d times", name, n)
			}
		}
	}
	config := scratch(t)
	m := newMigrator(t, config, h)
	if result, err := m.Upgrade(t.Context(), "head"); err != nil || len(result.Revisions) != 4 {
		t.Errorf("upgrade: %+v, %v", result, err)
	}
	if status, err := m.Status(t.Context()); err != nil || !status.UpToDate() {
		t.Errorf("status: %+v, %v", status, err)
	}
}

func idsOf(revisions []*migrate.Revision) string {
	var out []string
	for _, r := range revisions {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

func TestEachFolderHasItsSum(t *testing.T) {
	t.Parallel()
	up := "-- pgen:up\nSELECT 1;\n"
	first := folderOf(map[string]string{"a": up, "b": "-- pgen:revises a\n" + up}, "b")
	second := folderOf(map[string]string{"c": "-- pgen:revises a\n" + up, "d": "-- pgen:revises c\n" + up})
	second["c.sql"].Data = append(second["c.sql"].Data, "-- edited\n"...)
	first["d.sql"] = second["d.sql"]
	delete(second, "d.sql")
	h, err := migrate.Load(first, second)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, err := range h.Verify().(interface{ Unwrap() []error }).Unwrap() {
		var fault *migrate.SumError
		if !errors.As(err, &fault) {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s %s", fault.Kind, fault.Revision, filepath.ToSlash(fault.File)))
	}
	want := "[1 b folder 1/b.sql 1 d folder 1/d.sql 2 c folder 2/c.sql 3 d folder 2/pgen.sum]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
	second["a.sql"] = first["a.sql"]
	if _, err := migrate.Load(first, second); err == nil || !strings.Contains(err.Error(), `revision "a" is also in folder 1`) {
		t.Errorf("one id in two folders: %v", err)
	}
	if _, err := migrate.Load(); err == nil {
		t.Error("no folder at all is taken")
	}
	if _, err := migrate.Load(first, os.DirFS("nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	second[migrate.SumFile].Data = []byte("<<<<<<< HEAD\n")
	delete(second, "a.sql")
	if h, err = migrate.Load(first, second); err != nil || !strings.Contains(h.Verify().Error(), filepath.Join("folder 2", "pgen.sum")+":1:1") {
		t.Errorf("a conflict in the second pgen.sum: %v, %v", err, h.Verify())
	}
}

func TestRangesOfAHistory(t *testing.T) {
	t.Parallel()
	h, err := graph(t, forked+"5_join: 3_left, 4_more\na:;aside\nb: a;;2_left")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ what, target, applied, want string }{
		{"between", "2_left:5_join", "", "2_left 3_left 5_join"},
		{"between", ":3_left", "", "1_base 2_left 3_left"},
		{"between", "a:", "", "a b"},
		{"between", "b", "", "a b"},
		{"between", ":", "", "1_base 2_left 2_right 3_left 3_right 4_more 5_join a b"},
		{"between", "base:2_right", "", "1_base 2_right"},
		{"between", ":current", "1_base 2_right", "1_base 2_right"},
		{"between", "-1:+1", "1_base 2_right", "1_base 2_right 3_right"},
		{"between", "current:right@head", "1_base 2_right", "2_right 3_right 4_more 5_join"},
		{"between", "2_left:2_right", "", "!does not follow the left one"},
		{"between", "3_left:2_left", "", "!does not follow the left one"},
		{"range", "1_base:right@+2", "", "2_right 3_right"},
		{"range", "2_left:5_join", "1_base", "2_right 3_left 3_right 4_more 5_join"},
		{"range", "2_left:+1", "", "3_left"},
		{"range", "b", "", "1_base 2_left a b"},
	} {
		path, err := h.Between(tc.target, strings.Fields(tc.applied))
		if tc.what == "range" {
			path, err = h.Range(tc.target, strings.Fields(tc.applied))
		}
		got := idsOf(path)
		if err != nil {
			got = "!" + err.Error()
		}
		if want, fails := strings.CutPrefix(tc.want, "!"); fails && !strings.Contains(got, want) || !fails && got != want {
			t.Errorf("%s %s from %q: got %q, want %q", tc.what, tc.target, tc.applied, got, tc.want)
		}
	}
}

func TestWhatCountsFromApplied(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]bool{
		"current": true, "+1": true, "-2": true, "a@current": true, "a@+1": true, "current-1": true, ":current": true, "-1:": true, "a:+1": true,
		"head": false, "head-1": false, "a": false, "a:b": false, "a-1:b+2": false, ":": false, "2024-01": false, "a@head": false,
	} {
		if migrate.CountsFromApplied(target) != want {
			t.Errorf("%s: want %t", target, want)
		}
	}
}

// TestNextIsWhatDependsOnNothingOpen counts on from the base where one of the
// revisions that could come next waits for another branch.
func TestNextIsWhatDependsOnNothingOpen(t *testing.T) {
	t.Parallel()
	h, err := graph(t, "a:\nb: a\nx:;;b")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ target, applied, want string }{
		{"+1", "", "a"}, {"+2", "", "b"}, {"x@+1", "", "x"}, {"x@+1", "a b", "x"},
	} {
		if got, err := h.Resolve(tc.target, strings.Fields(tc.applied)); err != nil || strings.Join(got, " ") != tc.want {
			t.Errorf("%s from %q: got %v, %v; want %s", tc.target, tc.applied, got, err, tc.want)
		}
	}
}

// TestScriptStampFromAPlace runs the scripts of ranges one after the other.
func TestScriptStampFromAPlace(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	files := fstest.MapFS{}
	var sum migrate.Sum
	for _, line := range strings.Split(strings.TrimSpace(forked), "\n") {
		id, rest, _ := strings.Cut(line, ":")
		parents, _, _ := strings.Cut(rest, ";")
		data := "-- pgen:revision " + id + "\n"
		if parents = strings.TrimSpace(parents); parents != "" {
			data += "-- pgen:revises " + parents + "\n"
		}
		data += "-- pgen:up\nSELECT 1;\n"
		files[id+".sql"] = &fstest.MapFile{Data: []byte(data)}
		sum = append(sum, migrate.SumLine{ID: id, Meaning: "p1:" + id, Bytes: migrate.HashBytes([]byte(data))})
	}
	files[migrate.SumFile] = &fstest.MapFile{Data: sum.Format()}
	h, err := migrate.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	m := newMigrator(t, config, h)
	for _, tc := range []struct {
		targets, heads string
		purge          bool
	}{
		{"2_left", "2_left", false}, {"2_left:4_more", "2_left 4_more", false}, {"heads:3_right", "2_left 3_right", false},
		{"2_left", "2_left", true}, {"2_left:base", "", false}, {"base:3_left base:2_right", "2_right 3_left", false},
	} {
		script, err := m.ScriptStamp(strings.Fields(tc.targets), tc.purge)
		if err != nil {
			t.Fatal(err)
		}
		psql(t, config, script)
		if heads, err := m.Current(t.Context()); err != nil || strings.Join(heads, " ") != tc.heads {
			t.Errorf("%s: at %v, %v; want %s", tc.targets, heads, err, tc.heads)
		}
	}
	if _, err := m.ScriptStamp([]string{"2_left:3_left", "2_right"}, false); err == nil || !strings.Contains(err.Error(), "the ranges begin at") {
		t.Errorf("two beginnings: %v", err)
	}
}
