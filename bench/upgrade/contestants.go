package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	gomigrate "github.com/golang-migrate/migrate/v4"
	gomigratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	ternmigrate "github.com/jackc/tern/v2/migrate"
	"github.com/pressly/goose/v3"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// contestant applies the files of its folder.
type contestant struct {
	name string
	run  func(ctx context.Context, t *target, dir string) error
}

// contestants begin with the loop, to which the others are compared.
var contestants = []contestant{
	{"bare loop", runLoop}, {"pgen", runPgen}, {"goose", runGoose}, {"tern", runTern}, {"golang-migrate", runGolangMigrate},
}

// runLoop is the least that can be called a runner: each file and its line in a
// table of versions in one transaction. It neither locks nor looks what is there.
func runLoop(ctx context.Context, t *target, dir string) error {
	conn, err := pgx.ConnectConfig(ctx, t.config)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE TABLE versions (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, string(text)); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO versions (name) VALUES ($1)", filepath.Base(file))
			return err
		})
		if err != nil {
			return err
		}
	}
	return t.done(ctx)
}

func runPgen(ctx context.Context, t *target, dir string) error {
	history, err := migrate.LoadDir(dir)
	if err != nil {
		return err
	}
	m, err := migrate.New(migrate.Config{Conn: t.config, History: history, Hooks: migrate.Hooks{
		AfterRun: func(ctx context.Context, _ migrate.Result, _ error) error { return t.done(ctx) },
	}})
	if err != nil {
		return err
	}
	_, err = m.Upgrade(ctx, "head")
	return err
}

func runGoose(ctx context.Context, t *target, dir string) error {
	return t.withDB(func(db *sql.DB) error {
		provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS(dir))
		if err != nil {
			return err
		}
		if _, err := provider.Up(ctx); err != nil {
			return err
		}
		return t.done(ctx)
	})
}

func runTern(ctx context.Context, t *target, dir string) error {
	conn, err := pgx.ConnectConfig(ctx, t.config)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	m, err := ternmigrate.NewMigrator(ctx, conn, "public.schema_version")
	if err != nil {
		return err
	}
	if err := errors.Join(m.LoadMigrations(os.DirFS(dir)), m.Migrate(ctx)); err != nil {
		return err
	}
	return t.done(ctx)
}

func runGolangMigrate(ctx context.Context, t *target, dir string) error {
	return t.withDB(func(db *sql.DB) error {
		files, err := iofs.New(os.DirFS(dir), ".")
		if err != nil {
			return err
		}
		driver, err := gomigratepgx.WithInstance(db, &gomigratepgx.Config{})
		if err != nil {
			return err
		}
		m, err := gomigrate.NewWithInstance("iofs", files, "pgx5", driver)
		if err != nil {
			return err
		}
		if err := m.Up(); err != nil {
			return err
		}
		err = t.done(ctx)
		sourceErr, databaseErr := m.Close()
		return errors.Join(err, sourceErr, databaseErr)
	})
}

// withDB opens the target for the libraries that want database/sql.
func (t *target) withDB(run func(db *sql.DB) error) error {
	db := stdlib.OpenDB(*t.config)
	return errors.Join(run(db), db.Close())
}
