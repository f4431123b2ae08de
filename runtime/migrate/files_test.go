package migrate_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// revisionFile writes a revision that leaves its id in the log.
func revisionFile(id, parent string) string {
	head := "-- pgen:revision " + id + "\n"
	if parent != "" {
		head += "-- pgen:revises " + parent + "\n"
	}
	return head + "\n-- pgen:up\nINSERT INTO log VALUES ('" + id + "');\n"
}

// threeFiles is a folder with the revisions 1_a, 2_b and 3_c.
func threeFiles() map[string]string {
	return map[string]string{"1_a": strings.Replace(revisionFile("1_a", ""), "INSERT", "CREATE TABLE log (step text);\nINSERT", 1),
		"2_b": revisionFile("2_b", "1_a"), "3_c": revisionFile("3_c", "2_b")}
}

// summed is the folder with a pgen.sum that fits. The meaning is the text
// without comments that are not markers, as far as these files go.
func summed(files map[string]string) fstest.MapFS {
	folder := fstest.MapFS{}
	var sum migrate.Sum
	for id, text := range files {
		folder[id+".sql"] = &fstest.MapFile{Data: []byte(text)}
		sum = append(sum, migrate.SumLine{ID: id, Meaning: "m" + migrate.HashBytes([]byte(strings.ReplaceAll(text, "-- a word\n", "")))[:12],
			Bytes: migrate.HashBytes([]byte(text))})
	}
	folder[migrate.SumFile] = &fstest.MapFile{Data: sum.Format()}
	return folder
}

// fileCase is something that happens to a folder after 1_a, 2_b and 3_c were
// applied.
type fileCase struct {
	name   string
	change func(files map[string]string)
	// unsummed leaves pgen.sum as it was.
	unsummed bool
	target   string
	// want is the outcome: what is refused as, or what is applied.
	want string
}

var fileCases = []fileCase{
	{"comment edited, pgen sum run", func(f map[string]string) { f["2_b"] += "-- a word\n" }, false, "head", "applied nothing"},
	{"comment edited, pgen sum not run", func(f map[string]string) { f["2_b"] += "-- a word\n" }, true, "head", "edited after its checksum"},
	{"statement edited, pgen sum run", func(f map[string]string) { f["2_b"] += "SELECT 1;\n" }, false, "head", "applied revision was edited"},
	{"statement edited, pgen sum not run", func(f map[string]string) { f["2_b"] += "SELECT 1;\n" }, true, "head", "edited after its checksum"},
	{"newest file missing, pgen sum run", func(f map[string]string) { delete(f, "3_c") }, false, "head", "ahead of the migration files"},
	{"newest file missing, pgen sum not run", func(f map[string]string) { delete(f, "3_c") }, true, "head", "has no file"},
	{"middle file missing", func(f map[string]string) { delete(f, "2_b") }, false, "head", "no file has the revision"},
	{"middle file missing, closed up", func(f map[string]string) { delete(f, "2_b"); f["3_c"] = revisionFile("3_c", "1_a") }, false, "head", "ahead of the migration files"},
	{"applied files reordered", func(f map[string]string) {
		f["3_c"], f["2_b"] = revisionFile("3_c", "1_a"), revisionFile("2_b", "3_c")
	}, false, "head", "applied revision was edited"},
	{"files follow each other in a circle", func(f map[string]string) { f["1_a"] = revisionFile("1_a", "3_c") }, false, "head", "in a circle"},
	{"one id in two files", func(f map[string]string) { f["4_d"] = revisionFile("3_c", "2_b") }, false, "head", "is not the name of the file"},
	{"late file on an older revision, head", func(f map[string]string) { f["2_x"] = revisionFile("2_x", "1_a") }, false, "head", "pgen merge"},
	{"late file on an older revision, heads", func(f map[string]string) { f["2_x"] = revisionFile("2_x", "1_a") }, false, "heads", "applied 2_x"},
	{"late file put in the middle", func(f map[string]string) {
		f["2_x"], f["3_c"] = revisionFile("2_x", "2_b"), revisionFile("3_c", "2_x")
	}, false, "head", "applied revision was edited"},
	{"late file with a low number on the head", func(f map[string]string) { f["0_x"] = revisionFile("0_x", "3_c") }, false, "head", "applied 0_x"},
	{"new file, pgen sum not run", func(f map[string]string) { f["4_d"] = revisionFile("4_d", "3_c") }, true, "head", "is not in pgen.sum"},
}

// TestFilesThatChanged does to a folder what happens to folders and says what
// the runner makes of it.
func TestFilesThatChanged(t *testing.T) {
	t.Parallel()
	tab := newTable(t, "edited, missing, reordered and late files", "what happened", "target", "outcome")
	config := scratch(t)
	conn := connect(t, config)
	for i, tc := range fileCases {
		schema := fmt.Sprintf("f%d", i)
		mustExec(t, conn, "CREATE SCHEMA "+schema)
		here := config.Copy()
		here.RuntimeParams["search_path"] = schema
		before := summed(threeFiles())
		if _, err := upgradeFolder(t, here, before, "head"); err != nil {
			t.Fatal(err)
		}
		files := threeFiles()
		tc.change(files)
		after := summed(files)
		if tc.unsummed {
			after[migrate.SumFile] = before[migrate.SumFile]
		}
		done, err := upgradeFolder(t, here, after, tc.target)
		outcome, want := "", "1_a 2_b 3_c"
		switch {
		case err != nil && !strings.Contains(err.Error(), "hint:"):
			t.Errorf("%s: an error without a hint: %v", tc.name, err)
			continue
		case err != nil:
			outcome = err.Error()
		case done == "":
			outcome = "applied nothing"
		default:
			outcome = "applied " + done
			want = strings.Join([]string{want, done}, " ")
		}
		if !strings.Contains(outcome, tc.want) {
			t.Errorf("%s: want %q, got %s", tc.name, tc.want, outcome)
		}
		if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY ctid) FROM "+schema+".log"); got != want {
			t.Errorf("%s: the log holds %q", tc.name, got)
		}
		if err != nil {
			outcome = "refused: " + tc.want
		}
		tab.row(tc.name, tc.target, outcome)
	}
}

func upgradeFolder(t *testing.T, config *pgx.ConnConfig, files fstest.MapFS, target string) (string, error) {
	t.Helper()
	h, err := migrate.Load(files)
	if err != nil {
		return "", err
	}
	m, err := migrate.New(migrate.Config{Conn: config, History: h})
	if err != nil {
		return "", err
	}
	result, err := m.Upgrade(t.Context(), target)
	return ids(result.Revisions), err
}
