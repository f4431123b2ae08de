package gen

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/config"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Settings are what a caller says about a project; the zero value means the
// project in the working directory with its pgen.yaml.
type Settings struct {
	// ConfigFile is the path of the configuration; "" takes that in the variable
	// PGEN_CONFIG, else looks for pgen.yaml in the working directory and does without
	// it when there is none.
	ConfigFile string
	// Database and Schema win over the configuration when not "", Migrations, which
	// are folders of revisions, when there is one. Migrations and Schema are
	// relative to the working directory.
	Database, Schema string
	Migrations       []string
	// Ignore lists what is left out of every model, as model.ignore does: "owners",
	// "privileges".
	Ignore []string
	// Environ is the environment as os.Environ gives it; nil means the process's.
	Environ []string
	// Notice is told what a user should know while a call runs, such as that a
	// throw-away server was started and why. Nil drops it.
	Notice func(text string)
}

// Project is an opened project. Its methods read files anew on every call.
type Project struct {
	config   config.Config
	database string
	environ  []string
	notice   func(string)
}

// Open reads the configuration. Nothing but the configuration file is touched.
func Open(s Settings) (*Project, error) {
	if s.Environ == nil {
		s.Environ = os.Environ()
	}
	if s.Notice == nil {
		s.Notice = func(string) {}
	}
	path, optional := s.ConfigFile, false
	if path == "" {
		path, _ = lookup(s.Environ)("PGEN_CONFIG")
	}
	if path == "" {
		path, optional = config.FileName, true
	}
	c, err := config.Load(path, optional, lookup(s.Environ))
	if err != nil {
		return nil, err
	}
	if s.Schema != "" {
		if c.Schema, err = pathFrom(c.Dir, s.Schema); err != nil {
			return nil, err
		}
		c.SchemaGiven = true
	}
	if len(s.Migrations) > 0 {
		if c.Migrations, err = foldersFrom(c.Dir, s.Migrations); err != nil {
			return nil, err
		}
	}
	if len(s.Ignore) > 0 {
		c.Model.Ignore = s.Ignore
	}
	if err := checkIgnored(c.Model.Ignore); err != nil {
		return nil, err
	}
	return &Project{config: c, database: s.Database, environ: s.Environ, notice: s.Notice}, nil
}

// lookup finds variables in an environment; as in a process, the last one counts.
func lookup(environ []string) config.Lookup {
	return func(name string) (value string, ok bool) {
		for _, entry := range environ {
			if key, text, _ := strings.Cut(entry, "="); key == name {
				value, ok = text, true
			}
		}
		return value, ok
	}
}

// foldersFrom is pathFrom for folders of revisions; none may stand twice.
func foldersFrom(dir string, paths []string) (config.Folders, error) {
	var out config.Folders
	for _, path := range paths {
		folder, err := pathFrom(dir, path)
		switch {
		case err != nil:
			return nil, err
		case path == "" || slices.ContainsFunc(out, func(other string) bool { return filepath.Clean(other) == filepath.Clean(folder) }):
			return nil, fmt.Errorf("--migrations %q: the folder has no name or is named twice: name each folder once", path)
		}
		out = append(out, folder)
	}
	return out, nil
}

// pathFrom turns a path relative to the working directory into one relative to
// the configuration's folder, which is how the configuration holds paths.
func pathFrom(dir, path string) (string, error) {
	if dir == "." || filepath.IsAbs(path) {
		return path, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("resolving %s: %w", path, err)
	}
	return abs, nil
}

// Folders returns the folders of revisions, at least one.
func (p *Project) Folders() []string {
	out := make([]string, len(p.config.Migrations))
	for i, folder := range p.config.Migrations {
		out[i] = p.config.Path(folder)
	}
	return out
}

// SchemaPath returns the file or folder with the wanted schema.
func (p *Project) SchemaPath() string { return p.config.Path(p.config.Schema) }

// HistoryTable returns schema and name of the table that records what was applied.
func (p *Project) HistoryTable() (schemaName, table string) {
	return p.config.Database.Schema, p.config.Database.Table
}

// searchPath is where unqualified names are looked for, and in the first schema
// created, while revisions run.
func (p *Project) searchPath() []string {
	if p.config.Database.Schema == "public" {
		return []string{"public"}
	}
	return []string{p.config.Database.Schema, "public"}
}

func (p *Project) printer() pgsql.Printer { return pgsql.Printer{SearchPath: p.searchPath()} }

// emptyDatabase is what revisions start from: the schemas of the search path,
// which provisioning makes.
func (p *Project) emptyDatabase() *schema.Database {
	db := schema.New()
	for _, name := range append([]string{"public"}, p.searchPath()...) {
		db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema(name)}})
	}
	return db
}
