package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func load(t *testing.T, text string, env map[string]string) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), FileName)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return Load(path, false, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
}

func TestLoadReadsAndExpands(t *testing.T) {
	t.Parallel()
	c, err := load(t, "migrations: db/${DIR:-revs}\ndatabase:\n  url: ${URL}\ngenerate:\n  package: shop\n  types:\n    money: shop.Money\n",
		map[string]string{"URL": "postgres://x"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Migrations, Folders{"db/revs"}) || c.Database.URL != "postgres://x" || c.Generate.Types["money"] != "shop.Money" {
		t.Errorf("got %+v", c)
	}
	if c.Schema != "schema.sql" || c.Database.Table != "pgen_revision" {
		t.Errorf("defaults are lost: %+v", c)
	}
}

func TestLoadReadsLists(t *testing.T) {
	t.Parallel()
	c, err := load(t, "migrations:\n- db\n- ${OTHER}\nhooks:\n- [fmt, --fast, REVISION]\n- [sh, -c, 'wc \"$1\"', sh, '${OTHER}']\n"+
		"revision: {slug_length: 12, timezone: Europe/Paris}\n", map[string]string{"OTHER": "billing/db"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Migrations, Folders{"db", "billing/db"}) || c.Revision.SlugLength != 12 || c.Revision.Timezone != "Europe/Paris" {
		t.Errorf("got %+v", c)
	}
	want := [][]string{{"fmt", "--fast", "REVISION"}, {"sh", "-c", `wc "$1"`, "sh", "billing/db"}}
	if !slices.EqualFunc(c.Hooks, want, slices.Equal[[]string]) {
		t.Errorf("hooks are %q", c.Hooks)
	}
}

func TestLoadPointsAtFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"unknown key", "schema: s.sql\ngenerate:\n  pakage: x\n", `pgen.yaml:3:3: error: unknown key "generate.pakage"`},
		{"unset variable", "schema: ${NOPE}\n", "pgen.yaml:1:9: error: schema: environment variable NOPE is not set"},
		{"own message", "schema: ${NOPE:?ask the DBA}\n", "NOPE is not set: ask the DBA"},
		{"open brace", "schema: ${NOPE\n", "without a closing brace"},
		{"mapping for a value", "schema:\n  a: b\n", "schema takes a plain value"},
		{"mapping for folders", "migrations:\n  a: b\n", "pgen.yaml:2:3: error: migrations takes a folder or a list of folders"},
		{"no folder", "migrations: []\n", "migrations takes a folder or a list of folders"},
		{"nothing for folders", "migrations:\n", "migrations takes a folder or a list of folders"},
		{"folder in folder", "migrations: [a, [b]]\n", "pgen.yaml:1:17: error: a folder of migrations is a plain text"},
		{"folder twice", "migrations:\n- a\n- ./a/\n", "pgen.yaml:3:3: error: folder ./a/ stands twice"},
		{"unset folder", "migrations: [a, \"${NOPE}\"]\n", "environment variable NOPE is not set"},
		{"hook as a line", "hooks:\n- sqlfluff fix\n", "pgen.yaml:2:3: error: a hook is a list"},
		{"one hook", "hooks: sqlfluff\n", "hooks takes a list of commands"},
		{"hook of hooks", "hooks: [[a, [b]]]\n", "a hook consists of plain texts"},
		{"no command", "hooks: [['', x]]\n", "a hook consists of plain texts"},
		{"no YAML", "schema: a\nmigrations: [a\n", "pgen.yaml:2:1: error: did not find"},
		{"no end", "migrations: [a\n", "pgen.yaml:1:1: error: did not find"},
		{"tab", "database:\n\turl: x\n", "pgen.yaml:2:2: error: found character that cannot start any token"},
		{"key twice", "schema: a\ngenerate: {}\nschema: b\n", "pgen.yaml:3:1: error: mapping key \"schema\" already defined at line 1"},
		{"list for types", "generate:\n  types:\n  - a\n", "pgen.yaml:3:3: error: cannot unmarshal"},
		{"no mapping", "hello\n", "pgen.yaml:1:1: error: cannot unmarshal"},
		{"second document", "schema: a\n---\nschema: b\n", "pgen.yaml:3:1: error: there is a second document"},
		{"slug length", "revision:\n  slug_length: 0\n", "pgen.yaml:2:16: error: revision.slug_length takes a number from 1 to 200"},
		{"slug words", "revision:\n  slug_length: many\n", "revision.slug_length takes a number"},
		{"timezone", "revision:\n  timezone: Mars/Base\n", "pgen.yaml:2:13: error: revision.timezone"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, tc.text, nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want it to contain %q", err, tc.want)
			}
		})
	}
}

func TestDatabaseVariableIsNeededLate(t *testing.T) {
	t.Parallel()
	c, err := load(t, "database:\n  url: ${DATABASE_URL}\n", nil)
	if err != nil {
		t.Fatalf("loading needs no database: %v", err)
	}
	if _, err := c.DatabaseURL(); err == nil || !strings.Contains(err.Error(), "pgen.yaml:2:8") {
		t.Errorf("DatabaseURL gave %v, want the place of the unset variable", err)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Load(path, false, os.LookupEnv); err == nil || !strings.Contains(err.Error(), "pgen init") {
		t.Errorf("got %v", err)
	}
	if c, err := Load(path, true, os.LookupEnv); err != nil || !slices.Equal(c.Migrations, Folders{"migrations"}) {
		t.Errorf("optional file: %+v, %v", c, err)
	}
}
