package revision_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// tree writes files into a folder of the test's.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// show prints migrations as "id up/down" with "!" for no transaction and "*"
// for repeatable; statements lose their line ends.
func show(migrations []revision.Migration) string {
	text := func(files []*source.File) string {
		var out []string
		for _, f := range files {
			out = append(out, strings.Join(strings.Fields(f.Text), " "))
		}
		return strings.Join(out, "+")
	}
	var out []string
	for _, m := range migrations {
		line := m.ID + " " + text(m.Up) + "/" + text(m.Down)
		if m.NoTransaction {
			line += "!"
		}
		if m.Repeatable {
			line += "*"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

type layoutCase struct {
	name     string
	files    map[string]string
	layout   revision.Layout
	want     string
	warnings int
}

var layoutCases = []layoutCase{
	{"golang-migrate", map[string]string{"10_c.up.sql": "c", "2_b.up.sql": "b", "2_b.down.sql": "B", "1_a.up.sql": "a", "readme.sql": "x", "9_x.down.sql": "y"},
		revision.UpDown, "1_a a/\n2_b b/B\n10_c c/", 2},
	{"folders of numbers", map[string]string{"0/1_a.up.sql": "a", "10/1_c.up.sql": "c", "2/1_b.up.sql": "b"}, revision.UpDown, "1_a a/\n1_b b/\n1_c c/", 0},
	{"fixtures below", map[string]string{"1_a.up.sql": "a", "2_b.up.sql": "b", "testdata/1_a.up.sql": "x", "testdata/1_a.down.sql": "x"},
		revision.UpDown, "1_a a/\n2_b b/", 1},
	{"words at the end", map[string]string{"001_a_up.sql": "a", "001_a_down.sql": "A", "002-b-up.sql": "b", "010_c_up.sql": "c"},
		revision.UpDown, "001_a a/A\n002-b b/\n010_c c/", 0},
	{"rollback beside", map[string]string{"0001.a.sql": "a", "0001.a.rollback.sql": "A", "0002.b.sql": "b", "notes.sql": "x"},
		revision.UpDown, "0001.a a/A\n0002.b b/", 1},
	{"do and undo", map[string]string{"001.do.a.sql": "a", "001.undo.drop-a.sql": "A", "002.do.sql": "b", "003.do.c.sql": "c"},
		revision.UpDown, "001 a/A\n002 b/\n003 c/", 0},
	{"folders up and down", map[string]string{"up/1_a.sql": "a", "down/1_a.sql": "A", "up/2_b.sql": "b"}, revision.UpDown, "1_a a/A\n2_b b/", 0},
	{"hasura", map[string]string{"default/1600_a/up.sql": "a", "default/1600_a/down.sql": "A", "default/1601_b/up.sql": "b"},
		revision.Diesel, "default/1600_a a/A\ndefault/1601_b b/", 0},
	{"a name that only sounds like one", map[string]string{"1_scale_up.sql": "a", "2_roll_back_down.sql": "b", "3_do.sql": "c"},
		revision.Numbered, "1_scale_up a/\n2_roll_back_down b/\n3_do c/", 0},
	{"sqitch", map[string]string{"sqitch.plan": "%syntax-version=1.0.0\n%project=x\n\nb 2020-01-01T00:00:00Z N <n@x> # note\n@v1 2020-01-01T00:00:00Z N <n@x>\na [b] 2020-01-02T00:00:00Z N <n@x>\nb [b@v1] 2020-01-03T00:00:00Z N <n@x>\n",
		"deploy/a.sql": "a", "deploy/b.sql": "b2", "deploy/b@v1.sql": "b", "revert/a.sql": "A", "verify/a.sql": "x"},
		revision.Sqitch, "b@v1 b/\na a/A\nb b2/", 0},
	{"manifests", map[string]string{"v1.10/manifest.json": `{"SchemaUpdateCqlFiles": ["c.sql"]}`, "v1.10/c.sql": "c", "v1.9/z.sql": "z", "v1.9/a.sql": "a",
		"v1.9/manifest.json": `{"SchemaUpdateCqlFiles": ["z.sql", "a.sql"]}`, "v1.9/x.sql": "x"}, revision.Manifest, "v1.9 z+a/\nv1.10 c/", 1},
	{"node-pg-migrate", map[string]string{"1_a.sql": "-- Up Migration\na\n\n-- Down Migration\nA"}, revision.NodePg, "1_a a/A", 0},
	{"rambler", map[string]string{"1_a.sql": "-- rambler up\na\n-- rambler down\nA"}, revision.Rambler, "1_a a/A", 0},
	{"shmig", map[string]string{"1-a.sql": "-- ====  UP  ====\na\n-- ==== DOWN ====\nA"}, revision.Shmig, "1-a a/A", 0},
	{"play", map[string]string{"1.sql": "# --- !Ups\na\n# --- !Downs\nA", "10.sql": "-- !Ups\n", "2.sql": "# --- !Ups\nb"}, revision.Play, "1 a/A\n2 b/\n10 /", 1},
	{"mybatis", map[string]string{"1_a.sql": "--// a\na\n-- //@UNDO\nA"}, revision.MyBatis, "1_a --// a a/A", 0},
	{"sqlx", map[string]string{"1_a.sql": "-- no-transaction\na", "10_c.sql": "c", "2_b.sql": "b"}, revision.Numbered, "1_a -- no-transaction a/!\n2_b b/\n10_c c/", 0},
	{"goose", map[string]string{"1_a.sql": "-- +goose Up\na;\n-- +goose StatementBegin\nf\n-- +goose StatementEnd\n-- +goose Down\nA", "2_b.go": "package x",
		"10_c.sql": "-- +goose NO TRANSACTION\n\n-- +goose Up\r\nc\r\n-- +goose Down\r\n"},
		revision.Goose, "1_a a; -- +goose StatementBegin f -- +goose StatementEnd/A\n10_c c/!", 1},
	{"sql-migrate", map[string]string{"2_b.sql": "/* licence */\n-- +migrate Up notransaction\nb\n", "10_c.sql": "-- +migrate Up\nc\n-- +migrate Down\nC\n-- +migrate Up\nc2"},
		revision.SQLMigrate, "2_b b/!\n10_c c+c2/C", 0},
	{"sql-migrate without numbers", map[string]string{
		"sync10.sql": "-- +migrate Up\nb\n", "sync9.sql": "-- +migrate Up\na\n-- +migrate Down\nA\n"},
		revision.SQLMigrate, "sync9 a/A\nsync10 b/", 0},
	{"dbmate", map[string]string{"20200101_a.sql": "SELECT 1;\n-- migrate:up transaction:false\na\n-- migrate:down\nA"}, revision.Dbmate, "20200101_a a/A!", 1},
	{"tern", map[string]string{"001_a.sql": "a\n---- create above / drop below ----\nA", "002_b.sql": "---- tern: disable-tx ----\nb", "tern.conf": "x"},
		revision.Tern, "001_a a/A\n002_b ---- tern: disable-tx ---- b/!", 0},
	{"diesel", map[string]string{"2017-09-23-000000_b/up.sql": "b", "20170318000000_a/up.sql": "a", "20170318000000_a/down.sql": "A",
		"2017-09-24-000000_c/up.sql": "c", "2017-09-24-000000_c/metadata.toml": "run_in_transaction = false\n"},
		revision.Diesel, "20170318000000_a a/A\n2017-09-23-000000_b b/\n2017-09-24-000000_c c/!", 0},
	{"folders by number", map[string]string{"1/up.sql": "a", "10/up.sql": "c", "2/up.sql": "b"}, revision.Diesel, "1 a/\n2 b/\n10 c/", 0},
	{"folders by number and name", map[string]string{"0-init/up.sql": "a", "10-x/up.sql": "c", "2-y/up.sql": "b", "2-y/up_tests.sql": "x"},
		revision.Diesel, "0-init a/\n2-y b/\n10-x c/", 1},
	{"numbers below a snapshot", map[string]string{"LATEST.sql": "x", "1.2/0001##b.sql": "b", "1.10/0000##c.sql": "c"}, revision.Numbered, "0001##b b/\n0000##c c/", 1},
	{"flyway with Java", map[string]string{"V1__a.sql": "a", "V2__B.java": "x"}, revision.Flyway, "1 a/", 1},
	{"flyway", map[string]string{"V1_10__c.sql": "c", "V1_9__b.sql": "b", "sub/V1.2__a.sql": "a", "R__view.sql": "v", "U1.9__b.sql": "B",
		"V1_10__c.sql.conf": "executeInTransaction = false", "afterMigrate.sql": "x"},
		revision.Flyway, "1.2 a/\n1.9 b/B\n1.10 c/!\nR__view v/*", 1},
	{"flyway baseline", map[string]string{"V1__a.sql": "a", "V2__b.sql": "b", "B2__base.sql": "base", "V3__c.sql": "c"}, revision.Flyway, "2 base/\n3 c/", 2},
	{"prisma", map[string]string{"20200101_a/migration.sql": "a", "20200102_b/migration.sql": "b", "migration_lock.toml": "x", "20200102_b/migration.ts": "x"},
		revision.Prisma, "20200101_a a/\n20200102_b b/", 1},
	{"drizzle", map[string]string{"meta/_journal.json": `{"entries":[{"idx":1,"tag":"0001_z"},{"idx":0,"tag":"0002_a"}]}`,
		"0001_z.sql": "z;--> statement-breakpoint\ny", "0002_a.sql": "a", "0003_x.sql": "x", "meta/0000_snapshot.json": "{}"},
		revision.Drizzle, "0002_a a/\n0001_z z;--> statement-breakpoint y/", 1},
	{"pop", map[string]string{"2_b.postgres.up.sql": "b", "2_b.mysql.up.sql": "x", "2_b.postgres.down.sql": "B", "1_a.up.sql": "a",
		"3_c.up.sql": "x", "3_c.postgres.autocommit.up.sql": "c", "3_c.postgres.up.sql": "d", "4_d.sqlite3.up.sql": "x"},
		revision.UpDown, "1_a a/\n2_b.postgres b/B\n3_c.postgres d/\n3_c.postgres.autocommit c/!", 1},
	{"graphile", map[string]string{"committed/000001.sql": "--! Previous: -\na", "committed/000002-x.sql": "--! Hash: 1\n--! no-transaction\nb", "current.sql": "c"},
		revision.Graphile, "000001 --! Previous: - a/\n000002-x --! Hash: 1 --! no-transaction b/!", 1},
	{"numbered below folders", map[string]string{"1.10/02_b.sql": "d", "1.10/1_a.sql": "c", "1.2/1_a.sql": "a", "1.2/10_b.sql": "b"},
		revision.Numbered, "1_a a/\n10_b b/\n1_a c/\n02_b d/", 0},
	{"plain", map[string]string{"tables.sql": "t", "a/types.sql": "ty", "\u00e9.sql": "e"}, revision.Plain, "types ty/\ntables t/\né e/", 0},
	{"byte order mark", map[string]string{"1_a.sql": "\ufeffa"}, revision.Numbered, "1_a a/", 1},
	{"pgen", map[string]string{"0002_b.sql": "-- pgen:revision 0002_b\n-- pgen:up\nb;\n", "0001_c.sql": "-- pgen:revision 0001_c\n-- pgen:revises 0002_b\n-- pgen:up\nc;\n" +
		"-- pgen:step transaction=off\n\nVACUUM;\n-- pgen:down\nC;\n"}, revision.Pgen, "0002_b b;/\n0001_c c;+VACUUM;/C;", 0},
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	for _, tc := range layoutCases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, tc.files)
			layout, err := revision.Detect(dir)
			if err != nil || layout != tc.layout {
				t.Fatalf("layout %q, %v", layout, err)
			}
			migrations, diagnostics, err := revision.Files(dir, layout)
			if err != nil || diagnostics.Err() != nil {
				t.Fatal(err, diagnostics)
			}
			if got := show(migrations); got != tc.want || len(diagnostics) != tc.warnings {
				t.Errorf("got\n%s\nwant\n%s\nwarnings: %v", got, tc.want, diagnostics)
			}
		})
	}
}

func TestPiecesKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"1_a.sql": "-- +goose Up\nSELECT 'é';\n-- +goose Down\n\nSELECT 'ü', x;\n"})
	migrations, _, err := revision.Files(dir, revision.Goose)
	if err != nil {
		t.Fatal(err)
	}
	part := migrations[0].Down[0]
	span := source.Span{File: part, Start: strings.Index(part.Text, "x;")}
	if got := span.String(); !strings.HasSuffix(got, "1_a.sql:5:13") {
		t.Errorf("the piece is at %s", got)
	}
	dir = tree(t, map[string]string{"a.sql": "-- pgen:revision a\n-- pgen:up\n\n-- é\nSELECT 1;\n-- pgen:step transaction=off\nVACUUM é;\n"})
	if migrations, _, err = revision.Files(dir, revision.Pgen); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"a.sql:4:1", "a.sql:7:1"} {
		if got := (source.Span{File: migrations[0].Up[i]}).String(); !strings.HasSuffix(got, want) {
			t.Errorf("step %d is at %s, want %s", i+1, got, want)
		}
	}
}

func TestFoldersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"empty", nil, "the folder is empty"},
		{"no sql", map[string]string{"a.txt": "x", "b.txt": "x", "c": "", "d": ""}, "no .sql file in the folder, only a.txt, b.txt, c and 1 more"},
		{"two tools", map[string]string{"1.sql": "-- +goose Up\n", "2.sql": "-- migrate:up\n"}, "markers of several tools (goose, dbmate)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, err := revision.Detect(tree(t, tc.files)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := revision.Detect(filepath.Join(t.TempDir(), "no")); err == nil || !strings.Contains(err.Error(), "there is no such") {
		t.Errorf("missing: %v", err)
	}
	dir := tree(t, map[string]string{"1_a.up.fizz": "create_table", "1_b.up.sql": "b"})
	if _, diagnostics, err := revision.Files(dir, revision.UpDown); err != nil || diagnostics.Err() == nil || !strings.Contains(diagnostics.Error(), "fizz is not SQL") {
		t.Errorf("fizz: %v, %v", diagnostics, err)
	}
	dir = tree(t, map[string]string{"first.sql": "-- +goose Up\na"})
	if _, _, err := revision.Files(dir, revision.Goose); err == nil || !strings.Contains(err.Error(), "first.sql: the name does not start with a number") {
		t.Errorf("nothing is left: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(tree(t, map[string]string{"1_a.sql": "a"}), link); err != nil {
		t.Fatal(err)
	}
	if layout, err := revision.Detect(link); err != nil || layout != revision.Numbered {
		t.Errorf("a link to a folder: %v, %v", layout, err)
	}
	dir = tree(t, map[string]string{"1.sql": "a\x00"})
	if _, diagnostics, err := revision.Files(dir, revision.Numbered); err != nil || !strings.Contains(fmt.Sprint(diagnostics.Err()), "1.sql:1:2") {
		t.Errorf("NUL: %v, %v", diagnostics, err)
	}
	single := filepath.Join(tree(t, map[string]string{"x.sql": "SELECT 1"}), "x.sql")
	if layout, err := revision.Detect(single); err != nil || layout != revision.Single {
		t.Errorf("single: %v, %v", layout, err)
	}
	if migrations, _, err := revision.Files(single, revision.Single); err != nil || show(migrations) != "x SELECT 1/" {
		t.Errorf("single: %v, %v", show(migrations), err)
	}
}

func TestSingleFilesOfToolsLeadUp(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"goose":  "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n",
		"dbmate": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n",
		"tern":   "SELECT 1;\n---- create above / drop below ----\nSELECT 2;\n",
		"pgen":   "-- pgen:revision 1_a\n\n-- pgen:up\nSELECT 1;\n\n-- pgen:down\nSELECT 2;\n",
	} {
		path := filepath.Join(tree(t, map[string]string{"1_a.sql": text}), "1_a.sql")
		migrations, diagnostics, err := revision.Files(path, revision.Single)
		if got := show(migrations); err != nil || len(diagnostics) > 0 || got != "1_a SELECT 1;/SELECT 2;" {
			t.Errorf("%s: %q, %v, %v", name, got, diagnostics, err)
		}
	}
}
