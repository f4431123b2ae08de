package gen

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/config"
	"github.com/pgen-go/pgen/runtime/connect"
)

// Connection says how to reach the project's database: the address that the
// caller gave, else the environment (DATABASE_URL and, with service set in
// pgen.yaml, what package connect reads), else database.url in pgen.yaml, else
// the PG* and DB_* variables.
func (p *Project) Connection() (*pgx.ConnConfig, error) {
	return p.connection(p.config.DatabaseURL)
}

// DirectConnection is Connection for what needs a session of its own: where
// pgen.yaml has database.direct_url that comes before database.url. Where
// database.schema is another than public, its sessions have that schema in front
// of their search path, as revisions expect.
func (p *Project) DirectConnection() (*pgx.ConnConfig, error) {
	c, err := p.connection(func() (string, error) {
		if url, err := p.config.DirectURL(); url != "" || err != nil {
			return url, err
		}
		return p.config.DatabaseURL()
	})
	if name := p.config.Database.Schema; err == nil && name != "public" {
		c.RuntimeParams["search_path"] = pgx.Identifier{name}.Sanitize() + ", public"
	}
	return c, err
}

func (p *Project) connection(configured func() (string, error)) (*pgx.ConnConfig, error) {
	if p.database != "" {
		return parseURL(p.database)
	}
	if p.config.Service != "" && p.hasVariable(strings.ToUpper(strings.ReplaceAll(p.config.Service, "-", "_"))+"__POSTGRES__") {
		return p.fromEnvironment()
	}
	if url, ok := lookup(p.environ)("DATABASE_URL"); ok && url != "" && p.config.Database.DirectURL == "" {
		return parseURL(url)
	}
	url, err := configured()
	switch {
	case url != "" && err == nil:
		return parseURL(url)
	case p.hasVariable("PGHOST=", "PGDATABASE=", "PGUSER=", "DB_HOST=", "DB_NAME=", "DB_INSTANCE_UNIX_SOCKET="):
		return p.fromEnvironment()
	case err != nil:
		return nil, err
	}
	return nil, fmt.Errorf("%w: pass --database URL, set DATABASE_URL, or write database.url in %s", ErrNoDatabase, config.FileName)
}

func (p *Project) fromEnvironment() (*pgx.ConnConfig, error) {
	settings, err := connect.FromEnvironment(p.config.Service, p.environ)
	if err != nil {
		return nil, err
	}
	return settings.DirectConfig()
}

// hasVariable reports whether a variable starts with one of the prefixes.
func (p *Project) hasVariable(prefixes ...string) bool {
	for _, entry := range p.environ {
		for _, prefix := range prefixes {
			if strings.HasPrefix(entry, prefix) {
				return true
			}
		}
	}
	return false
}

func parseURL(url string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database URL is not understood: %w", err)
	}
	return c, nil
}
