package gen

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Replay says how a history of SQL files becomes a model.
type Replay string

// The ways to replay. Auto reads the files without a server and falls back to a
// throw-away one when a statement's effect cannot be decided from its text;
// Static refuses such a statement; Server always runs the files.
const (
	ReplayAuto   Replay = "auto"
	ReplayStatic Replay = "static"
	ReplayServer Replay = "server"
)

// ParseReplay reads the word of the --replay flag.
func ParseReplay(word string) (Replay, error) {
	switch r := Replay(word); r {
	case ReplayAuto, ReplayStatic, ReplayServer:
		return r, nil
	}
	return "", fmt.Errorf("--replay=%s is not understood: write auto, static or server", word)
}

// model is a database with what was noticed while it was read.
type model struct {
	db       *schema.Database
	warnings source.Diagnostics
	// live is true for a database that somebody uses, nothing for the source "empty".
	live, nothing bool
}

// read turns a SOURCE word into a model: migrations, migrations@REV, schema,
// database, empty, a path, or postgres://...
func (p *Project) read(ctx context.Context, word string, how Replay) (model, error) {
	go ddl.Preload()
	name, rev, at := strings.Cut(word, "@")
	switch {
	case word == "empty":
		return model{db: p.emptyDatabase(), nothing: true}, nil
	case name == "migrations":
		if !at {
			rev = "heads"
		}
		return p.readMigrations(ctx, rev, how)
	case word == "schema":
		return p.readPath(ctx, p.SchemaPath(), how)
	case word == "database":
		config, err := p.Connection()
		if err != nil {
			return model{}, err
		}
		return p.readServer(ctx, config)
	case strings.HasPrefix(word, "postgres://"), strings.HasPrefix(word, "postgresql://"):
		config, err := parseURL(word)
		if err != nil {
			return model{}, err
		}
		return p.readServer(ctx, config)
	}
	if _, err := os.Stat(word); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return model{}, fmt.Errorf("%q is no source: write migrations, migrations@REV, schema, database, empty, "+
				"postgres://..., or the path of a .sql file or folder that exists", word)
		}
		return model{}, err
	}
	return p.readPath(ctx, word, how)
}

// readPath reads a .sql file or a folder in any known layout.
func (p *Project) readPath(ctx context.Context, path string, how Replay) (model, error) {
	files, found, err := pathFiles(path)
	if err != nil {
		return model{}, err
	}
	return p.replay(ctx, files, found, how)
}

// readMigrations replays the project's revisions up to rev.
func (p *Project) readMigrations(ctx context.Context, rev string, how Replay) (model, error) {
	files, found, err := p.historyFiles(rev)
	if err != nil {
		return model{}, err
	}
	return p.replay(ctx, files, found, how)
}

// replay applies files in order; found is what was noticed while they were read.
func (p *Project) replay(ctx context.Context, files []*source.File, found source.Diagnostics, how Replay) (model, error) {
	if how == ReplayServer {
		return p.replayOnServer(ctx, files)
	}
	replay := ddl.New(ddl.Options{Base: p.emptyDatabase(), SearchPath: p.searchPath()})
	found = append(found, replay.ApplyAll(files)...)
	opaque := found.Of(source.Opaque)
	switch {
	case len(opaque) > 0 && how == ReplayAuto:
		p.notice(fmt.Sprintf("%s: %s; replaying the history on a throw-away server", opaque[0].Span, opaque[0].Message))
		return p.replayOnServer(ctx, files)
	case len(opaque) > 0:
		return model{}, opaque
	case found.Err() != nil:
		return model{}, found.Err()
	}
	return model{db: p.withoutIgnored(replay.Finish()), warnings: found.Of(source.Warning)}, nil
}

// readServer reads the catalogs of a live database.
func (p *Project) readServer(ctx context.Context, config *pgx.ConnConfig) (model, error) {
	// Statements without names: behind a pooler the names of other clients are there.
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return model{}, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	db, warnings, err := catalog.Read(ctx, conn, p.liveOptions())
	if err != nil {
		return model{}, err
	}
	// public is everybody's; whether it is there is nobody's difference.
	db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	dropHistoryTable(db, p.config.Database.Table)
	return model{db: p.withoutIgnored(db), warnings: warnings, live: true}, nil
}

// liveOptions leave out what a live database holds for others: a service with a
// schema of its own looks at that schema only, unless model.schemas says more.
func (p *Project) liveOptions() catalog.Options {
	m := p.config.Model
	if len(m.Schemas) == 0 && p.config.Database.Schema != "public" {
		m.Schemas = []string{p.config.Database.Schema}
	}
	return catalog.Options{History: p.config.Database.Table, Schemas: m.Schemas, ExcludeSchemas: m.ExcludeSchemas, ExcludeTables: m.ExcludeTables}
}

// dropHistoryTable takes pgen's own bookkeeping out of a model: it belongs to no
// revision. Whatever hangs on the table goes with it.
func dropHistoryTable(db *schema.Database, table string) {
	for t := range schema.AllOf[schema.Table](db) {
		if t.ID.Name != table {
			continue
		}
		for _, part := range db.Parts(t.ID) {
			for _, comment := range db.Parts(part) {
				db.Delete(comment)
			}
			db.Delete(part)
		}
		db.Delete(t.ID)
	}
}
