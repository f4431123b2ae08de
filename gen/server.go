package gen

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// replayOnServer applies files to a throw-away database and reads its catalogs.
func (p *Project) replayOnServer(ctx context.Context, files []*source.File) (model, error) {
	server, err := scratch.Start(ctx, scratch.Options{Download: true, Notice: p.notice})
	if err != nil {
		return model{}, err
	}
	defer server.Stop()
	var m model
	err = p.onDatabase(ctx, server, func(conn *pgx.Conn) error {
		if err := applyFiles(ctx, conn, files); err != nil {
			return err
		}
		m.db, m.warnings, err = catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
		return err
	})
	if err != nil {
		return m, err
	}
	for _, o := range ddl.Untold(files, ddl.Options{Base: p.emptyDatabase(), SearchPath: p.searchPath()}) {
		if id := o.Address(); id.Kind == schema.KindSubscription || m.db.Has(m.db.Owner(id)) {
			m.db.Put(o)
		}
	}
	m.db = p.withoutIgnored(m.db)
	return m, nil
}

// onDatabase runs f with a connection to a new database that is dropped afterwards.
// When f fails for want of a role, which only dynamic SQL can name unseen, the role is
// made and f runs again on another database.
func (p *Project) onDatabase(ctx context.Context, server *scratch.Server, f func(*pgx.Conn) error) error {
	made := map[string]bool{}
	for {
		err := p.onNewDatabase(ctx, server, f)
		role, missing := missingRole(err)
		if !missing || made[role] {
			return err
		}
		made[role] = true
		create := func(conn *pgx.Conn) error { return createRoles(ctx, conn, []string{role}) }
		if err := p.onNewDatabase(ctx, server, create); err != nil {
			return err
		}
	}
}

func (p *Project) onNewDatabase(ctx context.Context, server *scratch.Server, f func(*pgx.Conn) error) (err error) {
	url, drop, err := server.NewDatabase(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop(context.WithoutCancel(ctx))) }()
	config, err := parseURL(url)
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := p.enterSchema(ctx, conn); err != nil {
		return err
	}
	return f(conn)
}

// enterSchema makes the service's schema, as provisioning would, and makes it the
// one in which unqualified names are created.
func (p *Project) enterSchema(ctx context.Context, conn *pgx.Conn) error {
	name := p.config.Database.Schema
	if name == "public" {
		return nil
	}
	ident := pgx.Identifier{name}.Sanitize()
	_, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+ident+"; SET search_path TO "+ident+", public", pgx.QueryExecModeSimpleProtocol)
	return err
}

// applyFiles runs files. The roles that they name are there: what they say about roles
// themselves is left out, since the server is not theirs alone.
func applyFiles(ctx context.Context, conn *pgx.Conn, files []*source.File) error {
	plain := make([]*source.File, len(files))
	var roles []string
	for i, f := range files {
		text, names := ddl.ForScratch(f)
		plain[i] = &source.File{Name: f.Name, Text: text}
		roles = append(roles, names...)
	}
	slices.Sort(roles)
	if err := createRoles(ctx, conn, slices.Compact(roles)); err != nil {
		return err
	}
	for _, f := range plain {
		if err := applyFile(ctx, conn, f); err != nil {
			return err
		}
		// Every file is a session of its own, as far as roles go.
		if _, err := conn.Exec(ctx, "RESET SESSION AUTHORIZATION"); err != nil && conn.PgConn().TxStatus() == 'I' {
			return err
		}
	}
	return nil
}

// applyFile sends a file as one message, which is one transaction; a file that
// cannot run in a transaction is sent statement by statement.
func applyFile(ctx context.Context, conn *pgx.Conn, f *source.File) error {
	err := send(ctx, conn, f, 0, f.Text)
	if !wantsNoTransaction(err) {
		return err
	}
	statements, found := ddl.Statements(f)
	if err := found.Err(); err != nil {
		return err
	}
	for _, s := range statements {
		if err := send(ctx, conn, f, s.Span.Start, s.Span.Text()); err != nil {
			return err
		}
	}
	return nil
}

// wantsNoTransaction tells the errors of statements that refuse to run inside a
// transaction block, and of a new enum value that is used before commit.
func wantsNoTransaction(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "25001" || pg.Code == "55P04")
}

// send runs text, which starts at byte start of f, and points errors into f.
func send(ctx context.Context, conn *pgx.Conn, f *source.File, start int, text string) error {
	_, err := conn.PgConn().Exec(ctx, text).ReadAll()
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	d := source.Diagnostic{Code: "server", SQLState: pg.Code, Message: "the server says: " + pg.Message,
		Hint: pg.Hint, Span: source.Span{File: f, Start: start, End: start + len(text)}}
	if pg.Position > 0 {
		d.Span.Start = start + sqlpos.ByteOfChar(text, int(pg.Position))
	}
	if pg.Detail != "" {
		d.Message += ": " + pg.Detail
	}
	return errServer{Diagnostics: source.Diagnostics{d}, server: err}
}

// errServer is a diagnostic that keeps the server's error in its chain.
type errServer struct {
	source.Diagnostics
	server error
}

// Unwrap gives access to both.
func (e errServer) Unwrap() []error { return append(e.Diagnostics.Unwrap(), e.Diagnostics, e.server) }
