package gen

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// proveRevision runs the revision on a throw-away server. Without a server the
// revision is kept and says so.
func (p *Project) proveRevision(ctx context.Context, history []*source.File, rev *migrate.Revision, r *Revised) error {
	server, err := scratch.Start(ctx, scratch.Options{Download: true, Notice: p.notice})
	if errors.Is(err, scratch.ErrNoServer) {
		r.Unproved = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	defer server.Stop()
	files, _, err := pathFiles(p.SchemaPath())
	if err != nil {
		return err
	}
	wanted, err := p.build(ctx, server, files)
	if err != nil {
		return err
	}
	if err := p.upAndDown(ctx, server, history, rev, wanted); err != nil {
		return fmt.Errorf("the planned revision was tried on a throw-away server and is not right, so nothing was written; "+
			"this is a fault of pgen (--no-proof keeps the revision for editing by hand):\n%w", err)
	}
	r.Proved = true
	return nil
}

// build applies files to a throw-away database and reads it.
func (p *Project) build(ctx context.Context, server *scratch.Server, files []*source.File) (db *schema.Database, err error) {
	err = p.onDatabase(ctx, server, func(conn *pgx.Conn) error {
		if err := applyFiles(ctx, conn, files); err != nil {
			return err
		}
		db, _, err = catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.withoutIgnored(db), nil
}

// upAndDown demands that up leads from the history to the wanted schema, and down
// back to where it was.
func (p *Project) upAndDown(ctx context.Context, server *scratch.Server, history []*source.File, rev *migrate.Revision, wanted *schema.Database) error {
	return p.onDatabase(ctx, server, func(conn *pgx.Conn) error {
		if err := applyFiles(ctx, conn, history); err != nil {
			return err
		}
		before, _, err := catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
		if err != nil {
			return err
		}
		if err := p.runSteps(ctx, conn, rev.Up, wanted, "up", "the wanted schema"); err != nil {
			return err
		}
		return p.runSteps(ctx, conn, rev.Down, p.withoutIgnored(before), "down", "the old schema")
	})
}

func (p *Project) runSteps(ctx context.Context, conn *pgx.Conn, steps []migrate.Step, want *schema.Database, direction, goal string) error {
	for i, s := range steps {
		f, err := source.New(fmt.Sprintf("%s step %d", direction, i+1), s.SQL)
		if err != nil {
			return err
		}
		text, _ := ddl.ForScratch(f)
		if err := send(ctx, conn, f, 0, text); err != nil {
			return err
		}
	}
	got, _, err := catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
	if err != nil {
		return err
	}
	if changes := diff.Compare(p.withoutIgnored(got), want, diff.Hints{}); len(changes) > 0 {
		return fmt.Errorf("after %s this still separates the database from %s: %s", direction, goal, describeChanges(changes))
	}
	return nil
}
