package revision_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// folder writes revisions from lines "id: parents; depends-on" with their
// pgen.sum and returns the history. Ids with "/" stand in a folder of their own.
func folder(t *testing.T, text string) (dirs []string, h *migrate.History) {
	t.Helper()
	root := t.TempDir()
	dirs = []string{root}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		id, rest, _ := strings.Cut(line, ":")
		parents, depends, _ := strings.Cut(rest, ";")
		dir := filepath.Join(root, filepath.Dir(strings.TrimSpace(id)))
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		name := filepath.Base(strings.TrimSpace(id))
		body := "-- pgen:revision " + name + "\n"
		for _, part := range []struct{ word, names string }{{"revises", parents}, {"depends-on", depends}} {
			if names := strings.TrimSpace(part.names); names != "" {
				body += "-- pgen:" + part.word + " " + names + "\n"
			}
		}
		body += "-- " + strings.TrimLeft(name, "0123456789_") + "\n\n-- pgen:up\nSELECT '" + name + "';\n"
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".sql"), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sums, _, err := revision.Sum(dirs, words)
	if err != nil {
		t.Fatal(err)
	}
	if err := revision.WriteSums(sums); err != nil {
		t.Fatal(err)
	}
	return dirs, reload(t, dirs)
}

func reload(t *testing.T, dirs []string) *migrate.History {
	t.Helper()
	h, err := migrate.LoadDir(dirs...)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Verify(); err != nil {
		t.Fatal(err)
	}
	return h
}

// shape prints a history as "id<parents;depends-on".
func shape(h *migrate.History) string {
	var out []string
	for _, r := range h.Revisions() {
		text := r.ID
		if len(r.Parents) > 0 {
			text += "<" + strings.Join(r.Parents, ",")
		}
		if len(r.DependsOn) > 0 {
			text += ";" + strings.Join(r.DependsOn, ",")
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestRebase(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, graph, id, onto, template, want, sides string }{
		{"one", "1_a:\n2_b: 1_a\n2_c: 1_a", "2_c", "2_b", "{seq}_{slug}", "1_a 2_b<1_a 3_c<2_b", "1_a|2_b|2_c"},
		{"a chain, named by its end", "1_a:\n2_b: 1_a\n2_c: 1_a\n3_d: 2_c", "3_d", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_c<2_b 4_d<3_c", "1_a|2_b|2_c 3_d"},
		{"a chain, named by its start", "1_a:\n2_b: 1_a\n2_c: 1_a\n3_d: 2_c", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_c<2_b 4_d<3_c", "1_a|2_b|2_c 3_d"},
		{"a chain takes the names of its members", "1_a:\n2_x: 1_a\n3_x: 2_x\n2_b: 1_a", "2_x", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_x<2_b 4_x<3_x", "1_a|2_b|2_x 3_x"},
		{"a fork below moves whole", "1_a:\n2_b: 1_a\n2_c: 1_a\n3_d: 2_c\n3_e: 2_c", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_c<2_b 4_d<3_c 5_e<3_c", "1_a|2_b|2_c 3_d 3_e"},
		{"a merge becomes a plain one", "1_a:\n2_b: 1_a\n2_c: 1_a\n3_m: 2_c, 2_b", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_c<2_b 4_m<3_c", "1_a|2_b|2_c"},
		{"a merge with a third stays one", "1_a:\n2_b: 1_a\n2_c: 1_a\n2_z: 1_a\n3_m: 2_c, 2_z", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 2_z<1_a 3_c<2_b 4_m<3_c,2_z", "1_a 2_z|2_b|2_c 3_m"},
		{"behind an older one of the other side", "1_a:\n2_b: 1_a\n3_b: 2_b\n2_c: 1_a", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 3_b<2_b 4_c<2_b", "1_a|2_b|2_c"},
		{"a base of its own", "1_a:\n1_x:\n2_x: 1_x", "2_x", "1_a", "{seq}_{slug}", "1_a 2_x<1_a 3_x<2_x", "|1_a|1_x 2_x"},
		{"who depends on it follows", "1_a:\n2_b: 1_a\n2_c: 1_a\no/9_o: ;2_c\no/9_p: 9_o; 1_a", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 10_c<2_b 9_o;10_c 9_p<9_o;1_a", "1_a|2_b|2_c"},
		{"what it depends on stays", "1_a:\n2_b: 1_a\no/9_o:\n2_c: 1_a; 9_o", "2_c", "2_b", "{seq}_{slug}",
			"1_a 2_b<1_a 9_o 10_c<2_b;9_o", "1_a 9_o|2_b|2_c"},
		{"ids kept", "1_a:\n2_b: 1_a\n2_c: 1_a", "2_c", "2_b", "", "1_a 2_b<1_a 2_c<2_b", "1_a|2_b|2_c"},
		{"timestamps", "1_a:\n2_b: 1_a\n2_c: 1_a\n3_d: 2_c", "2_c", "2_b", "{timestamp:20060102150405}_{slug}",
			"1_a 2_b<1_a 20261122090807_c<2_b 20261122090808_d<20261122090807_c", "1_a|2_b|2_c 3_d"},
		{"already behind", "1_a:\n2_b: 1_a", "1_a", "2_b", "", "!2_b is behind 1_a already", ""},
		{"already follows", "1_a:\n2_b: 1_a", "2_b", "1_a", "", "!2_b follows 1_a already", ""},
		{"the other side depends on it", "1_a:\n2_b: 1_a; 2_c\n2_c: 1_a", "2_c", "2_b", "", "!2_b is behind 2_c already", ""},
		{"a name that is taken", "1_a:\n2_b: 1_a\nb: 1_a", "b", "2_b", "{slug}_b", "!exists already", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.name == "a name that is taken" {
				tc.graph = strings.Replace(tc.graph, "2_b: 1_a", "b_b: 1_a", 1)
				tc.onto = "b_b"
			}
			dirs, h := folder(t, tc.graph)
			var naming *revision.Naming
			if tc.template != "" {
				naming = &revision.Naming{Template: tc.template, Now: time.Date(2026, 11, 22, 9, 8, 7, 0, time.UTC)}
			}
			before := contents(t, dirs)
			plan, err := revision.PlanRebase(h, tc.id, tc.onto, naming)
			if want, fails := strings.CutPrefix(tc.want, "!"); fails {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Fatalf("got %v, want %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := plan.Write(h, words); err != nil {
				t.Fatal(err)
			}
			if got := shape(reload(t, dirs)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if got := strings.Join(plan.Base, " ") + "|" + strings.Join(plan.Theirs, " ") + "|" + strings.Join(plan.Ours, " "); got != tc.sides {
				t.Errorf("sides are %s, want %s", got, tc.sides)
			}
			if after := contents(t, dirs); len(after) != len(before) {
				t.Errorf("files were %d and are %d", len(before), len(after))
			}
		})
	}
}

// contents returns the files of folders, temporary ones included.
func contents(t *testing.T, dirs []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if path := filepath.Join(dir, e.Name()); !e.IsDir() {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				out[path] = string(data)
			}
		}
	}
	return out
}

// TestRebaseChangesNothingOnError lets the writing fail at each of its places.
func TestRebaseChangesNothingOnError(t *testing.T) {
	t.Parallel()
	const graph = "1_a:\n2_b: 1_a\n2_c: 1_a\n3_d: 2_c\no/9_o: ;3_d"
	naming := &revision.Naming{Template: "{seq}_{slug}"}
	for name, spoil := range map[string]func(dir string) error{
		"a file is in the way":   func(dir string) error { return os.WriteFile(filepath.Join(dir, "11_d.sql"), nil, 0o644) },
		"a folder is in the way": func(dir string) error { return os.Mkdir(filepath.Join(dir, "10_c.sql"), 0o755) },
		"pgen.sum of the other folder": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "o", "pgen.sum"), []byte("<<<<"), 0o644)
		},
		"pgen.sum is a folder": func(dir string) error {
			path := filepath.Join(dir, "o", "pgen.sum")
			return errorsOf(os.Remove(path), os.MkdirAll(filepath.Join(path, "x"), 0o755))
		},
		"a file is gone": func(dir string) error { return os.Remove(filepath.Join(dir, "3_d.sql")) },
		"a checksum": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "3_d.sql"), []byte("-- pgen:revision 3_d\n-- pgen:revises 2_c\n-- pgen:up\nsyntax error;\n"), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dirs, h := folder(t, graph)
			plan, err := revision.PlanRebase(h, "2_c", "2_b", naming)
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(dirs[0]); err != nil {
				t.Fatal(err)
			}
			before := contents(t, dirs)
			if err := plan.Write(h, words); err == nil {
				t.Error("no error")
			}
			if after := contents(t, dirs); !maps.Equal(before, after) {
				t.Errorf("files changed: %v\nwere %v", slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
			}
		})
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestRebaseKeepsEveryOtherByte moves revisions with random layouts and demands
// that nothing but the three lines of names differs.
func TestRebaseKeepsEveryOtherByte(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		lineEnd := []string{"\n", "\r\n"}[random.IntN(2)]
		head := []string{"-- pgen:revises 1_a", "-- a message, -- pgen:revises 1_a", "", "--", "-- pgen:labels l", "--  indented\ttext  "}
		random.Shuffle(len(head), func(i, j int) { head[i], head[j] = head[j], head[i] })
		head = append([]string{"-- pgen:revision 2_c"}, head...)
		body := []string{"-- pgen:up", " -- pgen:revises no", "SELECT 1  ;\t", "", "-- pgen:step transaction=off", "VACUUM", "", "-- pgen:down", "-- nothing"}
		text := strings.Join(append(head, body...), lineEnd)
		if random.IntN(2) == 0 {
			text += lineEnd
		}
		dirs, _ := folder(t, "1_a:\n2_b: 1_a")
		if err := os.WriteFile(filepath.Join(dirs[0], "2_c.sql"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		sums, _, err := revision.Sum(dirs, words)
		if err != nil {
			t.Fatal(err)
		}
		if err := revision.WriteSums(sums); err != nil {
			t.Fatal(err)
		}
		h := reload(t, dirs)
		plan, err := revision.PlanRebase(h, "2_c", "2_b", &revision.Naming{Template: fmt.Sprintf("{seq:0%d}_{slug}", n%9)})
		if err != nil {
			t.Fatal(err)
		}
		if err := plan.Write(h, words); err != nil {
			t.Fatal(err)
		}
		got := contents(t, dirs)[plan.Moved[0].File()]
		want := strings.Replace(strings.Replace(text, "-- pgen:revision 2_c", "-- pgen:revision "+plan.Moved[0].ID, 1),
			lineEnd+"-- pgen:revises 1_a", lineEnd+"-- pgen:revises 2_b", 1)
		if got != want {
			t.Fatalf("got\n%q\nwant\n%q", got, want)
		}
	}
}

// TestRebaseOfRandomGraphs checks what must hold of every rebase: the branch comes
// behind onto, what followed follows, and nothing else changes.
func TestRebaseOfRandomGraphs(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	done := 0
	for range 300 {
		graph, ids := randomGraph(random)
		id, onto := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
		dirs, before := folder(t, graph)
		plan, err := revision.PlanRebase(before, id, onto, &revision.Naming{})
		if err != nil {
			continue
		}
		done++
		if err := plan.Write(before, words); err != nil {
			t.Fatalf("%s\n%s onto %s: %v", graph, id, onto, err)
		}
		after := reload(t, dirs)
		renamed := map[string]string{}
		for _, m := range plan.Moved {
			renamed[m.Was.ID] = m.ID
		}
		now := func(id string) string {
			if to, ok := renamed[id]; ok {
				return to
			}
			return id
		}
		if !slices.Contains(after.Ancestors(now(id)), onto) {
			t.Errorf("%s\n%s is not behind %s", graph, id, onto)
		}
		for _, x := range ids {
			needs := after.Needs(now(x))
			for _, y := range before.Needs(x) {
				if !slices.Contains(needs, now(y)) {
					t.Errorf("%s\n%s onto %s: %s needed %s and no longer does", graph, id, onto, x, y)
				}
			}
			if _, moved := renamed[x]; !moved && !slices.Equal(after.Revision(x).Parents, before.Revision(x).Parents) {
				t.Errorf("%s\n%s onto %s: %s has other parents", graph, id, onto, x)
			}
			if got, want := after.Revision(now(x)).Up, before.Revision(x).Up; got[0].SQL != want[0].SQL {
				t.Errorf("%s does something else", x)
			}
		}
	}
	if done < 50 {
		t.Errorf("only %d of the random rebases were possible", done)
	}
}

// randomGraph writes the lines of a graph of up to eight revisions.
func randomGraph(random *rand.Rand) (graph string, ids []string) {
	for n := range 3 + random.IntN(6) {
		id := fmt.Sprintf("%04d_%c", n+1, 'a'+n)
		var parents, depends []string
		for _, other := range ids {
			switch random.IntN(6) {
			case 0, 1:
				parents = append(parents, other)
			case 2:
				depends = append(depends, other)
			}
		}
		graph += id + ": " + strings.Join(parents[:min(len(parents), 2)], ", ") + "; " + strings.Join(depends, ", ") + "\n"
		ids = append(ids, id)
	}
	return graph, ids
}
