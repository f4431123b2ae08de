package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// FileName is the name under which a project's configuration is looked for.
const FileName = "pgen.yaml"

// Config is the content of pgen.yaml. Paths are relative to Dir.
type Config struct {
	// Dir is the folder of the file; File its path, "" when there is none.
	Dir  string `yaml:"-"`
	File string `yaml:"-"`

	// Service is the name from which the runtime's conventions make variables,
	// database and role: see package connect.
	Service string `yaml:"service"`
	// Migrations are the folders of revisions, which together are one history;
	// Schema is the file or folder with the wanted schema.
	Migrations Folders `yaml:"migrations"`
	Schema     string  `yaml:"schema"`
	// SchemaGiven is true if the file names the wanted schema itself, so that it
	// must be there.
	SchemaGiven bool     `yaml:"-"`
	Database    Database `yaml:"database"`
	Generate    Generate `yaml:"generate"`
	Revision    Revision `yaml:"revision"`
	Model       Model    `yaml:"model"`
	// Hooks are commands, each with its arguments, that run after a revision file
	// was written.
	Hooks [][]string `yaml:"hooks"`

	late map[string]error
}

// Database says where the service's database is.
type Database struct {
	// URL is what a pooler may stand behind; DirectURL, when given, reaches the
	// server itself and is used for steps outside a transaction.
	URL       string `yaml:"url"`
	DirectURL string `yaml:"direct_url"`
	// Schema is the service's schema: the search path of its revisions and the
	// home of the history table.
	Schema string `yaml:"schema"`
	// Table is the history table.
	Table string `yaml:"table"`
}

// Generate says what Go code is written.
type Generate struct {
	Package string `yaml:"package"`
	Out     string `yaml:"out"`
	// From is the SOURCE that the code is made from: "migrations" or "schema".
	From string `yaml:"from"`
	// Tables and Exclude are patterns of "table" or "schema.table".
	Tables  []string `yaml:"tables"`
	Exclude []string `yaml:"exclude"`
	// Types overrides Go types, by SQL type name or "table.column".
	Types map[string]string `yaml:"types"`
	// Names overrides Go names, by "table" or "table.column".
	Names map[string]string `yaml:"names"`
}

// Revision says how revision files are called.
type Revision struct {
	FileTemplate string `yaml:"file_template"`
	SlugLength   int    `yaml:"slug_length"`
	// Timezone is the location of the time in file names, "UTC" or "Europe/Paris";
	// "" is that of the machine.
	Timezone string `yaml:"timezone"`
}

// Model says which objects a live database shares with others.
type Model struct {
	Schemas        []string `yaml:"schemas"`
	ExcludeSchemas []string `yaml:"exclude_schemas"`
	ExcludeTables  []string `yaml:"exclude_tables"`
	// Ignore lists what the project leaves to others: "owners", "privileges".
	Ignore []string `yaml:"ignore"`
}

// Default returns the settings of a project in dir without a file.
func Default(dir string) Config {
	return Config{
		Dir: dir, Migrations: Folders{"migrations"}, Schema: "schema.sql",
		Database: Database{Schema: "public", Table: "pgen_revision"},
		Generate: Generate{From: "migrations"},
		Revision: Revision{FileTemplate: "{seq:04}_{slug}", SlugLength: 40},
	}
}

// keys is the tree of known keys; a nil branch takes any value.
type keys map[string]keys

var known = keys{
	"service": nil, "migrations": nil, "schema": nil, "hooks": nil,
	"database": {"url": nil, "direct_url": nil, "schema": nil, "table": nil},
	"generate": {"package": nil, "out": nil, "from": nil, "tables": nil, "exclude": nil, "types": nil, "names": nil},
	"revision": {"file_template": nil, "slug_length": nil, "timezone": nil},
	"model":    {"schemas": nil, "exclude_schemas": nil, "exclude_tables": nil, "ignore": nil},
}

// Load reads the file at path. A missing file is an error unless optional, when
// the defaults for the path's folder are returned. Faults in the file are a
// source.Diagnostics.
func Load(path string, optional bool, lookup Lookup) (Config, error) {
	dir := filepath.Dir(path)
	f, err := source.Load(path)
	switch {
	case optional && errors.Is(err, fs.ErrNotExist):
		return Default(dir), nil
	case errors.Is(err, fs.ErrNotExist):
		return Config{}, fmt.Errorf("there is no configuration file %s: run pgen init, or name the file with -c", path)
	case err != nil:
		return Config{}, err
	}
	return parse(f, dir, lookup)
}

func parse(f *source.File, dir string, lookup Lookup) (Config, error) {
	c := Default(dir)
	c.File = f.Name
	r := reader{file: f, lookup: lookup, late: map[string]error{}}
	doc, ok := r.read()
	if len(r.found) > 0 {
		return Config{}, r.found
	}
	if !ok {
		return c, nil
	}
	root := doc.Content[0]
	r.walk(root, known, "")
	if len(r.found) > 0 {
		return Config{}, r.found
	}
	if err := doc.Decode(&c); err != nil {
		r.yamlFault(err)
		return Config{}, r.found
	}
	for i := 0; i < len(root.Content); i += 2 {
		c.SchemaGiven = c.SchemaGiven || root.Content[i].Value == "schema"
	}
	if c.Generate.From != "migrations" && c.Generate.From != "schema" {
		return Config{}, fmt.Errorf("%s: generate.from is %q: write migrations or schema", f.Name, c.Generate.From)
	}
	c.late = r.late
	return c, nil
}

// Path resolves a path of the file against the file's folder.
func (c Config) Path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.Dir, p)
}

// DatabaseURL returns the configured address, "" when there is none. The error
// says which variable is unset.
func (c Config) DatabaseURL() (string, error) {
	return c.Database.URL, c.late["database.url"]
}

// DirectURL returns the address that reaches the server without a pooler, ""
// when none is configured.
func (c Config) DirectURL() (string, error) {
	return c.Database.DirectURL, c.late["database.direct_url"]
}
