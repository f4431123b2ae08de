package config

import (
	"os"
	"path/filepath"
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
	if c.Migrations != "db/revs" || c.Database.URL != "postgres://x" || c.Generate.Types["money"] != "shop.Money" {
		t.Errorf("got %+v", c)
	}
	if c.Schema != "schema.sql" || c.Database.Table != "pgen_revision" {
		t.Errorf("defaults are lost: %+v", c)
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
	if c, err := Load(path, true, os.LookupEnv); err != nil || c.Migrations != "migrations" {
		t.Errorf("optional file: %+v, %v", c, err)
	}
}
