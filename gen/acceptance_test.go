package gen_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
)

// dataDir holds real migration folders; see its README.
const dataDir = "../../shared/data/migrations"

// realSets lists the real migration folders that are here.
func realSets(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(dataDir)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real migration folders are missing: %v", err)
		}
		t.Skipf("the real migration folders are missing: %v", err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// setMeta is what is known of a set.
type setMeta struct {
	Prelude []string `json:"prelude"`
}

func readMeta(t *testing.T, set string) setMeta {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dataDir, set, "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m setMeta
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestSchemaEqualsDump demands, for every real folder, that the printed model
// applied to an empty database gives the dump that the original files give.
func TestSchemaEqualsDump(t *testing.T) {
	t.Parallel()
	sets := realSets(t)
	for _, set := range sets {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(dataDir, set, "files")
			script := printSchema(t, dir)
			meta := readMeta(t, set)
			want := dumpAfter(t, func(conn *pgx.Conn) { applyOriginal(t, conn, dir, meta) })
			got := dumpAfter(t, func(conn *pgx.Conn) {
				// A table that the set's own runner makes is not a part of the model.
				for _, statement := range meta.Prelude {
					if strings.HasPrefix(statement, "CREATE TABLE ") {
						execText(t, conn, statement)
					}
				}
				execText(t, conn, script.SQL)
			})
			compareDumps(t, want, got, slices.ContainsFunc(script.Warnings, isUnmodelled))
		})
	}
}

func isUnmodelled(d gen.Diagnostic) bool { return d.Code == "unmodelled" }

func printSchema(t *testing.T, dir string) gen.Script {
	t.Helper()
	p, err := gen.Open(gen.Settings{Environ: []string{}, Notice: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	script, err := p.Script(t.Context(), dir, gen.ReplayAuto)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// newDatabase makes and fills a database that goes with the test.
func newDatabase(t *testing.T, fill func(*pgx.Conn)) string {
	t.Helper()
	url := scratchtest.Database(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	fill(conn)
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return url
}

// dumpAfter fills a new database and returns its dump.
func dumpAfter(t *testing.T, fill func(*pgx.Conn)) string {
	t.Helper()
	url := newDatabase(t, fill)
	out, err := exec.Command("pg_dump", "--schema-only", url).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, out)
	}
	return string(out)
}

// applyOriginal runs a set's prelude and files as their tool would: each file in
// one message, or statement by statement where a transaction is refused.
func applyOriginal(t *testing.T, conn *pgx.Conn, dir string, meta setMeta) {
	t.Helper()
	for _, statement := range meta.Prelude {
		execText(t, conn, statement)
	}
	layout, err := revision.Detect(dir)
	if err != nil {
		t.Fatal(err)
	}
	migrations, _, err := revision.Files(dir, layout)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range migrations {
		for _, f := range m.Up {
			if err := gen.ApplyFile(t.Context(), conn, f); err != nil {
				t.Fatal(err)
			}
		}
	}
	execText(t, conn, "RESET search_path")
}

func execText(t *testing.T, conn *pgx.Conn, text string) {
	t.Helper()
	if _, err := conn.PgConn().Exec(t.Context(), text).ReadAll(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// unmodelled matches the statements that pgen reports as left out of its model.
var unmodelled = regexp.MustCompile(`^(CREATE RULE|CREATE EVENT TRIGGER|CREATE PUBLICATION|CREATE STATISTICS|CREATE OPERATOR|CREATE CAST|CREATE TEXT SEARCH) `)

// compareDumps compares two dumps as sets of statements. Where the replay warned
// that something is not modelled, that may be missing; nothing may be added.
func compareDumps(t *testing.T, want, got string, warned bool) {
	t.Helper()
	a, b := dumpStatements(want), dumpStatements(got)
	for _, s := range a {
		if warned && unmodelled.MatchString(s) && !slices.Contains(b, s) {
			b = append(b, s)
		}
		if !slices.Contains(b, s) {
			t.Errorf("missing:\n%s", s)
		}
	}
	for _, s := range b {
		if !slices.Contains(a, s) {
			t.Errorf("not wanted:\n%s", s)
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d statements, want %d", len(b), len(a))
	}
}

// dumpStatements cuts a dump into sorted statements, without comments, psql
// commands and what differs from dump to dump.
func dumpStatements(dump string) []string {
	var kept []string
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, `\`) {
			kept = append(kept, line)
		}
	}
	var out []string
	for s := range strings.SplitSeq(strings.Join(kept, ""), ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}
