package gen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/config"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Settings are what a caller says about a project; the zero value means the
// project in the working directory with its pgen.yaml.
type Settings struct {
	// ConfigFile is the path of the configuration; "" looks for pgen.yaml in the
	// working directory and does without it when there is none.
	ConfigFile string
	// Database, Migrations and Schema win over the configuration when not "".
	// Migrations and Schema are relative to the working directory.
	Database, Migrations, Schema string
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
		path, optional = config.FileName, true
	}
	c, err := config.Load(path, optional, lookup(s.Environ))
	if err != nil {
		return nil, err
	}
	for _, over := range []struct {
		flag   string
		target *string
	}{{s.Migrations, &c.Migrations}, {s.Schema, &c.Schema}} {
		if over.flag == "" {
			continue
		}
		path, err := pathFrom(c.Dir, over.flag)
		if err != nil {
			return nil, err
		}
		*over.target = path
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

// MigrationsDir returns the folder of revisions.
func (p *Project) MigrationsDir() string { return p.config.Path(p.config.Migrations) }

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
