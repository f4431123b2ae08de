package migrate_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// graph makes a history from lines "id: parents; labels; depends-on".
func graph(t *testing.T, text string) (*migrate.History, error) {
	t.Helper()
	files := fstest.MapFS{}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		id, rest, _ := strings.Cut(line, ":")
		id = strings.TrimSpace(id)
		body := "-- pgen:revision " + id + "\n"
		for i, word := range []string{"revises", "labels", "depends-on"} {
			parts := strings.Split(rest, ";")
			if i < len(parts) && strings.TrimSpace(parts[i]) != "" {
				body += "-- pgen:" + word + " " + strings.TrimSpace(parts[i]) + "\n"
			}
		}
		files[id+".sql"] = &fstest.MapFile{Data: []byte(body + "-- pgen:up\nSELECT 1;\n")}
	}
	return migrate.Load(files)
}

func TestGraphFaultsHavePlaces(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, graph, want string }{
		{"unknown parent", "a1:\nb: a1, a2", `b.sql:2:21: no file has the revision "a2"`},
		{"unknown dependency", "a1:\nb: a1;;c", `b.sql:3:20: no file has the revision "c"`},
		{"cycle", "x:\na: x, c\nb: a\nc: b", "a.sql:2:20: the revisions follow each other in a circle: a follows c follows b follows a"},
		{"cycle through dependency", "a:;;b\nb: a", "a.sql:2:20: the revisions follow each other in a circle: a follows b follows a"},
		{"label twice", "a:;l\nb: a;l", `b.sql:3:16: label "l" is also in a.sql`},
		{"label is an id", "a:\nb: a;a", `b.sql:3:16: label "a" is also the id`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := graph(t, tc.graph)
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) || !strings.Contains(err.Error(), "^") {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
		})
	}
	rev := func() *migrate.Revision { return &migrate.Revision{ID: "a", File: "x/a.sql"} }
	if _, err := migrate.NewHistory([]*migrate.Revision{rev(), rev()}); err == nil || !strings.Contains(err.Error(), "is also in x/a.sql") {
		t.Errorf("duplicate id: %v", err)
	}
}

const forked = `
1_base:
2_left: 1_base; left
3_left: 2_left
2_right: 1_base; right
3_right: 2_right
4_more: 3_right
`

func TestTargets(t *testing.T) {
	t.Parallel()
	h, err := graph(t, forked)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := graph(t, forked+"5_join: 3_left, 4_more\n6_top: 5_join")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		h             *migrate.History
		target        string
		applied, want string
	}{
		{h, "heads", "", "3_left 4_more"}, {h, "head", "", "!several heads: 3_left, 4_more"}, {merged, "head", "", "6_top"},
		{h, "left@head", "", "3_left"}, {h, "right@head", "", "4_more"}, {h, "2_r@head", "", "4_more"},
		{h, "right", "", "2_right"}, {h, "base", "", ""}, {h, "1", "", "1_base"}, {h, "2", "", "!several revisions begin with \"2\": 2_left, 2_right"},
		{h, "9", "", "!no revision"}, {h, "left@4", "", "!not on that branch"},
		{h, "+1", "", "1_base"}, {h, "+2", "", "!several revisions could come next: 2_left, 2_right"},
		{h, "+1", "1_base 2_left", "3_left"}, {h, "right@+2", "1_base 2_left 3_left", "3_right"}, {h, "right@+9", "1_base", "!only 3 more"},
		{h, "right@+1", "1_base 2_right", "3_right"}, {h, "2_right+2", "", "4_more"}, {h, "4_more-3", "", "1_base"}, {h, "1_base-1", "", ""},
		{h, "1_base-2", "", "!only 1"}, {merged, "6_top-1", "", "5_join"}, {merged, "6_top-2", "", "3_left 4_more"},
		{merged, "6_top-3", "", "!several revisions could go first"}, {h, "current", "1_base 2_left", "2_left"}, {h, "3_left+1", "", "!only 0 more"},
		{h, "", "", "!no revision"}, {h, "1_base+x", "", "!no revision"}, {h, "head+1", "1_base", "!several heads"},
	} {
		ids, err := tc.h.Resolve(tc.target, strings.Fields(tc.applied))
		got := strings.Join(ids, " ")
		var fault *migrate.TargetError
		if errors.As(err, &fault) {
			got = "!" + err.Error()
		}
		if want, fails := strings.CutPrefix(tc.want, "!"); fails && !strings.Contains(got, want) || !fails && got != want {
			t.Errorf("%s from %q: got %q, %v; want %q", tc.target, tc.applied, got, err, tc.want)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	h, err := graph(t, forked+"5_join: 3_left, 4_more\na:\nb: a;;2_left")
	if err != nil {
		t.Fatal(err)
	}
	all := "1_base 2_left 2_right 3_left 3_right 4_more 5_join a b"
	for _, tc := range []struct{ verb, target, applied, want string }{
		{"up", "5_join", "", "1_base 2_left 2_right 3_left 3_right 4_more 5_join"},
		{"up", "b", "", "1_base 2_left a b"},
		{"up", "heads", "1_base a", "2_left 2_right 3_left 3_right 4_more 5_join b"},
		{"up", "5_join", "1_base 2_right 3_right 4_more 2_left", "3_left 5_join"},
		{"up", "-1", "1_base", "!does not go back"},
		{"down", "base", all, "b a 5_join 4_more 3_right 3_left 2_right 2_left 1_base"},
		{"down", "2_right", all, "5_join 4_more 3_right"},
		{"down", "1_base", all, "b 5_join 4_more 3_right 3_left 2_right 2_left"},
		{"down", "a@base", all, "b a"},
		{"down", "5_join@-1", all, "5_join"},
		{"down", "-1", all, "!several revisions could go first"},
		{"down", "-2", "1_base 2_left", "2_left 1_base"},
		{"down", "a@-1", "1_base a", "a"},
		{"down", "+1", all, "!does not go forward"},
		{"down", "5_join", "1_base", "!is not applied"},
	} {
		path, err := h.UpgradePath(strings.Fields(tc.applied), tc.target)
		if tc.verb == "down" {
			path, err = h.DowngradePath(strings.Fields(tc.applied), tc.target)
		}
		var names []string
		for _, r := range path {
			names = append(names, r.ID)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = "!" + err.Error()
		}
		if want, fails := strings.CutPrefix(tc.want, "!"); fails && !strings.Contains(got, want) || !fails && got != want {
			t.Errorf("%s %s from %q: got %q, want %q", tc.verb, tc.target, tc.applied, got, tc.want)
		}
	}
	if got := strings.Join(h.Heads(), " ") + "|" + strings.Join(h.Bases(), " ") + "|" + strings.Join(h.Branches(), " ") + "|" + strings.Join(h.Merges(), " "); got != "5_join b|1_base a|1_base|5_join" {
		t.Errorf("heads|bases|branches|merges = %s", got)
	}
}

func TestSumTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	file := func(id, parent, sql string) *fstest.MapFile {
		if parent != "" {
			parent = "-- pgen:revises " + parent + "\n"
		}
		return &fstest.MapFile{Data: []byte("-- pgen:revision " + id + "\n" + parent + "-- pgen:up\n" + sql + "\n")}
	}
	files := fstest.MapFS{"a.sql": file("a", "", "SELECT 1;"), "b.sql": file("b", "a", "SELECT 2;")}
	h := load(t, files)
	if h.Revision("a").Checksum == "" {
		t.Error("the checksum of pgen.sum is not on the revision")
	}
	files["b.sql"] = file("b", "a", "SELECT 3;")
	files["c.sql"] = file("c", "b", "SELECT 4;")
	delete(files, "a.sql")
	files["b.sql"] = file("b", "", "SELECT 3;")
	h, err := migrate.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, err := range h.Verify().(interface{ Unwrap() []error }).Unwrap() {
		got = append(got, fmt.Sprintf("%d %s", err.(*migrate.SumError).Kind, err.(*migrate.SumError).Revision))
		if !strings.Contains(err.Error(), "hint:") {
			t.Errorf("no hint in %v", err)
		}
	}
	if want := "[2 b 1 c 3 a]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
	files[migrate.SumFile].Data = append(files[migrate.SumFile].Data, "d x y\n"...)
	if h, err = migrate.Load(files); err != nil || !strings.Contains(h.Verify().Error(), "edited or merged") {
		t.Errorf("a sum that was merged by hand: %v", err)
	}
}
